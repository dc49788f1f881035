"""Digests that are to come: known below the capability that writes them.

It is by its timers that others know of a digest: whoever is told by it today is not
told the same by a list.
"""

from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.core import weekly
from bot.core.leases import PATIENT
from bot.core.queue import Effect, Timer
from bot.core.times import Calendar
from bot.core.work import Work

WEEKLY, PAGE, EDITION = PATIENT
LONGEST = timedelta(days=5)
"""How long after the team's somebody's own may come: then the next one is near."""
LATE = timedelta(hours=6)  # a digest that comes later than this waits for the team


def key(week: str, whom: str) -> str:
    """Give the key of what is said to somebody, or in a channel, about a week."""
    return f"digest:{week}:{whom}"


async def watch(work: Work) -> None:
    """Have the digest come, if it does not already."""
    query = select(Timer.due).where(Timer.key == WEEKLY, col(Timer.due).is_not(None))
    if WEEKLY not in work.timers and not (await work.session.exec(query)).first():
        plan(work)


def plan(work: Work) -> None:
    """Have the next digest come at its time, where the team wants one."""
    terms, by = work.policy.weekly, work.policy.calendar
    issue = weekly.following(work.now, terms, by, work.workspace)
    if issue and terms.used:
        due = issue.at.isoformat()
        work.later(WEEKLY, key=WEEKLY, at=issue.at, due=due)


def opening(after: datetime, by: Calendar) -> datetime | None:
    """Give when somebody is told: once they work; None where that is too long."""
    at = next(by.spans(after))[0]
    return at if at - after < LONGEST else None


async def comes(work: Work, person: str, by: Calendar) -> bool:
    """Tell whether somebody has their own edition today, or will have it."""
    if not work.policy.weekly.used:
        return False
    today = work.now.astimezone(by.zone).date()
    known = [opening(max(at, work.now), by) for at in await _due(work, person)]
    said = await _said(work, person)
    moments = [*filter(None, known), *([said] if said else [])]
    return any(at.astimezone(by.zone).date() == today for at in moments)


def belated(work: Work, by: Calendar) -> bool:
    """Tell whether what somebody is told today should have been told before.

    Who was on holiday is told on their first day: that is no delay of ours.
    """
    terms, ours = work.policy.weekly, work.policy.calendar
    issues = (
        weekly.newest(work.now, terms, ours, work.workspace),
        weekly.following(work.now, terms, ours, work.workspace),
    )
    usual = [opening(issue.at, by) for issue in issues if issue]
    return not any(at and _on_time(at, work.now, by) for at in usual)


def _on_time(at: datetime, now: datetime, by: Calendar) -> bool:
    days = {moment.astimezone(by.zone).date() for moment in (at, now)}
    return len(days) == 1 and now - at <= LATE


async def _due(work: Work, person: str) -> list[datetime]:
    """Give when the timers are due that lead to somebody's edition."""
    keys = (WEEKLY, PAGE, f"{EDITION}:{person}")
    query = select(Timer.key, Timer.due).where(
        col(Timer.key).in_(keys), col(Timer.due).is_not(None)
    )
    rows = (await work.session.exec(query)).all()
    return [begins(work, at) if key == WEEKLY else at for key, at in rows if at]


def begins(work: Work, at: datetime) -> datetime:
    """Give when a digest comes that should *at* a time: if late, in business hours."""
    late = work.now - at > LATE
    return work.policy.calendar.working(work.now) if late else at


async def _said(work: Work, person: str) -> datetime | None:
    """Give since when the newest edition of somebody stands in the outbox."""
    terms, by = work.policy.weekly, work.policy.calendar
    issue = weekly.newest(work.now, terms, by, work.workspace)
    if issue is None:
        return None
    query = select(Effect.since).where(
        Effect.key == key(issue.week.isoformat(), person)
    )
    return (await work.session.exec(query)).first()
