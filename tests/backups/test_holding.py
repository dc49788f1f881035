"""Drills are held against the record: nobody makes one pass that did not."""

import pytest
from sqlalchemy import text

from bot import backups
from tests import factories
from tests.backups.drilling import running, types
from tests.services.registering import added, looking

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def forged(database, tmp_path):
    """Start a bot, with a drill that failed, in whose database somebody writes."""
    async with factories.scene(database, tmp_path / "home") as made:
        dana = made.person("dana")
        await added(made, dana)
        await running(made, dana, "plan checkout restore orders with me")
        await made.forward(hours=1)
        await types(made, dana, "restored backup 9h ago")
        await types(made, dana, "finish we learned something")
        yield made


async def attack(scene, statement):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement))


async def found(scene):
    async with looking(scene, "clock") as work:
        return [sentence async for sentence in backups.held(work)]


NOT_SAID = "in the table is not what the record says."


@pytest.mark.parametrize(
    "change",
    [
        "lessons = 'none'",
        "scenario = 'less'",
        "coordinator = 'U0EVE'",
        "state = 'aborted'",
        "kind = 'dr'",
        "ended_at = '2026-01-01 00:00:00'",
        "planned_by = 'U0EVE'",
        "plan = 'x'",
    ],
)
async def test_a_forged_drill_is_named(forged, change):
    assert await found(forged) == []
    await attack(forged, f"UPDATE drills SET {change}")
    (line,) = await found(forged)
    assert line.startswith("Drill ")
    assert line.endswith(f"{change.partition(' ')[0]} {NOT_SAID}")


@pytest.mark.parametrize(
    "change",
    [
        "verdict = 'passed'",
        "rpo = 999999",
        "restored_to = started_at",
    ],
)
async def test_no_failure_is_made_a_success(forged, change):
    await attack(forged, f"UPDATE drills SET {change}")
    lines = await found(forged)
    assert any(line.endswith(NOT_SAID) for line in lines)
    assert any(line.endswith("its verdict is not what was measured.") for line in lines)


async def test_a_deleted_drill_is_missed(forged):
    await attack(forged, "DELETE FROM drills")
    (line,) = await found(forged)
    assert "is missing in the table, the record says it was planned." in line
