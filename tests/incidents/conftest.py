import pytest

from bot import ledger
from bot.runtime.commands.ledger import PROJECTIONS
from tests import factories


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its incidents follows from the record."""
    yield scene
    await proven(scene)


@pytest.fixture
async def edge(sqlite_url, tmp_path):
    """Start a bot beside a strict Slack, where the engine makes no difference."""
    async with factories.scene(sqlite_url, tmp_path / "home") as made:
        yield made
        await proven(made)


async def proven(scene):
    """Hold what the tables say against the record."""
    for known in scene.bot.installations.every():
        whose = {"workspace": known.id, "actor": "clock"}
        async with scene.bot.transactions.look(**whose) as work:
            home = scene.bot.settings.home
            result = await ledger.verify(work, home=home, projections=PROJECTIONS)
        assert list(map(str, result.findings)) == []


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
async def room(scene, dana):
    """Declare INC-1 and give the name of its room."""
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    return "inc-1-checkout-500s"
