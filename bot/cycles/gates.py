"""Gates: what each is judged by, through the front doors of whoever keeps it.

Gates that nothing here can measure yet are answered by a person: their routine asks
for evidence, somebody signs it off, and it holds until it is asked for again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot import (
    backups,
    calendar,
    findings,
    incidents,
    maintenance,
    postmortems,
)
from bot.backups import Drill, Verdict
from bot.calendar import Occurrence, Series, State
from bot.core.work import Work
from bot.cycles import judging
from bot.cycles.judging import Answer, Gate, Judged, Kept, Things
from bot.cycles.rules import Button
from bot.postmortems import Pending, Status

ASKS = {
    Gate.MONITORING: "gate_monitoring",
    Gate.COMPLIANCE: "gate_compliance",
    Gate.SUPPORT: "gate_support",
}
"""The routine that asks a person, of each gate that nothing measures."""
BACKUP = "gate_backup"
DRILLS = ("restore_drill", "dr_drill", "backup_look")
"""The routines of recovery that have to be kept up, beside the answer."""
WATCH = (
    *("ledger_verification", "security_alerts", "vulnerability_scans"),
    *("triage_critical", "triage_high", "threat_intelligence", "access_review"),
)
"""The routines of security that have to run, beside the rotations of keys."""
LONG = timedelta(days=400)  # how long ago an answer can be that still holds


async def gates(work: Work) -> list[Judged]:
    """Judge the eight gates as the record has them now; what fails comes first."""
    every = [
        await _incidents(work),
        await _maintenance(work),
        await _improvement(work),
        await _security(work),
        *[await _answered(work, gate) for gate in ASKS],
        await _backup(work),
    ]
    places = list(Gate)
    every.sort(key=lambda one: places.index(one.gate))
    return judging.in_order(every)


async def _incidents(work: Work) -> Judged:
    waiting = await incidents.unanswered(work)
    open_ones = [one for one in waiting if not one.private]
    late = [one for one in await postmortems.pending(work) if _overdue(one, work)]
    since = work.now - timedelta(days=work.policy.gates.look_back)
    lately = await incidents.milestones(work, since)
    handled = [one.ref for one in lately if one.acknowledged_at and not one.private]
    return judging.incidents(
        Things(
            refs=tuple(one.ref for one in open_ones),
            hidden=len(waiting) - len(open_ones),
            first=_first("incidents.show", [one.id for one in open_ones]),
        ),
        _written(late),
        Things(refs=tuple(reversed(handled))),
    )


def _overdue(one: Pending, work: Work) -> bool:
    return one.postmortem.due_at < work.now and one.postmortem.status is not Status.HELD


def _written(found: Sequence[Pending]) -> Things:
    """Give postmortems as they may be shown to anybody."""
    shown = [one.postmortem for one in found if not one.private]
    return Things(
        refs=tuple(one.ref for one in shown),
        hidden=len(found) - len(shown),
        first=_first("postmortems.show", [one.id for one in shown]),
    )


async def _maintenance(work: Work) -> Judged:
    found = await calendar.series(work, _back(work), kinds=("maintenance",))
    return judging.maintenance(
        _kept(work, found), await _windows(work), work.policy.gates.duties_late
    )


async def _windows(work: Work) -> Things:
    """Give the windows that nobody held or settled, once that may not wait longer."""
    before = work.now - timedelta(days=work.policy.gates.duties_late)
    found = await maintenance.neglected(work, _back(work))
    late = [one for one in found if one.ends <= before]
    return Things(
        refs=tuple(one.ref for one in late),
        first=_first("maintenance.show", [one.id for one in late]),
    )


async def _security(work: Work) -> Judged:
    found = await calendar.series(work, _back(work), keys=WATCH, kinds=("rotation",))
    days = work.policy.gates.duties_late
    failed = duties(await calendar.failed(work))
    late = (await findings.ageing(work)).late
    over = Things(
        refs=tuple(one.ref for one in late),
        first=_first("findings.show", [one.id for one in late]),
    )
    return judging.security(_kept(work, found), failed, over, days)


async def _improvement(work: Work) -> Judged:
    policy = work.policy.gates
    before = work.now - timedelta(days=policy.items_late)
    found = await postmortems.standing(work, before, _back(work))
    late = [one for one in found.late if one.id not in found.hidden]
    moved = [one.ref for one in found.moved if one.id not in found.hidden]
    return judging.improvement(
        found.going,
        Things(
            refs=tuple(one.ref for one in late),
            hidden=len(found.late) - len(late),
            first=_first("postmortems.item", [one.id for one in late]),
        ),
        Things(refs=tuple(moved), hidden=len(found.moved) - len(moved)),
        (policy.items_late, policy.look_back),
    )


async def _answered(work: Work, gate: Gate) -> Judged:
    return judging.answered(gate, await _answer(work, ASKS[gate]))


async def _answer(work: Work, key: str) -> Answer:
    found = await calendar.series(work, work.now - LONG, keys=(key,))
    return answer_of(found[0], work) if found else Answer(adopted=False)


async def _backup(work: Work) -> Judged:
    found = await calendar.series(work, _back(work), keys=DRILLS)
    ended = await backups.finished_within(work, work.now - LONG, _soon(work))
    failed = failed_last(ended)
    return judging.backup(
        await _answer(work, BACKUP),
        _kept(work, found),
        Things(
            refs=tuple(one.ref for one in failed),
            first=_first("backups.show", [one.id for one in failed]),
        ),
        work.policy.gates.duties_late,
    )


def failed_last(ended: Iterable[Drill]) -> list[Drill]:
    """Give the drills that failed, and no later one of the kind and service passed."""
    last = {(one.service, one.kind): one for one in ended}
    return [one for one in last.values() if one.verdict is Verdict.FAILED]


def answer_of(found: Series, work: Work) -> Answer:
    """Give what a person answered last, and whether it was asked again since."""
    done = next(iter(found.done(work.now - LONG)), None)
    passed = [one for one in found.past if one.due_at <= work.now]
    again = next((one for one in passed if one.state is not State.DONE), None)
    stale = again if again and (done is None or again.due_at > done.due_at) else None
    signing, asked = next(iter(found.signing), None), next(iter(found.open), None)
    shown = signing or asked or stale or done
    return Answer(
        adopted=found.routine.adopted,
        left_out=found.left_out,
        last=done.ref if done else "",
        stale=stale.ref if stale else "",
        open=asked.ref if asked else "",
        signing=signing.ref if signing else "",
        button=_open(shown) if shown else routine(found),
    )


def routine(found: Series) -> Button:
    """Give the button that opens a routine."""
    return Button(label="Open routine", does="calendar.routine", value=found.routine.id)


def _open(one: Occurrence) -> Button:
    return Button(label=f"Open {one.ref}", does="calendar.show", value=one.id)


def _kept(work: Work, found: Sequence[Series]) -> Kept:
    """Give how some routines were kept up, as far back as is looked."""
    adopted = [one for one in found if one.routine.adopted]
    since = _back(work)
    before = work.now - timedelta(days=work.policy.gates.duties_late)
    return Kept(
        adopted=len(adopted),
        late=duties(one for each in adopted for one in each.late(before)),
        missed=duties(one for each in adopted for one in each.missed(since)),
        done=duties(one for each in adopted for one in each.done(since)),
    )


def duties(found: Iterable[Occurrence]) -> Things:
    """Give occurrences by their references."""
    every = list(found)
    return Things(
        refs=tuple(one.ref for one in every),
        first=_open(every[0]) if every else None,
    )


def _first(does: str, ids: Sequence[str]) -> Button | None:
    return Button(label="Open", does=does, value=ids[0]) if ids else None


def _soon(work: Work) -> datetime:
    return work.now + timedelta(seconds=1)


def _back(work: Work) -> datetime:
    return work.now - timedelta(days=work.policy.gates.look_back)
