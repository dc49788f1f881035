import pytest

from bot.core import dburl
from bot.core.db import Database


@pytest.fixture
async def db(database):
    opened = Database(dburl.translate(database))
    yield opened
    await opened.close()
