"""Events that came at a bad moment."""

import sqlite3

from tests import factories, person


async def test_an_event_that_met_a_locked_database_comes_again(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        dana, sam = scene.person("dana"), scene.person("sam")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.settled()
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
        other.execute("BEGIN IMMEDIATE")

        await scene.slack.post("join", user=sam.id, channel="inc-1-checkout-500s")
        joined = "member_joined_channel"
        await person.eventually(lambda: refused(scene), f"{joined} was refused")
        other.rollback()
        other.close()
        await scene.forward(minutes=1)

        async def known():
            await dana.types("#general", "/incident timeline INC-1")
            return "@sam came into the room" in dana.told

        await person.eventually(known, "the event was heard in the end", 10)


async def refused(scene):
    """Tell whether the bot told Slack to deliver an event again."""
    return [one for one in await scene.slack.deliveries() if one["status"] == 503]
