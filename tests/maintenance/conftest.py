import pytest

from bot import approvals, calendar, ledger, maintenance
from tests.maintenance import keeping


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its maintenance follows from the record."""
    yield scene
    home = scene.bot.settings.home
    held = (maintenance.held, approvals.held, calendar.held)
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
async def signers(scene):
    """Have ana sign off changes and patches, kenji windows; sam leads DevOps."""
    await keeping.assigned(
        scene,
        tech_lead=("U0ANA",),
        security_lead=("U0ANA",),
        product_owner=("U0KENJI",),
        devops_lead=("U0SAM",),
    )


@pytest.fixture
async def scheduled(scene, dana, signers):
    """Have dana's MNT-1 approved, for tomorrow at 22:00 of hers, for two hours."""
    return await keeping.scheduled(scene, dana)
