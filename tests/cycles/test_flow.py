"""Releases, cycles, gates and the sanity audit from Slack."""

import asyncio

import pytest

from bot import calendar, cycles
from bot.core import policy
from bot.cycles import store
from bot.cycles.rules import State
from bot.runtime import chores
from tests.approvals.asking import assigned
from tests.calendar.calling import look, monday, occurrences, recorded, work

POLICY = policy.load().of("W")
STRANGE = "<!channel> <@U0ANA> *b* {{ 7 * 7 }} &lt;b&gt; [x](javascript:1)"
RELEASED = ("threat_model", "release_retrospective", "sanity_audit")
PROVING = ("restore_drill", "bug_hunt", "tombstones", "archive_grooming")
ROTATION = ("kek_rotation", "cycle_close")


async def adopted(scene, *keys):
    async with work(scene, "clock") as begun:
        await calendar.adopt(begun, keys)
    await scene.settled()


async def types(scene, who, words):
    await who.types("#general", f"/ops {words}")
    await scene.settled()


async def releases(scene):
    async with look(scene) as begun:
        return [*reversed(await store.releases(begun, 100))]


async def every(scene):
    async with look(scene) as begun:
        return [*reversed(await store.cycles(begun, 100))]


async def done(scene, *keys):
    """Have what asks for these routines done, and signed off."""
    for key in keys:
        async with work(scene, "clock") as begun:
            found = await calendar.series(begun, begun.now, keys=(key,))
            for one in [each for series in found for each in series.open]:
                await calendar.fulfil(begun, one.id, by="a test", text="it was done")
                for role in found[0].routine.signoff:
                    await calendar.sign(begun, subject=one.id, kind=f"calendar_{role}")
    await scene.settled()


async def test_bare_a_release_is_a_form(scene, dana):
    await types(scene, dana, "release")
    await dana.modal("Announce a release")
    await dana.submits(version="v2.3", notes="https://example.com/notes")
    await scene.settled()
    (row,) = await releases(scene)
    assert (row.version, row.major, row.notes) == (
        "v2.3",
        False,
        "https://example.com/notes",
    )
    said = await dana.sees("#general", "Released: v2.3")
    assert said.ephemeral
    assert "It asks for nothing" in said.text


async def test_one_line_announces_a_release_and_opens_what_it_asks_for(
    scene, dana, sam
):
    await adopted(scene, *RELEASED, "penetration_test")
    await types(scene, dana, "release v2.3 https://example.com/notes")
    assert "Released: v2.3" in dana.told
    assert "https://example.com/notes" in dana.told
    titles = [one.title for one in await occurrences(scene) if one.subject]
    assert sorted(titles) == [
        "Release retrospective (v2.3)",
        "Sanity audit: CLEAN, and archived (v2.3)",
        "Threat model: walk it, add new surfaces (v2.3)",
    ]
    (cycle,) = await every(scene)
    assert (cycle.ref, cycle.title, cycle.state) == ("CYC-1", "v2.3", State.OPEN)
    card = await sam.sees("#ops", "CYC-1 · v2.3")
    assert "Releases: v2.3" in card.text
    assert await recorded(scene, "cycles.") == ["cycles.opened", "cycles.released"]


async def test_a_major_release_opens_what_a_major_one_asks_for(scene, dana):
    await adopted(scene, "penetration_test")
    await types(scene, dana, "release v3.0 major")
    assert "Major" in dana.told
    assert "Penetration test (v3.0)" in dana.told


async def test_the_same_version_twice_is_one_release(scene, dana, sam):
    await adopted(scene, "threat_model")
    await types(scene, dana, "release v2.3")
    await types(scene, sam, "release V2.3")
    assert "was announced already" in sam.told
    await types(scene, sam, "release 2.3")
    assert len(await releases(scene)) == 1
    assert len([one for one in await occurrences(scene) if one.subject]) == 1


async def test_a_known_release_that_is_major_after_all_is_made_so(scene, dana):
    await adopted(scene, "penetration_test")
    await types(scene, dana, "release v3")
    await types(scene, dana, "release v3 major")
    assert "Penetration test (v3)" in dana.told
    (row,) = await releases(scene)
    assert row.major
    assert (await recorded(scene, "cycles."))[-1] == "cycles.raised"


