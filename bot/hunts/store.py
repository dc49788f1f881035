"""Hunts and defects in the database: the tables, and every query on them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, col, func, select

from bot.core.queue import Effect
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.hunts.rules import Found, Kind, Severity, State

ROOM = "room:"  # how the key of a room begins


class Hunt(Scoped, table=True):
    """One bug hunt: what is hunted, by whom, until when, and what came of it."""

    __tablename__ = "hunts"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "state", "ended_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    kind: Kind = Field(sa_type=cast("Any", Text(Kind)))
    scope: str
    state: State = Field(default=State.RUNNING, sa_type=cast("Any", Text(State)))
    hunters: list[str] = Field(default_factory=list, sa_type=JSON)
    started_by: str
    started_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    extended: str = Field(default="", description="why it was given more time")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str = ""
    untouched: str = Field(default="", description="what was hunted without a find")

    @property
    def ref(self) -> str:
        """Give what people call it."""
        return f"HUNT-{self.number}"

    @property
    def room(self) -> str:
        """Give the key of its room."""
        return f"{ROOM}{self.id}"

    @property
    def running(self) -> bool:
        """Tell whether it is not over."""
        return self.state is State.RUNNING


class Defect(Scoped, table=True):
    """One defect: what is wrong, how to see it, and what became of it."""

    __tablename__ = "defects"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "hunt"),
        Index(None, "workspace", "state", "found_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    hunt: str
    title: str
    severity: Severity = Field(sa_type=cast("Any", Text(Severity)))
    area: str = ""
    reproducer: str
    link: str = Field(default="", description="the message that it was said in")
    found_by: str
    found_at: datetime = Field(sa_type=Instant)
    seen: int = Field(default=1, description="how often it was found")
    state: Found = Field(default=Found.REPORTED, sa_type=cast("Any", Text(Found)))
    judged_by: str = ""
    judged_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", description="why it is no defect")
    same: str = Field(default="", description="the defect that it is, if another")

    @property
    def ref(self) -> str:
        """Give what people call it."""
        return f"DEF-{self.number}"


async def get(work: Work, id_: str) -> Hunt | None:
    """Load a hunt to look at it."""
    return await work.session.get(Hunt, (id_,))


async def lock(work: Work, id_: str) -> Hunt | None:
    """Load a hunt to change it."""
    return next(iter(await work.lock(Hunt, id_)), None)


async def numbered(work: Work, number: int) -> Hunt | None:
    """Find the hunt with this number."""
    query = select(Hunt).where(Hunt.number == number)
    return (await work.session.exec(query)).one_or_none()


async def running(work: Work) -> Sequence[Hunt]:
    """Give those that run, the oldest first."""
    query = select(Hunt).where(Hunt.state == State.RUNNING)
    return (await work.session.exec(query.order_by(col(Hunt.number)))).all()


async def newest(work: Work, most: int) -> Sequence[Hunt]:
    """Give the newest."""
    query = select(Hunt).order_by(col(Hunt.number).desc()).limit(most)
    return (await work.session.exec(query)).all()


async def ended(work: Work, since: datetime, until: datetime) -> Sequence[Hunt]:
    """Give those that ended from *since* to before *until*, in order."""
    query = select(Hunt).where(
        Hunt.state == State.ENDED,
        col(Hunt.ended_at) >= since,
        col(Hunt.ended_at) < until,
    )
    order = (col(Hunt.ended_at), col(Hunt.number))
    return (await work.session.exec(query.order_by(*order))).all()


async def in_room(work: Work, channel: str) -> Hunt | None:
    """Find the hunt whose room a channel is."""
    query = (
        select(Hunt)
        .join(Effect, col(Effect.about) == Hunt.id)
        .where(
            Effect.kind == "room",
            col(Effect.key) == ROOM + col(Hunt.id),
            Effect.channel == channel,
        )
    )
    return (await work.session.exec(query)).one_or_none()


async def channel(work: Work, hunt: Hunt) -> str:
    """Give the channel of a hunt; empty while it is not there."""
    query = select(Effect.channel).where(Effect.key == hunt.room)
    return (await work.session.exec(query)).first() or ""


async def defect(work: Work, id_: str) -> Defect | None:
    """Load a defect to look at it."""
    return await work.session.get(Defect, (id_,))


async def lock_defects(work: Work, *ids: str) -> dict[str, Defect]:
    """Load defects to change them, in the order of their ids."""
    return {one.id: one for one in await work.lock(Defect, *ids)}


async def defect_numbered(work: Work, number: int) -> Defect | None:
    """Find the defect with this number."""
    query = select(Defect).where(Defect.number == number)
    return (await work.session.exec(query)).one_or_none()


async def of_hunt(work: Work, hunt: str) -> Sequence[Defect]:
    """Give the defects of a hunt, in the order in which they were found."""
    query = select(Defect).where(Defect.hunt == hunt)
    return (await work.session.exec(query.order_by(col(Defect.number)))).all()


async def standing(work: Work, most: int) -> Sequence[Defect]:
    """Give the newest defects that are real, or may be."""
    query = select(Defect).where(col(Defect.state).in_(STANDS))
    order = query.order_by(col(Defect.number).desc()).limit(most)
    return (await work.session.exec(order)).all()


async def real(work: Work, since: datetime) -> Sequence[Defect]:
    """Give the defects that were found since a moment and are real."""
    query = select(Defect).where(
        Defect.state == Found.CONFIRMED, col(Defect.found_at) >= since
    )
    return (await work.session.exec(query.order_by(Defect.id))).all()


async def counts(work: Work, hunts: Sequence[str]) -> dict[str, Counter[Found]]:
    """Count the defects of some hunts, by where they stand."""
    query = (
        select(Defect.hunt, Defect.state, func.count())
        .where(col(Defect.hunt).in_(hunts))
        .group_by(col(Defect.hunt), col(Defect.state))
    )
    found = {hunt: Counter[Found]() for hunt in hunts}
    for hunt, state, count in (await work.session.exec(query)).all():
        found[hunt][Found(state)] = count
    return found


STANDS = (Found.REPORTED, Found.CONFIRMED)
