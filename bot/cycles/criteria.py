"""Criteria: what has to be so before a cycle closes, each with its proof or what lacks.

* a SEV-1 is unhandled while it is open; and, resolved since the cycle was opened or
  before, while its postmortem is neither published nor skipped. One for which no
  postmortem is owed is handled once it is resolved.
* the restore drill of the quarter is that of the quarter that it is now; while that one
  is not due yet, the one of the quarter before does. A drill that was measured counts
  before what somebody confirmed: one that failed is not proven by a duty that is done.
* of the key rotations, those count that were due since the cycle was opened, and
  whatever is late since before. One that was skipped was not done, but for that of a
  key that is not compromised after all.
* a bug hunt, tombstones and the grooming of the archive count that were confirmed, and
  signed off where somebody does, since the cycle was opened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import backups, calendar, incidents, postmortems
from bot.backups import Verdict
from bot.calendar import Occurrence, Series, State
from bot.core.work import Work
from bot.cycles import gates, rules
from bot.cycles.judging import ADOPT, Things
from bot.cycles.rules import Button, Checked, Criterion
from bot.cycles.store import Cycle

ROUTINES = {
    Criterion.RESTORE: ("restore_drill",),
    Criterion.HUNT: ("bug_hunt",),
    Criterion.ARCHIVE: ("tombstones", "archive_grooming"),
}
"""The routines that prove a criterion, each of them."""
HALF = timedelta(days=200)  # two quarters, and some days


async def criteria(work: Work, cycle: Cycle) -> list[Checked]:
    """Check the five criteria of a cycle as the record has them now."""
    return [
        await _sev1(work, cycle),
        await _restore(work, cycle),
        await _rotations(work, cycle),
        await _proven(work, cycle, Criterion.HUNT, "no bug hunt was confirmed yet"),
        await _proven(
            work, cycle, Criterion.ARCHIVE, "not all of it was confirmed yet"
        ),
    ]


async def _sev1(work: Work, cycle: Cycle) -> Checked:
    found = await incidents.severest(work, cycle.opened_at)
    going = [one for one in found if one.open]
    late = [one for one in await postmortems.pending(work) if one.severity == 1]
    shown = [one for one in going if not one.private]
    written = [one.postmortem for one in late if not one.private]
    hidden = len(going) - len(shown) + len(late) - len(written)
    refs = [*(one.ref for one in shown), *(one.ref for one in written)]
    wrong = Things(refs=tuple(refs), hidden=hidden)
    if not len(wrong):
        done = tuple(one.ref for one in found if not one.private)
        why = "none is open, and none lacks its postmortem"
        return Checked(criterion=Criterion.SEV1, met=True, why=why, ids=done)
    button = None
    if shown:
        button = Button(label="Open", does="incidents.show", value=shown[0].id)
    elif written:
        button = Button(label="Open", does="postmortems.show", value=written[0].id)
    why = f"open, or without its postmortem: {wrong.said}"
    ids = tuple(wrong.refs)
    return Checked(criterion=Criterion.SEV1, met=False, why=why, ids=ids, button=button)


async def _restore(work: Work, cycle: Cycle) -> Checked:
    key = Criterion.RESTORE
    found = await calendar.series(work, work.now - HALF, keys=ROUTINES[key])
    one = found[0] if found and found[0].routine.adopted else None
    begun, before = rules.quarter(work.now.astimezone(work.policy.calendar.zone))
    due = one is None or any(begun <= each.due_at <= work.now for each in one.past)
    drilled = await _drilled(work, begun if due else before)
    if drilled is not None:
        return drilled
    if one is None:
        why = "no restore drill of the quarter passed, and no routine asks for one"
        return _unasked(key, why)
    for since, which in ((begun, "this quarter"), (before, "the quarter before")):
        done = one.done(since)
        if done and (since == begun or not due):
            why = f"confirmed in {which}: {done[0].ref}"
            return Checked(criterion=key, met=True, why=why, ids=(done[0].ref,))
    return _lacking(key, cycle, one, "no restore drill of the quarter succeeded yet")


async def _drilled(work: Work, since: datetime) -> Checked | None:
    """Check the restore drills that were measured; None where there was none."""
    until = work.now + timedelta(seconds=1)
    ended = await backups.finished_within(work, since, until, backups.Kind.RESTORE)
    failed = gates.failed_last(ended)
    key, ids = Criterion.RESTORE, tuple(one.ref for one in failed)
    if failed:
        why = f"failed, and not passed since: {', '.join(ids)}"
        shown = Button(label="Open", does="backups.show", value=failed[0].id)
        return Checked(criterion=key, met=False, why=why, ids=ids, button=shown)
    passed = tuple(one.ref for one in ended if one.verdict is Verdict.PASSED)
    why = f"passed: {Things(refs=passed).said}"
    return Checked(criterion=key, met=True, why=why, ids=passed) if passed else None


async def _rotations(work: Work, cycle: Cycle) -> Checked:
    key = Criterion.ROTATIONS
    every = await calendar.series(work, cycle.opened_at, kinds=("rotation",))
    adopted = [one for one in every if one.routine.adopted]
    if not adopted:
        return _unasked(key, "no rotation of keys is asked for: adopt its routines")
    left = [lacking for one in adopted for lacking in _unrotated(one, cycle, work)]
    if left:
        things = gates.duties(left)
        why = f"due, and not done: {things.said}"
        ids, button = things.refs, things.first
        return Checked(criterion=key, met=False, why=why, ids=ids, button=button)
    done = tuple(each.ref for one in adopted for each in one.done(cycle.opened_at))
    why = f"done: {Things(refs=done).said}" if done else "none was due"
    return Checked(criterion=key, met=True, why=why, ids=done)


def _unrotated(one: Series, cycle: Cycle, work: Work) -> list[Occurrence]:
    """Give what of a rotation was due by now, and is not done."""
    late, since = one.late(work.now), cycle.opened_at
    unsigned = [each for each in one.signing if each.due_at <= work.now]
    skipped = [
        each
        for each in one.skipped(since)
        if each.due_at <= work.now and not calendar.leaks.of_leak(each)
    ]
    return [*late, *one.missed(since), *unsigned, *skipped]


async def _proven(
    work: Work, cycle: Cycle, criterion: Criterion, lacks: str
) -> Checked:
    """Check what is proven by routines that were done since the cycle was opened."""
    wanted = ROUTINES[criterion]
    found = await calendar.series(work, cycle.opened_at, keys=wanted)
    adopted = {one.routine.key: one for one in found if one.routine.adopted}
    done = []
    for key in wanted:
        if key not in adopted:
            return _unasked(criterion, f"the routine `{key}` is not adopted")
        if not (kept := adopted[key].done(cycle.opened_at)):
            return _lacking(criterion, cycle, adopted[key], lacks)
        done.append(kept[0].ref)
    why = f"confirmed since it was opened: {', '.join(done)}"
    return Checked(criterion=criterion, met=True, why=why, ids=tuple(done))


def _unasked(criterion: Criterion, why: str) -> Checked:
    return Checked(criterion=criterion, met=False, why=why, button=ADOPT)


def _lacking(criterion: Criterion, cycle: Cycle, one: Series, why: str) -> Checked:
    """Say that a routine was not done, with the button that gets it done."""
    if signing := next(iter(one.signing), None):
        lacks = f"{signing.ref} was done, and waits to be signed off"
        return _shown(criterion, lacks, signing)
    open_ones = sorted(one.open, key=lambda each: each.due_at)
    if open_ones:
        return _shown(criterion, f"{why}: {open_ones[0].ref} asks", open_ones[0])
    asked = next((each for each in one.past if each.subject == cycle.id), None)
    if asked:
        over = "skipped" if asked.state is State.SKIPPED else "not done"
        return _shown(criterion, f"{asked.ref} was {over}: take that back", asked)
    value = f"{cycle.id}:{criterion.value}"
    button = Button(label="Ask for it now", does="cycles.ask", value=value)
    return Checked(criterion=criterion, met=False, why=why, button=button)


def _shown(criterion: Criterion, why: str, one: Occurrence) -> Checked:
    button = Button(label=f"Open {one.ref}", does="calendar.show", value=one.id)
    return Checked(
        criterion=criterion, met=False, why=why, ids=(one.ref,), button=button
    )


async def lacking(work: Work, cycle: Cycle, criterion: Criterion) -> list[Series]:
    """Give the routines that a criterion lacks, and nobody is asked for."""
    wanted: Sequence[str] = ROUTINES.get(criterion, ())
    found = await calendar.series(work, _since(work, cycle, criterion), keys=wanted)
    return [
        one
        for one in found
        if one.routine.adopted
        and not one.open
        and not one.signing
        and not one.done(_since(work, cycle, criterion))
    ]


def _since(work: Work, cycle: Cycle, criterion: Criterion) -> datetime:
    if criterion is not Criterion.RESTORE:
        return cycle.opened_at
    return rules.quarter(work.now.astimezone(work.policy.calendar.zone))[0]
