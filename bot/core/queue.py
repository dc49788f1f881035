"""The queue: what Slack still has to be told, what the clock still has to do.

Two tables, one grammar: a row has a key that is unique in its workspace for ever.

* `outbox`: one row per effect in Slack. A *message* is wanted once; a *surface* (a
  card, a room, a topic) follows present state: each change raises `wanted`, each
  success sets `applied` to what was rendered. Due while applied < wanted.
* `timers`: one row per deadline, with a version: one that moved or was forgotten
  leaves nothing behind for an old claim to do.

Only `bot.core.claims` claims and marks across workspaces. Rows hold ids, never the
words of people. Times of claims are real time (epoch seconds); a timer's `due` follows
`work.now`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnClause,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    literal_column,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert_postgres
from sqlalchemy.dialects.sqlite import insert as upsert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field

from bot.core.tables import Instant, Scoped, Text


class State(StrEnum):
    """Whose turn it is with a row."""

    WAITING = "waiting"
    """Nobody's: a worker may claim it once it is due."""
    CLAIMED = "claimed"
    """A worker's, until its lease ends."""
    DEAD = "dead"
    """A person's: it failed for good and waits for Retry or Drop."""
    RELEASED = "released"
    """Nobody's any more: a person took it over in Slack."""


class Priority(IntEnum):
    """Which rows go first when Slack is slow."""

    PAGE = 0
    INCIDENT = 1
    NUDGE = 2
    DIGEST = 3


class Delivery(Scoped):
    """What both kinds of work have in common: a key, a claim, a history of tries."""

    key: str
    state: State = Field(default=State.WAITING, sa_type=cast("Any", Text(State)))
    owner: str | None = None
    lease_until: float = 0
    attempts: int = Field(default=0, description="claims so far: the fence of a mark")
    tries: int = Field(default=0, description="failures since the last success")
    not_before: float = 0
    first_try: float | None = None
    error: str | None = Field(default=None, description="what went wrong last")


def _serial() -> Any:  # noqa: ANN401 (SQLModel types a column as Any)
    wide = BigInteger().with_variant(Integer(), "sqlite")
    return Field(
        default=None, sa_column_args=[], primary_key=True, sa_type=cast("Any", wide)
    )


Literal = ColumnClause[Any]
# A partial index serves a query only where the query says the same of its rows, and
# says it before any value is bound: these are written out.
WAITING: Literal = literal_column("'waiting'")
CLAIMED: Literal = literal_column("'claimed'")
LIVE = (WAITING, CLAIMED)
DEAD: Literal = literal_column("'dead'")
NEVER: Literal = literal_column("0")
_UNFINISHED = text("applied < wanted AND state IN ('waiting', 'claimed')")
_UNSAID = text("applied = 0 AND state IN ('waiting', 'claimed')")
_FAILED = text("state = 'dead'")
_PENDING = text("due IS NOT NULL AND state IN ('waiting', 'claimed')")


