import pytest


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def gus(scene):
    """Sit down as a guest."""
    return scene.person("gus")
