"""Maintenance in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, col, or_, select

from bot.core.facts import Record
from bot.core.queue import Effect
from bot.core.recurrence import Rule
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.maintenance import facts
from bot.maintenance.rules import (
    CARD,
    EVERYTHING,
    FREEZE,
    HELD,
    LIVE,
    OPEN,
    PUBLIC,
    Kind,
    Outcome,
    State,
)

MANY = 200


class Request(Scoped, table=True):
    """One request for maintenance: what, why and when; and what came of it."""

    __tablename__ = "maintenance_requests"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "state", "begins_at"),
        Index(None, "workspace", "begins_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    title: str
    reason: str
    kind: Kind = Field(sa_type=cast("Any", Text(Kind)))
    surface: str = Field(default="", description="empty: everything")
    service: str = Field(default="", description="the name of one in the register")
    begins_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant, description="as it was approved")
    until_at: datetime = Field(sa_type=Instant, description="with what was added")
    zone: str
    plan: str
    staging: str
    impact: str = ""
    state: State = Field(default=State.REQUESTED, sa_type=cast("Any", Text(State)))
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    conflicts: list[str] = Field(default_factory=list, sa_type=JSON)
    despite: str = Field(default="", description="why it goes on in spite of these")
    signed: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    announced: bool = False
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    started_by: str = ""
    extended: int = 0
    wanted_until: datetime | None = Field(default=None, sa_type=Instant)
    wanted_why: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: Outcome | None = Field(default=None, sa_type=cast("Any", Text(Outcome)))
    result: str = Field(default="", description="what was done, or what happened")
    watch_until: datetime | None = Field(default=None, sa_type=Instant)
    settled: str = Field(default="", description="how all was found to be normal")
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    why: str = Field(default="", description="why it was called off, or sent back")
    occurrence: str = Field(default="", description="the duty that it carries out")
    beyond: str = Field(default="", description="the request that it goes beyond")
    incidents: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = 1

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"MNT-{self.number}"

    @property
    def where(self) -> str:
        """Give what it is about, in words."""
        return self.service or self.surface or EVERYTHING

    @property
    def open(self) -> bool:
        """Tell whether it is not over."""
        return self.state in OPEN


class Subscription(Scoped, table=True):
    """One person who hears how one request goes on."""

    __tablename__ = "maintenance_subscriptions"
    __table_args__ = (UniqueConstraint("workspace", "request", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    request: str
    person: str


class Freeze(Scoped, table=True):
    """A span in which nothing is changed, and why."""

    __tablename__ = "maintenance_freezes"
    __table_args__ = (Index(None, "workspace", "ends_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    begins_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    zone: str
    surface: str = ""
    reason: str
    by: str
    lifted_at: datetime | None = Field(default=None, sa_type=Instant)


class Standing(Scoped, table=True):
    """A window that comes again and again, into which requests can be put."""

    __tablename__ = "standing_windows"
    __table_args__ = (Index(None, "workspace", "surface"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    surface: str = ""
    every: str
    start: str
    at: str
    minutes: int
    zone: str
    by: str
    retired_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def rule(self) -> Rule:
        """Give when it comes."""
        start, at = date.fromisoformat(self.start), time.fromisoformat(self.at)
        return Rule(text=self.every, start=start, at=at)

    @property
    def length(self) -> timedelta:
        """Give how long it is, by the clock."""
        return timedelta(minutes=self.minutes)


async def get(work: Work, id_: str) -> Request | None:
    """Load a request to look at it."""
    return await work.session.get(Request, (id_,))


async def lock(work: Work, id_: str) -> Request | None:
    """Load a request to change it."""
    return next(iter(await work.lock(Request, id_)), None)


async def by_number(work: Work, number: int) -> Request | None:
    """Find a request by what people call it."""
    query = select(Request).where(Request.number == number)
    return (await work.session.exec(query)).one_or_none()


async def live(work: Work, most: int = MANY) -> Sequence[Request]:
    """Give what is not over: what begins first comes first."""
    query = select(Request).where(col(Request.state).in_(LIVE))
    order = query.order_by(col(Request.begins_at), col(Request.number))
    return (await work.session.exec(order.limit(most))).all()


async def latest(work: Work, most: int) -> Sequence[Request]:
    """Give those that are over, the latest first."""
    query = select(Request).where(col(Request.state).not_in(LIVE))
    order = query.order_by(col(Request.begins_at).desc(), col(Request.number).desc())
    return (await work.session.exec(order.limit(most))).all()


async def overlapping(
    work: Work, begins: datetime, ends: datetime
) -> Sequence[Request]:
    """Give what holds some of the time between two moments."""
    query = select(Request).where(
        col(Request.state).in_(HELD),
        col(Request.begins_at) < ends,
        col(Request.until_at) > begins,
    )
    order = query.order_by(col(Request.begins_at), col(Request.number))
    return (await work.session.exec(order.limit(MANY))).all()


async def between(work: Work, begins: datetime, ends: datetime) -> Sequence[Request]:
    """Give every request whose window touches a span, whatever became of it."""
    query = select(Request).where(
        or_(
            (col(Request.begins_at) < ends) & (col(Request.until_at) > begins),
            (col(Request.started_at) < ends)
            & or_(col(Request.ended_at).is_(None), col(Request.ended_at) > begins),
        )
    )
    order = query.order_by(col(Request.begins_at), col(Request.number))
    return (await work.session.exec(order.limit(MANY))).all()


async def going_on(work: Work) -> Sequence[Request]:
    """Give what runs, and what is watched."""
    states = (State.RUNNING, State.WATCHING)
    query = select(Request).where(col(Request.state).in_(states))
    return (await work.session.exec(query.order_by(Request.id))).all()


async def subscribers(work: Work, request: str) -> Sequence[Subscription]:
    """Give who hears of a request."""
    query = select(Subscription).where(Subscription.request == request)
    return (await work.session.exec(query.order_by(col(Subscription.person)))).all()


async def freezes(work: Work, after: datetime) -> Sequence[Freeze]:
    """Give the freezes that are not lifted and end after a moment."""
    query = select(Freeze).where(
        col(Freeze.lifted_at).is_(None), col(Freeze.ends_at) > after
    )
    order = query.order_by(col(Freeze.begins_at), col(Freeze.id))
    return (await work.session.exec(order.limit(MANY))).all()


async def standing(work: Work) -> Sequence[Standing]:
    """Give the standing windows that come."""
    query = select(Standing).where(col(Standing.retired_at).is_(None))
    order = query.order_by(col(Standing.surface), col(Standing.id))
    return (await work.session.exec(order.limit(MANY))).all()


async def newest(work: Work, id_: str, *names: str) -> Record | None:
    """Give the last fact of some names about a request."""
    query = select(Record).where(Record.about == id_, col(Record.name).in_(names))
    order = query.order_by(col(Record.at).desc(), col(Record.id).desc())
    return (await work.session.exec(order.limit(1))).first()


async def unapproved(work: Work, one: Request) -> bool:
    """Tell whether it was carried out without approval: so its record says."""
    if one.ended_at is None or one.started_at is not None:
        return False
    found = await newest(work, one.id, facts.Finished.name, facts.RolledBack.name)
    return bool(found and found.data.get("unapproved"))


async def copies(work: Work, id_: str) -> Sequence[Effect]:
    """Give the rows of the cards that show a request, or a freeze, anywhere."""
    query = select(Effect).where(Effect.about == id_, Effect.kind == "card")
    query = query.where(col(Effect.name).in_((CARD, PUBLIC, FREEZE)))
    return (await work.session.exec(query.order_by(col(Effect.key)))).all()
