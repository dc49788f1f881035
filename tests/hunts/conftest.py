import pytest

from tests.incidents.conftest import proven


@pytest.fixture
async def scene(scene):
    """Start a bot; whatever a test did to its hunts follows from the record."""
    yield scene
    await proven(scene)


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def ana(scene):
    return scene.person("ana")


@pytest.fixture
def gus(scene):
    """Sit down as a guest."""
    return scene.person("gus")
