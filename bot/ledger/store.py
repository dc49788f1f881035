"""The ledger in the database: its tables, and every query on them.

Invariants:
* an entry is inserted once; only its opening may change later, when a field is erased
  (triggers of the migration refuse anything else, in entries and in checkpoints)
* entries are numbered from 0 without a gap: the head's size is the next number
* the head is locked last of all (`bot.core.work`)
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from typing import cast as typed

from sqlalchemy import (
    ColumnElement,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    bindparam,
    cast,
    or_,
    text,
    update,
)
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.db import insert_all
from bot.core.facts import Record
from bot.core.queue import upsert
from bot.core.tables import Instant, Scoped
from bot.core.work import Work, locking


class Bytes(LargeBinary):
    """Bytes, read as such even where a hand has left text in a column of SQLite."""

    def column_expression(self, colexpr: ColumnElement[Any]) -> ColumnElement[Any]:
        """Have the engine give bytes, whatever the row holds."""
        return cast(colexpr, LargeBinary)


class Log(Scoped, table=True):
    """The head of a workspace's log: how long it is, and its frontier."""

    __tablename__ = "ledger_logs"

    workspace: str = Field(primary_key=True)
    origin: str = Field(description="the log's name in every checkpoint")
    size: int = 0
    frontier: bytes = Field(sa_type=Bytes)


class Entry(Scoped, table=True):
    """One record's place in the log: the bytes that were hashed, and the salts."""

    __tablename__ = "ledger_entries"
    __table_args__ = (UniqueConstraint("workspace", "record"),)

    workspace: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    leaf: bytes = Field(sa_type=Bytes)
    leaf_hash: bytes = Field(sa_type=Bytes)
    record: str = Field(description="id of the record it commits to")
    opening: bytes | None = Field(
        default=None, sa_type=Bytes, description="sealed salts by field"
    )


class Signed(Scoped, table=True):
    """One checkpoint: the signed note, and the frontier from which to go on."""

    __tablename__ = "ledger_checkpoints"

    workspace: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    note: str
    frontier: bytes = Field(sa_type=Bytes)
    at: datetime = Field(sa_type=Instant)


_ACTIVE = text("retired IS NULL")


class SigningKey(SQLModel, table=True):
    """One key that signs checkpoints, of every workspace; the private half sealed."""

    __tablename__ = "ledger_keys"
    __table_args__ = (
        Index(
            "uq_ledger_keys_active",
            "name",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
    )

    vkey: str = Field(primary_key=True, description="the public half, to be handed out")
    name: str
    private: bytes = Field(sa_type=Bytes, description="sealed")
    created: datetime = Field(sa_type=Instant)
    retired: datetime | None = Field(default=None, sa_type=Instant)


FEW = 20  # rows that a finding names one by one
ERASED = "ledger.erased"  # the fact that fields of a record were erased


def _table(kind: type[SQLModel]) -> Table:
    return typed("Table", typed("Any", kind).__table__)


LOGS, KEYS = _table(Log), _table(SigningKey)


async def head(work: Work, *, lock: bool) -> Log | None:
    """Give the head of this workspace's log, locked until the commit if asked."""
    query = select(Log).where(col(Log.workspace) == work.workspace)
    query = query.execution_options(populate_existing=True)
    return (await work.session.exec(query.with_for_update() if lock else query)).first()


async def began(work: Work) -> datetime | None:
    """Give when the first record was made that the log commits to."""
    query = select(Record.at).join(Entry, col(Entry.record) == col(Record.id))
    found = await work.session.exec(query.where(col(Entry.seq) == 0))
    return found.first()


async def create(work: Work, origin: str, frontier: bytes) -> None:
    """Begin the log of this workspace, unless it has begun."""
    connection = await work.session.connection()
    row = {"workspace": work.workspace, "origin": origin, "size": 0}
    statement = upsert(connection)(LOGS).values(**row, frontier=frontier)
    await connection.execute(statement.on_conflict_do_nothing())


_MOVE = (
    update(LOGS)
    .where(LOGS.c.workspace == bindparam("log"))
    .values(size=bindparam("to_size"), frontier=bindparam("to_frontier"))
)
_MOVE_FROM = _MOVE.where(LOGS.c.frontier == bindparam("before"))


async def move(
    work: Work, size: int, frontier: bytes, before: bytes | None = None
) -> bool:
    """Move the head, and lock it; with *before*, only from there: tell if it was."""
    given = {"log": work.workspace, "to_size": size, "to_frontier": frontier}
    if before is not None:
        given["before"] = before
    connection = await work.session.connection()
    moved = await connection.execute(_MOVE_FROM if before else _MOVE, given)
    return bool(moved.rowcount)


async def append(work: Work, entries: Sequence[dict[str, Any]]) -> None:
    """Insert *entries* in one statement."""
    await insert_all(work.session, Entry, entries)


async def entries(work: Work, start: int, below: int, limit: int) -> Sequence[Entry]:
    """Give up to *limit* entries, in order: from number *start* on, under *below*."""
    seq = col(Entry.seq)
    query = select(Entry).where(
        col(Entry.workspace) == work.workspace, seq >= start, seq < below
    )
    return (await work.session.exec(query.order_by(seq).limit(limit))).all()


async def entry_of(work: Work, record: str) -> Entry | None:
    """Give the entry that commits to *record*, to change its opening."""
    query = select(Entry).where(
        col(Entry.workspace) == work.workspace, col(Entry.record) == record
    )
    return (await work.session.exec(locking(query))).first()


async def snapshot(work: Work) -> None:
    """Have whatever is read from here on be as of one moment: the first statement.

    SQLite does so by itself.
    """
    connection = await work.session.connection()
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        )


