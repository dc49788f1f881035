"""Expiry: reminders to those who may decide, and an end that is no rejection."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.approvals import facts, rules, store
from bot.approvals.change import MOST, helpless, said, settle, timers
from bot.approvals.holders import deciders
from bot.approvals.rules import State
from bot.approvals.store import Approval
from bot.core.queue import Priority
from bot.core.work import Work

LATE = timedelta(minutes=2)  # a reminder that comes later than this says so


def watch(work: Work, approval: Approval) -> None:
    """Have those who may decide reminded while they work, and the end noted."""
    *reminders, end = timers(approval)
    allowed, calendar = work.policy.approvals.expires_after, work.policy.calendar
    asked, expires = approval.asked_at, approval.expires_at
    moments = rules.reminders(asked, expires, allowed, calendar)
    for key, at in zip(reminders, moments, strict=False):
        due = at.isoformat()
        work.later("approvals.remind", key=key, at=at, approval=approval.id, due=due)
    work.later("approvals.expire", key=end, at=expires, approval=approval.id)


async def remind(work: Work, *, approval: str, due: str) -> None:
    """Remind those who may decide; say aloud when nobody may."""
    for found in await store.lock(work, approval):
        if not found.open or work.now >= found.expires_at:
            continue
        people = (await deciders(work, found))[:MOST]
        fact = facts.Reminded(
            **said(work, found),
            expires=found.expires_at,
            late=work.now - datetime.fromisoformat(due) > LATE,
            nobody=not people,
        )
        record = work.record(fact)
        aloud = [found.room] if found.room else helpless(work, found)
        for place in people or aloud:
            work.tell(record, to=place, priority=Priority.NUDGE)


async def expire(work: Work, *, approval: str) -> None:
    """Note that nobody decided in time."""
    for found in await store.lock(work, approval):
        if found.open and work.now >= found.expires_at:
            when = found.expires_at
            await settle(work, found, State.EXPIRED, facts.Expired, expires=when)


TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    "approvals.remind": remind,
    "approvals.expire": expire,
}
