"""The eight gates: what really is wrong breaks each, and putting it right mends it."""

from datetime import timedelta

import pytest

from bot import backups, calendar, cycles, findings, postmortems, services
from bot.backups import Ending, Kind, Moments, Plan
from bot.cycles import Gate, Standing
from bot.incidents import Outcome, Resolution
from bot.postmortems import Stage, Wanted
from tests.cycles.playing import (
    BEGIN,
    DAY,
    adopt,
    confirm,
    gate,
    goes_by,
    occurrences,
)
from tests.metrics import history
from tests.runtime.commands import install

FIX = Resolution(outcome=Outcome.FIX, text="it was the cache")


@pytest.fixture
async def played(sqlite_url, tmp_path):
    """Give a workspace with nothing on record."""
    workspace = await install(sqlite_url, tmp_path, team="T0ACME")
    scene = await history.opened(sqlite_url, tmp_path, workspace)
    yield scene
    await scene.database.close()


async def stands(scene, moment, name):
    return (await gate(scene, moment, name)).standing


async def test_what_nobody_adopted_is_not_known_and_says_the_next_step(played):
    for name in (Gate.MAINTENANCE, Gate.SECURITY, Gate.MONITORING, Gate.SUPPORT):
        one = await gate(played, BEGIN, name)
        assert one.standing is Standing.UNKNOWN
        assert one.button.does == "calendar.setup"
    assert await stands(played, BEGIN, Gate.IMPROVEMENT) is Standing.UNKNOWN
    assert await stands(played, BEGIN, Gate.INCIDENTS) is Standing.PASSING


async def test_an_incident_that_nobody_answers_breaks_the_incident_process(played):
    id_ = await played.declares(BEGIN, severity=1)
    assert await stands(played, BEGIN, Gate.INCIDENTS) is Standing.PASSING
    late = BEGIN + timedelta(minutes=16)
    one = await gate(played, late, Gate.INCIDENTS)
    assert one.standing is Standing.FAILING
    assert one.ids == ("INC-1",)
    assert (one.button.does, one.button.value) == ("incidents.show", id_)
    await played.does(late, id_, "acknowledge")
    one = await gate(played, late, Gate.INCIDENTS)
    assert (one.standing, one.ids) == (Standing.PASSING, ("INC-1",))


async def test_a_drill_that_nobody_answers_breaks_nothing(played):
    await played.declares(BEGIN, severity=1, drill=True)
    late = BEGIN + timedelta(hours=5)
    assert await stands(played, late, Gate.INCIDENTS) is Standing.PASSING


async def test_a_private_incident_breaks_it_without_being_named(played):
    await played.declares(BEGIN, severity=1, private=True, title="payroll")
    one = await gate(played, BEGIN + timedelta(hours=1), Gate.INCIDENTS)
    assert one.standing is Standing.FAILING
    assert (one.ids, one.button) == ((), None)
    assert "1 private" in one.why
    assert "INC-1" not in one.why


async def test_a_postmortem_that_is_late_breaks_the_incident_process(played):
    id_ = await played.declares(BEGIN, severity=2, user_facing=True)
    await played.does(BEGIN, id_, "acknowledge")
    await played.does(BEGIN, id_, "resolve", FIX)
    async with played.at(BEGIN, "clock") as work:
        await postmortems.follow(work, incident=id_)
    assert await stands(played, BEGIN + DAY, Gate.INCIDENTS) is Standing.PASSING
    late = BEGIN + DAY * 10
    one = await gate(played, late, Gate.INCIDENTS)
    assert (one.standing, one.ids) == (Standing.FAILING, ("PM-1",))
    assert one.button.does == "postmortems.show"
    async with played.at(late, "clock") as work:
        found = await postmortems.clicked(work, one.button.value, lock=True)
        await postmortems.skip(work, found, "nothing can be learned from this one")
    assert await stands(played, late, Gate.INCIDENTS) is Standing.PASSING


async def test_maintenance_that_is_late_breaks_its_gate_until_it_is_done(played):
    await adopt(played, BEGIN, "os_patches")
    assert await stands(played, BEGIN, Gate.MAINTENANCE) is Standing.PASSING
    due = BEGIN + DAY * 15  # the third Tuesday of March
    await goes_by(played, due + DAY)
    one = await gate(played, due + DAY * 6, Gate.MAINTENANCE)
    assert one.standing is Standing.PASSING
    assert "nothing is more than 7 days late" in one.why
    late = due + DAY * 8
    one = await gate(played, late, Gate.MAINTENANCE)
    assert (one.standing, one.ids) == (Standing.FAILING, ("OPS-1",))
    assert "more than 7 days late: OPS-1" in one.why
    (found,) = await occurrences(played, late)
    assert (one.button.does, one.button.value) == ("calendar.show", found.id)
    await confirm(played, late, found, "security_lead")
    one = await gate(played, late, Gate.MAINTENANCE)
    assert (one.standing, one.ids) == (Standing.PASSING, ("OPS-1",))


