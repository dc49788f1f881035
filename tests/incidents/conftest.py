import pytest

from bot import incidents, ledger


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its incidents follows from the record."""
    yield scene
    for known in scene.bot.installations.every():
        whose = {"workspace": known.id, "actor": "clock"}
        async with scene.bot.transactions.look(**whose) as work:
            home, held = scene.bot.settings.home, (incidents.held,)
            proven = await ledger.verify(work, home=home, projections=held)
        assert list(map(str, proven.findings)) == []


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
async def room(scene, dana):
    """Declare INC-1 and give the name of its room."""
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    return "inc-1-checkout-500s"
