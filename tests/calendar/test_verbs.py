"""Every verb of a duty: bare, typed whole, by its button and by its form."""

import asyncio

import pytest

from tests import person
from tests.calendar import calling

TITLE = "Look at the cost report"
WHY = "nobody was there who could"


@pytest.fixture
async def duty(scene):
    """Have one duty, of dana, that is due on Wednesday; it is Monday."""
    await calling.monday(scene)
    await calling.added(scene)
    return "OPS-1"


async def state(scene, ref="OPS-1"):
    return (await calling.occurrence(scene, ref)).state.value


async def shown(scene, dana):
    """Show the card of the duty, only to dana; give it."""
    await calling.does(scene, dana, "/ops due OPS-1")
    return dana.said


TYPED = [
    ("confirm OPS-1 looked at all of it", "is confirmed", "done"),
    ("done OPS-1 looked at all of it", "is confirmed", "done"),
    ("confirm looked at all of it", "is confirmed", "done"),  # the only one of hers
    ("postpone OPS-1 to friday because the vendor is away", "is due", "upcoming"),
    ("postpone OPS-1 friday the vendor is away", "is due", "upcoming"),
    ("delay ops 1 until friday: the vendor is away", "is due", "upcoming"),
    ("snooze OPS-1 until tomorrow 9:00", "Nobody is asked", "upcoming"),
    ("snooze OPS-1 2 days", "Nobody is asked", "upcoming"),
    ("snooze OPS-1 friday", "Nobody is asked", "upcoming"),
    ("skip OPS-1 nothing was bought this month", "is skipped", "skipped"),
    ("assign OPS-1 @kenji", "is now @kenji's", "upcoming"),
    ("assign OPS-1 tech lead, they know it", "is now the tech lead's", "upcoming"),
    ("decline OPS-1 I have no access to it", "@ana is asked what", "upcoming"),
    ("can't OPS-1 I have no access to it", "@ana is asked what", "upcoming"),
    ("begin OPS-1", "is begun", "upcoming"),
]


@pytest.mark.parametrize("said", TYPED, ids=lambda said: said[0])
async def test_a_verb_is_typed_whole(scene, dana, duty, said):
    words, answer, becomes = said
    told = await calling.does(scene, dana, f"/ops {words}")
    assert answer in told
    assert TITLE in told
    assert await state(scene) == becomes


WRONG = [
    ("confirm OPS-1 ok", "in a few words", "/ops confirm OPS-12"),
    ("postpone OPS-1 to friday", "Say why", "/ops postpone OPS-12"),
    ("postpone OPS-1 to noonish, the vendor is away", "no day such as", "/ops"),
    ("postpone OPS-1 to yesterday, the vendor is away", "name a later day", "/ops"),
    ("postpone OPS-1 to 2099-01-01 the vendor is away", "comes again", ""),
    ("snooze OPS-1 until whenever", "no time ahead", "/ops snooze OPS-12"),
    ("snooze OPS-1 until 2099-01-01", "Two weeks are the most", "/ops snooze"),
    ("skip OPS-1 no", "Say why", "/ops skip OPS-12"),
    ("assign OPS-1 @nobody", "nobody called @nobody", "/ops assign OPS-12"),
    ("assign OPS-1 the cat", "Name a person with an @, or a role", "/ops assign"),
    ("assign OPS-1 @gus", "guests", "/ops assign"),
    ("decline OPS-1 no", "Say why", "/ops decline OPS-12"),
    ("reopen OPS-1 it was of the wrong day", "nothing to take back", ""),
    ("confirm OPS-77 looked at all of it", "no OPS-77", "/ops due"),
]


async def test_bad_input_is_answered_with_what_is_wrong_and_an_example(
    scene, dana, duty
):
    before = await calling.recorded(scene)
    for words, problem, example in WRONG:
        told = await calling.does(scene, dana, f"/ops {words}")
        assert problem in told, words
        assert example in told, words
        assert await calling.recorded(scene) == before, words


FORMS = [
    ("Confirm…", "confirm", {"evidence": "looked at all of it"}, "done"),
    ("Postpone…", "postpone", {"reason": WHY}, "upcoming"),
    ("Snooze…", "snooze", {}, "upcoming"),
    ("Skip…", "skip", {"reason": WHY}, "skipped"),
    ("Reassign…", "assign", {"owner": ["U0KENJI"]}, "upcoming"),
    ("Can't do it…", "decline", {"reason": WHY}, "upcoming"),
]


