"""The backlog: what of a workspace's queue waits, failed for good, or is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.core import advice
from bot.core.advice import Advice
from bot.core.queue import DEAD, LIVE, Effect, State, Timer
from bot.core.work import Work

LISTED = 5  # failures that are told one by one
SLOW = timedelta(minutes=1)  # what is older than this is not being carried out
OVER = (State.DEAD, State.RELEASED)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How the queue of a workspace stands."""

    waiting: int
    """Effects that are not in Slack yet, and can be carried out."""
    held: int
    """Effects that wait for one that failed for good."""
    age: timedelta
    """How long the oldest that can be carried out has waited."""
    error: str
    """What tries meet that are made again and again; empty where none is."""
    dead: tuple[Advice, ...]
    """Effects that failed for good, the newest first, a few at the most."""
    unlisted: int
    """How many more failed."""
    due: datetime | None
    """When the next timer is due."""
    verb: str
    """What it will do."""
    overdue: timedelta
    """How long the timer that is due already has waited."""
    failed: int
    """Timers that failed for good."""

    @property
    def slow(self) -> bool:
        """Tell whether effects wait longer than a working worker lets them."""
        return self.age > SLOW

    @property
    def stuck(self) -> bool:
        """Tell whether timers wait longer than a working worker lets them."""
        return self.overdue > SLOW


async def of(work: Work) -> Backlog:
    """Look at the queue of the workspace."""
    held = await _count(work, *_unfinished(), _held())
    waiting = await _count(work, *_unfinished(), ~_held())
    dead, unlisted = await failures(work)
    failed = select(func.count()).select_from(Timer)
    failed = failed.where(col(Timer.state) == DEAD)
    timer = await _next(work)
    due = timer.due if timer else None
    return Backlog(
        waiting=waiting,
        held=held,
        age=await _age(work),
        error=await _error(work),
        dead=dead,
        unlisted=unlisted,
        due=due,
        verb=timer.verb if timer else "",
        overdue=max(timedelta(), work.now - due) if due else timedelta(),
        failed=(await work.session.exec(failed)).one(),
    )


async def failures(work: Work) -> tuple[tuple[Advice, ...], int]:
    """Give the newest effects that failed for good, and how many more did."""
    dead = await _dead(work)
    unlisted = max(0, await _count(work, *_failed()) - len(dead))
    return tuple(advice.of(effect) for effect in dead), unlisted


def _unfinished() -> tuple[ColumnElement[bool], ...]:
    behind = col(Effect.applied) < col(Effect.wanted)
    return behind, col(Effect.state).in_(LIVE)


def _failed() -> tuple[ColumnElement[bool], ...]:
    return (col(Effect.state) == DEAD,)


def _held() -> ColumnElement[bool]:
    """Tell of a row whether what it acts on will never be there by itself.

    A pin acts on a card, and the card on a room: further nothing reaches.
    """
    parent, above = aliased(Effect), aliased(Effect)
    gone = select(above.seq).where(
        above.workspace == parent.workspace, above.key == parent.parent, _over(above)
    )
    there = select(parent.seq).where(
        parent.workspace == Effect.workspace,
        parent.key == Effect.parent,
        parent.applied == 0,
        or_(_over(parent), gone.exists()),
    )
    return there.exists()


def _over(row: type[Effect]) -> ColumnElement[bool]:
    return and_(col(row.applied) == 0, col(row.state).in_(OVER))


async def _count(work: Work, *which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Effect).where(*which)
    return (await work.session.exec(query)).one()


async def _age(work: Work) -> timedelta:
    """Give how long the oldest has waited: since it was wanted, or first failed."""
    rows = (*_unfinished(), ~_held())
    fresh: Any = select(func.min(Effect.since)).where(*rows, Effect.applied == 0)
    tried = select(func.min(Effect.first_try)).where(*rows, col(Effect.applied) > 0)
    since = (await work.session.exec(fresh)).one()
    first = (await work.session.exec(tried)).one()
    again = datetime.fromtimestamp(first, UTC) if first else work.now
    return max(timedelta(), work.now - min(since or work.now, again))


async def _error(work: Work) -> str:
    """Give what the tries of that which is tried for longest meet."""
    query = select(Effect.error).where(
        *_unfinished(), ~_held(), col(Effect.error).is_not(None)
    )
    found = await work.session.exec(query.order_by(col(Effect.first_try)).limit(1))
    return found.first() or ""


async def _dead(work: Work) -> Sequence[Effect]:
    query = select(Effect).where(*_failed()).order_by(col(Effect.seq).desc())
    return (await work.session.exec(query.limit(LISTED))).all()


async def _next(work: Work) -> Timer | None:
    query = select(Timer).where(col(Timer.due).is_not(None), col(Timer.state).in_(LIVE))
    first = query.order_by(col(Timer.due), col(Timer.seq)).limit(1)
    return (await work.session.exec(first)).first()
