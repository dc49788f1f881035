"""Changes: how every verb alters a postmortem, so that none forgets its card."""

from datetime import datetime, timedelta
from typing import Any

from bot import incidents, workspaces
from bot.core import roles, times
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.times import Calendar
from bot.core.work import Work
from bot.postmortems import facts, rules
from bot.postmortems.rules import CANVAS, CARD
from bot.postmortems.store import Postmortem

UNSEEN = (facts.Written, facts.Nudged, facts.Superseded)
"""What changes nothing of what is left to do about its incident."""
LATE = timedelta(minutes=2)  # a reminder that comes later than this says so


def record(
    work: Work,
    found: Postmortem,
    fact: type[facts.OfPostmortem],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Record what happened to a locked postmortem, and show it."""
    found.version += 1
    made = fact(about=found.id, ref=found.ref, incident_ref=found.incident_ref, **said)
    noted = work.record(made)
    show(work, found)
    if fact not in UNSEEN:
        work.show(incidents.VERDICT, found.incident, to=room(found), asker=None)
    return noted


def show(work: Work, found: Postmortem) -> None:
    """Have the card in the room of its incident follow it, and its canvas."""
    here = {"parent": room(found), "asker": found.owner or None}
    work.show(CARD, found.id, to=room(found), asker=found.owner or None)
    work.want("canvas", CANVAS, found.id, priority=Priority.DIGEST, **here)


def room(found: Postmortem) -> str:
    """Give the key of the room of its incident."""
    return incidents.room_key(found.incident)


async def open_room(work: Work, found: Postmortem) -> str:
    """Give the room of its incident; empty once that is archived."""
    (incident,) = await incidents.these(work, [found.incident])
    return "" if incident.archived_at else incident.room


async def tell(work: Work, found: Postmortem, said: Record) -> None:
    """Tell what happened in the room of its incident, while there is one."""
    place = await open_room(work, found)
    if place:
        work.tell(said, to=place)


async def lead(work: Work, found: Postmortem | None) -> str:
    """Give the person to fall back on, if they may know of it: it may be private."""
    person = work.policy.people.fallback
    if found is None or not person:
        return person
    (incident,) = await incidents.these(work, [found.incident])
    inside = person in await incidents.members(work, incident.id)
    return person if inside or not incident.private else ""


async def calendar(work: Work, person: str) -> Calendar:
    """Give the business days of *person*: the team's, on the clocks where they live."""
    if not person:
        return work.policy.calendar
    zone = await workspaces.zone(work, person)
    known = await workspaces.known(work, person)
    team = work.policy.calendar
    return _moved(team, zone) if known else team


def _moved(team: Calendar, zone: Any) -> Calendar:  # noqa: ANN401 (a tzinfo)
    return Calendar(
        zone=zone,
        opens=team.opens,
        closes=team.closes,
        weekdays=team.weekdays,
        country=team.country,
        region=team.region,
    )


def late(work: Work, due: str) -> bool:
    """Tell whether a call comes well after it was *due*, an ISO time."""
    return bool(due) and work.now - datetime.fromisoformat(due) > LATE


async def require_owner(work: Work, found: Postmortem) -> None:
    """Let its owner and admins through, or say who they are."""
    await roles.require(work, Role.MEMBER)
    own = work.actor == found.owner or work.actor.startswith("clock")
    if own or await work.people.may(work, work.actor, Role.ADMIN):
        return
    names = await work.people.names(work, [found.owner] if found.owner else [])
    who = names.get(found.owner, "nobody yet")
    who = f"Only the owner of {found.ref} ({who}) or an admin"
    other = f" `/postmortem assign {found.ref} @name` names another owner."
    hint = other if found.status in rules.OPEN else ""
    raise rules.NotTheOwner(who=who, hint=hint)


async def require_can_own(work: Work, found: Postmortem, person: str) -> None:
    """Refuse an owner who could not see it, or press no button."""
    incident = (await incidents.these(work, [found.incident]))[0]
    who = (await work.people.names(work, [person]))[person]
    if person != work.actor and not await incidents.can_lead(work, person):
        problem = f"{who} can't own it: guests, apps and whoever has left can't"
        raise Invalid("owner", problem)
    if incident.private and person not in await incidents.members(work, incident.id):
        problem = f"{who} is not in the room of this private incident: invite them"
        raise Invalid("owner", problem)


def counted(work: Work, found: Postmortem, by: Calendar) -> None:
    """Count the business days that have begun, and those until it is due."""
    found.day = times.business_days(found.since, work.now, by)
    found.days = times.business_days(found.since, found.due_at, by)
