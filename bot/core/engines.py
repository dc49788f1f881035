"""The two engines: how each connects, begins, and bounds its waits.

Each wait has an end of its own here: for the pool or the writer's turn, then for the
engine's lock and the statement. Those of one request end together (`patience`).
"""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

WAIT = 0.7  # seconds for the writer's turn or the pool, and again for the engine's lock
STATEMENT = 1.2  # seconds for one statement on PostgreSQL
LEAVE = 0.2  # seconds for a connection to PostgreSQL to be closed in good order
READERS = 4
CONNECTIONS = 12
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
BEGIN = {False: "BEGIN IMMEDIATE", True: "BEGIN"}  # by whether it only reads
CHUNK = 64  # rows at a time, when somebody iterates over a cursor


class Near(aiosqlite.Connection):
    """A connection whose thread is asked only for what waits: for the lock, the disk.

    Anything else takes some microseconds. The way to the thread and back takes many
    more, and milliseconds while this thread is busy. The two never use it at once:
    while the thread does what somebody asked who was cancelled, all else queues there.
    """

    _asked: asyncio.Future[Any] | None = None

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (whatever sqlite3 takes and gives)
        waits = fn.__name__ == "commit" or args[:1] == (BEGIN[False],)
        if not waits and (self._asked is None or self._asked.done()):
            return fn(*args, **kwargs)
        self._asked = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((self._asked, partial(fn, *args, **kwargs)))
        return await asyncio.shield(self._asked)


def _connect(*place: str, **options: Any) -> Near:  # noqa: ANN401 (sqlite3's own)
    made = Near(partial(sqlite3.connect, *place, **options), CHUNK)
    made._thread.daemon = True  # noqa: SLF001 (as SQLAlchemy does with those it makes)
    return made


def sqlite(url: str, *, read: bool) -> AsyncEngine:
    """Make the engine that writes, or (with *read*) the one that only reads."""
    engine = create_async_engine(
        url,
        pool_size=READERS if read else 1,
        max_overflow=0,
        pool_timeout=WAIT,
        pool_use_lifo=True,  # whoever read last has the pages at hand
        hide_parameters=True,
        connect_args={
            "timeout": WAIT,
            "check_same_thread": False,
            "async_creator_fn": _connect,
        },
    )

    _tune(engine, read=read)
    return engine


def _tune(engine: AsyncEngine, *, read: bool) -> None:
    """Set what each connection needs, and how each transaction begins."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _: object) -> None:  # noqa: ANN401 (a driver's own)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, *(["PRAGMA query_only=ON"] if read else [])):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 (a driver's own)
        connection.exec_driver_sql(BEGIN[read])


class Brief(asyncpg.Connection):
    """A connection that is soon given up: a server that stands still takes no leave."""

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's own)
        """Take leave of the server, within a moment."""
        del timeout
        await super().close(timeout=LEAVE)


def postgres(url: str) -> AsyncEngine:
    """Make the engine that reads and writes."""
    waits = {
        "lock_timeout": f"{int(WAIT * 1000)}ms",
        "statement_timeout": f"{int(STATEMENT * 1000)}ms",
    }
    return create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=WAIT,
        hide_parameters=True,
        connect_args={
            "timeout": WAIT,
            "command_timeout": STATEMENT + 0.2,
            "connection_class": Brief,
            "server_settings": waits,
        },
    )
