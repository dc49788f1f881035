import pytest

from tests.ledger.scene import Scene


@pytest.fixture
async def scene(db, tmp_path):
    """Give a workspace whose ledger has just begun."""
    scene = Scene(database=db, home=tmp_path / "home")
    await scene.install()
    return scene
