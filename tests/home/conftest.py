import pytest

from tests.home.reading import Home


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def gus(scene):
    """Sit down as a guest."""
    return scene.person("gus")


@pytest.fixture
def home(scene):
    """Give how somebody reads and uses their Home tab."""

    def of(who):
        return Home(scene=scene, who=who)

    return of
