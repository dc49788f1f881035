"""The agenda: what is late, what a week holds and what comes next, for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case
from sqlmodel import col, func, select

from bot.calendar.rotation.rotated import LEAK
from bot.calendar.rules import OPEN
from bot.calendar.store import Asked, Occurrence
from bot.core.work import Work


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The first few of each, and how many there are."""

    late: Sequence[Occurrence]
    soon: Sequence[Occurrence]
    next: Sequence[Occurrence]
    lates: int
    soons: int
    nexts: int


async def agenda(
    work: Work, week: timedelta, ahead: timedelta, most: int = 10
) -> Agenda:
    """Give what is late, due within a *week*, and due until *ahead* after that."""
    ends = work.now + week
    late = (col(Occurrence.due_at) < work.now,)
    soon = (col(Occurrence.due_at) >= work.now, col(Occurrence.due_at) < ends)
    after = (col(Occurrence.due_at) >= ends, col(Occurrence.due_at) < ends + ahead)
    return Agenda(
        late=await _some(work, late, most),
        soon=await _some(work, soon, most),
        next=await _some(work, after, most),
        lates=await _count(work, late),
        soons=await _count(work, soon),
        nexts=await _count(work, after),
    )


async def _some(work: Work, where: Sequence[Any], most: int) -> Sequence[Occurrence]:
    query = select(Occurrence).where(col(Occurrence.state).in_(OPEN), *where)
    leak = col(Occurrence.slot).startswith(LEAK)  # a compromised key is before all else
    first = case((leak, 0), else_=1)
    order = query.order_by(first, col(Occurrence.due_at), col(Occurrence.id))
    return (await work.session.exec(order.limit(most))).all()


async def _count(work: Work, where: Sequence[Any]) -> int:
    query = select(func.count()).where(col(Occurrence.state).in_(OPEN), *where)
    return (await work.session.exec(query)).one()


async def engaged(work: Work, before: datetime) -> set[str]:
    """Give who is asked for something that is due before a time, or late."""
    query = (
        select(Asked.person)
        .join(Occurrence, col(Occurrence.id) == col(Asked.occurrence))
        .where(col(Occurrence.state).in_(OPEN), col(Occurrence.due_at) < before)
        .distinct()
    )
    return {*(await work.session.exec(query)).all()}