async def test_two_who_announce_at_once_announce_one_release(scene, dana, sam):
    await adopted(scene, "threat_model")
    await asyncio.gather(
        dana.types("#general", "/ops release v2.3"),
        sam.types("#general", "/ops release v2.3"),
    )
    await scene.settled()
    assert len(await releases(scene)) == 1
    assert len(await every(scene)) == 1


async def test_two_releases_at_once_share_one_cycle(scene, dana, sam):
    await asyncio.gather(
        dana.types("#general", "/ops release v2.3"),
        sam.types("#general", "/ops release v2.4"),
    )
    await scene.settled()
    (cycle,) = await every(scene)
    assert [one.cycle for one in await releases(scene)] == [cycle.id] * 2


async def test_the_same_version_of_two_services_is_two_releases(scene, dana):
    for name in ("Checkout", "Billing"):
        line = f"service add {name} owner @dana rpo 1h rto 4h warm"
        await types(scene, dana, line)
        await types(scene, dana, f"release v1.0 of {name}")
        assert f"Of {name}" in dana.told
    assert len(await releases(scene)) == 2
    await types(scene, dana, "release v1.0 of Nothing")
    assert "There is no service called “Nothing”" in dana.answer
    await types(scene, dana, "cycle")
    assert "Not in Operate yet: Billing" in dana.told
    assert "Not in Operate yet: Checkout" in dana.told


NONE = [
    ("release soon", "“soon” is no version such as v2.3"),
    ("release v2.3 majro", "“majro” was not understood"),
    ("release v2.3 http://x", "“http://x” was not understood"),
    (f"release {STRANGE}", "is no version such as v2.3"),
]


async def test_what_is_no_release_is_refused_with_an_example(scene, dana):
    for words, said in NONE:
        await types(scene, dana, words)
        assert said in dana.answer, words
        assert "For example" in dana.answer, words
        assert await releases(scene) == []


async def test_a_form_says_beside_the_field_what_is_wrong(scene, dana):
    await types(scene, dana, "release")
    await dana.modal("Announce a release")
    answer = await dana.submits(version="soon")
    assert "is no version" in str(answer)
    assert await releases(scene) == []


async def test_guests_announce_nothing_and_open_nothing(scene, gus):
    for words in ("release v2.3", "cycle open a", "cycle close", "gates", "sanity"):
        await types(scene, gus, words)
        assert "Only members of the workspace" in gus.answer
    assert await releases(scene) == []
    assert await every(scene) == []


async def test_before_the_first_release_and_cycle_the_next_step_is_said(scene, dana):
    await types(scene, dana, "release list")
    assert "No release was announced yet" in dana.told
    await types(scene, dana, "cycle")
    assert "No cycle is open" in dana.told
    await dana.presses("Open a cycle…", channel="#general", message=dana.said)
    await dana.modal("Open a cycle")
    await dana.submits(title="autumn hardening")
    await scene.settled()
    await dana.sees("#general", "CYC-1 is open")
    await types(scene, dana, "sanity list")
    assert "None was made yet" in dana.told
    await types(scene, dana, "cycle close CYC-7")
    assert "There is no CYC-7 here" in dana.answer


async def test_one_cycle_is_open_at_a_time(scene, dana, sam):
    await asyncio.gather(
        dana.types("#general", "/ops cycle open spring"),
        sam.types("#general", "/ops cycle open summer"),
    )
    await scene.settled()
    assert len(await every(scene)) == 1
    await types(scene, dana, "cycle open winter")
    assert "is open already: close it first" in dana.answer


async def test_a_cycle_shows_each_criterion_and_the_button_that_resolves_it(
    scene, dana
):
    await types(scene, dana, "cycle open spring")
    await types(scene, dana, "cycle")
    assert "1 of 5 met" in dana.told
    assert "no rotation of keys is asked for" in dana.told
    assert dana.said.buttons.count("Adopt routines…") == 4
    await adopted(scene, *PROVING, *ROTATION)
    await types(scene, dana, "cycle")
    assert "none was due" in dana.told
    assert "2 of 5 met" in dana.told
    await dana.types("#general", "/incident declare sev1 checkout is down")
    await scene.settled()
    card = await dana.sees("#ops", "CYC-1 · spring")
    assert "open, or without its postmortem: INC-1" in card.text


