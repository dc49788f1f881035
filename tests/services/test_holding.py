"""Services and their proofs are held against the record."""

import pytest

from bot import services
from tests import factories
from tests.forging import forged
from tests.services.registering import added, looking

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def registered(database, tmp_path):
    """Start a bot, with a service, in whose database somebody writes by hand."""
    async with factories.scene(database, tmp_path / "home") as made:
        dana = made.person("dana")
        await added(made, dana)
        await dana.types("#general", "/ops service prove checkout docs published")
        await dana.types("#general", "/ops service edit checkout rto 8h")
        yield made


async def found(scene):
    async with looking(scene, "clock") as work:
        return [sentence async for sentence in services.held(work)]


NOT_SAID = "in the table is not what the record says."


SERVICES = (
    ("rto = 999999", "rto"),
    ("rpo = 999999", "rpo"),
    ("owner = 'U0EVE'", "owner"),
    ("title = 'Search'", "title"),
    ("standby = 'hot'", "standby"),
    ("plan = 'none'", "plan"),
    ("runbook = 'auth'", "runbook"),
    ("entered_at = '2026-01-01 00:00:00'", "entered_at"),
    ("retired_at = '2026-01-01 00:00:00'", "retired_at"),
    ("version = 9", "version"),
)
PROOFS = (
    ("text = 'trust me'", "text"),
    ("\"by\" = 'U0EVE'", "by"),
    ("criterion = 'monitoring'", "criterion"),
    ("number = 7", "number"),
)
NOBODYS = (
    "INSERT INTO service_proofs SELECT workspace, 'x', service, 'monitoring', "
    'text, "by", at, 1 FROM service_proofs'
)


async def test_a_forged_service_is_named(registered):
    assert await found(registered) == []
    for change, column in SERVICES:
        async with forged(registered, "services", f"UPDATE services SET {change}"):
            (line,) = await found(registered)
        assert line.startswith("Service ")
        assert line.endswith(f"{column} {NOT_SAID}")
    assert await found(registered) == []


async def test_a_forged_proof_is_named(registered):
    table = "service_proofs"
    for change, column in PROOFS:
        async with forged(registered, table, f"UPDATE {table} SET {change}"):
            (line,) = await found(registered)
        assert line.startswith("Proof of a service ")
        assert line.endswith(f"{column} {NOT_SAID}")
    async with forged(registered, table, NOBODYS):
        (line,) = await found(registered)
    assert line == "Proof of a service x: the record knows nothing of it."


async def test_what_was_deleted_is_missed(registered):
    for table in ("services", "service_proofs"):
        async with forged(registered, table, f"DELETE FROM {table}"):
            (line,) = await found(registered)
        assert "is missing in the table, the record says it was" in line
