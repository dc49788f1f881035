"""Drills are held against the record: nobody makes one pass that did not."""

import pytest

from bot import backups
from tests import factories
from tests.backups.drilling import running, types
from tests.forging import forged
from tests.services.registering import added, looking

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def failed(database, tmp_path):
    """Start a bot, with a drill that failed, in whose database somebody writes."""
    async with factories.scene(database, tmp_path / "home") as made:
        dana = made.person("dana")
        await added(made, dana)
        await running(made, dana, "plan checkout restore orders with me")
        await made.forward(hours=1)
        await types(made, dana, "restored backup 9h ago")
        await types(made, dana, "finish we learned something")
        yield made


async def found(scene):
    async with looking(scene, "clock") as work:
        return [sentence async for sentence in backups.held(work)]


NOT_SAID = "in the table is not what the record says."


CHANGES = (
    "lessons = 'none'",
    "scenario = 'less'",
    "coordinator = 'U0EVE'",
    "state = 'aborted'",
    "kind = 'dr'",
    "ended_at = '2026-01-01 00:00:00'",
    "planned_by = 'U0EVE'",
    "plan = 'x'",
)
BETTER = ("verdict = 'passed'", "rpo = 999999", "restored_to = started_at")


async def test_a_forged_drill_is_named(failed):
    assert await found(failed) == []
    for change in CHANGES:
        async with forged(failed, "drills", f"UPDATE drills SET {change}"):
            (line,) = await found(failed)
        assert line.startswith("Drill ")
        assert line.endswith(f"{change.partition(' ')[0]} {NOT_SAID}")
    assert await found(failed) == []


async def test_no_failure_is_made_a_success_and_none_is_made_away(failed):
    for change in BETTER:
        async with forged(failed, "drills", f"UPDATE drills SET {change}"):
            lines = await found(failed)
        assert any(line.endswith(NOT_SAID) for line in lines), change
        wrong = "its verdict is not what was measured."
        assert any(line.endswith(wrong) for line in lines), change
    async with forged(failed, "drills", "DELETE FROM drills"):
        (line,) = await found(failed)
    assert "is missing in the table, the record says it was planned." in line
