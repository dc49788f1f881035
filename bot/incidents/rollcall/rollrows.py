"""Roll calls in the database: one for an incident, a row for each who is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, col, select

from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work


class Answer(StrEnum):
    """What was answered for a row."""

    SILENT = "silent"
    """Nobody has answered."""
    AFFECTED = "affected"
    """It is affected."""
    UNAFFECTED = "unaffected"
    """It is not."""
    PATCHED = "patched"
    """It was affected, and is no more."""

    @property
    def said(self) -> str:
        """Give the words that people read."""
        return {"silent": "no answer", "unaffected": "not affected"}.get(
            self.value, self.value
        )


class RollCall(Scoped, table=True):
    """The roll call of one incident: what is asked, and until when."""

    __tablename__ = "roll_calls"
    __table_args__ = (UniqueConstraint("workspace", "incident"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    question: str
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    chased_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class RollRow(Scoped, table=True):
    """One who is asked: a team, a service; `number` counts from 1 in its incident."""

    __tablename__ = "roll_rows"
    __table_args__ = (UniqueConstraint("workspace", "incident", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    number: int
    team: str
    contact: str = Field(default="", description="a person's or channel's id")
    answer: Answer = Field(default=Answer.SILENT, sa_type=cast("Any", Text(Answer)))
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def silent(self) -> bool:
        """Tell whether an answer is still missed."""
        return self.answer is Answer.SILENT and self.removed_at is None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many answered what."""

    total: int
    silent: int
    affected: int
    unaffected: int
    patched: int

    @property
    def answered(self) -> int:
        """Give how many have answered."""
        return self.total - self.silent

    @property
    def percent(self) -> int:
        """Give how many of a hundred have, all of them only where nobody is left."""
        return 100 * self.answered // self.total if self.total else 100


async def of(work: Work, incident: str) -> RollCall | None:
    """Give the roll call of an incident as it is now, if it has one."""
    query = select(RollCall).where(RollCall.incident == incident)
    fresh = query.execution_options(populate_existing=True)
    return (await work.session.exec(fresh)).one_or_none()


async def row(work: Work, id_: str) -> RollRow | None:
    """Load one row to look at it."""
    return await work.session.get(RollRow, (id_,))


async def every(work: Work, incident: str) -> Sequence[RollRow]:
    """Give the rows of an incident, those that were removed too, in order."""
    query = select(RollRow).where(RollRow.incident == incident)
    return (await work.session.exec(query.order_by(col(RollRow.number)))).all()


async def rows(work: Work, incident: str) -> list[RollRow]:
    """Give the rows of an incident that are asked."""
    return [one for one in await every(work, incident) if one.removed_at is None]


async def tally(work: Work, incident: str) -> Tally | None:
    """Count the answers; None where nobody is asked."""
    query = (
        select(RollRow.answer, func.count())
        .where(RollRow.incident == incident, col(RollRow.removed_at).is_(None))
        .group_by(col(RollRow.answer))
    )
    found = dict((await work.session.exec(query)).all())
    counts = {answer.value: found.get(answer, 0) for answer in Answer}
    total = sum(counts.values())
    return Tally(total=total, **counts) if total else None


async def asking(work: Work, incident: str) -> Tally | None:
    """Count the answers of a roll call that is not closed."""
    call = await of(work, incident)
    return await tally(work, incident) if call and not call.closed_at else None


async def mine(work: Work, person: str, incidents: Sequence[str]) -> Sequence[RollRow]:
    """Give the rows of *incidents* that *person* has yet to answer for."""
    query = (
        select(RollRow)
        .join(RollCall, col(RollCall.incident) == RollRow.incident)
        .where(RollRow.contact == person, RollRow.answer == Answer.SILENT)
        .where(col(RollRow.removed_at).is_(None), col(RollCall.closed_at).is_(None))
        .where(col(RollRow.incident).in_(incidents))
    )
    return (await work.session.exec(query.order_by(col(RollRow.id)))).all()


async def these(
    work: Work, incidents: Sequence[str]
) -> tuple[Sequence[RollCall], Sequence[RollRow]]:
    """Give the roll calls of *incidents*, and all of their rows."""
    calls = select(RollCall).where(col(RollCall.incident).in_(incidents))
    asked = select(RollRow).where(col(RollRow.incident).in_(incidents))
    found = (await work.session.exec(calls)).all()
    return found, (await work.session.exec(asked)).all()
