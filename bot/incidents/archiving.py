"""Archiving: the room of what is over is put away, by policy; its card stays in it."""

from datetime import datetime

from bot.core import times
from bot.core.work import Work
from bot.incidents import ended, store
from bot.incidents.change import change
from bot.incidents.rules import CARD, Status
from bot.incidents.store import Incident


def watch(work: Work, incident: Incident) -> None:
    """Have the room archived some time after the end, or not while it is open."""
    key = f"archive:{incident.id}"
    over = not incident.open and incident.status is not Status.RETRACTED
    if not over or incident.archived_at:
        work.forget(key)
        return
    after = work.policy.room.archive_after
    since = incident.resolved_at or work.now
    at = max(times.deadline(since, after, work.policy.calendar), work.now)
    work.later("incidents.archive", key=key, at=at, incident=incident.id)


def keep_room(work: Work, incident: str, until: datetime) -> None:
    """Have the room of *incident* looked at again later: it is still needed."""
    key = f"archive:{incident}"
    work.later("incidents.archive", key=key, at=until, incident=incident)


async def archive(work: Work, *, incident: str) -> None:
    """Archive the room of what is over: first its card says so."""
    (found,) = await store.lock(work, incident)
    if found.open or found.archived_at:
        return
    values = {"archived_at": work.now}
    record = change(work, found, ended.RoomArchived, values)
    work.tell(record, to=found.room)
    work.show(CARD, found.id, to=found.room, asker=found.declarer)
    work.want("archive", "incidents.archived", found.id, parent=found.room)


def restore(work: Work, incident: Incident) -> None:
    """Bring the room back, before anything is said in it again."""
    room = incident.room
    key = f"restore:{incident.id}:{incident.version}"
    lane = {"key": key, "parent": room, "lane": room}
    work.want("restore", "incidents.restored", incident.id, **lane)
    work.want("archive", "incidents.archived", incident.id, parent=room)
