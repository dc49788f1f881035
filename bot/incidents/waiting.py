"""Waiting: what of the incidents waits for one person, each with its button."""

from collections.abc import Sequence

from bot.core.terms import COMMANDER
from bot.core.waits import Wait
from bot.core.work import Work
from bot.incidents import access, find, listing, promises, store, tasklist
from bot.incidents.board import MOST
from bot.incidents.lead import can_lead
from bot.incidents.rollcall import rollrows
from bot.incidents.security.owed import owed
from bot.incidents.store import Incident


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: an answer, an update, somebody to lead."""
    security = await owed(work)
    found, masked = await find.open_ones(work, MOST)
    seen = [incident for incident in found if incident.id not in masked]
    if not seen or not await can_lead(work, work.actor):
        return security
    ids = [incident.id for incident in seen]
    gone = await listing.away(work, ids)
    in_room = await store.memberships(work, work.actor, ids)
    every: list[Wait | None] = [_answer(work, one) for one in seen]
    every += [_update(work, one) for one in seen]
    every += [_leader(work, one, gone) for one in seen if one.id in in_room]
    every += [_hand_over(work, one, gone) for one in seen]
    every += await _tasks(work, seen)
    every += await _asked(work, seen)
    every += await _requests(work, [one for one in seen if one.id in in_room])
    return [*security, *(wait for wait in every if wait)]


def _answer(work: Work, incident: Incident) -> Wait | None:
    """Wait for somebody to answer: anybody may."""
    if incident.acknowledged_at:
        return None
    mine = incident.commander == work.actor
    return Wait(
        what=_name(work, incident),
        why="You lead it, and have not answered yet" if mine else "Nobody has answered",
        label="Acknowledge",
        does="incidents.acknowledge",
        value=incident.id,
        due=incident.respond_by,
        late=bool(incident.overdue_at),
    )


def _update(work: Work, incident: Incident) -> Wait | None:
    """Wait for the update that was promised, from whoever owes it."""
    owes = work.actor in promises.owed_by(work, incident)
    if not owes or incident.promised_at is None:
        return None
    return Wait(
        what=_name(work, incident),
        why="You owe the promised update",
        label="Update…",
        does="incidents.update",
        value=incident.id,
        due=incident.promised_at,
        late=bool(incident.missed_at),
    )


def _leader(work: Work, incident: Incident, gone: set[tuple[str, str]]) -> Wait | None:
    """Wait for somebody of the room to lead, when its commander has left."""
    lead = incident.commander
    if lead is None or lead == work.actor or (incident.id, lead) not in gone:
        return None
    return Wait(
        what=_name(work, incident),
        why="Its commander left the room, and nobody leads",
        label="Take over",
        does="incidents.claim",
        value=f"{incident.id}:{COMMANDER}",
        late=True,
    )


def _hand_over(
    work: Work, incident: Incident, gone: set[tuple[str, str]]
) -> Wait | None:
    """Wait for a commander who left the room to hand over."""
    if incident.commander != work.actor or (incident.id, work.actor) not in gone:
        return None
    return Wait(
        what=_name(work, incident),
        why="You lead it, and left its room",
        label="Hand over…",
        does="incidents.assign",
        value=incident.id,
        late=True,
    )


async def _tasks(work: Work, seen: Sequence[Incident]) -> list[Wait]:
    """Wait for whoever has taken something on to have done it."""
    named = {incident.id: incident for incident in seen}
    return [
        Wait(
            what=f"{named[task.incident].ref} · {task.text}",
            why="Your task",
            label="Done",
            does="incidents.check",
            value=task.id,
            due=task.due_at,
            late=bool(task.due_at and task.due_at <= work.now),
        )
        for task in await tasklist.assigned(work, work.actor, list(named))
    ]


async def _asked(work: Work, seen: Sequence[Incident]) -> list[Wait]:
    """Wait for whoever answers for a row of a roll call."""
    named = {incident.id: incident for incident in seen}
    return [
        Wait(
            what=f"{named[row.incident].ref} · {row.team}",
            why="You answer for it in a roll call: is it affected?",
            label="Affected",
            does="incidents.affected",
            more=(
                ("Not affected", "incidents.unaffected"),
                ("Patched", "incidents.patched"),
            ),
            value=row.id,
        )
        for row in await rollrows.mine(work, work.actor, list(named))
    ]


async def _requests(work: Work, mine: Sequence[Incident]) -> list[Wait]:
    """Wait for the people of a private room to let somebody in who has asked."""
    named = {incident.id: incident for incident in mine if incident.private}
    return [
        Wait(
            what=_name(work, named[request.incident]),
            why="asks to see it",
            label="Let in",
            does="incidents.allow",
            more=(("Refuse", "incidents.deny"),),
            value=request.id,
            who=request.person,
        )
        for request in await access.undecided(work, list(named))
    ]


def _name(work: Work, incident: Incident) -> str:
    severity = work.policy.severities[incident.severity].name
    return f"{incident.ref} · {severity} · {incident.title}"
