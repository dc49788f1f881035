import pytest

from tests.approvals import asking


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
def kenji(scene):
    return scene.person("kenji")


@pytest.fixture
async def leads(scene):
    """Have dana and ana be tech lead."""
    await asking.assigned(scene, tech_lead=("U0DANA", "U0ANA"))
