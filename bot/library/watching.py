"""What the clock does to documents: owners are reminded, what is long retired leaves.

A document has one timer: while it holds, that of its next review; once it is retired,
that of its archiving; else none.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot import workspaces
from bot.core import times
from bot.core.queue import Priority
from bot.core.walls import resolve
from bot.core.work import Work
from bot.library import facts, store
from bot.library.rules import State
from bot.library.store import Document

LATE = timedelta(days=1)  # a reminder that comes later than this says so
REMIND, ARCHIVE = "library.nudge_owner", "library.archive"


async def watch(work: Work, row: Document) -> datetime:
    """Have a document looked through, or archived, when it is time; give the review."""
    row.asked_at = row.due = None
    due = times.deadline(
        work.now, work.policy.library.review_every, work.policy.calendar
    )
    if row.state.holds:
        row.due = await _in_hours(work, row, due)
        _remind_at(work, row, row.due)
    elif row.state is State.TOMBSTONED:
        _archive_at(work, row)
    else:
        work.forget(_key(row))
    return row.due or due


def today(work: Work) -> date:
    """Give the day it is where the team works."""
    return work.now.astimezone(work.policy.calendar.zone).date()


async def _in_hours(work: Work, row: Document, at: datetime) -> datetime:
    """Give the first moment from *at* on when the owner works."""
    zone = await workspaces.zone(work, row.owner) if row.owner else None
    calendar = work.policy.calendar
    here = replace(calendar, zone=zone) if zone else calendar
    return next(here.spans(at))[0]


async def nudge_owner(work: Work, *, document: str, due: str = "") -> None:
    """Ask the owner to look a document through, and again until somebody has."""
    row = await store.lock(work, document)
    if row is None or not row.state.holds or row.due is None or row.due > work.now:
        return
    row.asked_at = row.asked_at or work.now
    late = bool(due) and work.now - datetime.fromisoformat(due) > LATE
    fact = facts.ReviewDue(about=row.id, title=row.title, due=row.due, late=late)
    whom = row.owner or work.policy.people.fallback or work.policy.channels.ops
    record = work.record(fact)
    if whom:
        work.tell(record, to=whom, priority=Priority.NUDGE)
    every, calendar = work.policy.library.remind_every, work.policy.calendar
    again = times.deadline(work.now, every, calendar)
    _remind_at(work, row, await _in_hours(work, row, again))


def _remind_at(work: Work, row: Document, at: datetime) -> None:
    work.later(REMIND, key=_key(row), at=at, document=row.id, due=at.isoformat())


async def archive(work: Work, *, document: str) -> None:
    """Take a document out of the lists, once it is retired for as long as is chosen."""
    row = await store.lock(work, document)
    if row is None or row.state is not State.TOMBSTONED:
        return
    if _leaves(work, row) > work.now:  # the policy was changed meanwhile
        _archive_at(work, row)
        return
    row.state, row.changed_at = State.ARCHIVED, work.now
    work.record(facts.Archived(about=row.id, title=row.title))


def _archive_at(work: Work, row: Document) -> None:
    work.later(ARCHIVE, key=_key(row), at=_leaves(work, row), document=row.id)


def _leaves(work: Work, row: Document) -> datetime:
    """Give when it is retired for as long as the policy says."""
    calendar = work.policy.calendar
    day = datetime.combine(row.since or row.changed_at.date(), time())
    begun = resolve(day, calendar.zone)
    return times.deadline(begun, work.policy.library.archive_after, calendar)


def _key(row: Document) -> str:
    return f"review:{row.id}"


TIMED = {REMIND: nudge_owner, ARCHIVE: archive}
