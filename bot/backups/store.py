"""Drills in the database: the table, and every query on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Index, UniqueConstraint, func, text
from sqlmodel import Field, col, select

from bot.backups.rules import OPEN, ROLES, Kind, State, Verdict
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work

MANY = 200  # earlier drills that are looked at, the newest first
_OPEN = text("state IN ('planned', 'running')")


class Drill(Scoped, table=True):
    """One drill against one service: what was planned, seen, and came of it."""

    __tablename__ = "drills"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(
            "uq_drills_open",
            "workspace",
            "service",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "workspace", "state", "ended_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    service: str
    kind: Kind = Field(sa_type=cast("Any", Text(Kind)))
    state: State = Field(default=State.PLANNED, sa_type=cast("Any", Text(State)))
    scenario: str
    coordinator: str = ""
    operator: str = ""
    observer: str = ""
    place: str = Field(description="where its card is shown")
    planned_by: str
    planned_at: datetime = Field(sa_type=Instant)
    rpo: int = Field(default=0, description="seconds allowed, as it began")
    rto: int = Field(default=0, description="seconds allowed, as it began")
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    taken_at: datetime | None = Field(default=None, sa_type=Instant)
    restored_to: datetime | None = Field(default=None, sa_type=Instant)
    usable_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    verdict: Verdict | None = Field(default=None, sa_type=cast("Any", Text(Verdict)))
    lessons: str = ""
    updated: bool = Field(default=False, description="whether the DR plan was")
    plan: str = Field(default="", description="where the updated plan is")
    reason: str = Field(default="", description="why it was aborted")

    @property
    def ref(self) -> str:
        """Give what people call it."""
        return f"DRILL-{self.number}"

    @property
    def open(self) -> bool:
        """Tell whether it is not over."""
        return self.state in OPEN

    @property
    def roles(self) -> dict[str, str]:
        """Give who has which role."""
        return {role: getattr(self, role) for role in ROLES}


async def get(work: Work, id_: str) -> Drill | None:
    """Load one to look at it."""
    return await work.session.get(Drill, (id_,))


async def lock(work: Work, id_: str) -> Drill | None:
    """Load one to change it."""
    return next(iter(await work.lock(Drill, id_)), None)


async def numbered(work: Work, number: int) -> Drill | None:
    """Find the one with this number."""
    query = select(Drill).where(Drill.number == number)
    return (await work.session.exec(query)).one_or_none()


async def open_of(work: Work, service: str) -> Drill | None:
    """Give the open drill of a service, if there is one."""
    query = select(Drill).where(Drill.service == service, col(Drill.state).in_(OPEN))
    return (await work.session.exec(query)).one_or_none()


async def open_ones(work: Work) -> Sequence[Drill]:
    """Give those that are planned or run, the oldest first."""
    query = select(Drill).where(col(Drill.state).in_(OPEN))
    return (await work.session.exec(query.order_by(col(Drill.number)))).all()


async def newest(work: Work, most: int, service: str = "") -> Sequence[Drill]:
    """Give the newest, of one *service* or of all."""
    query = select(Drill).order_by(col(Drill.number).desc()).limit(most)
    if service:
        query = query.where(Drill.service == service)
    return (await work.session.exec(query)).all()


async def begun(work: Work) -> Sequence[Drill]:
    """Give those that have begun, the newest first: who did what in them."""
    query = select(Drill).where(col(Drill.started_at).is_not(None))
    order = (col(Drill.started_at).desc(), col(Drill.number).desc())
    return (await work.session.exec(query.order_by(*order).limit(MANY))).all()


async def finished(work: Work, since: datetime, until: datetime) -> Sequence[Drill]:
    """Give those that were judged from *since* to before *until*, in order."""
    query = select(Drill).where(
        Drill.state == State.FINISHED,
        col(Drill.ended_at) >= since,
        col(Drill.ended_at) < until,
    )
    order = (col(Drill.ended_at), col(Drill.number))
    return (await work.session.exec(query.order_by(*order))).all()


async def passed(work: Work, kind: Kind) -> Sequence[Drill]:
    """Give the last drill of a kind that each service passed."""
    order = (col(Drill.ended_at).desc(), col(Drill.number).desc())
    place = func.row_number().over(partition_by=col(Drill.service), order_by=order)
    ranked = (
        select(col(Drill.id), place.label("place"))
        .where(
            Drill.workspace == work.workspace,
            Drill.kind == kind,
            Drill.state == State.FINISHED,
            Drill.verdict == Verdict.PASSED,
        )
        .subquery()
    )
    query = select(Drill).join(ranked, col(Drill.id) == ranked.c.id)
    return (await work.session.exec(query.where(ranked.c.place == 1))).all()