async def test_what_nobody_was_asked_for_is_asked_for_by_its_button(scene, dana):
    await monday(scene)  # the hunt of the month was on Friday
    await adopted(scene, "bug_hunt")
    await types(scene, dana, "cycle open spring")
    await types(scene, dana, "cycle")
    stale = dana.said
    await dana.presses("Ask for it now", channel="#general", message=stale)
    await scene.settled()
    await dana.sees("#general", "Asked for: OPS-1")
    await dana.presses("Ask for it now", channel="#general", message=stale)
    await scene.settled()
    await dana.sees("#general", "Nothing is missing there any more")
    hunts = [one for one in await occurrences(scene) if "Bug hunt" in one.title]
    assert len(hunts) == 1


async def test_a_cycle_closes_once_all_five_are_met(scene, dana, sam):
    await adopted(scene, *PROVING, *ROTATION)
    await types(scene, dana, "cycle open spring")
    await types(scene, dana, "cycle close")
    assert "CYC-1 is not closed yet" in dana.told
    assert "the bug hunt of the cycle ran" in dana.told
    (cycle,) = await every(scene)
    assert cycle.state is State.ENDING
    asked = {one.title for one in await occurrences(scene) if one.subject == cycle.id}
    assert "Cycle: close it, each criterion with its proof (CYC-1 spring)" in asked
    await types(scene, sam, "cycle close")
    assert "CYC-1 is not closed." in sam.answer
    await done(scene, *PROVING)
    card = await sam.sees("#ops", "CYC-1 · spring")
    assert "all five met" in card.text
    await types(scene, dana, "cycle")
    stale = dana.said
    await dana.presses("Close", channel="#ops", message=card)
    await scene.settled()
    (cycle,) = await every(scene)
    assert (cycle.state, cycle.closed_by, cycle.exceptions) == (
        State.CLOSED,
        dana.id,
        [],
    )
    assert all(one["met"] for one in cycle.proofs)
    assert "Closed" in (await sam.sees("#ops", "CYC-1 · spring")).text
    closing = [one for one in await occurrences(scene) if "close it" in one.title]
    assert [one.state for one in closing] == ["done"]
    await dana.presses("Close", channel="#general", message=stale)
    await scene.settled()
    await dana.sees("#general", "CYC-1 is closed already")


async def test_only_an_admin_lets_pass_what_is_not_met_and_says_why(scene, dana, sam):
    await types(scene, sam, "cycle open spring")
    why = "because the drill is booked for monday"
    await types(scene, sam, f"cycle close CYC-1 {why}")
    assert "Only an admin of Longwatch" in sam.answer
    await types(scene, dana, "cycle close because no")
    assert "Say why, in 10 characters" in dana.answer
    await types(scene, dana, f"cycle close CYC-1 {why}")
    assert "CYC-1 is closed" in dana.told
    (cycle,) = await every(scene)
    assert cycle.state is State.CLOSED
    assert cycle.exceptions == ["restore", "rotations", "hunt", "archive"]
    assert cycle.reason == "the drill is booked for monday"
    card = await dana.sees("#ops", "CYC-1 · spring")
    assert "with exceptions" in card.text


async def test_the_form_of_exceptions_is_for_admins(scene, dana, sam):
    await types(scene, sam, "cycle open spring")
    card = await sam.sees("#ops", "CYC-1 · spring")
    await sam.presses("Close with exceptions…", channel="#ops", message=card)
    await sam.sees("#ops", "Only an admin of Longwatch")
    await dana.presses("Close with exceptions…", channel="#ops", message=card)
    await dana.modal("Close CYC-1")
    await dana.submits(reason=STRANGE)
    await scene.settled()
    (cycle,) = await every(scene)
    assert cycle.state is State.CLOSED


async def test_a_release_after_a_close_opens_the_next_cycle(scene, dana):
    await types(scene, dana, "release v1")
    await types(scene, dana, "cycle close because this is a test of it")
    await types(scene, dana, "release v2")
    assert [(one.ref, one.title) for one in await every(scene)] == [
        ("CYC-1", "v1"),
        ("CYC-2", "v2"),
    ]
    await types(scene, dana, "cycle CYC-1")
    assert "Releases: v1" in dana.told
    await types(scene, dana, "cycle list")
    assert "CYC-1 · v1" in dana.told


