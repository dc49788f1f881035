"""Restarts: what was promised is kept by the next life of the bot, once."""

import pytest

from tests.chaos.flows import LINE
from tests.chaos.stage import PATIENCE, stage
from tests.person import eventually

pytestmark = pytest.mark.slow

DECLARE = "/incident declare sev2 checkout 500s"
ROOM = "inc-1-checkout-500s"
NUDGE = "INC-1 needs an answer"
MISSED = "did not come"
LATE = "This reminder comes late"
SEVERAL = (
    ("sqlite", ("conversations.create", "conversations.setTopic", "pins.add")),
    ("postgres", ("conversations.create", "chat.postMessage")),
)


async def said(made, channel) -> str:
    """Give all that dana can read in a channel."""
    return "\n".join(one.text for one in await made.dana.reads(channel))


async def nudged(made) -> str:
    """Give all that Longwatch wrote to dana alone, once something is there."""

    async def look():
        return NUDGE in await made.dana.told_directly()

    await eventually(look, "the nudge has come", PATIENCE)
    await made.quiet()
    return await made.dana.told_directly()


async def test_the_next_nudge_comes_once_after_a_restart(databases, tmp_path):
    async with stage(databases("nudge"), tmp_path / "nudge", "run") as made:
        await made.start()
        await made.dana.types("#general", DECLARE)
        await made.quiet()
        made.processes["run"].kill()
        await made.start()
        await made.slack.forward(minutes=31)

        assert (await nudged(made)).count(NUDGE) == 1
        assert "late" not in await nudged(made)
        await made.blameless()


async def test_what_passed_while_it_was_away_is_said_once_and_as_late(
    databases, tmp_path
):
    async with stage(databases("away"), tmp_path / "away", "run") as made:
        await made.start()
        await made.dana.types("#general", DECLARE)
        await made.quiet()
        made.processes["run"].kill()
        await made.slack.forward(hours=2)  # half time, deadline and promise pass
        await made.start()

        told = await nudged(made)
        assert told.count(NUDGE) == told.count(f"{NUDGE}, and is overdue") == 1
        assert told.count(MISSED) == 1
        assert told.count(LATE) == 2
        fallback = await made.slack.person("ana").told_directly()
        assert fallback.count(NUDGE) == fallback.count(LATE) == 1
        assert (await said(made, "#incidents")).count(NUDGE) == 1
        assert (await said(made, ROOM)).count(MISSED) == 1
        await made.blameless()


@pytest.mark.parametrize(
    ("databases", "methods"), SEVERAL, indirect=["databases"], ids=["thrice", "twice"]
)
async def test_killed_several_times_in_a_row_a_declare_is_whole_in_the_end(
    databases, rehearsed, tmp_path, methods
):
    async with stage(databases("again"), tmp_path / "again", "run") as made:
        await made.start()
        for method in methods:
            await made.slack.fault(method, "silence", seconds=60, do=True)
        since = len(made.records)
        assert await LINE.act(made.dana)
        for _ in methods:
            await made.hit(since)
            since = len(made.records)
            made.processes["run"].kill()
            await made.start()
        await made.quiet()
        await made.complete(1, rehearsed, sure=False)
        await made.blameless()
        await made.proven()
