"""Incidents in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy import text as literally
from sqlmodel import Field, col, select

from bot.core.facts import Record
from bot.core.queue import table, upsert
from bot.core.tables import Instant, Names, Scoped, Text, new_id
from bot.core.terms import COMMANDER
from bot.core.work import Work
from bot.incidents.facts import Declared
from bot.incidents.rules import OPEN, Detection, Outcome, Phase, Status

EMPTY = literally("''")  # an empty text, as the database writes one


ROOM = "room:"  # how the key of a room begins


def room_key(incident: str) -> str:
    """Give the key of the room of an incident, by its id."""
    return f"{ROOM}{incident}"


_PART = text("parent IS NOT NULL")


class Incident(Scoped, table=True):
    """One incident: `severity` is 1 to 4; times are those of what happened."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "status", "number"),
        Index(None, "workspace", "resolved_at"),
        Index(None, "workspace", "declared_at"),
        Index(  # few have one: whoever looks for parts finds them at once
            None,
            "workspace",
            "parent",
            sqlite_where=_PART,
            postgresql_where=_PART,
        ),
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
    roles: dict[str, str] = Field(
        default={},
        sa_type=cast("Any", Names),
        sa_column_kwargs={"server_default": "{}"},
        description="who holds which, the commander's apart",
    )
    started_at: datetime = Field(sa_type=Instant)
    detected_at: datetime = Field(sa_type=Instant)
    declared_at: datetime = Field(sa_type=Instant)
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant)
    contained_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    respond_by: datetime = Field(sa_type=Instant)
    overdue_at: datetime | None = Field(default=None, sa_type=Instant)
    promised_at: datetime | None = Field(default=None, sa_type=Instant)
    missed_at: datetime | None = Field(default=None, sa_type=Instant)
    latest: str = Field(default="", description="the last update")
    latest_at: datetime | None = Field(default=None, sa_type=Instant)
    impact: str = Field(
        default="",
        sa_column_kwargs={"server_default": EMPTY},
        description="what everyone else was told last",
    )
    impact_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: Outcome | None = Field(default=None, sa_type=cast("Any", Text(Outcome)))
    resolution: str = ""
    confirmed_by: str = Field(default="", description="monitoring that confirms it")
    validated: bool | None = Field(default=None, description="what ended it, tried")
    tests: str = Field(
        default="",
        sa_column_kwargs={"server_default": EMPTY},
        description="what stops it from coming back",
    )
    archived_at: datetime | None = Field(default=None, sa_type=Instant)
    merged_into: str | None = None
    parent: str | None = Field(default=None, description="what it is a part of")
    source: str = Field(default="", description="permalink of the first message")
    version: int = 1

    @property
    def ref(self) -> str:
        """Give the name people call it by: that of a drill says that it is one."""
        return f"{'DRILL ' if self.drill else ''}INC-{self.number}"

    @property
    def staffed(self) -> bool:
        """Tell whether somebody has a role in it."""
        return bool(self.commander or self.roles)

    def holder(self, role: str) -> str | None:
        """Give who holds a role now."""
        return self.commander if role == COMMANDER else self.roles.get(role)

    @property
    def open(self) -> bool:
        """Tell whether it still needs responders."""
        return self.status in OPEN

    @property
    def in_triage(self) -> bool:
        """Tell whether it may turn out to be no incident: nothing was done about it."""
        return self.open and self.phase is Phase.TRIAGE and self.contained_at is None

    @property
    def writable(self) -> bool:
        """Tell whether its room can still be written in: it is archived in the end."""
        return self.archived_at is None

    @property
    def room(self) -> str:
        """Give the key of its room."""
        return room_key(self.id)


class Member(Scoped, table=True):
    """One person of an incident's room: who may see a private one."""

    __tablename__ = "incident_members"
    __table_args__ = (UniqueConstraint("workspace", "incident", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    person: str
    left_at: datetime | None = Field(default=None, sa_type=Instant)


MEMBERS = table(Member)


async def get(work: Work, id_: str) -> Incident | None:
    """Load one to look at it."""
    return await work.session.get(Incident, (id_,))


async def ids(work: Work, after: str, most: int) -> Sequence[str]:
    """Give the ids of *most* incidents, those after *after*, in order."""
    query = select(Incident.id).where(Incident.id > after)
    return (await work.session.exec(query.order_by(Incident.id).limit(most))).all()


async def these(work: Work, ids: Sequence[str]) -> Sequence[Incident]:
    """Give the incidents of these ids, in order."""
    if not ids:
        return []
    query = select(Incident).where(col(Incident.id).in_(ids)).order_by(Incident.id)
    return (await work.session.exec(query)).all()


async def value(work: Work, id_: str, name: str) -> object:
    """Give one column of one."""
    query = select(getattr(Incident, name)).where(Incident.id == id_)
    return (await work.session.exec(query)).first()


async def missing(work: Work, most: int) -> Sequence[str]:
    """Give the ids of *most* that were declared and have no row."""
    query = select(Record.about).where(
        Record.name == Declared.name,
        col(Record.about).not_in(select(Incident.id)),
    )
    return (await work.session.exec(query.order_by(Record.about).limit(most))).all()


async def lock(work: Work, *ids: str) -> list[Incident]:
    """Load some to change them, locked in the order of their ids."""
    return await work.lock(Incident, *ids)


async def by_number(work: Work, number: int) -> Incident | None:
    """Find one by its number."""
    query = select(Incident).where(Incident.number == number)
    return (await work.session.exec(query)).one_or_none()


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


async def gone(work: Work, incident: str) -> set[str]:
    """Give who was in an incident's room, and left it."""
    return {m.person for m in await members(work, incident) if m.left_at}


async def enter(work: Work, incident: str, people: Sequence[str]) -> list[str]:
    """Put *people* into an incident's room; give those who never were in it."""
    if not people:
        return []
    connection = await work.session.connection()
    rows = [
        {"workspace": work.workspace, "id": new_id(), "incident": incident, "person": p}
        for p in people
    ]
    entered = await connection.execute(_entering(upsert(connection)), rows)
    return list(entered.scalars())


@cache
def _entering(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    statement = insert(MEMBERS).on_conflict_do_nothing()
    return statement.returning(MEMBERS.c.person)


async def last(work: Work, about: str, name: str) -> Record:
    """Give the newest record called *name* of what happened to a thing."""
    query = select(Record).where(Record.about == about, Record.name == name)
    newest = query.order_by(col(Record.at).desc(), col(Record.id).desc()).limit(1)
    return (await work.session.exec(newest)).one()


async def following(work: Work, id_: str, name: str) -> Record | None:
    """Give the first record called *name* that follows from the record *id_*."""
    query = select(Record).where(
        Record.id > id_, Record.because == id_, Record.name == name
    )
    return (await work.session.exec(query.order_by(Record.id).limit(1))).one_or_none()


async def named(work: Work, about: str, name: str) -> Sequence[Record]:
    """Give the records called *name* of what happened to a thing, in order."""
    query = select(Record).where(Record.about == about, Record.name == name)
    ordered = query.order_by(col(Record.at), col(Record.id))
    return (await work.session.exec(ordered)).all()


async def records(work: Work, about: str, most: int | None = None) -> Sequence[Record]:
    """Give what happened to a thing, in order; with *most*, only the last ones."""
    query = select(Record).where(Record.about == about)
    if most is None:
        return (
            await work.session.exec(query.order_by(col(Record.at), col(Record.id)))
        ).all()
    last = query.order_by(col(Record.at).desc(), col(Record.id).desc()).limit(most)
    return list(reversed((await work.session.exec(last)).all()))
