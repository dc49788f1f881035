"""The inventory of keys in the database: the table, and every query on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, col, select

from bot.calendar.register import Routine
from bot.calendar.rotation.keyrules import KeyState, Worth
from bot.calendar.rules import OPEN
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work

MANY = 1000  # keys of a workspace that are looked at


class Key(Scoped, table=True):
    """One key: where it lives and how it is rotated. The key itself is never here."""

    __tablename__ = "keys"
    __table_args__ = (
        UniqueConstraint("workspace", "slug"),
        UniqueConstraint("workspace", "routine"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(description="its name, as it is compared")
    name: str
    kind: str = Field(description="a kind of the policy's")
    lives: str
    owners: list[str] = Field(default_factory=list, sa_type=JSON)
    value: Worth = Field(sa_type=cast("Any", Text(Worth)))
    how: str = ""
    rotated_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    state: KeyState = Field(
        default=KeyState.ACTIVE, sa_type=cast("Any", Text(KeyState))
    )
    routine: str = Field(description="the routine by which it is rotated")
    own: str = Field(default="", description="which of Longwatch's own keys it is")
    proven: str = Field(default="", description="the occurrence of its last rotation")
    added_at: datetime = Field(sa_type=Instant)
    version: int = 1

    @property
    def retired(self) -> bool:
        """Tell whether it is used no more."""
        return self.state is KeyState.RETIRED

    @property
    def compromised(self) -> bool:
        """Tell whether somebody may know it who should not."""
        return self.state is KeyState.COMPROMISED

    @property
    def low(self) -> bool:
        """Tell whether it is of low value."""
        return self.value is Worth.LOW


async def get(work: Work, id_: str) -> Key | None:
    """Load one to look at it."""
    return await work.session.get(Key, (id_,))


async def lock(work: Work, id_: str) -> Key | None:
    """Load one to change it."""
    return next(iter(await work.lock(Key, id_)), None)


async def by_slug(work: Work, slug: str) -> Key | None:
    """Find the one that is called so."""
    query = select(Key).where(Key.slug == slug)
    return (await work.session.exec(query)).one_or_none()


async def of_routine(work: Work, routine: str) -> Key | None:
    """Find the key that a routine rotates, if it is one of a key."""
    query = select(Key).where(Key.routine == routine)
    return (await work.session.exec(query)).one_or_none()


async def every(work: Work) -> Sequence[Key]:
    """Give the keys of the workspace, by name."""
    query = select(Key).order_by(col(Key.slug)).limit(MANY)
    return (await work.session.exec(query)).all()


async def owned(work: Work) -> set[str]:
    """Give which of Longwatch's own keys are in the inventory, used or not."""
    query = select(Key.own).where(Key.own != "")
    return {*(await work.session.exec(query)).all()}


async def used(work: Work) -> Sequence[tuple[str, Worth]]:
    """Give the kinds and values of what is in use."""
    query = select(Key.kind, Key.value).where(col(Key.state) != KeyState.RETIRED)
    found = (await work.session.exec(query.distinct())).all()
    return [(kind, Worth(value)) for kind, value in found]


async def open_of(work: Work, routines: Sequence[str]) -> Sequence[Occurrence]:
    """Give the open occurrences of some routines, what is due first first."""
    query = select(Occurrence).where(
        col(Occurrence.routine).in_(routines), col(Occurrence.state).in_(OPEN)
    )
    order = query.order_by(col(Occurrence.due_at), col(Occurrence.id))
    return (await work.session.exec(order)).all()


async def rotations(work: Work, most: int) -> Sequence[Occurrence]:
    """Give the latest occurrences of rotations, of all keys."""
    query = (
        select(Occurrence)
        .join(Routine, col(Routine.id) == col(Occurrence.routine))
        .where(Routine.kind == "rotation")
        .order_by(col(Occurrence.due_at).desc(), col(Occurrence.id).desc())
        .limit(most)
    )
    return (await work.session.exec(query)).all()


async def record(work: Work, id_: str, name: str) -> Record | None:
    """Load a record, if it is a fact of this name."""
    found = await work.session.get(Record, (id_,))
    return found if found is not None and found.name == name else None


async def told(work: Work, key: str, name: str) -> Sequence[Record]:
    """Give the facts of a name about a key, the latest first."""
    query = select(Record).where(Record.about == key, Record.name == name)
    return (await work.session.exec(query.order_by(col(Record.id).desc()))).all()


async def last(work: Work, key: str, name: str) -> Record | None:
    """Give the latest fact of a name about a key."""
    query = select(Record).where(Record.about == key, Record.name == name)
    order = query.order_by(col(Record.id).desc()).limit(1)
    return (await work.session.exec(order)).one_or_none()
