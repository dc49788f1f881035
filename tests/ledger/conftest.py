import pytest

from bot.core import dburl
from bot.core.db import Database
from tests.ledger.scene import Scene


@pytest.fixture
async def db(database):
    opened = Database(dburl.translate(database))
    yield opened
    await opened.close()


@pytest.fixture
async def scene(db, tmp_path):
    """Give a workspace whose ledger has just begun."""
    scene = Scene(database=db, home=tmp_path / "home")
    await scene.install()
    return scene