def filled(scene, verb, values):
    later = (calling.now(scene) + calling.DAY * 4).date().isoformat()
    return {**values, **({"due": later} if verb == "postpone" else {})}


@pytest.mark.parametrize("said", FORMS, ids=lambda said: said[1])
async def test_a_button_opens_a_form_that_does_it(scene, dana, duty, said):
    label, verb, values, becomes = said
    await dana.presses(label, channel="#general", message=await shown(scene, dana))
    await dana.modal("OPS-1")
    await dana.submits(**filled(scene, verb, values))
    await dana.no_modal()
    await scene.settled()
    assert await state(scene) == becomes
    assert TITLE in (await dana.reads("#general"))[-1].text


@pytest.mark.parametrize("said", FORMS, ids=lambda said: said[1])
async def test_a_bare_verb_opens_the_form_of_the_only_duty(scene, dana, duty, said):
    _, verb, values, becomes = said
    await dana.types("#general", f"/ops {verb}")
    await dana.modal("OPS-1")
    await dana.submits(**filled(scene, verb, values))
    await scene.settled()
    assert await state(scene) == becomes


async def test_of_several_a_bare_verb_lists_them_with_its_button(scene, dana, duty):
    await calling.added(scene, title="Read the invoices", cadence="every thursday")
    for _, verb, _, _ in FORMS:
        told = await calling.does(scene, dana, f"/ops {verb}")
        assert "Which one?" in told, verb
        assert TITLE in told, verb
        assert "Read the invoices" in told, verb
        label = f"{verb.capitalize()}…"
        await dana.presses(label, channel="#general", message=dana.said)
        await dana.modal("OPS-1")
        await dana.closes()


async def test_a_bare_verb_says_that_nothing_waits(scene, dana, kenji):
    for verb in ("confirm", "skip", "begin"):
        told = await calling.does(scene, kenji, f"/ops {verb}")
        assert "Nothing of the calendar waits for you" in told, verb


async def test_who_has_several_is_told_which_they_may_mean(scene, dana, duty):
    await calling.added(scene, title="Read the invoices", cadence="every thursday")
    told = await calling.does(scene, dana, "/ops confirm looked at all of it")
    assert "Say which one: OPS-1, OPS-2" in told


async def test_beginning_is_a_button_and_shown_once(scene, dana, duty):
    card = await shown(scene, dana)
    await dana.presses("Begin", channel="#general", message=card)
    await scene.settled()
    assert "is begun" in (await dana.reads("#general"))[-1].text
    await dana.presses("Begin", channel="#general", message=card)
    await scene.settled()
    assert "was begun" in (await dana.reads("#general"))[-1].text
    assert (await calling.recorded(scene)).count("calendar.started") == 1


async def test_what_was_done_is_taken_back_with_a_reason(scene, dana, duty):
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    card = await shown(scene, dana)
    assert "looked at all of it" in card.text
    await dana.presses("Take it back…", channel="#general", message=card)
    await dana.modal("Reopen OPS-1")
    await dana.submits(reason="it was the report of last week")
    await scene.settled()
    one = await calling.occurrence(scene, "OPS-1")
    assert (one.state.value, one.evidence, one.confirmed_by) == ("upcoming", {}, "")
    assert "OPS-1 comes up" in (await shown(scene, dana)).text


async def test_what_was_skipped_is_taken_back_by_whoever_owns_it(
    scene, dana, kenji, duty
):
    await calling.does(scene, dana, "/ops skip OPS-1 nothing was bought this month")
    told = await calling.does(scene, kenji, "/ops reopen OPS-1 I want to see it")
    assert "dana" in told
    assert await state(scene) == "skipped"
    told = await calling.does(scene, dana, "/ops reopen OPS-1 there was something")
    assert "is open again" in told
    assert await state(scene) == "upcoming"


@pytest.mark.parametrize("words", ["", "mine", "improvement", "impro", "all"])
async def test_what_is_due_is_listed(scene, dana, duty, words):
    told = await calling.does(scene, dana, f"/ops due {words}")
    assert f"OPS-1 · {TITLE}" in told


async def test_an_area_that_there_is_not_is_named_with_those_that_there_are(
    scene, dana, duty
):
    told = await calling.does(scene, dana, "/ops due plumbing")
    assert "“plumbing” is no area" in told
    assert "security" in told


async def test_of_another_area_nothing_is_due(scene, dana, duty):
    told = await calling.does(scene, dana, "/ops due security")
    assert "Nothing is late, and nothing is due" in told


