import pytest


@pytest.fixture
def sam(scene):
    return scene.person("sam")


@pytest.fixture
async def room(scene, dana):
    """Declare INC-1 and give the name of its room."""
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    return "inc-1-checkout-500s"
