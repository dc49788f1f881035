"""The database: two engines behind one interface, and the fence between workspaces.

Invariants:
* a session opened here is inside one transaction, which ends here, nowhere else
* an ORM statement sees the rows of the current workspace only, aliases included
* the waits of one request end together (`patience`): turn, pool, lock and statement
* SQLite has one writer in this process, first come first served; readers never wait
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import String, bindparam, event, insert, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlmodel import Session, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core import engines, patience
from bot.core.complaints import Ailments, told_plainly
from bot.core.errors import Busy, Unsure
from bot.core.tables import Scoped

CURRENT: ContextVar[str] = ContextVar("workspace")
HERE: Any = bindparam("fence", callable_=CURRENT.get, type_=String, unique=True)
NOTHING = text("UPDATE inbox SET key = key WHERE 1 = 0")  # may only who may write


class Strayed(Exception):
    """A row of another workspace was to be written."""


@cache
def _fences() -> tuple[Any, ...]:
    """Build the criteria once, for each mapped table: a new set costs 0.6 ms.

    They are made by a function: an expression is not carried over to the alias of a
    table that is joined with itself.
    """
    tables = [kind for kind in _descendants(Scoped) if hasattr(kind, "__table__")]
    how = {"include_aliases": True, "track_closure_variables": False}
    return tuple(with_loader_criteria(kind, _inside, **how) for kind in tables)


def _inside(kind: Any) -> Any:  # noqa: ANN401 (a table's class, or an alias of it)
    return kind.workspace == HERE


def _descendants(kind: type[SQLModel]) -> list[type[SQLModel]]:
    children = kind.__subclasses__()
    return children + [far for child in children for far in _descendants(child)]


class Fenced(Session):
    """A session that sees and writes one workspace."""


class Held(AsyncSession):
    """A session inside its one transaction: what it has at hand is not asked for."""

    sync_session_class = Fenced
    at_hand: AsyncConnection | None = None

    async def connection(self, *given: Any, **more: Any) -> AsyncConnection:  # noqa: ANN401 (SQLAlchemy's own)
        """Give the one connection of the transaction."""
        if self.at_hand is None:
            self.at_hand = await super().connection(*given, **more)
        return self.at_hand

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was changed, if something was."""
        if self.new or self.dirty or self.deleted:
            await super().flush(objects)


@event.listens_for(Fenced, "do_orm_execute")
def _look_inside(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise TypeError("write through the session, or with insert_all: the fence")
    if state.is_select:
        state.statement = state.statement.options(*_fences())


@event.listens_for(Fenced, "loaded_as_persistent")
def _hold(session: Session, row: object) -> None:
    """Keep what was loaded until the end: asked for again, it is not loaded again."""
    session.info.setdefault("held", []).append(row)


@event.listens_for(Fenced, "before_flush")
def _write_inside(session: Session, *_: object) -> None:
    here = CURRENT.get()
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Scoped):
            continue
        if row in session.new and getattr(row, "workspace", None) is None:
            row.workspace = here
        if row.workspace != here or get_history(row, "workspace").deleted:
            raise Strayed(f"{type(row).__name__} of another workspace")


class Database:
    """The engines of one address: one that writes, one that reads."""

    def __init__(self, url: str) -> None:
        """Make the engines; nothing connects before the first session."""
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self._turn = asyncio.Lock()
        self.write = (
            engines.sqlite(url, read=False) if self.sqlite else engines.postgres(url)
        )
        self.read = engines.sqlite(url, read=True) if self.sqlite else self.write
        file = Path(make_url(url).database or "") if self.sqlite else None
        self.ailments = Ailments(file)
        event.listen(self.write.sync_engine, "handle_error", self.ailments.meet)

    @asynccontextmanager
    async def writing(self, workspace: str) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may write, fenced in *workspace*.

        Raises Busy (nothing was done) or Unsure (the commit's answer was lost).
        """
        async with (
            self._waiting_turn(),
            self._session(self.write, workspace) as session,
        ):
            with told_plainly(Busy):
                async with self._in_time():
                    await session.connection()
                    yield session
                    await session.flush()
            with told_plainly(Busy if self.sqlite else Unsure):
                async with self._in_time():
                    await session.commit()

    @asynccontextmanager
    async def reading(self, workspace: str) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads; it never waits for a writer."""
        async with self._session(self.read, workspace) as session:
            with told_plainly(Busy):
                async with self._in_time():
                    yield session

    @asynccontextmanager
    async def crossing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction outside the fence: for the queue, which serves all."""
        async with self._waiting_turn():
            with told_plainly(Busy):
                async with self.write.begin() as connection:
                    yield connection

    async def answers(self) -> None:
        """Make sure that something could be written now: raises Busy if not."""
        try:
            async with self.writing("") as session:
                await (await session.connection()).execute(NOTHING)
        except Unsure:
            raise Busy from None

    def plain_arguments(self) -> dict[str, Any]:
        """Give what asyncpg.connect takes, for a connection outside the pool."""
        url = make_url(self.url)
        return dict(self.write.dialect.create_connect_args(url)[1])

    async def close(self) -> None:
        """Give every connection back."""
        await self.write.dispose()
        await self.read.dispose()

    @asynccontextmanager
    async def _session(
        self, engine: AsyncEngine, workspace: str
    ) -> AsyncIterator[AsyncSession]:
        token = CURRENT.set(workspace)
        session = Held(engine, expire_on_commit=False)
        try:
            yield session
        finally:
            CURRENT.reset(token)
            with suppress(TimeoutError):  # it goes on without being waited for
                async with self._in_time():
                    await asyncio.shield(session.close())

    def _in_time(self) -> asyncio.Timeout:
        """Bound what waits for PostgreSQL; SQLite waits for its turn and lock only."""
        return asyncio.timeout_at(None if self.sqlite else patience.until())

    @asynccontextmanager
    async def _waiting_turn(self) -> AsyncIterator[None]:
        if not self.sqlite:
            yield
            return
        longest = min(engines.WAIT, patience.left() - engines.WAIT)
        if longest <= 0:  # no time would be left for the lock
            raise Busy
        try:
            await asyncio.wait_for(self._turn.acquire(), longest)
        except TimeoutError:
            raise Busy from None
        try:
            yield
        finally:
            self._turn.release()


async def insert_all(
    session: AsyncSession, kind: type[Scoped], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert *rows* of one table in one statement; their workspace is the current."""
    if rows:
        here = CURRENT.get()
        connection = await session.connection()
        table = cast("Any", kind).__table__
        await connection.execute(
            insert(table), [{**row, "workspace": here} for row in rows]
        )
