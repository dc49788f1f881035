import pytest

from tests.calendar import calling


@pytest.fixture
async def scene(scene):
    await calling.begins(scene)
    return scene


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def kenji(scene):
    return scene.person("kenji")
