"""Ending an incident: resolved, reopened, closed, declined, or merged into another."""

from dataclasses import dataclass
from typing import Any

from bot.core import roles, times
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import (
    archiving,
    drills,
    facts,
    placed,
    promises,
    rules,
    store,
    subscriptions,
    tasklist,
    verdict,
)
from bot.incidents.change import (
    change,
    require_here,
    require_open,
    show,
    show_verdict,
)
from bot.incidents.lead import bring
from bot.incidents.rollcall import rollcall
from bot.incidents.rules import Outcome, Phase, Status
from bot.incidents.security import report
from bot.incidents.store import Incident

MERGE = "Resolve it, or merge it into the one it is the same as"
INSTEAD = {
    Status.RESOLVED: "It is resolved: once reviewed, `/incident close {ref}` closes it",
    Status.LEARNED: "It is closed: nothing else is to be done",
}
"""What to do in place of declining, by where it stands."""
DONE = {
    Status.RESOLVED: facts.Resolved.name,
    Status.LEARNED: facts.Closed.name,
    Status.DECLINED: facts.Declined.name,
}
"""What brought an incident where it stands."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What ended it, and how anybody knows."""

    outcome: Outcome
    text: str
    confirmed_by: str = ""
    validated: bool | None = None
    tests: str = ""


async def resolve(work: Work, incident: Incident, how: Resolution) -> Record:
    """Say that normal operation is back: by a fix or a workaround."""
    await roles.require(work, Role.COMMANDER, of=incident)
    await _refuse_again(work, incident, Status.RESOLVED, Status.LEARNED)
    require_open(incident)
    said = {"resolution": rules.words(how.text, "resolution"), **_known(how)}
    values = {
        "status": Status.RESOLVED,
        "outcome": how.outcome,
        **said,
        "resolved_at": work.now,
        "acknowledged_at": incident.acknowledged_at or work.now,
        "contained_at": incident.contained_at or work.now,
        "promised_at": None,
        "missed_at": None,
    }
    outcome = how.outcome.value
    record = change(work, incident, facts.Resolved, values, outcome=outcome, **said)
    await subscriptions.tell(work, incident, record)
    promises.watch(work, incident)
    archiving.watch(work, incident)
    await rollcall.settle(work, incident)
    await report.want(work, incident)
    if incident.drill:
        await drills.score(work, incident)
    return record


def _known(how: Resolution) -> dict[str, Any]:
    """Give how anybody knows that it is over, and what stops it from coming back."""
    return {
        "confirmed_by": rules.plain_line(how.confirmed_by)[: rules.TITLE],
        "validated": how.validated,
        "tests": rules.shortened(how.tests),
    }


async def confirm(work: Work, incident: Incident, how: Resolution) -> Record:
    """Say more of how anybody knows that it is over; what is not said stays."""
    await roles.require(work, Role.MEMBER)
    if incident.status not in rules.OVER:
        raise rules.StillOpen(ref=incident.ref, card=incident.id)
    said = {name: value for name, value in _known(how).items() if value}
    changed = {n: v for n, v in said.items() if v != getattr(incident, n)}
    if not changed:
        state = "as you gave it"
        raise rules.AlreadySo(ref=incident.ref, state=state, card=incident.id)
    return change(work, incident, facts.Confirmed, changed, **changed)


async def reopen(work: Work, incident: Incident, reason: str) -> Record:
    """Say why it is not over after all; the clocks run again."""
    await roles.require(work, Role.MEMBER)
    require_here(incident)
    if incident.open:
        raise rules.NotOver(ref=incident.ref, card=incident.id)
    said = rules.words(reason, "reason", least=rules.REASON)
    resolved = incident.resolved_at is not None
    if not incident.writable:
        archiving.restore(work, incident)
    values = _afresh(work, incident)
    record = change(work, incident, facts.Reopened, values, reason=said)
    await subscriptions.tell(work, incident, record)
    promises.watch(work, incident)
    archiving.watch(work, incident)
    await rollcall.settle(work, incident)
    if resolved:
        show_verdict(work, incident)
    return record


def _afresh(work: Work, incident: Incident) -> dict[str, Any]:
    """Give the columns of one that is open again."""
    acknowledged = bool(incident.acknowledged_at)
    status = Status.RESPONDING if incident.phase is not Phase.TRIAGE else None
    return {
        "status": status or (Status.ACKNOWLEDGED if acknowledged else Status.DETECTED),
        **dict.fromkeys(("resolved_at", "closed_at", "outcome", "validated")),
        "archived_at": None,
        "promised_at": promises.update_by(work, incident.severity),
        "missed_at": None,
    }


