"""Expiry: reminders to those who may decide, and an end that is no rejection.

What is quiet does not end: it is asked on by the same card, with a reminder each time,
and where nobody may decide only that card says so.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot import workspaces
from bot.approvals import facts, rules, store
from bot.approvals.change import MOST, hand, helpless, said, settle, show, timers
from bot.approvals.holders import deciders
from bot.approvals.rules import State
from bot.approvals.store import Approval
from bot.core import times
from bot.core.queue import Priority
from bot.core.work import Work

LATE = timedelta(minutes=2)  # a reminder that comes later than this says so


def watch(work: Work, approval: Approval) -> None:
    """Have those who may decide reminded while they work, and the end noted."""
    allowed, calendar = work.policy.approvals.expires_after, work.policy.calendar
    asked, expires = approval.asked_at, approval.expires_at
    _plan(work, approval, rules.reminders(asked, expires, allowed, calendar))


def _plan(work: Work, approval: Approval, moments: Sequence[datetime]) -> None:
    """Have those who may decide reminded at *moments*, and the end noted."""
    *reminders, end = timers(approval)
    after = [at.isoformat() for at in moments[1:]] + [""]
    for key, at, then in zip(reminders, moments, after, strict=False):
        _later(work, key, at, approval=approval.id, after=then)
    at = approval.expires_at
    work.later("approvals.expire", key=end, at=at, approval=approval.id)


async def urge(work: Work, approval: Approval, people: Sequence[str]) -> None:
    """Ask each of *people* directly, where it is needed within a day.

    Who does not work now is asked as they begin, if that is before it expires.
    """
    if approval.expires_at - work.now > times.DAY:
        return
    for person in people[:MOST]:
        at = await _at_work(work, person)
        if work.now < at < approval.expires_at:
            key, one = f"approval-urge:{approval.id}:{person}", approval.id
            work.later("approvals.urge", key=key, at=at, approval=one, person=person)
        else:
            hand(work, approval, [person])


async def _at_work(work: Work, person: str) -> datetime:
    """Give when somebody works: now, or as they begin again."""
    by = await workspaces.calendar(work, person)
    return by.working(work.now)


async def urge_one(work: Work, *, approval: str, person: str) -> None:
    """Ask somebody directly as they begin, if nobody has decided meanwhile."""
    for found in await store.lock(work, approval):
        may = found.open and work.now < found.expires_at
        if may and person in await deciders(work, found):
            hand(work, found, [person])


async def remind(
    work: Work, *, approval: str, due: str, after: str = "", person: str = ""
) -> None:
    """Remind those who may decide, each while they work; say aloud when nobody may.

    One that comes when that *after* it is due too is left out: two at once help nobody.
    """
    if after and datetime.fromisoformat(after) <= work.now:
        return
    for found in await store.lock(work, approval):
        if not found.open or work.now >= found.expires_at:
            continue
        may = (await deciders(work, found))[:MOST]
        asked = [one for one in may if person in ("", one)]
        people = [one for one in asked if await _reached(work, found, one, after)]
        if people or not (may or found.quiet):
            _remind(work, found, people, due)


def _remind(work: Work, found: Approval, people: Sequence[str], due: str) -> None:
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


async def _reached(work: Work, found: Approval, person: str, after: str) -> bool:
    """Tell whether somebody works now; else have them reminded as they begin.

    Where that is the day of the reminder *after* this one, that one is enough.
    """
    by = await workspaces.calendar(work, person)
    at, key = by.working(work.now), f"approval-remind:{found.id}:{person}"
    if at <= work.now:
        work.forget(key)
        return True
    other = datetime.fromisoformat(after).astimezone(by.zone) if after else None
    soon = other is not None and other.date() == at.astimezone(by.zone).date()
    if at < found.expires_at and not soon:
        _later(work, key, at, approval=found.id, after=after, person=person)
    return False


def _later(work: Work, key: str, at: datetime, **said: str) -> None:
    due = at.isoformat()
    work.later("approvals.remind", key=key, at=at, because=None, due=due, **said)


async def expire(work: Work, *, approval: str) -> None:
    """Note that nobody decided in time; ask on for what is quiet."""
    for found in await store.lock(work, approval):
        if not found.open or work.now < found.expires_at:
            continue
        if found.quiet:
            await _renew(work, found)
            continue
        when = found.expires_at
        await settle(work, found, State.EXPIRED, facts.Expired, expires=when)


async def _renew(work: Work, found: Approval) -> None:
    """Ask on, by the card that stands: with one reminder, as what is asked for ends."""
    allowed, calendar = work.policy.approvals.expires_after, work.policy.calendar
    found.expires_at = times.deadline(work.now, allowed, calendar)
    work.record(facts.Renewed(**said(work, found), expires=found.expires_at))
    moments = rules.reminders(work.now, found.expires_at, allowed, calendar)
    _plan(work, found, moments[-1:])
    await show(work, found)


TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    "approvals.urge": urge_one,
    "approvals.remind": remind,
    "approvals.expire": expire,
}
