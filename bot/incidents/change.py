"""Changes: how every verb alters an incident, and how an alteration is taken back.

Load and lock, decide, save, record, show: the verbs decide, this module does the rest,
so that no change can forget its fact, its version or its cards.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import facts, rules, store
from bot.incidents.store import Incident

CARD = "incidents.incident"
ANNOUNCEMENT = "incidents.announcement"
TOPICAL = {"severity", "commander", "status", "merged_into"}
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


def change(
    work: Work,
    incident: Incident,
    fact: type[facts.Change],
    values: Mapping[str, Any],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Set *values* on a locked incident; record, tell and show it."""
    was = {name: _kept(getattr(incident, name)) for name in values}
    for name, value in values.items():
        setattr(incident, name, value)
    incident.version += 1
    record = work.record(
        fact(
            about=incident.id,
            ref=incident.ref,
            version=incident.version,
            was=was,
            **said,
        )
    )
    work.tell(record, to=incident.room)
    show(work, incident, topic=bool(TOPICAL & values.keys()))
    return record


def show(work: Work, incident: Incident, *, topic: bool = False) -> None:
    """Have everything that shows the incident follow its state."""
    work.show(CARD, incident.id, to=incident.room, asker=incident.declarer)
    channel = work.policy.channels.announcements
    if channel and incident.announced:
        work.show(
            ANNOUNCEMENT,
            incident.id,
            to=channel,
            after=incident.room,
            asker=incident.declarer,
        )
    if topic:
        work.want("topic", "incidents.topic", incident.id, parent=incident.room)


def announced(work: Work, severity: int) -> bool:
    """Tell whether the policy announces incidents of *severity*."""
    return work.policy.severities[severity].announced


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
    return incident


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


KINDS = {"status": rules.Status, "phase": rules.Phase, "outcome": rules.Outcome}


def _restored(name: str, value: Any) -> Any:  # noqa: ANN401 (a column of any type)
    if value is None:
        return None
    if name.endswith("_at") or name == "respond_by":
        return datetime.fromisoformat(value)
    return KINDS[name](value) if name in KINDS else value


def require_open(incident: Incident) -> None:
    """Let only an incident through that still needs responders."""
    if incident.status in rules.GONE:
        state = incident.status.said
        raise rules.Elsewhere(ref=incident.ref, state=state, card=incident.id)
    if not incident.open:
        state = "closed" if incident.closed_at else "resolved"
        raise rules.NotOpen(ref=incident.ref, state=state, card=incident.id)