async def test_maintenance_that_was_missed_is_mended_by_the_next_time(played):
    await adopt(played, BEGIN, "database_maintenance")
    first, second = BEGIN + DAY * 2, BEGIN + DAY * 9
    await goes_by(played, first + DAY)
    later = second + DAY
    await goes_by(played, later)
    missed, following = (await occurrences(played, later))[:2]
    assert missed.state == "missed"
    one = await gate(played, later, Gate.MAINTENANCE)
    assert (one.standing, one.ids) == (Standing.FAILING, (missed.ref,))
    assert "missed, and not caught up" in one.why
    await confirm(played, later, following)
    assert await stands(played, later, Gate.MAINTENANCE) is Standing.PASSING


async def test_an_action_item_that_is_late_breaks_improvement(played):
    async with played.at(BEGIN) as work:
        await postmortems.add(
            work,
            Wanted(title="bound the pool", owner="U0DANA", due=(BEGIN + DAY).date()),
        )
    assert await stands(played, BEGIN + DAY * 10, Gate.IMPROVEMENT) is Standing.PASSING
    late = BEGIN + DAY * 20
    one = await gate(played, late, Gate.IMPROVEMENT)
    assert (one.standing, one.ids) == (Standing.FAILING, ("AI-1",))
    assert one.button.does == "postmortems.item"
    async with played.at(late) as work:
        item = await postmortems.clicked_item(work, one.button.value, lock=True)
        await postmortems.move(work, item, Stage.IMPLEMENTED)
    one = await gate(played, late, Gate.IMPROVEMENT)
    assert (one.standing, one.ids) == (Standing.PASSING, ("AI-1",))


async def test_a_backlog_in_which_nothing_moves_breaks_improvement(played):
    async with played.at(BEGIN) as work:
        await postmortems.add(
            work,
            Wanted(
                title="bound the pool", owner="U0DANA", due=(BEGIN + DAY * 400).date()
            ),
        )
    still = BEGIN + DAY * 91
    one = await gate(played, still, Gate.IMPROVEMENT)
    assert one.standing is Standing.FAILING
    assert "none has moved in 90 days" in one.why
    assert one.button.does == "postmortems.backlog"
    async with played.at(still) as work:
        item = await postmortems.item_meant(work, "AI-1")
        row = await postmortems.clicked_item(work, item[0].id, lock=True)
        await postmortems.move(work, row, Stage.PRIORITISED)
    assert await stands(played, still, Gate.IMPROVEMENT) is Standing.PASSING


async def test_a_key_that_is_not_rotated_breaks_security_operations(played):
    await adopt(played, BEGIN, "session_key_rotation")
    due = BEGIN + DAY * 7  # the second Monday of March
    await goes_by(played, due + DAY)
    late = due + DAY * 9
    one = await gate(played, late, Gate.SECURITY)
    assert (one.standing, one.ids) == (Standing.FAILING, ("ROT-1",))
    (found,) = await occurrences(played, late)
    await confirm(played, late, found, "ciso")
    assert await stands(played, late, Gate.SECURITY) is Standing.PASSING


async def test_a_scan_that_nobody_reviews_breaks_security_operations(played):
    await adopt(played, BEGIN, "vulnerability_scans")
    await goes_by(played, BEGIN + DAY * 4)
    late = BEGIN + DAY * 12
    one = await gate(played, late, Gate.SECURITY)
    assert one.standing is Standing.FAILING
    found = (await occurrences(played, late))[0]
    await confirm(played, late, found)
    assert await stands(played, late, Gate.SECURITY) is Standing.PASSING


async def test_a_ledger_that_does_not_hold_breaks_security_operations(played):
    await adopt(played, BEGIN, "ledger_verification")
    today = BEGIN + timedelta(hours=6)
    await goes_by(played, today)
    found = (await occurrences(played, today))[0]

    async def checked(sound):
        async with played.at(today, "clock") as work:
            said = {"occurrence": found.id, "said": "entry 7 was changed"}
            await calendar.TIMED["calendar.measured"](work, sound=sound, **said)

    await checked("")
    one = await gate(played, today, Gate.SECURITY)
    assert (one.standing, one.ids) == (Standing.FAILING, (found.ref,))
    assert f"check failed: {found.ref}" in one.why
    await checked("yes")
    assert await stands(played, today, Gate.SECURITY) is Standing.PASSING


ASKED = {
    Gate.MONITORING: ("gate_monitoring", "tech_lead"),
    Gate.COMPLIANCE: ("gate_compliance", "ciso"),
    Gate.SUPPORT: ("gate_support", "product_owner"),
    Gate.BACKUP: ("gate_backup", "compliance_officer"),
}


