"""A database that can't be read is told of in a sentence, and nothing is made."""

import pytest
from alembic.script import ScriptDirectory

from bot.core import dburl
from bot.runtime import migrating, schema
from tests.runtime.commands import run

AWAY = "postgresql://longwatch:s3cret@127.0.0.1:1/ops"


async def test_a_server_that_is_away_is_a_refusal_without_the_password():
    with pytest.raises(schema.Unreachable) as refusal:
        await schema.current(dburl.translate(AWAY))
    assert "127.0.0.1:1, ops can't be reached" in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


async def test_a_command_says_so_too():
    ran = await run({"DATABASE_URL": AWAY}, "db", "check")
    assert ran.code == 1
    assert "can't be reached" in ran.err


async def test_a_file_that_is_no_database_is_a_refusal(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("these are notes, and not a few of them\n" * 100)
    for act in (schema.current, schema.upgrade):
        with pytest.raises(schema.Unreachable, match="file is not a database"):
            await act(f"sqlite+aiosqlite:///{file}")


async def test_looking_at_a_file_that_is_not_there_does_not_make_it(tmp_path):
    file = tmp_path / "longwatch.db"
    assert await schema.current(f"sqlite+aiosqlite:///{file}") is None
    assert not file.exists()


async def test_a_file_of_any_name_can_be_looked_at(tmp_path):
    url = dburl.sqlite_file(str(tmp_path / "a b#c%20d?.db"))
    await schema.upgrade(url)
    assert await schema.current(url) == schema.head()


def test_migrations_are_known_by_the_numbers_of_their_files():
    history = ScriptDirectory.from_config(
        migrating.configuration(schema.SCRIPTS)
    ).walk_revisions()
    assert [script.revision for script in history] == schema.migrations()[::-1]
