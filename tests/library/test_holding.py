"""Documents are held against the record."""

import pytest
from sqlalchemy import text

from bot import library
from tests import factories
from tests.library.test_flow import written

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def forged(database, tmp_path):
    """Start a bot, with a runbook, in whose database somebody writes by hand."""
    async with factories.scene(database, tmp_path / "home") as made:
        await written(made, made.person("dana"))
        yield made


async def attack(scene, statement):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement))


async def found(scene):
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as work:
        return [sentence async for sentence in library.held(work)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("text = 'Run rm -rf'", "its text is not the one that was written."),
        ("title = 'Cache'", "title in the table is not what the record says."),
        ("state = 'retired'", "state in the table is not what the record says."),
        ("version = 7", "version in the table is not what the record says."),
        ("kind = 'playbook'", "kind in the table is not what the record says."),
    ],
)
async def test_a_forged_document_is_named(forged, change, told):
    assert await found(forged) == []
    await attack(forged, f"UPDATE documents SET {change}")
    (line,) = await found(forged)
    assert line.startswith("Document ")
    assert line.endswith(told)


async def test_a_deleted_document_is_missed(forged):
    await attack(forged, "DELETE FROM documents")
    (line,) = await found(forged)
    assert "is missing in the table, the record says it was written." in line
