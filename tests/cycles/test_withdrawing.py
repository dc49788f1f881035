"""A release that was announced by mistake: withdrawn with all that followed, or not."""

import asyncio

import pytest

from bot import cycles, ledger
from bot.cycles.rules import State
from bot.runtime import chores
from tests.calendar.calling import look, monday, occurrences, recorded, work
from tests.cycles.test_flow import adopted, done, every, releases, types
from tests.cycles.test_hooks import body, made, posts

DUTIES = ("threat_model", "release_retrospective")
WHY = "because the version was mistyped"


async def duties(scene):
    """Give how what a release asked for stands, and why, by its reference."""
    rows = [one for one in await occurrences(scene) if one.subject]
    return {one.ref: (str(one.state), one.reason) for one in rows}


async def test_a_line_withdraws_it_with_its_duties_and_its_cycle(scene, dana):
    await adopted(scene, *DUTIES)
    await types(scene, dana, "release v2.33")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "The release is withdrawn, and can be announced anew" in dana.told
    assert "CYC-1 ended with it" in dana.told
    why = "The release v2.33 was withdrawn: the version was mistyped"
    skipped = dict.fromkeys(("OPS-1", "OPS-2"), ("skipped", why))
    assert await duties(scene) == skipped
    assert all(ref in dana.told for ref in skipped)
    (row,), (cycle,) = await releases(scene), await every(scene)
    assert (row.withdrawn_by, row.reason) == (dana.id, "the version was mistyped")
    assert (cycle.state, cycle.closed_by) == (State.WITHDRAWN, dana.id)
    card = await dana.sees("#ops", "CYC-1 · v2.33")
    assert "Withdrawn" in card.text
    assert why in card.text
    assert "Close" not in card.buttons
    names = await recorded(scene, "calendar.skipped")
    assert len(names) == 2


async def test_its_name_is_announced_anew_and_opens_all_of_it(scene, dana):
    await adopted(scene, "threat_model")
    await types(scene, dana, "release v2.33")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    await types(scene, dana, "release v2.33")
    assert "Released: v2.33" in dana.told
    assert [one.withdrawn_at is None for one in await releases(scene)] == [False, True]
    states = [one.state for one in await every(scene)]
    assert states == [State.WITHDRAWN, State.OPEN]
    assert [state for state, _ in (await duties(scene)).values()] == [
        "skipped",
        "upcoming",
    ]
    await types(scene, dana, f"release undo 2.33 {WHY}")
    assert "The release is withdrawn" in dana.told
    await types(scene, dana, "release list")
    assert dana.told.count("v2.33 (withdrawn)") == 2


async def test_the_answer_has_a_button_that_says_what_goes_and_asks_why(scene, dana):
    await adopted(scene, "threat_model")
    await types(scene, dana, "release v2.33")
    await dana.presses("Withdraw…", channel="#general", message=dana.said)
    form = await dana.modal("Withdraw a release")
    said = str(form["blocks"])
    assert "Skipped with your reason: OPS-1" in said
    assert "CYC-1 ends with it" in said
    await dana.submits(reason="it is v2.3, not v2.33")
    await scene.settled()
    await dana.sees("#general", "The release is withdrawn")
    assert (await releases(scene))[0].reason == "it is v2.3, not v2.33"


async def test_without_a_reason_the_line_opens_the_form(scene, dana):
    await types(scene, dana, "release v2.33")
    await types(scene, dana, "release withdraw v2.33")
    await dana.modal("Withdraw a release")
    await dana.submits(reason="it is v2.3, not v2.33")
    await scene.settled()
    await dana.sees("#general", "The release is withdrawn")
    await types(scene, dana, "release withdraw")
    assert "v2.33 (withdrawn)" in dana.told


async def test_whoever_announced_it_withdraws_it_or_an_admin(scene, dana, sam, gus):
    await types(scene, sam, "release v2.33")
    kenji = scene.person("kenji")
    await types(scene, kenji, f"release withdraw v2.33 {WHY}")
    assert "Only sam or an admin can withdraw v2.33" in kenji.answer
    await types(scene, gus, f"release withdraw v2.33 {WHY}")
    assert "Only members of the workspace" in gus.answer
    await types(scene, sam, f"release withdraw v2.33 {WHY}")
    assert "The release is withdrawn" in sam.told
    await types(scene, sam, "release v2.4")
    await types(scene, dana, f"release withdraw v2.4 {WHY}")
    assert "The release is withdrawn" in dana.told


async def test_what_a_machine_announced_an_admin_withdraws(scene, dana, sam):
    path = await made(dana)
    await posts(scene, path, body())
    await types(scene, sam, f"release withdraw v2.3 {WHY}")
    assert "Only an admin can withdraw v2.3" in sam.answer
    await types(scene, dana, f"release withdraw v2.3 {WHY}")
    assert "The release is withdrawn" in dana.told
    status, said = await posts(scene, path, body())
    assert (status, said["known"], said["cycle"]) == (200, False, "CYC-2")


async def test_one_is_withdrawn_once(scene, dana):
    await types(scene, dana, "release v2.33")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "v2.33 was withdrawn already" in dana.answer
    await types(scene, dana, f"release withdraw v9 {WHY}")
    assert "There is no release v9 here" in dana.answer
    await types(scene, dana, "release withdraw v2.33 because no")
    assert "was withdrawn already" in dana.answer


