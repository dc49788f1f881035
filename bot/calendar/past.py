"""What was due and what was done, in the database: queries for figures."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.calendar.store import Occurrence
from bot.core.work import Work


async def due_within(
    work: Work, routines: Sequence[str], since: datetime, until: datetime
) -> Sequence[Occurrence]:
    """Give what of some routines was due after a time and up to another."""
    query = select(Occurrence).where(
        col(Occurrence.routine).in_(routines),
        col(Occurrence.due_at) > since,
        col(Occurrence.due_at) <= until,
    )
    return (await work.session.exec(query.order_by(col(Occurrence.due_at)))).all()


async def confirmed_within(
    work: Work, since: datetime, until: datetime
) -> Sequence[Occurrence]:
    """Give what was confirmed after a time and up to another, once it was asked for."""
    query = select(Occurrence).where(
        col(Occurrence.confirmed_at) > since,
        col(Occurrence.confirmed_at) <= until,
        col(Occurrence.nudged_at).is_not(None),
    )
    return (await work.session.exec(query.order_by(col(Occurrence.confirmed_at)))).all()


async def every(work: Work) -> Sequence[Occurrence]:
    """Give every occurrence, in the order in which they were opened."""
    query = select(Occurrence).order_by(col(Occurrence.opened_at), Occurrence.id)
    return (await work.session.exec(query)).all()