class Effect(Delivery, table=True):
    """One effect in Slack: a message that is said once, or a surface that follows."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index(
            "ix_outbox_due",
            "priority",
            "seq",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(
            "ix_outbox_open",
            "workspace",
            "seq",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(
            "ix_outbox_lane",
            "workspace",
            "lane",
            "seq",
            sqlite_where=_UNSAID,
            postgresql_where=_UNSAID,
        ),
        Index(
            "ix_outbox_dead",
            "workspace",
            "seq",
            sqlite_where=_FAILED,
            postgresql_where=_FAILED,
        ),
        Index("ix_outbox_about", "workspace", "about"),
        Index("ix_outbox_channel", "workspace", "channel"),
    )

    seq: int | None = _serial()
    kind: str = Field(description="which of the relay's steps carries it out")
    name: str = Field(description="which template or card is rendered")
    about: str = Field(description="the id it is rendered from")
    asker: str | None = Field(default=None, description="who is told if it fails")
    place: str | None = Field(default=None, description="a channel's or person's id")
    parent: str | None = Field(default=None, description="key of what it acts on")
    after: str | None = Field(default=None, description="key that must be settled")
    lane: str | None = Field(default=None, description="messages of one, in order")
    priority: int = Priority.INCIDENT
    wanted: int = 1
    applied: int = 0
    rendered: int = 0
    unknown: bool = Field(default=False, description="it may have happened already")
    channel: str | None = Field(default=None, description="Slack's answer")
    ts: str | None = Field(default=None, description="Slack's answer")
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    since: datetime = Field(sa_type=Instant, description="first wanted, last opened")


class Timer(Delivery, table=True):
    """One call that the clock, or a fact, makes to a verb."""

    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("ix_timers_due", "due", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index(
            "ix_timers_open",
            "workspace",
            "due",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index(
            "ix_timers_dead",
            "workspace",
            "seq",
            sqlite_where=_FAILED,
            postgresql_where=_FAILED,
        ),
    )

    seq: int | None = _serial()
    verb: str
    args: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    due: datetime | None = Field(default=None, sa_type=Instant)
    because: str | None = None
    version: int = 1


class Pause(Scoped, table=True):
    """One method (of one channel, for posts) that Slack asked us to leave alone."""

    __tablename__ = "pauses"

    workspace: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    until: float


def table(kind: type[Scoped]) -> Table:
    """Give the Core table behind *kind*."""
    return cast("Table", cast("Any", kind).__table__)


OUTBOX, TIMERS = table(Effect), table(Timer)
PAUSES = table(Pause)


def upsert(connection: AsyncConnection) -> Any:  # noqa: ANN401 (two dialects' types)
    """Give the `insert` of this engine that knows ON CONFLICT.

    What is made with it is made once for each engine (`cache`): making a statement
    costs more than running it.
    """
    sqlite = connection.dialect.name == "sqlite"
    return upsert_sqlite if sqlite else upsert_postgres


async def want(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise what is wanted of each row, by key order; a message is wanted once."""
    if rows:
        statement = _wanting(upsert(connection))
        await connection.execute(statement, [_full(OUTBOX, row) for row in rows])


SAID = ("message", "reply", "report", "notice")
ONCE = (*SAID, "restore", "upload", "webhook")
LAST = "archive"  # nothing can be changed in a room after it


@cache
def _wanting(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    statement = insert(OUTBOX)
    return statement.on_conflict_do_update(
        index_elements=["workspace", "key"],
        set_={"wanted": OUTBOX.c.wanted + statement.excluded.wanted},
        where=and_(*(OUTBOX.c.kind != once for once in ONCE)),
    )


async def schedule(
    connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Set, move or (with no `due`) forget each timer, by key order."""
    if rows:
        statement = _scheduling(upsert(connection))
        await connection.execute(statement, [_full(TIMERS, row) for row in rows])


@cache
def _scheduling(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    statement = insert(TIMERS)
    fresh = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["workspace", "key"],
        set_={
            **{c: fresh[c] for c in ("verb", "args", "due", "because")},
            "version": TIMERS.c.version + 1,
            "state": State.WAITING,
            "tries": 0,
            "not_before": 0.0,
            "first_try": None,
            "error": None,
        },
    )


def _full(into: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Complete *row* with the defaults: every row of one statement has all columns."""
    return {name: row.get(name, _DEFAULTS.get(name)) for name in _columns(into)}


@cache
def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.name != "seq")


_DEFAULTS: dict[str, Any] = {
    "state": State.WAITING,
    "lease_until": 0.0,
    "attempts": 0,
    "tries": 0,
    "not_before": 0.0,
    "priority": Priority.INCIDENT,
    "wanted": 1,
    "applied": 0,
    "rendered": 0,
    "unknown": False,
    "detail": {},
    "args": {},
    "version": 1,
}


async def release(connection: AsyncConnection, workspace: str, key: str) -> None:
    """Leave a surface to the person who took it over: it follows nothing any more."""
    here = (OUTBOX.c.workspace == workspace, OUTBOX.c.key == key)
    await connection.execute(update(OUTBOX).where(*here).values(state=State.RELEASED))
