"""The schema: migrations, run outside the event loop, on both engines."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.core.errors import Refused

Result = TypeVar("Result")
SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


class OldSchema(Refused):
    """The database is at {found}, this needs {needed}: run `longwatch db upgrade`."""


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


async def current(url: str) -> str | None:
    """Give the migration that the database at *url* is at; None when it is empty."""
    return await _with_connection(url, _current)


async def upgrade(url: str) -> None:
    """Bring the database at *url* to the newest migration."""
    _refuse_newer(await current(url))
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
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(act)
    finally:
        await engine.dispose()
