import os
from pathlib import Path

import pytest

from tests import person
from tests.browser import screen
from tests.playground import page_browser
from tests.playing import playing

PICTURES = Path(__file__).parents[2] / "screenshots"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    with page_browser.chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
async def playground(tmp_path):
    """Start the playground as a person does."""
    async with playing(tmp_path) as started:
        yield started
        assert await started.ends() == 0


@pytest.fixture
def url(playground):
    """Give the address that it prints."""
    return playground.url


@pytest.fixture
async def slack(url):
    """Give the Slack behind the page, for what is not looked at."""
    async with person.slack(url) as slack:
        yield slack


@pytest.fixture
async def dana(chromium, url):
    """Sit down before the page; with SCREENSHOTS set, pictures of it are kept."""
    wanted = PICTURES if os.environ.get("SCREENSHOTS") else None
    async with page_browser.browsing(chromium, url, still=True) as page:
        yield screen.Screen(page, wanted)
