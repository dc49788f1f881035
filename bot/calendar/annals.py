"""What was due and what was done, in the database: queries for figures."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.calendar import facts
from bot.calendar.rules import LIVE
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.core.work import Work

ANEW = (facts.Assigned, facts.Postponed, facts.Moved, facts.Reopened, facts.SentBack)
"""What has an occurrence asked for anew, whatever was said of it before."""
FEW = 20


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


async def within(
    work: Work, routines: Sequence[str], since: datetime
) -> Sequence[Occurrence]:
    """Give what of some routines is not over, or was due or done since a moment."""
    late = (col(Occurrence.due_at) >= since) | (col(Occurrence.confirmed_at) >= since)
    query = select(Occurrence).where(
        col(Occurrence.routine).in_(routines), late | col(Occurrence.state).in_(LIVE)
    )
    order = query.order_by(col(Occurrence.due_at).desc(), col(Occurrence.id).desc())
    return (await work.session.exec(order)).all()


async def earlier(
    work: Work, ids: Sequence[str], most: int
) -> Sequence[tuple[str, Occurrence]]:
    """Give the *most* that came of its rule before each of *ids*, the latest first."""
    late = aliased(Occurrence)
    place = func.row_number().over(
        partition_by=late.id, order_by=col(Occurrence.slot).desc()
    )
    same = (col(Occurrence.routine) == late.routine) & (
        col(Occurrence.slot) < late.slot
    )
    ranked = (
        select(col(late.id).label("late"), Occurrence.id, place.label("place"))
        .join(Occurrence, same)
        .where(col(late.id).in_(ids), Occurrence.subject == "")
        .subquery()
    )
    query = select(ranked.c.late, Occurrence).select_from(Occurrence)
    query = query.join(ranked, ranked.c.id == Occurrence.id)
    order = query.where(ranked.c.place <= most).order_by(ranked.c.place)
    return (await work.session.exec(order)).all()


async def told_of(work: Work, ids: Sequence[str], name: str) -> set[str]:
    """Give those of *ids* of which a fact called *name* is on record."""
    query = select(Record.about).where(col(Record.about).in_(ids), Record.name == name)
    return {*(await work.session.exec(query)).all()}


async def declined(work: Work, id_: str) -> list[Record]:
    """Give the facts that people can't do an occurrence, since it was asked for anew.

    The latest comes first.
    """
    names = [facts.Declined.name, *(one.name for one in ANEW)]
    query = select(Record).where(Record.about == id_, col(Record.name).in_(names))
    newest = query.order_by(col(Record.at).desc(), col(Record.id).desc()).limit(FEW)
    rows = (await work.session.exec(newest)).all()
    return [*takewhile(lambda one: one.name == facts.Declined.name, rows)]


async def about(work: Work, subject: str) -> Sequence[Occurrence]:
    """Give what was opened because of a thing, what is due first comes first."""
    query = select(Occurrence).where(Occurrence.subject == subject)
    order = query.order_by(col(Occurrence.due_at), col(Occurrence.id))
    return (await work.session.exec(order)).all()
