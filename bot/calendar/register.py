"""Routines in the database: the table, and every query on it."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any, cast

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, col, select

from bot.calendar.rules import Adoption
from bot.core import duties
from bot.core.durations import ClockDuration, Duration
from bot.core.duties import Evidence, Trigger
from bot.core.recurrence import Rule
from bot.core.tables import Scoped, Text, new_id
from bot.core.work import Work

TERMS = (
    *("title", "area", "kind", "owners", "every", "start", "at", "zone", "on"),
    *("within", "ahead", "evidence", "asks", "signoff", "runbook", "takes", "check"),
    *("steps", "escalation", "shifts"),
)
"""The columns that say what a routine is."""


class Routine(Scoped, table=True):
    """Something that a team does again and again; what was done is an occurrence."""

    __tablename__ = "routines"
    __table_args__ = (UniqueConstraint("workspace", "key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    key: str = Field(description="what people and the policy call it by")
    adoption: Adoption = Field(sa_type=cast("Any", Text(Adoption)))
    reason: str = ""
    title: str
    area: str
    kind: str
    owners: list[str] = Field(default_factory=list, sa_type=JSON)
    every: str = ""
    start: str = Field(description="the day that an interval counts from")
    at: str = "17:00"
    zone: str = Field(default="", description="of its wall time; empty: the team's")
    on: list[str] = Field(default_factory=list, sa_type=JSON)
    within: str = ""
    ahead: list[str] = Field(default_factory=list, sa_type=JSON)
    evidence: list[str] = Field(default_factory=list, sa_type=JSON)
    asks: str = ""
    signoff: list[str] = Field(default_factory=list, sa_type=JSON)
    runbook: str = ""
    takes: str = ""
    check: str = ""
    steps: list[str] = Field(default_factory=list, sa_type=JSON)
    escalation: str = ""
    shifts: bool = Field(default=False, description="whether being late moves it all")
    until: str = Field(default="", description="the last day that it was opened for")
    version: int = 1

    @property
    def rule(self) -> Rule | None:
        """Give when it comes, if that is by a rule."""
        if not self.every:
            return None
        start, at = date.fromisoformat(self.start), time.fromisoformat(self.at)
        return Rule(text=self.every, start=start, at=at)

    @property
    def spans(self) -> tuple[ClockDuration, ...]:
        """Give how long ahead its owners are asked."""
        return tuple(ClockDuration.parse(one) for one in self.ahead)

    @property
    def proofs(self) -> tuple[Evidence, ...]:
        """Give what proves that it was done."""
        return tuple(Evidence(one) for one in self.evidence)

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """Give what opens it beside its rule."""
        return tuple(Trigger(one) for one in self.on)

    @property
    def allowed(self) -> Duration | None:
        """Give how soon it is due after what it follows from."""
        return Duration.parse(self.within) if self.within else None

    @property
    def adopted(self) -> bool:
        """Tell whether it comes."""
        return self.adoption is Adoption.ADOPTED


async def get(work: Work, id_: str) -> Routine | None:
    """Load a routine to look at it."""
    return await work.session.get(Routine, (id_,))


async def lock(work: Work, id_: str) -> Routine | None:
    """Load a routine to change it."""
    return next(iter(await work.lock(Routine, id_)), None)


async def every(work: Work) -> Sequence[Routine]:
    """Give every routine of the workspace, by area and title."""
    query = select(Routine).order_by(col(Routine.area), col(Routine.title))
    return (await work.session.exec(query)).all()


async def keyed(work: Work, key: str) -> Routine | None:
    """Find the routine that is called *key*."""
    query = select(Routine).where(Routine.key == key)
    return (await work.session.exec(query)).one_or_none()


async def these(work: Work, ids: Sequence[str]) -> dict[str, Routine]:
    """Give the routines of these ids."""
    query = select(Routine).where(col(Routine.id).in_(ids))
    return {one.id: one for one in (await work.session.exec(query)).all()}


def of_policy(key: str, given: duties.Routine, start: date) -> dict[str, Any]:
    """Give the columns of a routine as the policy writes it."""
    said = given.model_dump(mode="json")
    at = given.at.isoformat("minutes")
    whole = {**said, "within": said["within"] or "", "at": at}
    return {**whole, "key": key, "start": start.isoformat()}


def terms(row: Routine) -> dict[str, Any]:
    """Give everything that says what a routine is."""
    return {name: getattr(row, name) for name in TERMS}


def named(row: Routine) -> dict[str, str]:
    """Give what every fact about a routine says."""
    return {"about": row.id, "title": row.title, "key": row.key}


ANY_DAY = date(2026, 1, 1)  # where only the words of a rule count
