import shutil

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.core import dburl
from bot.core.tables import new_id
from bot.runtime import schema


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request, tmp_path):
    """Give the address of a database without any table, once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'longwatch.db'}"
    server = request.getfixturevalue("postgres_server")
    name = f"empty_{new_id().replace('-', '')}"
    server.psql(f"CREATE DATABASE {name}")
    return server.get_uri(name)


@pytest.fixture
async def within(empty):
    """Run a function over one connection, in one transaction that is rolled back."""
    engine = create_async_engine(dburl.translate(empty), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.begin()
        yield connection.run_sync
        await connection.rollback()
    await engine.dispose()


@pytest.fixture
def scripts(tmp_path):
    """Copy the migrations, for a test to add one of its own."""
    return shutil.copytree(schema.SCRIPTS, tmp_path / "migrations")
