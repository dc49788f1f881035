"""Whoever is silent in a roll call is asked again, until there is no need to."""

import pytest

from tests.incidents.rolling import card, direct, press

STILL = "still waits for"
SILENT = "have not answered the roll call"


@pytest.fixture
async def called(scene, room, dana):
    """Ask three: one has no contact, one a person, one a channel."""
    await dana.types(room, "/incident rollcall Payments, Checkout @ana, Data #ops")
    await scene.settled()
    return room


async def told(person, place, text):
    return [m.text for m in await person.reads(place) if text in m.text]


async def times(person):
    return (await person.told_directly()).count(STILL)


async def test_whoever_is_silent_is_asked_again_and_the_room_told(
    scene, called, dana, ana
):
    await scene.forward(minutes=29)
    assert await times(ana) == 0
    await scene.forward(minutes=2)
    assert await times(ana) == 1
    (said,) = await told(dana, called, SILENT)
    assert "3 of 3" in said
    assert "Payments, Checkout, Data" in said
    assert "late" not in said
    assert len(await told(dana, "#ops", STILL)) == 1
    await press(scene, ana, "Patched", await direct(scene, ana, STILL))
    await scene.forward(minutes=31)
    assert await times(ana) == 1
    assert len(await told(dana, "#ops", STILL)) == 2
    assert "2 of 3" in (await told(dana, called, SILENT))[-1]


async def test_nobody_is_asked_once_all_have_answered(scene, called, dana, ana):
    for number in (1, 2, 3):
        await dana.types(called, f"/incident patched {number}")
    await scene.forward(hours=3)
    assert await times(ana) == 0
    assert await told(dana, called, SILENT) == []
    await dana.types(called, "/incident unanswer 2")
    await scene.forward(minutes=31)
    assert await times(ana) == 1
    await dana.types(called, "/incident rollcall remove 2")
    await scene.forward(minutes=31)
    assert await times(ana) == 1
    await dana.types(called, "/incident rollcall add Search @ana")
    await scene.forward(minutes=31)
    assert await times(ana) == 2


async def test_nobody_is_asked_while_it_is_closed(scene, called, dana, ana):
    await dana.types(called, "/incident rollcall close")
    await scene.forward(hours=2)
    assert await times(ana) == 0
    await dana.types(called, "/incident rollcall reopen")
    await scene.forward(minutes=31)
    assert await times(ana) == 1


async def test_nobody_is_asked_once_the_incident_is_over(scene, called, dana, ana):
    await dana.types(called, "/incident resolve fix: patched all of it")
    await scene.forward(hours=2)
    assert await times(ana) == 0
    await dana.types(called, "/incident affected 2")
    assert "Your answer is noted" in dana.told
    await dana.types(called, "/incident unanswer 2")
    await dana.types(called, "/incident reopen it is still there")
    await scene.forward(minutes=31)
    assert await times(ana) == 1


async def test_whoever_is_asked_sees_that_it_is_over(scene, called, dana, ana):
    asked = "asks, about INC-1"
    await dana.types(called, "/incident resolve fix: patched all of it")
    place, said = await direct(scene, ana, asked)
    assert "INC-1 is resolved" in said.text
    assert "Affected" in said.buttons
    assert "INC-1 is resolved" in (await card(dana, called)).text
    await dana.types(called, "/incident reopen it is still there")
    assert "INC-1 is" not in (await direct(scene, ana, asked))[1].text
    await dana.types("#general", "/incident declare sev2 the same thing")
    await dana.types("#general", "/incident merge INC-1 into INC-2")
    _, said = await direct(scene, ana, asked)
    assert "INC-1 is merged" in said.text
    assert "Affected" not in said.buttons
    await dana.types("#general", "/incident patched INC-1 2")
    assert "INC-1 was merged into another incident" in dana.answer
    assert place == (await direct(scene, ana, asked))[0]


async def test_a_declaration_that_is_taken_back_asks_nobody(scene, called, dana, ana):
    await dana.types(called, "/incident undo")
    _, said = await direct(scene, ana, "asks, about INC-1")
    assert "INC-1 is retracted" in said.text
    assert "Affected" not in said.buttons
    await scene.forward(hours=2)
    assert await times(ana) == 0


async def test_an_undone_end_has_them_asked_again(scene, called, dana, ana):
    await scene.forward(minutes=29, seconds=50)
    await dana.types(called, "/incident resolve fix: patched all of it")
    await scene.forward(seconds=20)
    assert await times(ana) == 0
    await dana.types(called, "/incident undo")
    await scene.forward(minutes=31)
    assert await times(ana) == 1


async def test_what_was_missed_is_asked_once_and_says_that_it_is_late(
    scene, called, dana, ana
):
    await scene.forward(hours=5)
    (said,) = await told(dana, called, SILENT)
    assert "This reminder comes late." in said
    assert await times(ana) == 1
    assert "This reminder comes late." in await ana.told_directly()


async def test_answers_may_be_due_at_another_time(scene, room, dana, ana):
    await dana.presses_more("Roll call…", channel=room)
    await dana.modal("What is asked?")
    due = int(await scene.slack.now()) + 7200
    await dana.submits(rows="Checkout @ana", due=due)
    await scene.forward(minutes=119)
    assert await times(ana) == 0
    await scene.forward(minutes=2)
    assert await times(ana) == 1


async def test_a_storm_of_limits_asks_nobody_twice(edge):
    dana, ana = edge.person("dana"), edge.person("ana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await edge.slack.fault("chat.postMessage", "ratelimited", times=3, retry_after=1)
    await edge.slack.fault("chat.update", "status_500", times=2)
    room = "inc-1-checkout-500s"
    await dana.types(room, "/incident rollcall Payments, Checkout @ana, Data #ops")
    await edge.settled(60)
    await dana.types(room, "/incident affected 1")
    await edge.settled(60)
    assert "1 of 3 answered" in (await card(dana, room)).text
    assert (await ana.told_directly()).count("asks, about INC-1") == 1
    assert len(await told(dana, "#ops", "asks, about INC-1")) == 1
