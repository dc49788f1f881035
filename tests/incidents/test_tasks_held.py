"""Tasks that somebody asked for are held against the record."""

import pytest
from sqlalchemy import text

from bot import incidents
from tests import factories

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)
ASKED = "checklist = ''"


@pytest.fixture
async def forged(database, tmp_path):
    """Start a bot, with a task that was done, in whose database somebody writes."""
    async with factories.scene(database, tmp_path / "home") as made:
        dana = made.person("dana")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await dana.types("#general", "/incident task INC-1 call the bank @ana by 23:59")
        await dana.types("#general", "/incident check INC-1 5")
        await dana.types("#general", "/incident check INC-1 1")
        await made.settled()
        yield made


async def found(scene):
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as work:
        return [sentence async for sentence in incidents.held(work)]


async def attack(scene, statement):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("text = 'do nothing'", "text"),
        ("person = 'U0EVE'", "person"),
        ("progress = 'open'", "progress"),
        ("done_by = 'U0EVE'", "done_by"),
        ("due_at = '2036-01-01 00:00:00.000000'", "due_at"),
    ],
)
async def test_a_forged_task_is_named(forged, change, field):
    assert await found(forged) == []
    await attack(forged, f"UPDATE incident_tasks SET {change} WHERE {ASKED}")
    (line,) = await found(forged)
    assert line.startswith("Task ")
    assert line.endswith(f": {field} in the table is not what the record says.")


async def test_a_deleted_task_is_missed(forged):
    await attack(forged, f"DELETE FROM incident_tasks WHERE {ASKED}")
    (line,) = await found(forged)
    assert "is missing in the table, the record says it was asked for." in line
