import contextlib
import io

import pytest

from bot.playground.server import Playground, serve
from bot.runtime import manifest, observe
from tests import factories, person


@pytest.fixture
async def edge(sqlite_url, tmp_path):
    """Start a bot beside a strict Slack, where the engine makes no difference."""
    async with factories.scene(sqlite_url, tmp_path / "home") as made:
        yield made


@pytest.fixture
def logs():
    """Give what is written to the log, as it is written in production."""
    stream = io.StringIO()
    observe.configure_logs(stream=stream)
    return stream


@pytest.fixture
async def slack(tmp_path):
    """Start a strict Slack to which no bot is connected yet."""
    playground = Playground(
        manifest=manifest.build("http://127.0.0.1:1"),
        signing_secret=factories.SECRET,
        bot_token=factories.TOKEN,
        app_token=factories.APP_TOKEN,
        limits=False,
    )
    async with serve(playground) as url, person.slack(url) as found:
        found.playground = playground
        yield found


@pytest.fixture
def start(slack, tmp_path):
    """Give what runs a bot, or a part of one, beside the strict Slack."""

    @contextlib.asynccontextmanager
    async def started(database, **parts):
        environ = factories.environment(database, tmp_path / "home", slack.url)
        async with factories.running(environ, **parts) as (bot, url):
            if bot.serves:
                await slack.post("app", request_url=f"{url}/slack/events")
            made = factories.Scene(
                bot=bot, slack=slack, playground=slack.playground, url=url
            )
            await installed(bot)
            if bot.works:
                await made.settled()
            try:
                yield made
            finally:
                await made.quiet()

    return started


async def installed(bot):
    async def look():
        return bot.installations.every()

    await person.eventually(look, "the bot knows its workspace")
