"""A strict Slack in a process of its own, without rate limits: prints its address.

`GET /bench/addresses?many=N` gives N fresh addresses for answers, one per line, as if
somebody had just used the bot N times.
"""

import asyncio
import signal
import sys

import uvloop
from aiohttp import web

from bot.playground.server import Playground, serve
from bot.runtime import manifest
from tests import factories
from tests.bench import load


def _addresses(playground):
    def give(request: web.Request) -> web.Response:
        many = int(request.query["many"])
        issue = playground.parts.responses.issue
        found = [issue(load.PEOPLE[0], load.CHANNEL) for _ in range(many)]
        return web.Response(text="\n".join(found))

    async def handle(request: web.Request) -> web.Response:
        return give(request)

    return handle


async def main() -> None:
    playground = Playground(
        manifest=manifest.build("http://127.0.0.1:1"),
        signing_secret=factories.SECRET,
        bot_token=factories.TOKEN,
        app_token=factories.APP_TOKEN,
        limits=False,
    )
    playground.app.router.add_get("/bench/addresses", _addresses(playground))
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    async with serve(playground) as address:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        await ended.wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
