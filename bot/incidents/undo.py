"""Undo: a change that nothing depends on yet is taken back, as a fact of its own."""

from datetime import timedelta
from typing import Any

from bot.core.facts import Record
from bot.core.terms import COMMANDER
from bot.core.work import Work
from bot.incidents import (
    archiving,
    asked,
    facts,
    find,
    promises,
    rules,
    state,
    store,
    tasks,
)
from bot.incidents.change import (
    GUIDING,
    STAFFING,
    guide,
    show,
    show_panel,
    show_verdict,
)
from bot.incidents.declare import retract
from bot.incidents.rollcall import rollcall
from bot.incidents.store import Incident

UNDOABLE = {
    fact.name
    for fact in (
        facts.Acknowledged,
        facts.Assigned,
        facts.RoleChanged,
        facts.Reclassified,
        facts.Moved,
        facts.Retimed,
        facts.Resolved,
        facts.Reopened,
        facts.Closed,
        facts.Declined,
        facts.Merged,
        facts.Confirmed,
        asked.Snoozed,
        asked.Waived,
    )
}
NONE = "it is not something that can be taken back"
LATELY = 20  # records among which the last change is looked for


async def undo(work: Work, id_: str) -> Record:
    """Take back the change *id_*, or what the actor last did to the incident *id_*."""
    record = await work.session.get(Record, id_)
    if record is None:
        return await _undo_last(work, id_)
    return await _undo(work, record)


async def _undo_last(work: Work, id_: str) -> Record:
    known = await store.get(work, id_)
    if known is None or not await find.visible(work, [known]):
        raise rules.TooLate(why=NONE)
    changes = [
        record
        for record in await store.records(work, id_, LATELY)
        if record.actor == work.actor
        and record.name in UNDOABLE | {facts.Declared.name}
    ]
    if not changes:
        raise rules.NothingToUndo(ref=known.ref)
    if changes[-1].name == facts.Declared.name:
        return await retract(work, id_)
    return await _undo(work, changes[-1])


async def _undo(work: Work, record: Record) -> Record:
    found = await store.lock(work, record.about)
    if record.name not in UNDOABLE or not await find.visible(work, found):
        raise rules.TooLate(why=NONE)
    (incident,) = found
    if record.actor != work.actor:
        raise rules.NotYourDeed
    if work.now - record.at > timedelta(seconds=work.policy.undo.seconds):
        raise rules.TooLate(why=f"{work.policy.undo.seconds} seconds have passed")
    if incident.version != record.data["version"]:
        raise rules.TooLate(why="something else has happened since")
    undone = _restore(work, incident, record)
    if record.name == facts.Reclassified.name:
        await tasks.apply(work, incident, incident.severity)
    await rollcall.settle(work, incident)
    if record.name in (facts.Resolved.name, facts.Reopened.name):
        show_verdict(work, incident)
    return undone


def _restore(work: Work, incident: Incident, record: Record) -> Record:
    staffed = incident.staffed
    for name, value in record.data["was"].items():
        setattr(incident, name, state.read(name, value))
    incident.version += 1
    fact = facts.Undone(
        about=incident.id,
        ref=incident.ref,
        of=record.id,
        deed=record.name,
        version=incident.version,
        **_roles(work, record),
    )
    undone = work.record(fact)
    for place in (incident.room, fact.before):
        if place and place != work.actor:
            work.tell(undone, to=place)
    if record.name == facts.Merged.name:
        _part(work, incident, record.data["into"], record.data["into_ref"])
    _show(work, incident, record, staffed=staffed or incident.staffed)
    promises.watch(work, incident)
    archiving.watch(work, incident)
    return undone


def _show(work: Work, incident: Incident, record: Record, *, staffed: bool) -> None:
    """Have all that showed the change show that it is taken back."""
    show(work, incident, topic=True)
    if GUIDING & record.data["was"].keys():
        guide(work, incident)
    if STAFFING & record.data["was"].keys() and staffed:
        show_panel(work, incident)


def _roles(work: Work, record: Record) -> dict[str, Any]:
    """Give whose role it was, and whose it is again."""
    if record.name not in (facts.Assigned.name, facts.RoleChanged.name):
        return {}
    data, lead = record.data, work.policy.responders[COMMANDER].name
    before = data.get("person") or data.get("commander")
    return {
        "called": data.get("called", lead),
        "before": before,
        "person": data["before"],
    }


def _part(work: Work, incident: Incident, into: str, ref: str) -> None:
    """Say where *incident* had been merged into that it goes on by itself."""
    fact = facts.Parted(about=into, ref=ref, other=incident.id, other_ref=incident.ref)
    work.tell(work.record(fact), to=store.room_key(into))
