import pytest

from bot import approvals, ledger
from tests.approvals import asking


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its approvals follows from the record."""
    yield scene
    home, held = scene.bot.settings.home, (approvals.held,)
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


@pytest.fixture
async def leads(scene):
    """Have dana and ana be tech lead."""
    await asking.assigned(scene, tech_lead=("U0DANA", "U0ANA"))
