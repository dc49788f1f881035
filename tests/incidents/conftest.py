import pytest

from tests import factories


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
async def room(scene, dana):
    """Declare INC-1 and give the name of its room."""
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    return "inc-1-checkout-500s"


@pytest.fixture
async def edge(sqlite_url, tmp_path):
    """Start a bot beside a strict Slack, where the engine makes no difference."""
    async with factories.scene(sqlite_url, tmp_path / "home") as made:
        yield made
