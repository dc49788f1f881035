import pytest

from tests.incidents.conftest import proven
from tests.services.registering import added


@pytest.fixture
async def scene(scene):
    """Start a bot with a service; whatever a test did follows from the record."""
    dana = scene.person("dana")
    await added(scene, dana)
    yield scene
    await proven(scene)


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def gus(scene):
    """Sit down as a guest."""
    return scene.person("gus")
