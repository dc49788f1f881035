"""`/ops health`: how Longwatch is, told from inside to anyone who asks."""

import re
from dataclasses import replace

import pytest

from bot.core import advice, render
from bot.runtime import chores, observe, schedule, schema, vitals
from tests import factories, person
from tests.conformance.samples import SAMPLES

NOWHERE = "restricted_action"


@pytest.fixture(autouse=True)
def _begun():
    """Forget what other bots of this process have seen: a process begins with none."""
    for gauge in (observe.drift, observe.compared_at, observe.echoed_at):
        gauge.set(0)


@pytest.fixture
def sam(scene):
    return scene.person("sam")


async def asks(who, words="/ops health"):
    await who.types("#general", words)
    said = [one.text for one in await who.reads("#general") if one.ephemeral]
    return next((t for t in reversed(said) if t.startswith("Longwatch ")), "")


async def fails(scene, who):
    """Declare an incident whose room Slack won't have, and wait until it is known."""
    await scene.slack.fault("conversations.create", f"error:{NOWHERE}")
    await who.types("#general", "/incident declare sev2 checkout 500s")

    async def failed():
        return NOWHERE in await asks(who)

    await person.eventually(failed, "the room has failed")


def line(told, name):
    """Give what is said under *name*, with its mark."""
    lines = told.split("\n")
    at = next((n for n, said in enumerate(lines) if said.endswith(f" {name}")), None)
    return "" if at is None else f"{lines[at].split()[0]} {lines[at + 1]}"


async def test_all_is_well(scene, dana):
    told = await asks(dana)
    assert told.startswith("Longwatch is well")
    assert dana.said.ephemeral
    assert line(told, "Slack") == ":white_check_mark: sends requests by HTTP"
    assert line(told, "Waiting for Slack") == ":white_check_mark: nothing"
    assert line(told, "Next timer") == ":white_check_mark: none"
    assert line(told, "Clock") == ":white_check_mark: as Slack's"
    assert re.match(":white_check_mark: 1 entry, [01] signed", line(told, "Ledger"))
    engine = "SQLite" if scene.bot.database.sqlite else "PostgreSQL"
    for version in (
        "Longwatch 0.1.0",
        f"migration {schema.head()}",
        "Python 3.",
        f"{engine} ",
    ):
        assert version in told
    assert "unknown" not in told
    assert ":warning:" not in told
    assert dana.said.buttons == []
    assert await scene.slack.violations() == []


async def test_a_guest_may_ask_too(scene):
    assert "Longwatch is well" in await asks(scene.person("gus"))


async def test_status_means_the_same(dana):
    assert "Longwatch is well" in await asks(dana, "/ops status")


async def test_it_heard_itself_once_slack_told_of_its_deeds(scene, dana):
    async def nothing():
        observe.echoed_at.set(0)  # it may hear yet that it joined channels
        told = line(await asks(dana), "Heard itself")
        return told.startswith(
            ":grey_question: not yet in this process, which began 20"
        )

    await person.eventually(nothing, "the bot has heard nothing of itself")
    await dana.types("#general", "/incident declare sev2 checkout 500s")

    async def heard():
        return ":white_check_mark:" in line(await asks(dana), "Heard itself")

    await person.eventually(heard, "the bot heard of what it did")


async def test_what_failed_is_told_with_a_way_to_mend_it(scene, dana):
    await fails(scene, dana)
    told = dana.told
    assert told.startswith("Longwatch needs attention")
    assert ":warning: The room could not be created. To mend it:" in told
    assert "wait for what failed" in line(told, "Waiting for Slack")
    assert dana.said.buttons == ["Try again", "Give up on it"]
    assert await scene.slack.violations() == []


async def test_what_failed_is_tried_again(scene, dana):
    await fails(scene, dana)
    first = dana.said
    await dana.presses("Try again", channel="#general", message=first)
    await dana.sees("#general", "It is tried again")
    await scene.settled()
    assert "inc-1-checkout-500s" in await scene.slack.channels()
    assert (await asks(dana)).startswith("Longwatch is well")
    await dana.presses("Try again", channel="#general", message=first)
    await dana.sees("#general", "That was mended or given up already")


async def test_what_failed_is_given_up(scene, dana):
    await fails(scene, dana)
    await dana.presses("Give up on it", channel="#general", message=dana.said)
    await dana.sees("#general", "It is given up")
    told = await asks(dana)
    assert told.startswith("Longwatch is well")
    assert dana.said.buttons == []


async def test_a_guest_sees_what_failed_and_can_not_touch_it(scene, dana):
    await fails(scene, dana)
    gus = scene.person("gus")
    assert "The room could not be created" in await asks(gus)
    assert gus.said.buttons == []


