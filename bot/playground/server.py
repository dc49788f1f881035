"""The playground as a web server: Web API, sockets, control API and the page."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from aiohttp import hdrs, web

from bot.playground import control, files, page
from bot.playground import manifest as manifests
from bot.playground.hooks import Hooks
from bot.playground.parts import Parts, Seed, assemble
from bot.playground.seed import harbour
from bot.playground.world import PATIENCE

Json = dict[str, Any]

HOST = "127.0.0.1"

LARGEST = 16 * 2**20
"""Bytes of a request: a file of 10 MB in base64, and room to spare."""


@dataclass(kw_only=True)
class Playground:
    """A strict Slack for the app that *manifest* describes (Slack's manifest format).

    `request_url` is where signed HTTP goes; it can be set later, as its `limits` can be
    switched, through the control API. `patience` is that of the world: three
    seconds in Slack, more for whoever tests on a machine that may stall.
    """

    manifest: Json
    signing_secret: str
    bot_token: str
    app_token: str
    request_url: str | None = None
    limits: bool = True
    patience: float = PATIENCE
    seed: Seed = harbour
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        """Install the app and seed the workspace."""
        installed = manifests.read(
            self.manifest,
            signing_secret=self.signing_secret,
            bot_token=self.bot_token,
            app_token=self.app_token,
        )
        installed.request_url = self.request_url
        self.parts = assemble(
            installed, self.seed, limits=self.limits, patience=self.patience
        )

    @cached_property
    def app(self) -> web.Application:
        """Return the aiohttp application."""
        app = web.Application(client_max_size=LARGEST)
        for verb in (hdrs.METH_GET, hdrs.METH_POST):
            app.router.add_route(verb, "/api/{method}", self.parts.api.handle)
        app.router.add_post("/respond/{name}", self.parts.responses.handle)
        app.router.add_get("/socket/{ticket}", self.parts.sockets.handle)
        app.add_routes(files.routes(self.parts))
        app.add_routes(control.routes(self.parts))
        app.add_routes(Hooks(parts=self.parts).routes())
        app.add_routes(page.routes(self))
        app.cleanup_ctx.append(self._running)
        app.on_shutdown.append(self._shut)
        return app

    def connect(self, request_url: str) -> None:
        """Send what the app is to hear to *request_url* from now on, by signed HTTP."""
        self.parts.world.app.request_url = request_url

    def lose(self, why: str) -> None:
        """Say from now on that the app is down for good, and *why*."""
        self.parts.lost = why
        self.parts.live.touch({"bot"}, None)

    async def _running(self, _: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(self.parts.watch())
        yield
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await self.parts.events.close()
        await self.parts.deliveries.close()

    async def _shut(self, _: web.Application) -> None:
        self.parts.live.close()
        self.parts.world.clock.close()
        self.parts.api.faults.clear()
        await self.parts.sockets.close()


@contextlib.asynccontextmanager
async def serve(playground: Playground, port: int = 0) -> AsyncIterator[str]:
    """Serve *playground* on this machine only; yield its address.

    Port 0 takes any free one.
    """
    runner = web.AppRunner(playground.app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        address = f"http://{HOST}:{runner.addresses[0][1]}"
        playground.parts.world.address = address
        yield address
    finally:
        await runner.cleanup()
