"""The schema: migrations, run outside the event loop, on both engines."""

import asyncio
import importlib
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.core.errors import Refused

Result = TypeVar("Result")
SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
KEPT = "alembic_version"  # the table in which Alembic keeps where it is
VERSION = text("SELECT version_num FROM alembic_version")
PATIENCE = 5.0  # seconds until a database that does not answer is given up
AWAY = (SQLAlchemyError, OSError)


class OldSchema(Refused):
    """The database is at {found}, this needs {needed}: run `longwatch db upgrade`."""


class Unreachable(Refused):
    """The database at {where} can't be reached: {why}."""


class NotMigrated(Refused):
    """The database at {where} can't be migrated: {why}.

    Is it another program's? Name one of Longwatch's own in DATABASE_URL.
    """


class NewerSchema(Refused):
    """The database is at {found}, newer than this Longwatch ({needed}): update it."""


def migrations() -> list[str]:
    """Give every migration that this version knows, in order: they are numbered."""
    files = (SCRIPTS / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def head() -> str:
    """Give the newest migration that this version knows."""
    return migrations()[-1]


def known(migration: str) -> bool:
    """Tell whether this version knows *migration*."""
    return migration in migrations()


async def current(url: str) -> str | None:
    """Give the migration that the database at *url* is at; None when it is empty.

    Raises Unreachable. A file that is not there is empty, and is not made.
    """
    found = file(url)
    if found is None:
        return await _with_connection(url, _current)
    try:
        return await asyncio.to_thread(_current_of_file, found)
    except AWAY as error:
        raise Unreachable(where=where(url), why=complaint(error)) from error


def where(url: str) -> str:
    """Name the database at *url* for people: no password, no driver."""
    parts = make_url(url)
    if found := file(url):
        return str(found)
    place = f"{parts.host or 'a local socket'}:{parts.port or 5432}"
    return f"{place}, {parts.database}"


async def upgrade(url: str) -> None:
    """Bring the database at *url* to the newest migration; raises Unreachable."""
    found = await current(url)  # what can't be read is told of before it is changed
    _refuse_newer(found)
    if found != head():
        await _migrate(url, "upgrade")


async def check(url: str) -> None:
    """Raise Alembic's CommandError when the tables are not what the code says."""
    await _migrate(url, "check")


async def _migrate(url: str, act: str) -> None:
    """Load Alembic, 7 MB that a bot whose schema is current does without, and *act*."""
    alembic = importlib.import_module("bot.runtime.migrating")
    try:
        await _with_connection(url, partial(getattr(alembic, act), scripts=SCRIPTS))
    except SQLAlchemyError as error:
        raise NotMigrated(where=where(url), why=complaint(error)) from error


async def require(url: str) -> None:
    """Refuse to serve a database that is not at the newest migration."""
    found = await current(url)
    _refuse_newer(found)
    if found != head():
        raise OldSchema(found=found or "none", needed=head())


def file(url: str) -> Path | None:
    """Give the file of an SQLite database."""
    parts = make_url(url)
    sqlite = parts.get_backend_name() == "sqlite"
    return Path(parts.database or "") if sqlite else None


def _current_of_file(place: Path) -> str | None:
    """Read it without making the file, nor a thread that outlives a failure."""
    if not place.exists():
        return None
    reading = f"file:{quote(str(place.absolute()))}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(reading, uri=True, timeout=PATIENCE),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        return _current(connection)


def complaint(error: BaseException) -> str:
    """Say in one line what an engine complains of."""
    if isinstance(error, TimeoutError):
        return f"it did not answer within {PATIENCE:g} seconds"
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    said = re.sub("^<class [^>]*>: ", "", said)  # asyncpg's, as SQLAlchemy wraps it
    return said.rstrip(".") or type(error).__name__


def _refuse_newer(found: str | None) -> None:
    """Refuse a database that a later version of Longwatch has migrated."""
    if found is not None and not known(found):
        raise NewerSchema(found=found, needed=head())


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(KEPT):
        return None
    version = connection.execute(VERSION).scalar()
    return None if version is None else str(version)


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
        raise Unreachable(where=where(url), why=complaint(error)) from error
    try:
        yield connection
    finally:
        await connection.close()
