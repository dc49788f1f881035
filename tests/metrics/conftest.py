import pytest

from tests import factories
from tests.calendar import calling
from tests.incidents.conftest import proven


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its incidents follows from the record."""
    await calling.begins(scene)
    yield scene
    await proven(scene)


@pytest.fixture
async def edge(sqlite_url, tmp_path):
    """Start a bot beside a strict Slack, where the engine makes no difference."""
    async with factories.scene(sqlite_url, tmp_path / "home") as made:
        yield made
        await proven(made)


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def gus(scene):
    """Sit down as a guest."""
    return scene.person("gus")