async def test_the_home_of_whoever_opened_it_says_that_it_can_be_closed(scene, dana):
    await adopted(scene, *PROVING, *ROTATION)
    await types(scene, dana, "cycle open spring")
    async with look(scene, dana.id) as begun:
        assert await cycles.waits(begun) == []
    await types(scene, dana, "cycle close")
    await done(scene, *PROVING)
    async with look(scene, dana.id) as begun:
        (wait,) = await cycles.waits(begun)
    assert (wait.label, wait.does) == ("Close", "cycles.close")


async def test_gates_are_a_message_with_eight_lines(scene, dana):
    await types(scene, dana, "gates")
    assert "No gate fails, 7 not known" in dana.told
    for name in ("Monitoring and alerting active", "Backup and recovery validated"):
        assert name in dana.told
    await dana.types("#general", "/incident declare sev1 checkout is down")
    await scene.settled()
    await scene.forward(minutes=20)
    await types(scene, dana, "gates")
    assert "1 of 8 gates fails" in dana.told
    first = dana.told.index("Incident process active")
    assert first < dana.told.index("Monitoring and alerting active")


async def test_an_audit_says_what_is_wrong_and_keeps_its_report(scene, dana):
    await chores.sign(scene.bot)
    await types(scene, dana, "sanity")
    assert "SAN-1: 7 things wrong" in dana.told
    assert "Gate is not known: Support process established" in dana.told
    await dana.presses("Open report", channel="#general", message=dana.said)
    await dana.modal("SAN-1")
    await types(scene, dana, "sanity list")
    assert "SAN-1: 7 things wrong" in dana.told


async def test_an_audit_is_clean_when_nothing_is_wrong_and_says_so(scene, dana):
    keys = [key for key, one in POLICY.routines.items() if one.check.startswith("gate")]
    await adopted(scene, "sanity_audit", "threat_model")
    async with work(scene, "clock") as begun:
        await calendar.leave_out(begun, keys, "nothing of it concerns this test")
        await calendar.adopt(begun, ["session_key_rotation", "os_patches"])
    everybody = {name: [dana.id] for name in POLICY.signoff}
    await assigned(scene, **everybody)
    await types(scene, dana, "add Look at the costs, every monday")
    await types(scene, dana, "idea feedback: nobody finds the export")
    await types(scene, dana, "release v1")
    await chores.sign(scene.bot)
    await types(scene, dana, "sanity")
    assert "SAN-1: CLEAN" in dana.told, dana.told
    audits = [one for one in await occurrences(scene) if "Sanity" in one.title]
    assert {one.state for one in audits} == {"done"}
    await types(scene, dana, "sanity")
    async with look(scene) as begun:
        newest, before = await store.audits(begun, 2)
    assert newest.document != before.document
    await types(scene, dana, "cycle")
    assert "Sanity audit: SAN-2, CLEAN" in dana.told


async def test_a_release_waits_for_an_audit_that_is_clean(scene, dana):
    await adopted(scene, "sanity_audit")
    await types(scene, dana, "release v1")
    await types(scene, dana, "sanity")
    audits = [one for one in await occurrences(scene) if one.subject]
    assert [one.state for one in audits] == ["upcoming"]


async def test_another_workspace_sees_and_changes_nothing(scene, dana):
    await types(scene, dana, "release v1")
    (row,), (cycle,) = await releases(scene), await every(scene)
    other = await scene.neighbour()
    whose = {"workspace": other, "actor": dana.id}
    async with scene.bot.transactions.begin(**whose) as begun:
        with pytest.raises(cycles.NoSuchCycle):
            await cycles.clicked(begun, cycle.id, lock=True)
        with pytest.raises(cycles.NoSuchRelease):
            await cycles.release_clicked(begun, row.id)
        assert (await cycles.released(begun))["rows"] == []


async def test_markup_that_is_typed_stays_what_it_is(scene, dana):
    said = STRANGE.replace("&lt;b&gt; ", "")
    await types(scene, dana, f"cycle open {said}")
    card = await dana.sees("#ops", "CYC-1")
    assert said in card.text
