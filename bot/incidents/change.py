"""Changes: how every verb alters an incident.

Load and lock, decide, save, record, show: the verbs decide, this module does the rest,
so that no change can forget its fact, its version or its cards.
"""

from collections.abc import Mapping
from typing import Any

from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work
from bot.incidents import facts, listing, rules, state
from bot.incidents.rules import CARD, OVER, Status
from bot.incidents.store import Incident

ANNOUNCEMENT = "incidents.announcement"
PANEL = "incidents.panel"
VERDICT = "incidents.verdict"
BRIEFING = "incidents.briefing"
CATCHUP = "incidents.catchup"
RUNBOOKS = "incidents.runbooks"
CONTAINMENT = "incidents.containment"
MOST = 200  # open incidents that are announced at once in a channel just chosen
TOPICAL = {"severity", "commander", "status", "merged_into"}
GUIDING = {"severity", "surface", "title"}
STAFFING = {"commander", "roles", "status"}


def change(
    work: Work,
    incident: Incident,
    fact: type[facts.Change],
    values: Mapping[str, Any],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Set *values* on a locked incident; record, tell and show it."""
    was, staffed = state.of(incident, values), incident.staffed
    for name, value in values.items():
        setattr(incident, name, value)
    incident.version += 1
    record = work.record(
        fact(
            about=incident.id,
            ref=incident.ref,
            version=incident.version,
            was=was,
            now=state.unsaid(values, said),
            **said,
        )
    )
    if incident.writable:
        work.tell(record, to=incident.room)
    show(work, incident, topic=bool(TOPICAL & values.keys()))
    if GUIDING & values.keys():
        guide(work, incident)
    if STAFFING & values.keys() and (staffed or incident.staffed):
        show_panel(work, incident)
    return record


def show(work: Work, incident: Incident, *, topic: bool = False) -> None:
    """Have everything that shows the incident follow its state.

    What stands in a room that is archived stays as it was.
    """
    _announce(work, incident, work.policy.channels.announcements)
    if not incident.writable:
        return
    work.show(CARD, incident.id, to=incident.room, asker=incident.declarer)
    if incident.status in OVER:
        show_verdict(work, incident)
    if incident.security:
        work.show(CONTAINMENT, incident.id, to=incident.room, asker=incident.declarer)
    if topic:
        work.want("topic", "incidents.topic", incident.id, parent=incident.room)


def show_panel(work: Work, incident: Incident) -> None:
    """Have the room show who holds which role, from the first who holds one."""
    if incident.writable:
        work.show(PANEL, incident.id, to=incident.room, asker=incident.declarer)


def show_verdict(work: Work, incident: Incident) -> None:
    """Have the room show what is left to do once it is resolved."""
    work.show(VERDICT, incident.id, to=incident.room, asker=incident.declarer)


def guide(work: Work, incident: Incident) -> None:
    """Have the room show the runbooks that fit, and the playbook."""
    work.show(RUNBOOKS, incident.id, to=incident.room, asker=incident.declarer)


def brief(work: Work, incident: Incident, person: str) -> None:
    """Tell who has just got a role what they must know, once the room is there."""
    key = f"briefing:{work.records[-1].id}:{person}"
    how = {"key": key, "place": person, "lane": person, "after": incident.room}
    work.want("message", BRIEFING, incident.id, **how)


def catch_up(work: Work, incident: Incident, person: str) -> None:
    """Tell who came into the room what they must know, once in an incident."""
    key = f"catchup:{incident.id}:{person}"
    how = {"key": key, "place": person, "lane": person, "priority": Priority.NUDGE}
    work.want("message", CATCHUP, incident.id, **how)


async def announce(work: Work, *, announcements: str) -> None:
    """Announce what is open in a channel that was chosen: what has no card yet."""
    for incident in await listing.listed(work, rules.OPEN, MOST):
        _announce(work, incident, announcements)


def _announce(work: Work, incident: Incident, channel: str) -> None:
    if channel and incident.announced:
        work.show(
            ANNOUNCEMENT,
            incident.id,
            to=channel,
            after=incident.room,
            asker=incident.declarer,
        )


def announced(work: Work, severity: int) -> bool:
    """Tell whether the policy announces incidents of *severity*."""
    return work.policy.severities[severity].announced


def require_open(incident: Incident) -> None:
    """Let only an incident through that still needs responders."""
    require_here(incident)
    if not incident.open:
        said = incident.status.said
        raise rules.NotOpen(ref=incident.ref, state=said, card=incident.id)


def require_here(incident: Incident) -> None:
    """Let no incident through that was taken back, or goes on as another one."""
    if incident.status is Status.MERGED:
        raise rules.MergedAway(ref=incident.ref, card=incident.id)
    if incident.status is Status.RETRACTED:
        said = incident.status.said
        raise rules.Elsewhere(ref=incident.ref, state=said, card=incident.id)