async def outside(work: Work, size: int) -> Sequence[int]:
    """Give numbers that none of *size* entries can have, a few at the most."""
    seq = col(Entry.seq)
    query = select(Entry.seq).where(
        col(Entry.workspace) == work.workspace, or_(seq >= size, seq < 0)
    )
    return (await work.session.exec(query.order_by(seq).limit(FEW))).all()


async def records(work: Work, ids: Sequence[str]) -> Sequence[Record]:
    """Give the records of these ids."""
    query = select(Record).where(col(Record.id).in_(ids))
    return (await work.session.exec(query)).all()


async def history(work: Work, abouts: Sequence[str]) -> Sequence[Record]:
    """Give the records about these things that have an entry, in the log's order."""
    query = (
        select(Record)
        .join(Entry, col(Entry.record) == Record.id)
        .where(col(Entry.workspace) == work.workspace, col(Record.about).in_(abouts))
        .order_by(col(Entry.seq))
    )
    return (await work.session.exec(query)).all()


async def erasures(work: Work, ids: Sequence[str]) -> Sequence[Record]:
    """Give the records that say what was erased of the records *ids*."""
    query = select(Record).where(col(Record.name) == ERASED, col(Record.about).in_(ids))
    return (await work.session.exec(query)).all()


async def unentered(work: Work, after: str, limit: int) -> tuple[list[str], str | None]:
    """Tell which of *limit* records after *after* have no entry, and the last id."""
    query = select(Record.id).where(col(Record.id) > after).order_by(col(Record.id))
    ids = (await work.session.exec(query.limit(limit))).all()
    entered = select(Entry.record).where(
        col(Entry.workspace) == work.workspace, col(Entry.record).in_(ids)
    )
    known = set((await work.session.exec(entered)).all())
    return [id_ for id_ in ids if id_ not in known], ids[-1] if ids else None


async def newest(work: Work) -> Signed | None:
    """Give the checkpoint over the most entries."""
    query = select(Signed).where(col(Signed.workspace) == work.workspace)
    query = query.order_by(col(Signed.size).desc()).limit(1)
    return (await work.session.exec(query)).first()


async def signed(work: Work, above: int, up_to: int) -> Sequence[Signed]:
    """Give the checkpoints over more than *above* and at most *up_to* entries."""
    size = col(Signed.size)
    query = select(Signed).where(
        col(Signed.workspace) == work.workspace, size > above, size <= up_to
    )
    return (await work.session.exec(query.order_by(size))).all()


async def add_key(work: Work, key: SigningKey) -> None:
    """Keep a new signing key, unless another process has just made one."""
    connection = await work.session.connection()
    statement = upsert(connection)(KEYS).values(**key.model_dump())
    await connection.execute(statement.on_conflict_do_nothing())


async def add_signed(work: Work, checkpoint: Signed) -> None:
    """Keep a signed checkpoint."""
    work.session.add(checkpoint)
    await work.session.flush()


async def keys(session: AsyncSession) -> Sequence[SigningKey]:
    """Give every key that ever signed, the oldest first."""
    query = select(SigningKey).order_by(col(SigningKey.created), col(SigningKey.vkey))
    return (await session.exec(query)).all()


async def key(work: Work) -> SigningKey | None:
    """Give the key that signs at present."""
    query = select(SigningKey).where(col(SigningKey.retired).is_(None))
    return (await work.session.exec(query.order_by(col(SigningKey.created)))).first()
