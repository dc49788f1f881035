"""Rooms as people use them: who comes and goes, and what they take over.

What a person did to a channel is recorded and never undone.
"""

from bot.core import queue
from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import placed, promises, seen, store
from bot.incidents.change import catch_up, show, show_panel
from bot.incidents.store import Incident, Member

MOST = 100  # rooms that are compared at a time, the newest first


async def news(work: Work, channel: str, person: str) -> bool:
    """Tell whether it is news that *person* is in *channel*: most coming is not."""
    incident = await placed.by_channel(work, channel)
    member = await _member(work, incident, person) if incident else None
    return incident is not None and (member is None or member.left_at is not None)


async def entered(work: Work, channel: str, person: str) -> None:
    """Note that *person* is in the room: they may see what is private in it."""
    incident = await placed.by_channel(work, channel)
    if incident is None:
        return
    member = await _member(work, incident, person)
    if member and member.left_at is None:
        return
    said = seen.Entered(about=incident.id, ref=incident.ref, person=person)
    record = work.record(said)
    if member:
        member.left_at = None
        _back(work, incident, person, record)
    else:
        work.session.add(
            Member(workspace=work.workspace, incident=incident.id, person=person)
        )
    if incident.open:
        catch_up(work, incident, person)


async def left(work: Work, channel: str, person: str) -> None:
    """Note that *person* left the room: what is private in it is hidden from them."""
    incident = await placed.by_channel(work, channel)
    member = await _member(work, incident, person) if incident else None
    if incident is None or member is None or member.left_at:
        return
    member.left_at = work.now
    record = work.record(seen.Left(about=incident.id, ref=incident.ref, person=person))
    if person == incident.commander and incident.open:
        work.tell(record, to=incident.room)
        show(work, incident)
        key = f"leaving:{record.id}"
        lane = {"place": person, "lane": person}
        work.want("message", "incidents.leaving", incident.id, key=key, **lane)
        promises.watch_leader(work, incident)
    if person in {incident.commander, *incident.roles.values()}:
        show_panel(work, incident)


def _back(work: Work, incident: Incident, person: str, record: Record) -> None:
    """Show that somebody who has a role is in the room again; say that of who leads."""
    if person == incident.commander and incident.open:
        work.tell(record, to=incident.room)
        show(work, incident)
    if person in {incident.commander, *incident.roles.values()}:
        show_panel(work, incident)


async def watched(work: Work) -> list[str]:
    """Give the channels whose members matter: of what is open, and of what is private.

    A room whose people are still being brought in is left for the next time.
    """
    return await placed.settled_rooms(work, MOST)


async def compare(work: Work, channel: str, people: set[str]) -> None:
    """Record who came or went without an event: *people* are in the channel now."""
    incident = await placed.by_channel(work, channel)
    if incident is None:
        return
    members = await store.members(work, incident.id)
    here = {member.person for member in members if member.left_at is None}
    for person in sorted(people - here):
        await entered(work, channel, person)
    for person in sorted(here - people - await placed.left_out(work, incident.id)):
        await left(work, channel, person)


async def taken_over(work: Work, channel: str, what: str, to: str) -> None:
    """Note that a person renamed the room or changed its topic: it is theirs now."""
    incident = await placed.by_channel(work, channel)
    if incident is None:
        return
    work.record(seen.Renamed(about=incident.id, ref=incident.ref, what=what, to=to))
    if what in ("topic", "purpose"):
        connection = await work.session.connection()
        await queue.release(connection, work.workspace, f"{what}:{incident.id}")


async def _member(work: Work, incident: Incident, person: str) -> Member | None:
    members = await store.members(work, incident.id)
    return next((member for member in members if member.person == person), None)
