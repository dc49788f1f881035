"""Undo: how a change is taken back; its clocks run again as they ran before."""

from datetime import datetime, timedelta
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import facts, promises, rules, store
from bot.incidents.change import show
from bot.incidents.store import Incident

UNDOABLE = {
    fact.name: fact
    for fact in (
        facts.Acknowledged,
        facts.Assigned,
        facts.Reclassified,
        facts.Moved,
        facts.Retimed,
        facts.Resolved,
        facts.Reopened,
        facts.Closed,
        facts.Declined,
    )
}


async def undo(work: Work, record_id: str) -> Incident:
    """Take back the change of *record_id*, if nothing depends on it yet."""
    record = await work.session.get(Record, record_id)
    if record is None or record.name not in UNDOABLE:
        raise rules.TooLate(why="it is not something that can be taken back")
    if record.actor != work.actor:
        raise rules.NotYourDeed
    if work.now - record.at > timedelta(seconds=work.policy.undo.seconds):
        raise rules.TooLate(why=f"{work.policy.undo.seconds} seconds have passed")
    (incident,) = await store.lock(work, record.about)
    if incident.version != record.data["version"]:
        raise rules.TooLate(why="something else has happened since")
    for name, value in record.data["was"].items():
        setattr(incident, name, _restored(name, value))
    incident.version += 1
    fact = facts.Undone(
        about=incident.id, ref=incident.ref, of=record.id, deed=record.name
    )
    work.tell(work.record(fact), to=incident.room)
    show(work, incident, topic=True)
    promises.watch(work, incident)
    return incident


KINDS = {"status": rules.Status, "phase": rules.Phase, "outcome": rules.Outcome}


def _restored(name: str, value: Any) -> Any:  # noqa: ANN401 (a column of any type)
    if value is None:
        return None
    if name.endswith("_at") or name == "respond_by":
        return datetime.fromisoformat(value)
    return KINDS[name](value) if name in KINDS else value