async def test_an_empty_calendar_says_what_to_do_next(scene, dana):
    for words in ("due", "calendar"):
        told = await calling.does(scene, dana, f"/ops {words}")
        assert "The calendar is empty" in told
        assert "Add a routine…" in dana.said.buttons


async def test_the_buttons_of_the_lists_show_the_other_list(scene, dana, duty):
    await calling.does(scene, dana, "/ops due")
    await dana.presses("All routines", channel="#general", message=dana.said)
    await scene.settled()
    shown = (await dana.reads("#general"))[-1]
    assert "1 routine in the operations calendar" in shown.raw["text"]
    await dana.presses("What is due", channel="#general", message=shown)
    await scene.settled()
    assert f"OPS-1 · {TITLE}" in (await dana.reads("#general"))[-1].text


async def test_what_people_typed_stays_what_it_is(scene, dana):
    await calling.monday(scene)
    words = "*Look* <!channel> `x` & _y_ <https://evil.example.com|here>"
    await dana.types("#general", f"/ops add {words}, every wednesday")
    await scene.settled()
    assert "It is in the calendar" in dana.told
    await calling.does(scene, dana, "/ops confirm OPS-1 *done* @channel <b>all</b>")
    card = await shown(scene, dana)
    assert "*done* @channel <b>all</b>" in card.text
    assert words in card.text


async def test_the_same_request_twice_is_done_once(scene, dana, duty):
    await dana.types("#general", "/ops confirm OPS-1")
    await dana.modal("OPS-1")
    await dana.submits(repeat=2, evidence="looked at all of it")
    await scene.settled()
    assert (await calling.recorded(scene)).count("calendar.confirmed") == 1


async def test_a_stale_button_says_how_it_stands(scene, dana, duty):
    card = await shown(scene, dana)
    await dana.presses("Skip…", channel="#general", message=card)
    await dana.modal("OPS-1")
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    await dana.submits(reason=WHY)
    assert await dana.modal("OPS-1 is done already by dana")
    await dana.closes(cleared=True)
    await dana.presses("Skip…", channel="#general", message=card)
    await dana.sees("#general", "OPS-1 is done already by dana")
    await dana.no_modal()
    assert await state(scene) == "done"


async def test_of_two_who_confirm_at_once_the_second_is_told(scene, dana, ana, duty):
    await calling.does(scene, dana, "/ops assign OPS-1 tech lead")
    await calling.holds(scene, tech_lead=("U0DANA", "U0ANA"))
    await asyncio.gather(
        dana.types("#general", "/ops confirm OPS-1 looked at all of it"),
        ana.types("#general", "/ops confirm OPS-1 looked at it all"),
    )
    await scene.settled()
    told = sorted([dana.told, ana.told], key=len)
    assert (await calling.recorded(scene)).count("calendar.confirmed") == 1
    assert any("is done already by" in one for one in told)


async def test_what_is_of_another_workspace_is_not_there(scene, dana, duty):
    other = await scene.neighbour()
    one = await calling.occurrence(scene, "OPS-1")
    async with scene.bot.transactions.begin(workspace=other, actor="U0EVE") as work:
        with pytest.raises(calling.calendar.NoSuchOccurrence):
            await calling.calendar.clicked(work, one.id, lock=True)
        with pytest.raises(calling.calendar.NoSuchRoutine):
            await calling.calendar.routine_clicked(work, one.routine)
        with pytest.raises(calling.calendar.NoSuchOccurrence):
            await calling.calendar.meant(work, "OPS-1")


async def test_a_routine_is_added_by_a_form_and_changed_by_another(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", "/ops add")
    await dana.modal("Add a routine")
    await dana.submits(title="Read the invoices", every="every blue moon")
    with pytest.raises(person.Refused):
        await dana.submits(title="")
    await dana.submits(title="Read the invoices", every="every thursday", at="16:00")
    await dana.no_modal()
    await scene.settled()
    (row,) = (await calling.routines(scene)).values()
    assert (row.title, row.at, row.owners) == ("Read the invoices", "16:00", ["U0DANA"])
    await dana.types("#general", "/ops edit read the inv")
    await dana.modal("Edit a routine")
    await dana.submits(title="Read every invoice")
    await dana.no_modal()
    await scene.settled()
    assert "The routine is changed" in (await dana.reads("#general"))[-1].text
    assert (await calling.occurrence(scene, "OPS-1")).title == "Read every invoice"