async def close(work: Work, incident: Incident) -> Record:
    """Say that it was reviewed and its actions are filed: it is learned from."""
    await roles.require(work, Role.COMMANDER, of=incident)
    await _refuse_again(work, incident, Status.LEARNED)
    if incident.open:
        raise rules.StillOpen(ref=incident.ref, card=incident.id)
    if incident.status is not Status.RESOLVED:
        require_open(incident)
    known = await tasklist.of(work, incident.id)
    reported = await report.reported(work, incident)
    left = tuple(o.what for o in verdict.left(incident, known, reported=reported))
    values = {"status": Status.LEARNED, "closed_at": work.now}
    await rollcall.settle(work, incident)
    return change(work, incident, facts.Closed, values, left=left)


async def decline(work: Work, incident: Incident, reason: str) -> Record:
    """Say that it was only triage: it leaves the metrics, the record stays."""
    await roles.require(work, Role.COMMANDER, of=incident)
    await require_triage(work, incident)
    said = rules.words(reason, "reason", least=rules.REASON)
    values = {"status": Status.DECLINED, "promised_at": None, "missed_at": None}
    record = change(work, incident, facts.Declined, values, reason=said)
    await subscriptions.tell(work, incident, record)
    promises.watch(work, incident)
    archiving.watch(work, incident)
    await rollcall.settle(work, incident)
    return record


async def require_triage(work: Work, incident: Incident) -> None:
    """Let only an incident through that may turn out to be none."""
    require_here(incident)
    await _refuse_again(work, incident, Status.DECLINED)
    if not incident.in_triage:
        instead = INSTEAD.get(incident.status, MERGE).format(ref=incident.ref)
        raise rules.PastTriage(ref=incident.ref, instead=instead, card=incident.id)


async def _refuse_again(work: Work, incident: Incident, *done: Status) -> None:
    """Refuse what was *done* already; say by whom, and when."""
    if incident.status not in done:
        return
    record = await store.last(work, incident.id, DONE[incident.status])
    raise rules.AlreadyDone(
        by=(await work.people.names(work, [record.actor]))[record.actor],
        state=incident.status.said,
        when=times.ago(work.now - record.at),
        ref=incident.ref,
        card=incident.id,
    )


async def merge(work: Work, source_id: str, target_id: str) -> Record:
    """Say that two are the same: the people come over, the room points there."""
    if source_id == target_id:
        raise rules.SameIncident
    pair = {one.id: one for one in await store.lock(work, source_id, target_id)}
    source, target = pair[source_id], pair[target_id]
    await roles.require(work, Role.COMMANDER, of=source)
    require_open(source)
    require_open(target)
    if source.private and not target.private:
        raise rules.PrivateIntoPublic(ref=source.ref, into=target.ref)
    record = await _merged(work, source, target)
    await subscriptions.tell(work, source, record)
    promises.watch(work, source)
    archiving.watch(work, source)
    await rollcall.settle(work, source)
    if not _apart(source, target):
        here = [m.person for m in await store.members(work, source.id) if not m.left_at]
        await bring(work, target, here)
    _absorb(work, target, source)
    return record


def _absorb(work: Work, target: Incident, source: Incident) -> None:
    """Say in the other room what became a part of it."""
    absorbed = facts.Absorbed(
        about=target.id,
        ref=target.ref,
        other=source.id,
        other_ref=source.ref,
        apart=_apart(source, target),
    )
    work.tell(work.record(absorbed), to=target.room)
    show(work, target)


async def _merged(work: Work, source: Incident, target: Incident) -> Record:
    """End *source*; say where it goes on."""
    rooms = await placed.channels(work, [target.id])
    values = {
        "status": Status.MERGED,
        "merged_into": target.id,
        "promised_at": None,
        "missed_at": None,
    }
    apart = _apart(source, target)
    said = {
        "into": target.id,
        "into_ref": target.ref,
        "into_room": "" if apart else rooms.get(target.id, ""),
        "apart": apart,
    }
    return change(work, source, facts.Merged, values, **said)


def _apart(source: Incident, target: Incident) -> bool:
    """Tell whether it goes on where the people of *source* have no business."""
    return target.private and not source.private
