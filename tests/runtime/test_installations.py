"""Installing: the first start, of several processes at once."""

import asyncio
from contextlib import AsyncExitStack

import asyncpg

from bot.playground.server import Playground, serve
from bot.runtime import manifest
from tests import factories, person

PROCESSES = 3


async def test_processes_that_start_together_serve_one_workspace(
    postgres_url, tmp_path
):
    playground = Playground(
        manifest=manifest.build("http://127.0.0.1:1"),
        signing_secret=factories.SECRET,
        bot_token=factories.TOKEN,
        app_token=factories.APP_TOKEN,
    )
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(serve(playground))
        environ = factories.environment(postgres_url, tmp_path / "home", slack)
        running = (factories.running(environ) for _ in range(PROCESSES))
        started = await asyncio.gather(*map(stack.enter_async_context, running))
        bots = [bot for bot, _ in started]

        async def look():
            return all(bot.installations.every() for bot in bots)

        await person.eventually(look, "every process knows the workspace", 20)
        served = {known.id for bot in bots for known in bot.installations.every()}
        assert len(served) == 1
        assert await owners(postgres_url) == served | {"system"}
        assert playground.parts.records.violations == []


async def owners(url):
    """Give whose keys are in the database."""
    connection = await asyncpg.connect(url)
    found = await connection.fetch("SELECT DISTINCT workspace FROM data_keys")
    await connection.close()
    return {row["workspace"] for row in found}
