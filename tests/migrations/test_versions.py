"""What starts on which schema: an old one is migrated or refused, a newer refused."""

import asyncio
import os
import sys

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner

from bot.core import dburl
from bot.runtime import cli, migrating, schema
from tests import factories, house, processes

pytestmark = pytest.mark.house

NEEDED = schema.head()


@pytest.fixture
def environ(empty, tmp_path):
    """Give a whole environment; nothing is asked of the address of Slack."""
    return factories.environment(empty, tmp_path / "home", "http://127.0.0.1:9")


async def run(environ, *words):
    """Run a command beside the event loop: it runs one of its own."""
    ran = await asyncio.to_thread(CliRunner().invoke, cli.app, words, env=environ)
    return ran.exit_code, ran.output, str(ran.exception or "")


async def stamp(address, revision):
    """Make a database say that it is at *revision*."""
    await schema.upgrade(dburl.translate(address))
    engine = create_async_engine(dburl.translate(address))
    async with engine.begin() as connection:
        said = text("UPDATE alembic_version SET version_num = :revision")
        await connection.execute(said, {"revision": revision})
    await engine.dispose()


async def to_base(address):
    """Take every migration back, as a person with Alembic could."""
    engine = create_async_engine(dburl.translate(address))
    async with engine.begin() as connection:
        await connection.run_sync(
            lambda within: command.downgrade(
                migrating.configuration(schema.SCRIPTS, within), "base"
            )
        )
    await engine.dispose()


async def test_upgrade_brings_a_database_to_the_newest_migration(empty, environ):
    assert await run(environ, "db", "upgrade") == (
        0, f"The database is at migration {NEEDED}.\n", "",
    )  # fmt: skip
    assert await run(environ, "db", "check") == (
        0, f"The database is at migration {NEEDED}.\n", "",
    )  # fmt: skip
    assert await schema.current(dburl.translate(empty)) == NEEDED
    await schema.check(dburl.translate(empty))


async def test_upgrade_of_what_is_new_already_changes_nothing(environ):
    await run(environ, "db", "upgrade")

    assert (await run(environ, "db", "upgrade"))[0] == 0
    assert (await run(environ, "db", "check"))[0] == 0


async def test_check_of_an_old_schema_names_the_command(environ):
    code, _, refusal = await run(environ, "db", "check")

    assert code == 1
    assert refusal == (
        f"The database is at none, this needs {NEEDED}: run `longwatch db upgrade`."
    )


@pytest.mark.parametrize("empty", ["postgres"], indirect=True)
@pytest.mark.parametrize("name", ["run", "web", "worker"])
async def test_an_old_schema_is_refused_on_postgres_with_the_command(environ, name):
    code, _, refusal = await run(environ, name)

    assert code == 1
    assert refusal.endswith("run `longwatch db upgrade`.")


@pytest.mark.parametrize("words", ["db check", "db upgrade", "run"])
async def test_a_newer_schema_is_refused_by_an_older_longwatch(empty, environ, words):
    await stamp(empty, "9999")

    code, _, refusal = await run(environ, *words.split())

    assert code == 1
    assert refusal == (
        f"The database is at 9999, newer than this Longwatch ({NEEDED}): update it."
    )


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
@pytest.mark.parametrize("old", ["nothing", "base"])
async def test_run_migrates_an_older_sqlite_by_itself(empty, environ, tmp_path, old):
    if old == "base":
        await schema.upgrade(dburl.translate(empty))
        await to_base(empty)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    given = {**os.environ, **environ, "PYTHONPATH": str(house.ROOT)}

    async with processes.serving(f"{sys.executable} -m bot run", given, folder):
        assert await schema.current(dburl.translate(empty)) == NEEDED
