"""A row that somebody changed behind the record's back is found."""

import pytest

from bot import ledger, maintenance
from bot.maintenance.rules import Window
from tests import factories
from tests.forging import forged
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def scene(database, tmp_path):
    """Start a bot whose rows a test may change."""
    async with factories.scene(database, tmp_path / "home") as made:
        yield made


CHANGES = [
    # (the table, what is changed, what is found)
    ("maintenance_requests", "plan = 'none'", "plan in the table"),
    ("maintenance_requests", "state = 'scheduled'", "state in the table"),
    ("maintenance_requests", 'signed = \'{"a": "b"}\'', "signed in the table"),
    ("maintenance_freezes", "reason = 'none'", "reason in the table"),
    ("standing_windows", "minutes = 600", "minutes in the table"),
]


async def filled(scene):
    await keeping.made(scene)
    span = Window(
        begins=keeping.now(scene) + HOUR * 100,
        ends=keeping.now(scene) + HOUR * 200,
        zone="UTC",
    )
    async with keeping.work(scene, "clock") as work:
        await maintenance.freeze(work, span, "The yearly sale: nothing may break")
        await maintenance.stand(work, "billing", "every sunday at 02:00", HOUR, "UTC")
    await scene.settled()


async def found(scene):
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as work:
        home, held = scene.bot.settings.home, (maintenance.held,)
        result = await ledger.verify(work, home=home, projections=held)
    return [str(one) for one in result.findings]


async def test_what_was_changed_in_secret_or_is_gone_is_found(scene):
    await filled(scene)
    assert await found(scene) == []
    for table, change, told in CHANGES:
        async with forged(scene, table, f"UPDATE {table} SET {change}"):
            assert [told in line for line in await found(scene)] == [True], change
    gone = "DELETE FROM maintenance_freezes"
    async with forged(scene, "maintenance_freezes", gone):
        (line,) = await found(scene)
    assert "is missing in the table, the record says it was set" in line
    assert await found(scene) == []
