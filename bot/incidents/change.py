"""Changes: how every verb alters an incident.

Load and lock, decide, save, record, show: the verbs decide, this module does the rest,
so that no change can forget its fact, its version or its cards.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import facts, rules
from bot.incidents.store import Incident

CARD = "incidents.incident"
ANNOUNCEMENT = "incidents.announcement"
TOPICAL = {"severity", "commander", "status", "merged_into"}


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


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def require_open(incident: Incident) -> None:
    """Let only an incident through that still needs responders."""
    if incident.status in rules.GONE:
        state = incident.status.value
        raise rules.Elsewhere(ref=incident.ref, state=state, card=incident.id)
    if not incident.open:
        state = "closed" if incident.closed_at else "resolved"
        raise rules.NotOpen(ref=incident.ref, state=state, card=incident.id)
