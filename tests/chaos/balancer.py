"""A load balancer: what Slack sends goes to each process in turn."""

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
KEPT = ("content-type", "x-slack-request-timestamp", "x-slack-signature")
AGAIN = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}


@contextlib.asynccontextmanager
async def balancing(urls: Sequence[str]) -> AsyncIterator[str]:
    """Give an address from which requests go to each of *urls* in turn.

    What goes to any but the first says that it is sent again.
    """
    turns = itertools.cycle(enumerate(urls))

    async def handed_on(request: web.Request) -> web.Response:
        turn, url = next(turns)
        sent = {name: request.headers[name] for name in KEPT} | (AGAIN if turn else {})
        posting = session.post(url, data=await request.read(), headers=sent)
        async with posting as answer:
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                content_type=answer.content_type,
            )

    app = web.Application()
    app.router.add_post("/slack/events", handed_on)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    async with aiohttp.ClientSession() as session:
        try:
            await web.TCPSite(runner, HOST, 0).start()
            yield f"http://{HOST}:{runner.addresses[0][1]}/slack/events"
        finally:
            await runner.cleanup()
