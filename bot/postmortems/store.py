"""Postmortems in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, col, select

from bot.core.facts import Record
from bot.core.queue import Effect
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.postmortems.rules import SHARED, Part, Status
from bot.postmortems.stages import Kind, Source, Stage


class Postmortem(Scoped, table=True):
    """One postmortem; business days are counted from `since`, when it was resolved."""

    __tablename__ = "postmortems"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        UniqueConstraint("workspace", "incident"),
        Index(None, "workspace", "status", "number"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    incident: str
    incident_number: int
    title: str
    owner: str = Field(default="", description="empty while nobody is found")
    status: Status = Field(default=Status.DRAFT, sa_type=cast("Any", Text(Status)))
    since: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    day: int = Field(default=0, description="business days that have begun")
    days: int = Field(default=0, description="business days until it is due")
    reason: str = Field(default="", description="why it was skipped or sent back")
    superseded_by: str | None = None
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    timeline: list[dict[str, Any]] | None = Field(
        default=None, sa_type=JSON, description="as it was when it was published"
    )
    similar: list[str] = Field(
        default_factory=list,
        sa_type=JSON,
        description="earlier incidents that were like it, none of them private",
    )
    opened_at: datetime = Field(sa_type=Instant)
    words: str = Field(default="", description="all of it in one case, to be searched")
    digest: str = Field(default="", description="of the text that waits for approval")
    version: int = 1

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"PM-{self.number}"

    @property
    def incident_ref(self) -> str:
        """Give the name of its incident."""
        return f"INC-{self.incident_number}"

    @property
    def overdue(self) -> bool:
        """Tell whether the day on which it was due has passed."""
        return self.day > self.days


class Section(Scoped, table=True):
    """One section as it was written last; a form knows the version it was opened on."""

    __tablename__ = "postmortem_sections"
    __table_args__ = (UniqueConstraint("workspace", "postmortem", "part"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    postmortem: str
    part: Part = Field(sa_type=cast("Any", Text(Part)))
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    version: int = 1
    by: str = ""
    at: datetime = Field(sa_type=Instant)


class Item(Scoped, table=True):
    """One action item, of a postmortem or from elsewhere."""

    __tablename__ = "action_items"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "postmortem"),
        Index(None, "workspace", "state", "number"),
        Index(None, "workspace", "done_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    postmortem: str | None = None
    kind: Kind = Field(sa_type=cast("Any", Text(Kind)))
    source: Source = Field(sa_type=cast("Any", Text(Source)))
    origin: str = Field(default="", description="PM-7, a person, a metric's name")
    title: str
    owner: str = ""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    state: Stage = Field(default=Stage.IDENTIFIED, sa_type=cast("Any", Text(Stage)))
    reason: str = ""
    added_by: str
    added_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"AI-{self.number}"

    @property
    def dropped(self) -> bool:
        """Tell whether it will not be done."""
        return self.state is Stage.DROPPED


async def get(work: Work, id_: str) -> Postmortem | None:
    """Load one to look at it."""
    return await work.session.get(Postmortem, (id_,))


async def lock(work: Work, id_: str) -> Postmortem | None:
    """Load one to change it."""
    return next(iter(await work.lock(Postmortem, id_)), None)


async def by_number(work: Work, number: int) -> Postmortem | None:
    """Find one by its number."""
    query = select(Postmortem).where(Postmortem.number == number)
    return (await work.session.exec(query)).one_or_none()


async def of_incident(work: Work, incident: str) -> Postmortem | None:
    """Find the one of an incident."""
    query = select(Postmortem).where(Postmortem.incident == incident)
    return (await work.session.exec(query)).one_or_none()


async def shared(work: Work, id_: str) -> str:
    """Give the channel where it was shared with other teams; empty: nowhere."""
    query = select(Effect.place).where(Effect.key == f"{SHARED}:{id_}")
    return (await work.session.exec(query)).first() or ""


async def listed(
    work: Work, among: Sequence[Status], most: int
) -> Sequence[Postmortem]:
    """Give those in one of *among*, the newest first."""
    query = select(Postmortem).where(col(Postmortem.status).in_(among))
    newest = query.order_by(col(Postmortem.number).desc()).limit(most)
    return (await work.session.exec(newest)).all()


async def owned(work: Work, person: str, most: int) -> Sequence[Postmortem]:
    """Give the drafts that *person* owns, what is due first comes first."""
    query = select(Postmortem).where(
        col(Postmortem.status) == Status.DRAFT, Postmortem.owner == person
    )
    query = query.order_by(col(Postmortem.due_at)).limit(most)
    return (await work.session.exec(query)).all()


async def due(work: Work, before: datetime | None, most: int) -> Sequence[Postmortem]:
    """Give the drafts that are due before a time, or all: what is due first first."""
    query = select(Postmortem).where(col(Postmortem.status) == Status.DRAFT)
    if before is not None:
        query = query.where(col(Postmortem.due_at) < before)
    query = query.order_by(col(Postmortem.due_at), col(Postmortem.number))
    return (await work.session.exec(query.limit(most))).all()


async def holding(work: Work, words: Sequence[str], most: int) -> Sequence[Postmortem]:
    """Give those that hold every one of *words*, the newest first."""
    column = col(Postmortem.words)
    held = [column.contains(word, autoescape=True) for word in words]
    query = select(Postmortem).where(*held).order_by(col(Postmortem.number).desc())
    return (await work.session.exec(query.limit(most))).all()


async def these(work: Work, ids: Sequence[str]) -> Sequence[Postmortem]:
    """Give the postmortems of these ids."""
    query = select(Postmortem).where(col(Postmortem.id).in_(ids))
    return (await work.session.exec(query)).all()


async def ids(work: Work, after: str, most: int) -> Sequence[str]:
    """Give the ids of *most* postmortems, those after *after*, in order."""
    query = select(Postmortem.id).where(Postmortem.id > after)
    return (await work.session.exec(query.order_by(Postmortem.id).limit(most))).all()


async def sections(work: Work, postmortem: str) -> dict[Part, Section]:
    """Give the sections of one."""
    query = select(Section).where(Section.postmortem == postmortem)
    return {one.part: one for one in (await work.session.exec(query)).all()}


async def sections_of(work: Work, ids: Sequence[str]) -> Sequence[Section]:
    """Give the sections of several."""
    query = select(Section).where(col(Section.postmortem).in_(ids))
    return (await work.session.exec(query)).all()


async def items(work: Work, postmortem: str) -> Sequence[Item]:
    """Give the action items of one, in the order of their numbers."""
    query = select(Item).where(Item.postmortem == postmortem)
    return (await work.session.exec(query.order_by(col(Item.number)))).all()


async def item(work: Work, id_: str) -> Item | None:
    """Load an action item to look at it."""
    return await work.session.get(Item, (id_,))


async def lock_item(work: Work, id_: str) -> Item | None:
    """Load an action item to change it."""
    return next(iter(await work.lock(Item, id_)), None)


async def item_numbered(work: Work, number: int) -> Item | None:
    """Find an action item by its number."""
    query = select(Item).where(Item.number == number)
    return (await work.session.exec(query)).one_or_none()


async def backlog(
    work: Work, among: Sequence[Stage], most: int, owner: str | None
) -> Sequence[Item]:
    """Give the action items in one of *among*: what is due first, then the oldest."""
    query = select(Item).where(col(Item.state).in_(among))
    query = query if owner is None else query.where(Item.owner == owner)
    order = (col(Item.due_at).is_(None), col(Item.due_at), col(Item.number))
    return (await work.session.exec(query.order_by(*order).limit(most))).all()


async def last(work: Work, about: str, name: str) -> Record | None:
    """Give the newest record called *name* of what happened to a thing."""
    query = select(Record).where(Record.about == about, Record.name == name)
    newest = query.order_by(col(Record.at).desc(), col(Record.id).desc()).limit(1)
    return (await work.session.exec(newest)).first()