async def test_two_who_withdraw_at_once_withdraw_it_once(scene, dana):
    await types(scene, dana, "release v2.33")
    line = f"/ops release withdraw v2.33 {WHY}"
    await asyncio.gather(*(dana.types("#general", line) for _ in range(2)))
    await scene.settled()
    names = await recorded(scene, "cycles.release_withdrawn")
    assert len(names) == 1


async def test_what_is_part_of_a_closed_cycle_stays(scene, dana):
    await types(scene, dana, "release v2.33")
    await types(scene, dana, "cycle close because this is a test of it")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "can't be withdrawn: CYC-1 was closed, with it as a part" in dana.answer
    await types(scene, dana, "release list")
    await dana.presses("Open", channel="#general", message=dana.said)
    await scene.settled()
    assert "Withdraw…" not in (await dana.sees("#general", "Released: v2.33")).buttons
    assert (await releases(scene))[0].stands


async def test_what_somebody_did_for_it_is_reopened_first(scene, dana):
    await adopted(scene, *DUTIES)
    await types(scene, dana, "release v2.33")
    await done(scene, "threat_model")
    (ref,) = [one.ref for one in await occurrences(scene) if one.state == "done"]
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert f"{ref} was done for it. `/ops reopen` is first" in dana.answer
    assert (await releases(scene))[0].stands
    await types(scene, dana, f"reopen {ref} the release was mistyped")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "The release is withdrawn" in dana.told


async def test_a_cycle_with_another_release_in_it_goes_on(scene, dana):
    await adopted(scene, "threat_model")
    for version in ("v2.33", "v2.4"):
        await types(scene, dana, f"release {version}")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "CYC-1 goes on" in dana.told
    (cycle,) = await every(scene)
    assert cycle.state is State.OPEN
    card = await dana.sees("#ops", "CYC-1")
    assert "Releases: v2.4" in card.text
    states = [state for state, _ in (await duties(scene)).values()]
    assert states == ["skipped", "upcoming"]


async def test_a_cycle_that_was_opened_by_hand_goes_on(scene, dana):
    await types(scene, dana, "cycle open spring")
    await types(scene, dana, "release v2.33")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "CYC-1 goes on" in dana.told
    assert [one.state for one in await every(scene)] == [State.OPEN]


async def test_what_the_end_of_its_cycle_asked_for_is_skipped_too(scene, dana):
    await adopted(scene, "cycle_close")
    await types(scene, dana, "release v2.33")
    await types(scene, dana, "cycle close")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "CYC-1 ended with it" in dana.told
    assert [state for state, _ in (await duties(scene)).values()] == ["skipped"]
    await types(scene, dana, "cycle close CYC-1")
    assert "CYC-1 is withdrawn already" in dana.answer
    await types(scene, dana, "cycle list")
    assert "withdrawn" in dana.told


async def test_a_cycle_for_which_something_was_done_goes_on(scene, dana):
    await monday(scene)  # the hunt of the month was on Friday
    await adopted(scene, "bug_hunt")
    await types(scene, dana, "release v2.33")
    await types(scene, dana, "cycle close")
    await done(scene, "bug_hunt")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    assert "CYC-1 goes on" in dana.told


async def test_of_several_services_it_is_said_which(scene, dana):
    for name in ("Checkout", "Card desk"):
        await types(scene, dana, f"service add {name} owner @dana rpo 1h rto 4h warm")
        await types(scene, dana, f"release v1.0 of {name}")
    await types(scene, dana, f"release withdraw v1.0 {WHY}")
    assert "Several are called v1.0: say which: of" in dana.answer
    await types(scene, dana, f"release withdraw v1.0 of Card desk {WHY}")
    assert "The release is withdrawn" in dana.told
    await types(scene, dana, f"release withdraw v1.0: {WHY[8:]}")
    assert "The release is withdrawn" in dana.told
    await types(scene, dana, f"release withdraw v1.0 of Nothing {WHY}")
    assert "There is no service called “Nothing”" in dana.answer
    await types(scene, dana, f"release withdraw soon {WHY}")
    assert "“soon” is no version" in dana.answer
    assert "For example" in dana.answer


async def test_another_workspace_withdraws_nothing(scene, dana):
    await types(scene, dana, "release v2.33")
    (row,) = await releases(scene)
    other = await scene.neighbour()
    whose = {"workspace": other, "actor": dana.id}
    async with scene.bot.transactions.begin(**whose) as begun:
        with pytest.raises(cycles.NoSuchRelease):
            await cycles.release_meant(begun, "v2.33")
        with pytest.raises(cycles.NoSuchRelease):
            await cycles.release_clicked(begun, row.id)


@pytest.mark.parametrize(
    ("name", "value"),
    [("withdrawn_at", None), ("withdrawn_by", "U0SAM"), ("reason", "so")],
)
async def test_who_withdrew_it_and_why_follows_from_the_record(
    scene, dana, name, value
):
    await types(scene, dana, "release v2.33")
    await types(scene, dana, f"release withdraw v2.33 {WHY}")
    (row,) = await releases(scene)
    kept = getattr(row, name)
    await _set(scene, row, name, value)
    await chores.sign(scene.bot)
    async with look(scene) as begun:
        home, held = scene.bot.settings.home, (cycles.held,)
        result = await ledger.verify(begun, home=home, projections=held)
    assert any(f"{name} {ledger.UNTRUE}" in str(one) for one in result.findings)
    await _set(scene, row, name, kept)


async def _set(scene, row, name, value):
    async with work(scene, "clock") as begun:
        setattr(await begun.session.get(type(row), (row.id,)), name, value)
