"""The schema: migrations, run outside the event loop, on both engines."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.core.errors import Refused

Result = TypeVar("Result")
SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
PATIENCE = 5.0  # seconds until a database that does not answer is given up
AWAY = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class OldSchema(Refused):
    """The database is at {found}, this needs {needed}: run `longwatch db upgrade`."""


class Unreachable(Refused):
    """The database at {where} can't be reached: {why}."""


class NewerSchema(Refused):
    """The database is at {found}, newer than this Longwatch ({needed}): update it."""


def configuration(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration, for a *connection*."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Give the newest migration that this version knows."""
    return str(_history().get_current_head())


def known(migration: str) -> bool:
    """Tell whether this version knows *migration*."""
    every = ScriptDirectory.from_config(configuration()).walk_revisions()
    return any(script.revision == migration for script in every)


async def current(url: str) -> str | None:
    """Give the migration that the database at *url* is at; None when it is empty.

    Raises Unreachable. A file that is not there is empty, and is not made.
    """
    file = _file(url)
    if file is None:
        return await _with_connection(url, _current)
    try:
        return await asyncio.to_thread(_current_of_file, file)
    except AWAY as error:
        raise Unreachable(where=where(url), why=_why(error)) from error


def where(url: str) -> str:
    """Name the database at *url* for people: no password, no driver."""
    parts = make_url(url)
    if file := _file(url):
        return str(file)
    place = f"{parts.host or 'a local socket'}:{parts.port or 5432}"
    return f"{place}, {parts.database}"


async def upgrade(url: str) -> None:
    """Bring the database at *url* to the newest migration; raises Unreachable."""
    _refuse_newer(await current(url))  # told of before anything is changed
    await _with_connection(
        url, lambda connection: command.upgrade(configuration(connection), "head")
    )


async def check(url: str) -> None:
    """Raise Alembic's CommandError when the tables are not what the code says."""
    await _with_connection(
        url, lambda connection: command.check(configuration(connection))
    )


async def require(url: str) -> None:
    """Refuse to serve a database that is not at the newest migration."""
    found = await current(url)
    _refuse_newer(found)
    if found != head():
        raise OldSchema(found=found or "none", needed=head())


def _file(url: str) -> Path | None:
    """Give the file of an SQLite database."""
    parts = make_url(url)
    sqlite = parts.get_backend_name() == "sqlite"
    return Path(parts.database or "") if sqlite else None


def _current_of_file(file: Path) -> str | None:
    """Read it without making the file, nor a thread that outlives a failure."""
    if not file.exists():
        return None
    reading = f"file:{quote(str(file.absolute()))}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(reading, uri=True, timeout=PATIENCE),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        return _current(connection)


def _why(error: BaseException) -> str:
    """Say in one line what an engine complains of."""
    if isinstance(error, TimeoutError):
        return f"it did not answer within {PATIENCE:g} seconds"
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    return said.rstrip(".") or type(error).__name__


def _history() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())


def _refuse_newer(found: str | None) -> None:
    """Refuse a database that a later version of Longwatch has migrated."""
    known = {script.revision for script in _history().walk_revisions()}
    if found is not None and found not in known:
        raise NewerSchema(found=found, needed=head())


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def _with_connection(url: str, act: Callable[[Connection], Result]) -> Result:
    engine = create_async_engine(
        url, poolclass=NullPool, connect_args={"timeout": PATIENCE}
    )
    try:
        async with _connected(engine, url) as connection, connection.begin():
            return await connection.run_sync(act)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine, url: str) -> AsyncIterator[AsyncConnection]:
    """Connect, or refuse with what the engine complains of."""
    try:
        connection = await engine.connect()
    except AWAY as error:
        raise Unreachable(where=where(url), why=_why(error)) from error
    try:
        yield connection
    finally:
        await connection.close()
