"""Incidents in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, col, select

from bot.core.db import Instant, Scoped, Text, new_id
from bot.core.facts import Record
from bot.core.queue import Effect
from bot.core.work import Work
from bot.incidents.rules import OPEN, Detection, Outcome, Phase, Status

FEW = 5


class Incident(Scoped, table=True):
    """One incident: `severity` is 1 to 4; times are those of what happened."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "status", "number"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    title: str
    severity: int
    status: Status = Field(default=Status.DETECTED, sa_type=cast("Any", Text(Status)))
    phase: Phase = Field(default=Phase.TRIAGE, sa_type=cast("Any", Text(Phase)))
    summary: str = ""
    detected_by: Detection = Field(sa_type=cast("Any", Text(Detection)))
    user_facing: bool = False
    surface: str = ""
    private: bool = False
    security: bool = False
    drill: bool = False
    announced: bool = False
    declarer: str
    commander: str | None = None
    started_at: datetime = Field(sa_type=Instant)
    detected_at: datetime = Field(sa_type=Instant)
    declared_at: datetime = Field(sa_type=Instant)
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)
    contained_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    respond_by: datetime = Field(sa_type=Instant)
    promised_at: datetime | None = Field(default=None, sa_type=Instant)
    missed_at: datetime | None = Field(default=None, sa_type=Instant)
    latest: str = Field(default="", description="the last update")
    latest_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: Outcome | None = Field(default=None, sa_type=cast("Any", Text(Outcome)))
    resolution: str = ""
    confirmed_by: str = Field(default="", description="monitoring that confirms it")
    merged_into: str | None = None
    source: str = Field(default="", description="permalink of the first message")
    version: int = 1

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"INC-{self.number}"

    @property
    def open(self) -> bool:
        """Tell whether it still needs responders."""
        return self.status in OPEN

    @property
    def room(self) -> str:
        """Give the key of its room."""
        return f"room:{self.id}"


class Member(Scoped, table=True):
    """One person of an incident's room: who may see a private one."""

    __tablename__ = "incident_members"
    __table_args__ = (UniqueConstraint("workspace", "incident", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    person: str
    left_at: datetime | None = Field(default=None, sa_type=Instant)


async def get(work: Work, id_: str) -> Incident | None:
    """Load one to look at it."""
    return await work.session.get(Incident, (id_,))


async def lock(work: Work, *ids: str) -> list[Incident]:
    """Load some to change them, locked in the order of their ids."""
    return await work.lock(Incident, *ids)


async def by_number(work: Work, number: int, *, lock: bool = False) -> Incident | None:
    """Find one by its number."""
    query = select(Incident).where(Incident.number == number)
    found = await work.session.exec(query.with_for_update() if lock else query)
    return found.one_or_none()


async def by_channel(
    work: Work, channel: str, *, lock: bool = False
) -> Incident | None:
    """Find the one whose room *channel* is."""
    rooms = select(Effect.about).where(Effect.kind == "room", Effect.channel == channel)
    query = select(Incident).where(col(Incident.id).in_(rooms))
    found = await work.session.exec(query.with_for_update() if lock else query)
    return found.one_or_none()


async def listed(
    work: Work, statuses: Sequence[Status], most: int
) -> Sequence[Incident]:
    """Give those in one of *statuses*, the newest first."""
    query = (
        select(Incident)
        .where(col(Incident.status).in_(statuses))
        .order_by(col(Incident.number).desc())
        .limit(most)
    )
    return (await work.session.exec(query)).all()


async def recent(work: Work, within: timedelta) -> Sequence[Incident]:
    """Give those declared *within* this time that are not taken back, newest first."""
    query = (
        select(Incident)
        .where(col(Incident.declared_at) >= work.now - within)
        .where(col(Incident.status) != Status.RETRACTED)
        .order_by(col(Incident.number).desc())
        .limit(FEW)
    )
    return (await work.session.exec(query)).all()


async def memberships(work: Work, person: str, ids: Sequence[str]) -> set[str]:
    """Give those of *ids* whose room *person* is in."""
    query = select(Member.incident).where(
        Member.person == person,
        col(Member.incident).in_(ids),
        col(Member.left_at).is_(None),
    )
    return set((await work.session.exec(query)).all())


async def members(work: Work, incident: str) -> Sequence[Member]:
    """Give everybody who is, or was, in an incident's room."""
    query = select(Member).where(Member.incident == incident)
    return (await work.session.exec(query.order_by(col(Member.id)))).all()


async def effects(work: Work, incident: str) -> Sequence[Effect]:
    """Give what of an incident is in Slack, or should be, links included."""
    links = [f"{incident}:{n}" for n, _ in enumerate(work.policy.room.bookmarks)]
    about = col(Effect.about).in_([incident, *links])
    query = select(Effect).where(about, col(Effect.kind) != "reply")
    return (await work.session.exec(query)).all()


async def records(work: Work, about: str, most: int | None = None) -> Sequence[Record]:
    """Give what happened to a thing, in order; with *most*, only the last ones."""
    query = select(Record).where(Record.about == about)
    if most is None:
        return (
            await work.session.exec(query.order_by(col(Record.at), col(Record.id)))
        ).all()
    last = query.order_by(col(Record.at).desc(), col(Record.id).desc()).limit(most)
    return list(reversed((await work.session.exec(last)).all()))
