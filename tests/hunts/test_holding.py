"""Hunts are held against the record: nobody makes a defect worse, or away."""

import pytest

from bot import hunts
from tests import factories
from tests.forging import forged
from tests.hunts.hunting import FOUND, START, types
from tests.services.registering import looking

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def ended(database, tmp_path):
    """Start a bot, with a hunt that ended, in whose database somebody writes."""
    async with factories.scene(database, tmp_path / "home") as made:
        dana = made.person("dana")
        await types(made, dana, START)
        await types(made, dana, FOUND)
        await types(made, dana, "confirm DEF-1 critical")
        await types(made, dana, "extend 2d the vault was not looked at")
        await types(made, dana, "end the verifier and its checkpoints held")
        yield made


async def found(scene):
    async with looking(scene, "clock") as work:
        return [sentence async for sentence in hunts.held(work)]


CHANGES = (
    ("hunts", "scope = 'less'"),
    ("hunts", "state = 'running'"),
    ("hunts", "untouched = 'nothing'"),
    ("hunts", "extended = ''"),
    ("hunts", "started_by = 'U0EVE'"),
    ("hunts", "ends_at = '2026-01-01 00:00:00'"),
    ("defects", "severity = 'low'"),
    ("defects", "state = 'rejected'"),
    ("defects", "reproducer = 'none'"),
    ("defects", "found_by = 'U0EVE'"),
    ("defects", "seen = 9"),
    ("defects", "area = 'elsewhere'"),
)


async def test_a_forged_or_deleted_row_is_named(ended):
    assert await found(ended) == []
    for table, change in CHANGES:
        async with forged(ended, table, f"UPDATE {table} SET {change}"):
            (line,) = await found(ended)
        assert line.startswith("Hunt " if table == "hunts" else "Defect ")
        named = change.partition(" ")[0]
        assert line.endswith(f"{named} in the table is not what the record says.")
    for table in ("hunts", "defects"):
        async with forged(ended, table, f"DELETE FROM {table}"):
            (line,) = await found(ended)
        assert "is missing in the table" in line
    assert await found(ended) == []
