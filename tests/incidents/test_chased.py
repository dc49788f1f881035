"""A promised update is chased: whoever leads, whoever tells, everybody; or put off."""

import pytest

ASKED = "is due."


async def test_whoever_leads_is_asked_then_whoever_tells_then_everybody_sees(
    scene, room, dana, ana
):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident assign communications <@U0ANA>")
    await dana.types(room, "/incident update one; next in 20m")
    await scene.forward(minutes=20, seconds=30)
    assert ASKED in await dana.told_directly()
    assert ASKED not in await ana.told_directly()
    await scene.forward(minutes=3)
    assert (await ana.told_directly()).count(ASKED) == 1
    assert (await dana.told_directly()).count(ASKED) == 1
    assert "missed" not in (await dana.sees("#incidents", "INC-1 · SEV-2")).text
    await scene.forward(minutes=3)
    announced = await dana.sees("#incidents", "INC-1 · SEV-2")
    assert "Missed: an update was promised" in announced.text
    assert "did not come" in await ana.told_directly()
    assert "did not come" in await dana.told_directly()


async def test_whoever_leads_and_tells_is_asked_once(scene, room, dana):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident claim communications")
    await dana.types(room, "/incident update one; next in 20m")
    await scene.forward(minutes=20, seconds=30)
    await scene.forward(minutes=3)
    assert (await dana.told_directly()).count(ASKED) == 1
    await scene.forward(minutes=3)
    assert "did not come" in await dana.told_directly()


async def test_a_promise_is_put_off_by_button_with_a_reason(scene, room, dana):
    await dana.types(room, "/incident update one; next in 20m")
    await scene.forward(minutes=21)
    channel = await directly(dana)
    await dana.presses("Snooze…", channel=channel)
    await dana.modal("Why is it put off?")
    await dana.submits(
        next=int(await scene.slack.now()) + 1800, reason="the vendor answers then"
    )
    await scene.settled()
    said = await dana.sees(room, "put off the update on INC-1")
    assert "the vendor answers then" in said.text
    await scene.forward(minutes=20)
    assert "did not come" not in await dana.told_directly()
    await scene.forward(minutes=11)
    assert (await dana.told_directly()).count(ASKED) == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("30m the vendor answers then", "the vendor answers then"),
        ("in 45 minutes because DNS is slow", "DNS is slow"),
        ("until tomorrow 9:00, night shift sleeps", "night shift sleeps"),
    ],
)
async def test_a_promise_is_put_off_as_people_say_it(edge, words, reason):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await dana.types("#general", f"/incident snooze INC-1 {words}")
    assert "The update on INC-1 is put off until" in dana.told
    await dana.types("#general", "/incident timeline INC-1")
    assert "put off the promised update until" in dana.told
    assert reason in dana.told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("because I want to", "Say until when, then why"),
        ("30m", "Say something"),
        ("40 days it can wait", "Promise the next update within 7 days"),
        ("2020-01-01 10:00 no", "Promise a time that has not passed"),
    ],
)
async def test_what_can_not_be_put_off_so_is_told(edge, words, sentence):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await dana.types("#general", f"/incident snooze INC-1 {words}")
    assert sentence in dana.answer
    assert "/incident snooze INC-42 30m" in dana.answer


async def test_no_update_is_needed_until_the_next_promises_one(scene, room, dana, ana):
    await dana.types(room, "/incident update one; next in 20m")
    await scene.forward(minutes=26)
    missed = await dana.sees(room, "did not come")
    await ana.types("#general", "/incident claim INC-1 scribe")
    await dana.presses("Not needed…", channel=room, message=missed)
    await dana.modal("Why is no update needed?")
    await dana.submits(reason="nobody is affected any more")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "none promised" in card.text
    told = await dana.told_directly()
    await scene.forward(hours=5)
    assert (await dana.told_directly()).count("promised for") == told.count(
        "promised for"
    )
    await dana.types(room, "/incident waive it is still quiet")
    assert "INC-1 is without a promised update already" in dana.answer
    await dana.types(room, "/incident update still quiet; next in 20m")
    await scene.forward(minutes=21)
    assert await dana.told_directly() != told


async def test_a_snooze_can_be_taken_back(scene, room, dana):
    await dana.types(room, "/incident update one; next in 20m")
    await dana.types(room, "/incident snooze 2h it is lunch time")
    await dana.types(room, "/incident undo")
    assert "that the update was put off" in dana.answer
    await scene.forward(minutes=21)
    assert ASKED in await dana.told_directly()


async def test_a_button_of_a_resolved_incident_answers_how_it_stands(scene, room, dana):
    await dana.types(room, "/incident update one; next in 20m")
    await scene.forward(minutes=26)
    missed = await dana.sees(room, "did not come")
    await dana.types(room, "/incident resolve restarted")
    await dana.presses("Not needed…", channel=room, message=missed)
    assert await dana.sees(room, "INC-1 is resolved: reopen it first.")
    assert not (await dana.state())["views"]


async def directly(person):
    """Give the conversation of the app with this person."""
    ours = person.slack.app["user_id"]
    return next(
        one["id"] for one in (await person.state())["channels"] if one["user"] == ours
    )
