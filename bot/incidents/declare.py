"""Declaring an incident: one verb behind every way to do it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core import counters, roles
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import facts, promises, rules, state, store, tasks
from bot.incidents.change import announced, brief, change
from bot.incidents.furnishing import furnish
from bot.incidents.lead import require_leader
from bot.incidents.origins import Origin
from bot.incidents.rollcall import rollcall
from bot.incidents.rules import Detection, Status
from bot.incidents.security import containment
from bot.incidents.store import Incident

SEVERITY = 3  # when nobody said how bad it is


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What somebody says when declaring; the rest is filled in."""

    title: str
    severity: int = SEVERITY
    summary: str = ""
    detected_by: Detection = Detection.UNKNOWN
    user_facing: bool = False
    started: datetime | None = None
    surface: str = ""
    commander: str | None = None
    private: bool = False
    security: bool = False
    drill: bool = False
    origin: Origin | None = None
    echoed: bool = False
    """Whether the declarer was shown what was understood, with the way back."""


async def declare(work: Work, said: Declaration) -> Incident:
    """Open an incident: its number, its room, its cards, its clocks."""
    await roles.require(work, Role.MEMBER)
    if said.commander:
        await require_leader(work, said.commander)
    if said.severity not in work.policy.severities:
        said = replace(said, severity=SEVERITY)
    number = await counters.next_number(work, "incidents")
    incident = _incident(work, said, number)
    work.session.add(incident)
    await store.enter(work, incident.id, _needed(work, incident))
    if said.origin:
        _reported(work, incident, said.origin)
    record = work.record(_fact(work, incident, tasks.fill(work, incident)))
    for person in _told(work, incident):
        work.tell(record, to=person)
    _appear(work, incident, said)
    if said.commander and said.commander != work.actor:
        brief(work, incident, said.commander)
    promises.watch(work, incident)
    containment.begin(work, incident)
    return incident


def _incident(work: Work, said: Declaration, number: int) -> Incident:
    started = rules.past("started", said.started or work.now, work.now)
    always = work.policy.severities[said.severity].private
    private = said.private or said.security or always
    incident = Incident(
        workspace=work.workspace,
        number=number,
        title=rules.title(said.title),
        severity=said.severity,
        summary=rules.shortened(said.summary),
        detected_by=said.detected_by,
        user_facing=said.user_facing,
        surface=rules.plain_line(said.surface),
        private=private,
        security=said.security,
        drill=said.drill,
        announced=announced(work, said.severity) and not private,
        declarer=work.actor,
        commander=said.commander,
        started_at=started,
        detected_at=work.now,
        declared_at=work.now,
        respond_by=promises.respond_by(work, said.severity, work.now),
        promised_at=promises.update_by(work, said.severity),
        source=said.origin.link if said.origin else "",
    )
    if said.commander == work.actor:
        incident.status = Status.ACKNOWLEDGED
        incident.acknowledged_at = work.now
    return incident


def _reported(work: Work, incident: Incident, origin: Origin) -> None:
    """Begin the timeline with the message, when it was written."""
    fact = facts.Reported(
        about=incident.id,
        ref=incident.ref,
        text=origin.text,
        link=origin.link,
        person=origin.person,
        author=origin.author,
    )
    work.record(fact, at=min(origin.at, work.now))


def _needed(work: Work, incident: Incident) -> list[str]:
    """Give who belongs in the room: whoever declared, leads, or is on the list."""
    lead = [incident.commander] if incident.commander else []
    people, severity = work.policy.people, work.policy.severities[incident.severity]
    security = [people.security_lead] if incident.security else []
    listed = [] if incident.private else [*people.invite, *severity.invite]
    everyone = [incident.declarer, *lead, *security, *listed]
    return [p for p in dict.fromkeys(everyone) if p.startswith(("U", "W"))]


def _told(work: Work, incident: Incident) -> tuple[str, ...]:
    """Give who is told directly: nobody of what is private."""
    listed = work.policy.severities[incident.severity].tell
    return () if incident.private else listed


def _fact(
    work: Work, incident: Incident, checklists: tuple[str, ...]
) -> facts.Declared:
    said: dict[str, Any] = {
        "ref": incident.ref,
        "title": incident.title,
        "severity": work.policy.severities[incident.severity].name,
        "summary": incident.summary,
        "detected_by": incident.detected_by.value,
        "surface": incident.surface,
        "commander": incident.commander,
        "private": incident.private,
        "security": incident.security,
        "drill": incident.drill,
        "user_facing": incident.user_facing,
        "source": incident.source,
    }
    return facts.Declared(
        about=incident.id,
        started=incident.started_at,
        checklists=checklists,
        now=state.first(incident, said),
        **said,
    )


def _appear(work: Work, incident: Incident, said: Declaration) -> None:
    """Have Slack show it, and say where."""
    furnish(work, incident)
    if said.origin and not incident.private:
        _point(work, incident, said.origin.channel, said.origin.thread)
    if work.actor.startswith(("U", "W")):  # else nobody asked, or waits for an answer
        answer = "incidents.ready" if said.echoed else "incidents.yours"
        work.reply(answer, incident.id, after=incident.room)


def _point(work: Work, incident: Incident, channel: str, ts: str) -> None:
    """Answer, in its thread, the message that it was declared from."""
    work.want(
        "card",
        "incidents.pointer",
        incident.id,
        key=f"pointer:{incident.id}",
        place=channel,
        lane=channel,
        after=incident.room,
        detail={"thread": ts},
    )


async def retract(work: Work, incident_id: str) -> Record:
    """Take a declaration back: the number is spent, whoever was told is told."""
    (incident,) = await store.lock(work, incident_id)
    if incident.declarer != work.actor:
        raise rules.NotYourDeed
    if incident.status is Status.RETRACTED:
        raise rules.AlreadySo(ref=incident.ref, state="retracted", card=incident.id)
    if work.now - incident.declared_at > timedelta(seconds=work.policy.undo.seconds):
        raise rules.TooLate(why=f"{work.policy.undo.seconds} seconds have passed")
    if incident.version != 1:
        raise rules.TooLate(why="something else has happened since")
    values = {"status": Status.RETRACTED}
    record = change(work, incident, facts.Retracted, values)
    work.want("archive", "incidents.archived", incident.id, parent=incident.room)
    promises.watch(work, incident)
    await rollcall.settle(work, incident)
    return record