async def test_what_failed_in_a_private_room_does_not_name_it(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 private leaked key")
    await scene.settled()
    channel = (await scene.slack.channels("dana"))["inc-1-leaked-key"]["id"]
    await scene.slack.fault("chat.postMessage", f"error:{NOWHERE}")
    await dana.types("#general", "/incident update INC-1 the key is revoked")

    async def failed():
        return NOWHERE in await asks(sam)

    await person.eventually(failed, "the update has failed")
    assert "A message could not be posted. To mend it" in sam.told
    assert "inc-1" not in sam.told
    assert channel not in str(sam.said.raw)


async def test_what_slack_does_not_take_grows_old(scene, dana):
    await scene.slack.fault("chat.postMessage", "status_500", times=99)
    await dana.types("#general", "/incident declare sev2 checkout 500s")

    async def waits():
        return "oldest for" in line(await asks(dana), "Waiting for Slack")

    await person.eventually(waits, "something waits")
    await scene.slack.forward(minutes=2)

    async def late():
        told = line(await asks(dana), "Waiting for Slack")
        return told.endswith("every try fails (HTTP 500)")

    await person.eventually(late, "it waits for long")
    told = line(dana.told, "Waiting for Slack")
    assert told.startswith(":warning:")
    assert "oldest for 2 min" in told


async def test_the_next_timer_is_told(scene, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    told = line(await asks(dana), "Next timer")
    assert ":white_check_mark: a reminder that an answer is due 20" in told
    await scene.forward(minutes=31)
    told = line(await asks(dana), "Next timer")
    assert ":white_check_mark: the deadline for an answer 20" in told
    await dana.types("#general", "/incident ack INC-1")
    await dana.types("#general", "/incident update INC-1 we look; next in 30m")
    await scene.settled()
    told = line(await asks(dana), "Next timer")
    assert ":white_check_mark: a promised update 20" in told


@pytest.mark.parametrize("verb", schedule.TIMED)
def test_every_timer_is_told_in_words(verb):
    contexts = SAMPLES["workspaces.health.msg.j2"]("words")
    given = next(one for one in contexts if one["backlog"].due)
    given = {**given, "backlog": replace(given["backlog"], verb=verb)}
    told = str(render.message("workspaces.health", **given)["blocks"])
    said = told.partition("*Next timer*\\n")[2].partition(" <!date")[0]
    assert said
    assert said not in (verb, verb.partition(".")[2].replace("_", " "))


async def test_what_is_archived_is_told_with_what_to_do(scene, dana):
    """A room of an incident is brought back; a channel may be chosen anew, too."""
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    for channel in ("inc-1-checkout-500s", "#incidents"):
        await scene.slack.post("archive", user=dana.id, channel=channel.strip("#"))
    await dana.types("#general", "/incident severity INC-1 sev1")
    await scene.settled()
    told = await asks(dana)
    assert "is_inactive" in told
    room, announced = advice.OWN_ROOM, advice.HOW["is_inactive"]
    mended = [line for line in told.split("\n") if "To mend it" in line]
    own = [line for line in mended if room in line]
    others = [line for line in mended if announced in line]
    assert len(mended) == len(own) + len(others)
    assert own
    assert any("could not be posted or edited" in line for line in own)
    assert [line for line in others if "could not be posted or edited" in line]
    assert "/ops setup" in announced
    assert "/ops setup" not in room


async def test_the_ledger_is_signed(scene, dana):
    await chores.sign(scene.bot)
    assert "1 signed 20" in line(await asks(dana), "Ledger")
    assert line(dana.told, "Ledger").endswith("the signature holds")


@pytest.mark.parametrize(
    ("seconds", "way", "advice"),
    [
        (600, "behind", "put it right, at 300 s nothing is accepted"),
        (-90, "ahead of", "put it right, at 300 s nothing is accepted"),
        (20, "behind", ""),
    ],
)
async def test_a_clock_that_is_off_is_told(sqlite_url, tmp_path, seconds, way, advice):
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        await scene.slack.post("skew", seconds=seconds)
        await scene.bot.installations.connect(scene.bot.transactions)
        told = line(await asks(scene.person("dana")), "Clock")
    mark = ":warning:" if advice else ":white_check_mark:"
    shown = re.fullmatch(rf"{mark} (\d+) s {way} Slack's(?:: )?(.*)", told)
    assert shown
    assert abs(int(shown[1]) - abs(seconds)) < 10
    assert shown[2] == advice


async def test_a_socket_tells_since_when_it_is_open(database, tmp_path):
    async with factories.scene(database, tmp_path / "home", socket=True) as scene:
        told = line(await asks(scene.person("dana")), "Slack")
        assert ":white_check_mark: is connected by Socket Mode, since 20" in told
        await scene.bot.sockets.close()
        assert scene.bot.vitals().cut_off
        assert scene.bot.vitals().connected is None


async def test_a_half_says_what_it_does_not_see(postgres_url, tmp_path):
    """A process that only answers has no worker in it, and says so."""
    async with factories.scene(postgres_url, tmp_path / "home") as scene:
        environ = factories.environment(
            postgres_url, tmp_path / "home", scene.slack.url
        )
        async with factories.running(environ, worker=False) as (web, url):

            async def ready():
                return not await web.waits_for()

            await person.eventually(ready, "the half is ready")
            await scene.slack.post("app", request_url=f"{url}/slack/events")
            told = await asks(scene.person("dana"))
    assert "carried out by another process" in told


def test_a_date_of_whole_seconds_is_no_drift():
    date = {"Date": "Sun, 22 Nov 2026 12:00:00 GMT"}
    noon = 1795348800.0
    assert vitals.drift(date, noon + 0.9) == 0
    assert vitals.drift(date, noon + 90) == 90
    assert vitals.drift({"date": date["Date"]}, noon - 90) == -90
    assert vitals.drift({"Date": "soon"}, noon) is None
    assert vitals.drift({}, noon) is None
