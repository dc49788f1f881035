"""What is left of what is resolved, the buttons that mend it, the end of its room."""

import pytest


async def left(scene, person, room):
    await scene.settled()
    return (await person.sees(room, "INC-1")).text


async def verdict(scene, person, room, words):
    await scene.settled()
    return (await person.sees(room, words)).text


async def without_postmortem(scene, person):
    """Say that none is needed: while one is written, the room stays."""
    await scene.settled()
    reason = "the one of Tuesday covers both"
    await person.types("#general", f"/postmortem skip PM-1 {reason}")
    assert "PM-1 is skipped" in person.told


async def test_a_resolution_shows_what_is_left_until_nothing_is(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    shown = await verdict(scene, dana, room, "is resolved; this is left")
    for words in (
        "when it started", "when it was contained", "the fix was validated",
        "No monitoring is named", "No test is named", "4 tasks are open",
    ):  # fmt: skip
        assert words in shown
    await dana.types(room, "/incident times started 1 minute ago")
    await dana.types(room, "/incident times contained 0 minutes ago")
    await scene.settled()
    message = await dana.sees(room, "is resolved; this is left")
    await dana.presses("Complete…", channel=room, message=message)
    await dana.modal("Was it tried?")
    await dana.submits(
        validated=["yes"], confirmed_by="error rate is 0.1 %", tests="pool size check"
    )
    for number in range(1, 5):
        await dana.types(room, f"/incident check {number}")
    shown = await verdict(scene, dana, room, "is resolved; this is left")
    assert "No test" not in shown
    assert "PM-1 is not published" in shown
    await without_postmortem(scene, dana)
    assert await verdict(scene, dana, room, "nothing is left")
    card = (await dana.sees(room, "INC-1 · SEV-2 · checkout")).text
    assert "Tests that stop it: pool size check" in card
    assert "Confirmed by: error rate is 0.1 %" in card


async def test_its_postmortem_is_left_until_it_is_published_or_skipped(
    scene, room, dana, sam
):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident resolve rolled back")
    shown = await verdict(scene, dana, room, "is resolved; this is left")
    assert "PM-1 is not published, due" in shown
    message = await dana.sees(room, "is resolved; this is left")
    await sam.presses("Open", channel=room, message=message)
    assert await sam.sees(room, "PM-1 · postmortem of INC-1")
    await without_postmortem(scene, dana)
    shown = await verdict(scene, dana, room, "is resolved; this is left")
    assert "PM-1" not in shown
    await dana.types("#general", "/postmortem draft INC-1")
    shown = await verdict(scene, dana, room, "is resolved; this is left")
    assert "PM-1 is not published" in shown


async def test_the_form_asks_how_anybody_knows(scene, room, dana):
    await dana.presses("Resolve…", channel=room)
    await dana.modal("Was it tried?")
    await dana.submits(
        outcome="workaround",
        resolution="restart each hour",
        validated=["yes"],
        confirmed_by="latency is normal",
    )
    shown = await verdict(scene, dana, room, "is resolved; this is left")
    assert "validated" not in shown
    assert "monitoring" not in shown
    assert "No test" not in shown  # of a workaround the cause is known to be there


async def test_closing_says_what_was_left(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    await dana.types(room, "/incident close")
    said = await verdict(scene, dana, room, "closed INC-1: it is reviewed")
    assert "4 tasks are open" in said.partition("Left: ")[2]
    assert "is closed; this is left" in (await dana.sees(room, "this is left")).text


async def test_a_reopened_one_says_so_where_its_verdict_was(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    await dana.types(room, "/incident reopen it is back again")
    assert await verdict(scene, dana, room, "INC-1 is open again.")
    await dana.types(room, "/incident undo")
    assert await verdict(scene, dana, room, "is resolved; this is left")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("error rate is normal; tests: a check", "How INC-1 ended is completed"),
        ("error rate is normal", "How INC-1 ended is completed"),
        ("tests: a check", "How INC-1 ended is completed"),
        ("validated; error rate is normal", "How INC-1 ended is completed"),
    ],
)
async def test_what_confirms_it_is_said_in_one_line(edge, words, sentence):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev3 slow")
    await edge.settled()
    await dana.types("#general", "/incident confirm INC-1 it is so")
    assert "INC-1 is still open: resolve it first" in dana.answer
    await dana.types("#general", "/incident resolve INC-1 restarted")
    await dana.types("#general", f"/incident confirm INC-1 {words}")
    assert sentence in dana.told
    await dana.types("#general", f"/incident confirm INC-1 {words}")
    assert "INC-1 is as you gave it already" in dana.answer


async def test_the_room_is_archived_a_week_later_and_its_card_stays(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    await without_postmortem(scene, dana)
    await scene.forward(days=6, hours=23)
    assert not (await scene.slack.channels())[room].get("is_archived")
    await scene.forward(hours=2)
    said = [one.text for one in await dana.reads(room)]
    assert any("its room is archived" in text for text in said)
    assert any("room archived" in text for text in said if "SEV-2 · checkout" in text)
    violations = await scene.slack.violations()
    await dana.types("#general", "/incident close INC-1")
    await scene.settled()
    assert await scene.slack.violations() == violations
    assert "closed" in (await dana.sees("#incidents", "INC-1 · SEV-2")).text.casefold()


async def test_reopening_brings_an_archived_room_back(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    await without_postmortem(scene, dana)
    await scene.forward(days=8)
    await dana.types("#general", "/incident reopen INC-1 it is back again")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout")
    assert "room archived" not in card.text
    await dana.types(room, "/incident note it is the pool again")
    assert await scene.slack.violations() == []


async def test_nobody_archives_what_was_reopened(scene, room, dana):
    await dana.types(room, "/incident resolve rolled back")
    await scene.forward(days=6)
    await dana.types(room, "/incident reopen it is back again")
    await scene.forward(days=2)
    await dana.types(room, "/incident note still here")
    assert "note" in dana.told
