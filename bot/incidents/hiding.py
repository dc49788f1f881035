"""Hiding: an incident that was public goes on in a private room, with its people.

Slack makes no public channel private for a bot: there is a new room, and the first one
is archived. What was written there stays readable, and that is said.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from bot import approvals
from bot.core import leaving, roles
from bot.core.errors import Conflict
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import (
    cards,
    facts,
    parents,
    placed,
    promises,
    rules,
    store,
    tasklist,
)
from bot.incidents.change import (
    ANNOUNCEMENT,
    change,
    require_here,
    show_panel,
)
from bot.incidents.furnishing import furnish, named
from bot.incidents.rollcall import rollcall
from bot.incidents.store import Incident
from bot.incidents.tasks import TASKS

WITHDRAWN = "incidents.withdrawn"
FIRST = "incidents.first_room"
UNSAID = "incidents.unsaid"
EMPTIED = "incidents.emptied"
NOTE = "incidents.left_note"


class RoomGone(Conflict):
    """The room of {ref} is archived: reopen it first, then make it private."""


class Related(Conflict):
    """{ref} is a part of another one, or has parts: `/incident unrelate` them first."""


class Needed(Conflict):
    """{who} is needed for {ref}, and comes along: hand over first what they have."""


async def make_private(
    work: Work,
    incident: Incident,
    without: Sequence[str] = (),
    needed: Sequence[str] = (),
) -> Record:
    """Move it into a private room with everybody who is in the room but *without*.

    Who is *needed* comes along, and can't be left out: so do those who have a role, or
    a task that is open.
    """
    await roles.require(work, Role.COMMANDER, of=incident)
    await _require_public(work, incident)
    staff = await _staff(work, incident, needed)
    await _require_free(work, incident, without, staff)
    elsewhere = await _elsewhere(work, incident)
    here = await _part(work, incident, without, staff)
    said = {"count": len(here), "without": tuple(without)}
    await approvals.conceal(work, incident.id)
    said["left"] = await _leave(work, incident, here)
    values = {"private": True, "announced": False}
    record = change(work, incident, facts.MadePrivate, values, **said)
    for key, card in elsewhere:
        work.want("card", card, incident.id, key=key)
    await _move(work, incident, record)
    promises.watch(work, incident)
    return record


async def _require_public(work: Work, incident: Incident) -> None:
    """Let only an incident through that has a public room to leave."""
    require_here(incident)
    if incident.private:
        raise rules.AlreadySo(ref=incident.ref, state="private", card=incident.id)
    if not incident.writable:
        raise RoomGone(ref=incident.ref)
    if incident.parent or await parents.parts(work, incident.id, 1):
        raise Related(ref=incident.ref)


async def _elsewhere(work: Work, incident: Incident) -> list[tuple[str, str]]:
    """Give the cards of it that stand in other channels, by key and name."""
    keys = {effect.key for effect in await placed.effects(work, incident.id)}
    outside = (
        (f"{ANNOUNCEMENT}:{incident.id}", ANNOUNCEMENT),
        (f"pointer:{incident.id}", "incidents.pointer"),
    )
    return [(key, card) for key, card in outside if key in keys]


async def _leave(work: Work, incident: Incident, along: Sequence[str]) -> str:
    """Part what is in Slack from the room; give its channel, if there is one."""
    left = await cards.room_of(work, incident) or ""
    notes = dict.fromkeys(("topic", "purpose"), NOTE)
    instead = {"card": WITHDRAWN, "canvas": EMPTIED, "room": FIRST, **notes}
    instead["message"] = UNSAID
    where = {"about": incident.id, "room": incident.room}
    await leaving.leave(work, **where, instead=instead, along=along)
    return left


async def _staff(work: Work, incident: Incident, needed: Iterable[str]) -> list[str]:
    """Give who comes along whatever happens: whoever does this, or has a part in it."""
    lead = work.policy.people.security_lead if incident.security else ""
    tasks = await tasklist.of(work, incident.id)
    busy = [task.person for task in tasks if task.open]
    holders = (incident.commander, *incident.roles.values(), lead)
    staff = (work.actor, *holders, *busy, *needed)
    return [one for one in dict.fromkeys(staff) if one and one.startswith(("U", "W"))]


async def _require_free(
    work: Work, incident: Incident, without: Iterable[str], staff: Sequence[str]
) -> None:
    """Refuse to leave somebody out who is needed."""
    kept = [person for person in without if person in staff]
    if kept:
        who = (await work.people.names(work, kept))[kept[0]]
        raise Needed(who=who, ref=incident.ref)


async def _part(
    work: Work, incident: Incident, without: Sequence[str], staff: Sequence[str]
) -> list[str]:
    """Leave out *without*; give those who come along."""
    await store.enter(work, incident.id, staff)
    here = []
    for member in await store.members(work, incident.id):
        if member.person in staff:
            member.left_at = None
        if member.person in without:
            member.left_at = member.left_at or work.now
        if member.left_at is None:
            here.append(member.person)
    return here


async def _move(work: Work, incident: Incident, record: Record) -> None:
    """Furnish the private room, and put the first one away, if there is one."""
    furnish(work, incident)
    if incident.staffed:
        show_panel(work, incident)
    if (await tasklist.count(work, incident.id))[1]:
        work.show(TASKS, incident.id, to=incident.room, asker=incident.declarer)
    await rollcall.settle(work, incident)
    first = leaving.former(incident.room)
    if not await cards.effect_of(work, incident.id, first):
        return
    here = {"parent": first, "lane": first}
    work.want("message", WITHDRAWN, incident.id, key=f"left:{record.id}", **here)
    key = f"archive:{first}"
    work.want("archive", "incidents.left_behind", incident.id, key=key, parent=first)


async def withdrawn(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what stands instead of each card in the room that was left."""
    found = await store.get(work, id_)
    return {"incident": found} if found else None


async def note(work: Work, id_: str) -> str | None:
    """Give the topic, and the purpose, of the room that was left."""
    found = await store.get(work, id_)
    return f"{found.ref} goes on in a private room" if found else None


async def emptied(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what stands instead of each canvas in the room that was left."""
    found = await store.get(work, id_)
    return {"incident": found, "called": found.ref} if found else None


async def first_room(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the room that was left, if it was not even there yet."""
    found = await store.get(work, id_)
    return {"name": named(work, found), "private": True} if found else None


async def left_behind(work: Work, id_: str) -> bool:
    """Give that the room that was left is archived."""
    del work, id_
    return True


async def asking(work: Work, incident: Incident) -> dict[str, Any]:
    """Give what the form says: how many come along, from where, and what stays."""
    here = [m for m in await store.members(work, incident.id) if m.left_at is None]
    return {"count": len(here), "room": await cards.room_of(work, incident)}


HIDDEN = {
    WITHDRAWN: withdrawn,
    UNSAID: withdrawn,
    EMPTIED: emptied,
    NOTE: note,
    FIRST: first_room,
    "incidents.left_behind": left_behind,
}