@pytest.mark.parametrize(("name", "asked"), ASKED.items(), ids=ASKED)
async def test_a_gate_that_a_person_answers_holds_until_it_is_asked_again(
    played, name, asked
):
    key, signer = asked
    await adopt(played, BEGIN + DAY * 3, key)
    april = BEGIN + DAY * 36
    await goes_by(played, april)
    (first,) = await occurrences(played, april, key)
    early = first.due_at - DAY
    assert await stands(played, early, name) is Standing.UNKNOWN
    await confirm(played, early, first)
    one = await gate(played, early, name)
    assert one.standing is Standing.UNKNOWN
    assert "not signed off yet" in one.why
    async with played.at(early, "clock") as work:
        await calendar.sign(work, subject=first.id, kind=f"calendar_{signer}")
    one = await gate(played, early + DAY * 20, name)
    assert (one.standing, one.ids, one.answered) == (
        Standing.PASSING,
        (first.ref,),
        True,
    )
    assert "answered by a person" in one.why
    may = BEGIN + DAY * 70
    await goes_by(played, may)
    late = (await occurrences(played, may, key))[1]
    one = await gate(played, late.due_at + timedelta(hours=1), name)
    assert (one.standing, one.ids) == (Standing.FAILING, (late.ref,))
    await confirm(played, may, late, signer)
    assert await stands(played, may, name) is Standing.PASSING


async def test_a_day_that_its_routine_has_no_more_was_never_asked_for(played):
    await adopt(played, BEGIN + DAY * 3, "gate_monitoring")
    early = BEGIN + DAY * 31
    await goes_by(played, early)
    (first,) = await occurrences(played, early, "gate_monitoring")
    async with played.at(early, "clock") as work:
        row = await calendar.routine_clicked(work, first.routine, lock=True)
        said = calendar.Wanted(cadence="monthly on the 3rd friday")
        await calendar.edit(work, row, said)
    (gone, *_) = await occurrences(played, early, "gate_monitoring")
    assert gone.state is calendar.State.SKIPPED
    one = await gate(played, first.due_at + timedelta(hours=1), Gate.MONITORING)
    assert one.standing is Standing.UNKNOWN
    assert first.ref not in one.why


async def test_a_gate_that_was_left_out_neither_fails_nor_passes(played):
    async with played.at(BEGIN, "clock") as work:
        await calendar.leave_out(work, ["gate_support"], "there is no support yet")
    one = await gate(played, BEGIN, Gate.SUPPORT)
    assert one.standing is Standing.LEFT_OUT
    assert "no support" not in one.why


async def test_a_drill_that_failed_breaks_recovery_until_one_passes(played):

    said = {"name": "Checkout", "owner": "U0DANA", "standby": "warm"}
    async with played.at(BEGIN) as work:
        draft = services.draft({**said, "rpo": "1h", "rto": "1h"})
        service = (await services.add(work, draft)).about

    async def drills(moment, hours):
        plan = Plan(service=service, kind=Kind.RESTORE, scenario="orders")
        async with played.at(moment) as work:
            row = await backups.plan(work, plan)
            await backups.start(work, row.id)
        ended = moment + timedelta(hours=hours)
        async with played.at(ended) as work:
            seen = Moments(taken=moment - timedelta(minutes=5), usable=ended)
            await backups.measure(work, row.id, seen)
            await backups.finish(work, row.id, Ending(lessons="the runbook lacked it"))
        return row.id

    failed = await drills(BEGIN, 3)
    one = await gate(played, BEGIN + DAY, Gate.BACKUP)
    assert (one.standing, one.ids) == (Standing.FAILING, ("DRILL-1",))
    assert (one.button.does, one.button.value) == ("backups.show", failed)
    await drills(BEGIN + DAY, 0.5)
    assert await stands(played, BEGIN + DAY * 2, Gate.BACKUP) is Standing.UNKNOWN


async def test_what_fails_comes_first_and_all_eight_are_there(played):

    await played.declares(BEGIN, severity=1)
    async with played.looked(BEGIN + DAY, "clock") as work:
        every = await cycles.gates(work)
    assert every[0].gate is Gate.INCIDENTS
    assert {one.gate for one in every} == {*Gate}


async def test_a_finding_over_its_time_breaks_security_until_it_is_mended(played):
    draft = findings.Draft(title="a hole", severity=findings.Severity.CRITICAL)
    async with played.at(BEGIN) as work:
        one, _ = await findings.add(work, draft)
    soon, late = BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=25)
    assert await stands(played, soon, Gate.SECURITY) is Standing.UNKNOWN
    judged = await gate(played, late, Gate.SECURITY)
    assert (judged.standing, judged.ids) == (Standing.FAILING, ("FND-1",))
    assert (judged.button.does, judged.button.value) == ("findings.show", one.id)
    async with played.at(late) as work:
        await findings.fix(
            work, await findings.clicked(work, one.id, lock=True), "done"
        )
    assert await stands(played, late, Gate.SECURITY) is Standing.UNKNOWN
