"""The clock of a window: announced ahead, begun, over, watched; each told once.

Invariants:
* every change of a request sets its timers anew; what has no business any more goes
* a step that was missed is told once, late, and not at all where a later one is due
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot import workspaces
from bot.core import times
from bot.core.work import Work
from bot.maintenance import change, facts, spans, store
from bot.maintenance.rules import State
from bot.maintenance.store import Request

ANNOUNCE, BEGIN, END, WATCH, ASK = (
    f"maintenance.{verb}"
    for verb in ("announce", "begin", "end", "watch_over", "ask_on")
)
LATE = timedelta(minutes=5)  # what is told later than this says so
UNBEGUN = (State.REQUESTED, State.RETURNED, State.SCHEDULED)
ASKED = {State.RUNNING: "overrun", State.WATCHING: "watch", State.EXPIRED: "expired"}


def watch(work: Work, one: Request) -> None:
    """Set the timers that its state has, and forget the others."""
    wanted = dict(_wanted(work, one))
    for verb in (BEGIN, END, WATCH, ASK):
        _set(work, one, verb, wanted.get(verb))
    for step, at in enumerate(steps(work, one)):
        ahead = one.state is State.SCHEDULED and at > work.now
        _set(work, one, ANNOUNCE, at if ahead else None, step=step)


def _wanted(work: Work, one: Request) -> dict[str, datetime]:
    """Give when each verb is due in this state."""
    if one.state in UNBEGUN:
        begins = {BEGIN: one.begins_at} if one.begins_at > work.now else {}
        return {**begins, END: one.ends_at}
    if one.state is State.RUNNING:
        return {END: one.until_at}
    if one.state is State.WATCHING and one.watch_until:
        return {WATCH: one.watch_until}
    return {}


def _set(
    work: Work, one: Request, verb: str, at: datetime | None, step: int | None = None
) -> None:
    name = verb if step is None else f"{verb}-{step}"
    key = f"{name}:{one.id}"
    if at is None:
        work.forget(key)
        return
    said: dict[str, Any] = {"step": str(step)} if step is not None else {}
    work.later(verb, key=key, at=at, request=one.id, due=at.isoformat(), **said)


def steps(work: Work, one: Request) -> list[datetime]:
    """Give when it is announced ahead, the earliest first."""
    spans = sorted(
        (span.elapsed for span in work.policy.maintenance.announce_before),
        reverse=True,
    )
    return [one.begins_at - span for span in spans]


async def announce(work: Work, *, request: str, step: str, due: str) -> None:
    """Announce it ahead, unless a later step is due too."""
    one = await store.lock(work, request)
    if one is None or one.state is not State.SCHEDULED:
        return
    after = [at for at in steps(work, one)[int(step) + 1 :] if at <= work.now]
    if after or work.now >= one.begins_at:
        return
    change.publish(work, one)
    said = {"begins": one.begins_at, "ends": one.until_at, "late": _late(work, due)}
    record = await change.note(work, one, facts.Announced, **said)
    await change.tell(work, one, record)
    key = f"{one.id}:{step}:{one.begins_at.timestamp():.0f}"
    await change.add(work, one, record, key=key)


async def begin(work: Work, *, request: str, due: str) -> None:
    """Ask whoever answers for it to start it; or tell them that nobody approved it."""
    one = await store.lock(work, request)
    if one is None or one.state not in UNBEGUN or work.now >= one.ends_at:
        return
    what = "begin" if one.state is State.SCHEDULED else "unapproved"
    if one.state is State.SCHEDULED:
        change.publish(work, one)
    await _remind(work, one, what, late=_late(work, due))


async def end(work: Work, *, request: str, due: str) -> None:
    """Ask what happened: it was not started, or is not over in time."""
    one = await store.lock(work, request)
    if one is None:
        return
    if one.state is State.RUNNING and work.now >= one.until_at:
        await _remind(work, one, "overrun", late=_late(work, due))
        _again(work, one, work.now + work.policy.maintenance.remind_every.elapsed)
    elif one.state in UNBEGUN and work.now >= one.ends_at:
        await _expire(work, one, late=_late(work, due))


async def _expire(work: Work, one: Request, *, late: bool) -> None:
    """Note that its window went by, and ask what happened."""
    del late
    approved = one.state is State.SCHEDULED
    await change.void(work, one, why="Its window passed before it was decided.")
    one.state = State.EXPIRED
    record = await change.note(work, one, facts.Expired, approved=approved)
    change.tell_these(work, record, change.answering(one))
    watch(work, one)
    _again(work, one, await _morning(work, one))


async def watch_over(work: Work, *, request: str, due: str) -> None:
    """Ask whether all is normal: it has been watched for long enough."""
    one = await store.lock(work, request)
    if one is None or one.state is not State.WATCHING:
        return
    await _remind(work, one, "watch", late=_late(work, due))
    _again(work, one, await _morning(work, one))


async def ask_on(work: Work, *, request: str, due: str) -> None:
    """Ask again for what was asked, and is not answered."""
    one = await store.lock(work, request)
    what = ASKED.get(one.state) if one else None
    if (
        one is None
        or what is None
        or (one.state is State.RUNNING and _in_time(work, one))
    ):
        return
    await _remind(work, one, what, late=_late(work, due))
    every = work.policy.maintenance.remind_every.elapsed
    running = one.state is State.RUNNING
    _again(work, one, work.now + every if running else await _morning(work, one))


def _in_time(work: Work, one: Request) -> bool:
    return one.state is State.RUNNING and work.now < one.until_at


async def _remind(work: Work, one: Request, what: str, *, late: bool) -> None:
    record = await change.note(work, one, facts.Reminded, what=what, late=late)
    change.tell_these(work, record, change.answering(one))


def _again(work: Work, one: Request, at: datetime) -> None:
    _set(work, one, ASK, at)


async def _morning(work: Work, one: Request) -> datetime:
    """Give when the day of whoever answers for it begins next."""
    person = next(iter(change.answering(one)), "")
    by = await workspaces.calendar(work, person)
    return times.next_opening(work.now, by)


def _late(work: Work, due: str) -> bool:
    return work.now - datetime.fromisoformat(due) > LATE


TIMED: dict[str, Callable[..., Awaitable[Any]]] = {
    ANNOUNCE: announce,
    BEGIN: begin,
    END: end,
    WATCH: watch_over,
    ASK: ask_on,
    spans.OVER: spans.pass_by,
}
