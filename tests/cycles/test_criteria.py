"""The five criteria of a cycle: what proves each, and what keeps it from being met."""

from datetime import timedelta

import pytest

from bot import backups, calendar, postmortems, services
from bot.backups import Ending, Kind, Moments, Plan
from bot.cycles.rules import Criterion
from bot.incidents import Outcome, Resolution
from tests.cycles.playing import (
    BEGIN,
    DAY,
    adopt,
    checked,
    confirm,
    goes_by,
    occurrences,
    opened,
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


async def test_a_sev1_is_handled_once_its_postmortem_is_published_or_skipped(played):
    cycle = await opened(played, BEGIN)

    async def stands(moment):
        return (await checked(played, moment, cycle))[Criterion.SEV1]

    assert (await stands(BEGIN)).met
    id_ = await played.declares(BEGIN, severity=1, user_facing=True)
    one = await stands(BEGIN)
    assert (one.met, one.ids, one.button.value) == (False, ("INC-1",), id_)
    await played.does(BEGIN, id_, "acknowledge")
    await played.does(BEGIN, id_, "resolve", FIX)
    async with played.at(BEGIN, "clock") as work:
        await postmortems.follow(work, incident=id_)
    one = await stands(BEGIN + DAY)
    assert (one.met, one.ids) == (False, ("PM-1",))
    assert one.button.does == "postmortems.show"
    async with played.at(BEGIN + DAY, "clock") as work:
        found = await postmortems.clicked(work, one.button.value, lock=True)
        await postmortems.skip(work, found, "nothing can be learned from this one")
    one = await stands(BEGIN + DAY)
    assert (one.met, one.ids) == (True, ("INC-1",))


async def test_lesser_incidents_and_drills_keep_no_cycle_open(played):
    cycle = await opened(played, BEGIN)
    await played.declares(BEGIN, severity=2, user_facing=True)
    await played.declares(BEGIN, severity=1, drill=True)
    assert (await checked(played, BEGIN, cycle))[Criterion.SEV1].met


async def test_a_private_sev1_keeps_it_open_without_being_named(played):
    cycle = await opened(played, BEGIN)
    await played.declares(BEGIN, severity=1, private=True)
    one = (await checked(played, BEGIN, cycle))[Criterion.SEV1]
    assert (one.met, one.ids, one.button) == (False, (), None)
    assert "1 private" in one.why


async def test_a_restore_drill_that_was_confirmed_in_the_quarter_proves_it(played):
    await adopt(played, BEGIN, "restore_drill")
    june = BEGIN + DAY * 95  # the drill of the quarter was due in May
    await goes_by(played, june)
    cycle = await opened(played, june)
    one = (await checked(played, june, cycle))[Criterion.RESTORE]
    (drill,) = await occurrences(played, june, "restore_drill")
    assert (one.met, one.ids, one.button.value) == (False, (drill.ref,), drill.id)
    await confirm(played, june, drill)
    one = (await checked(played, june, cycle))[Criterion.RESTORE]
    assert not one.met
    assert "waits to be signed off" in one.why
    for role in ("security_lead", "compliance_officer"):
        async with played.at(june, "clock") as work:
            await calendar.sign(work, subject=drill.id, kind=f"calendar_{role}")
    one = (await checked(played, june, cycle))[Criterion.RESTORE]
    assert (one.met, one.ids) == (True, (drill.ref,))
    july = BEGIN + DAY * 125  # the next one is not due before August
    assert (await checked(played, july, cycle))[Criterion.RESTORE].met
    late = BEGIN + DAY * 170
    await goes_by(played, late)
    assert not (await checked(played, late, cycle))[Criterion.RESTORE].met


async def test_a_drill_that_was_measured_counts_before_what_was_confirmed(played):
    cycle = await opened(played, BEGIN)
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

    await drills(BEGIN, 3)
    one = (await checked(played, BEGIN + DAY, cycle))[Criterion.RESTORE]
    assert (one.met, one.ids) == (False, ("DRILL-1",))
    await drills(BEGIN + DAY, 0.5)
    one = (await checked(played, BEGIN + DAY * 2, cycle))[Criterion.RESTORE]
    assert (one.met, one.ids) == (True, ("DRILL-2",))
    may = BEGIN + DAY * 60
    assert not (await checked(played, may, cycle))[Criterion.RESTORE].met


async def test_rotations_that_were_due_are_done_signed_off_and_not_skipped(played):
    await adopt(played, BEGIN, "session_key_rotation", "kek_rotation")
    cycle = await opened(played, BEGIN)

    async def stands(moment):
        return (await checked(played, moment, cycle))[Criterion.ROTATIONS]

    one = await stands(BEGIN)
    assert (one.met, one.why) == (True, "none was due")
    late = BEGIN + DAY * 8
    await goes_by(played, late)
    one = await stands(late)
    assert (one.met, one.ids) == (False, ("ROT-1",))
    (found,) = await occurrences(played, late)
    async with played.at(late, "clock") as work:
        locked = await calendar.clicked(work, found.id, lock=True)
        await calendar.skip(work, locked, "nobody had the time for it")
    assert not (await stands(late)).met
    async with played.at(late, "clock") as work:
        locked = await calendar.clicked(work, found.id, lock=True)
        await calendar.take_back(work, locked, "somebody has the time now")
    await confirm(played, late, found)
    assert not (await stands(late)).met
    async with played.at(late, "clock") as work:
        await calendar.sign(work, subject=found.id, kind="calendar_ciso")
    one = await stands(late)
    assert (one.met, one.ids) == (True, ("ROT-1",))


async def test_a_key_that_is_not_compromised_after_all_keeps_no_cycle_open(played):
    await adopt(played, BEGIN, "session_key_rotation")
    cycle = await opened(played, BEGIN)
    async with played.at(BEGIN, "clock") as work:
        said = {"name": "Stripe", "kind": "secret", "lives": "the vault"}
        draft = calendar.keyrules.KeyDraft(**said, owners=("U0DANA",))
        made = await calendar.inventory.add(work, draft)
    async with played.at(BEGIN, "clock") as work:
        key = await calendar.keynames.locked(work, made.about)
        leaked = await calendar.compromise.compromise(work, key, "it was in public")
    late = BEGIN + DAY * 3
    one = (await checked(played, late, cycle))[Criterion.ROTATIONS]
    assert (one.met, one.ids) == (False, (leaked.data["ref"],))
    found = next(o for o in await occurrences(played, late) if "compromise" in o.slot)
    async with played.at(late, "clock") as work:
        locked = await calendar.clicked(work, found.id, lock=True)
        await calendar.skip(work, locked, "it was a test key all the time")
    one = (await checked(played, late, cycle))[Criterion.ROTATIONS]
    assert (one.met, one.why) == (True, "none was due")


async def test_a_bug_hunt_before_the_cycle_proves_nothing(played):
    await adopt(played, BEGIN, "bug_hunt")
    april = BEGIN + DAY * 26
    await goes_by(played, april)
    (before,) = await occurrences(played, april, "bug_hunt")
    await confirm(played, april, before)
    cycle = await opened(played, april + DAY)
    one = (await checked(played, april + DAY, cycle))[Criterion.HUNT]
    assert (one.met, one.button.label) == (False, "Ask for it now")
    later = BEGIN + DAY * 55
    await goes_by(played, later)
    following = (await occurrences(played, later, "bug_hunt"))[-1]
    await confirm(played, later, following)
    one = (await checked(played, later, cycle))[Criterion.HUNT]
    assert (one.met, one.ids) == (True, (following.ref,))


async def test_both_tombstones_and_the_archive_have_to_be_done(played):
    await adopt(played, BEGIN, "tombstones", "archive_grooming")
    cycle = await opened(played, BEGIN)
    moment = BEGIN + DAY * 15
    await goes_by(played, moment)

    async def stands():
        return (await checked(played, moment, cycle))[Criterion.ARCHIVE]

    (stones,) = await occurrences(played, moment, "tombstones")
    (archive,) = await occurrences(played, moment, "archive_grooming")
    assert (await stands()).button.value == stones.id
    await confirm(played, moment, stones)
    assert (await stands()).button.value == archive.id
    await confirm(played, moment, archive)
    assert (await stands()).ids == (stones.ref, archive.ref)
