from functools import partial

import pytest

from bot.playground.server import Playground, serve
from tests import person
from tests.playground import page_browser, page_scene
from tests.playground.counterparts import (
    APP_TOKEN,
    SECRET,
    TOKEN,
    Api,
    listening,
    manifest,
)


@pytest.fixture
async def bot():
    async with listening() as made:
        yield made


@pytest.fixture
def settings():
    """Change in a test module or by parametrisation what the app's manifest says."""
    return {}


@pytest.fixture
async def playground(bot, settings):
    made = Playground(
        manifest=manifest(**settings),
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=APP_TOKEN,
        request_url=bot.url,
        limits=False,
    )
    async with serve(made):
        yield made


@pytest.fixture
async def slack(playground):
    async with person.slack(playground.parts.world.address) as found:
        yield found


@pytest.fixture
def api(slack):
    return Api(url=slack.url, session=slack.session)


@pytest.fixture
def dana(slack):
    return slack.person("dana")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    with page_browser.chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
def browse(chromium, slack, bot, api):
    """Open the page before an app that knows its part; see `page_browser.browsing`."""
    page_scene.rehearse(bot, api)
    return partial(page_browser.browsing, chromium, slack.url)


@pytest.fixture
async def page(browse):
    async with browse() as opened:
        yield opened
