import pytest

from bot import calendar, ledger
from tests.calendar import calling


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its calendar follows from the record."""
    await calling.begins(scene)
    yield scene
    home, held = scene.bot.settings.home, (calendar.held,)
    for known in scene.bot.installations.every():
        whose = {"workspace": known.id, "actor": "clock"}
        async with scene.bot.transactions.look(**whose) as work:
            result = await ledger.verify(work, home=home, projections=held)
        assert list(map(str, result.findings)) == []


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def kenji(scene):
    return scene.person("kenji")
