import pytest


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def kenji(scene):
    return scene.person("kenji")
