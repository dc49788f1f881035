import pytest

from bot.playground.server import Playground, serve
from bot.playground.things import File
from tests import person
from tests.conformance.caller import Caller
from tests.conformance.surfaces import Surfaces
from tests.playground.counterparts import (
    APP_TOKEN,
    SCOPES,
    SECRET,
    TOKEN,
    listening,
    manifest,
)

# What the samples name where they show a picture of a file.
PICTURE = File(
    id="F1",
    channel="",
    user="U0DANA",
    readers=frozenset({"U0LONGWATCH"}),
    name="cat.png",
    mimetype="image/png",
    held=b"PNG",
    created=0,
)


@pytest.fixture
async def app():
    """Listen as an app does, and answer what a test tells it to."""
    async with listening() as made:
        yield made


@pytest.fixture
def settings():
    """Change in a test module, or by parametrisation, what the manifest says."""
    return {"scopes": (*SCOPES, "files:read")}


@pytest.fixture
async def slack(app, settings):
    """Start a strict Slack; everything else goes over HTTP."""
    made = Playground(
        manifest=manifest(**settings),
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=APP_TOKEN,
        request_url=app.url,
        limits=False,
    )
    made.parts.world.files[PICTURE.id] = PICTURE
    async with serve(made) as address, person.slack(address) as found:
        await found.post("clock", still=True)  # a slow machine changes nothing
        yield found


@pytest.fixture
def api(slack):
    return Caller(url=slack.url, session=slack.session)


@pytest.fixture
def dana(slack):
    return slack.person("dana")


@pytest.fixture
def ana(slack):
    return slack.person("ana")


@pytest.fixture
def surfaces(app, api, slack, dana):
    """Send blocks to a message, a modal or a Home tab."""
    return Surfaces(api=api, slack=slack, dana=dana, triggers=app.received)
