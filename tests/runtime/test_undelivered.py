"""What could not be posted: one card says so, and follows what becomes of it."""

from bot.findings import facts
from tests.findings.finding import begun

NOWHERE = "error:channel_not_found"
FAILED = "A message could not be posted"


async def told(scene, person):
    """Have somebody be written to, alone."""
    async with begun(scene, "clock") as work:
        record = work.record(facts.Reminded(about=person, whom=person, lines=()))
        work.tell(record, to=person)
    await scene.settled()


async def troubles(dana):
    """Give what the channel is told of it."""
    said = await dana.reads("#ops")
    return [one for one in said if FAILED in one.text]


async def test_what_was_for_somebody_who_has_left_is_dropped_without_an_alarm(
    scene, dana
):
    await scene.slack.post("person", id="U0KENJI", deleted=True)
    await scene.settled()
    await scene.slack.fault("chat.postMessage", NOWHERE)
    await told(scene, "U0KENJI")
    assert await troubles(dana) == []
    await dana.types("#general", "/ops health")
    assert FAILED not in dana.told


async def test_who_could_not_be_written_to_is_named_with_advice_that_fits(scene, dana):
    await scene.slack.fault("chat.postMessage", NOWHERE)
    await told(scene, "U0SAM")
    (said,) = await troubles(dana)
    assert "could not be posted to @sam" in said.text
    assert "tell them yourself" in said.text
    assert "/ops setup" not in said.text


async def test_what_fails_again_changes_the_card_and_giving_up_too(scene, dana):
    await scene.slack.fault("chat.postMessage", NOWHERE)
    await told(scene, "U0SAM")
    for _ in range(2):
        (said,) = await troubles(dana)
        assert said.buttons == ["Try again", "Give up on it"]
        await scene.slack.fault("chat.postMessage", NOWHERE)
        await dana.presses("Try again", channel="#ops", message=said)
        await scene.settled()
    (said,) = await troubles(dana)
    await dana.presses("Give up on it", channel="#ops", message=said)
    await scene.settled()
    (said,) = await troubles(dana)
    assert "It was given up" in said.text
    assert said.buttons == []


async def test_what_comes_right_is_said_on_the_card_that_stands(scene, dana):
    await scene.slack.fault("chat.postMessage", NOWHERE)
    await told(scene, "U0SAM")
    (said,) = await troubles(dana)
    await dana.presses("Try again", channel="#ops", message=said)
    await scene.settled()
    (said,) = await troubles(dana)
    assert "It is done by now" in said.text
    assert said.buttons == []
