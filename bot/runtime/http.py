"""HTTP: Slack's requests, and what says how the bot is.

`POST /slack/events` takes commands, interactivity and events, `POST /hooks/…` what
others send in; `GET /healthz` says that the process answers, `/readyz` that it can
serve, `/metrics` what it did; a feed of the calendar is `GET /feeds/<token>.ics`.
"""

import asyncio
import hmac
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp

from bot.runtime import observe, receive, signing

LARGEST = 2 * 1024 * 1024  # bytes: a view of 250 KB, URL-encoded, is a third of it
SLOWEST = 5.0  # seconds for a whole body to arrive
PROBE = "longwatch doctor"  # who asks here to learn whether the secret is the same
# Slack's check of the certificate, which nobody says is signed; nothing else fits it.
CHECK = re.compile(rb"(?:token=[\w-]*&)?ssl_check=1(?:&token=[\w-]*)?")
Answer = Awaitable[web.StreamResponse]


@dataclass(frozen=True, kw_only=True)
class Front:
    """What the outside reaches."""

    bolt: AsyncApp
    secret: str | None
    ready: Callable[[], Awaitable[list[str]]]
    token: str | None
    """With it, the figures of workspaces are told; without one to nobody."""
    figures: Callable[[], Awaitable[bytes]]
    feed: Callable[[web.Request], Answer]
    hooks: Callable[[web.Request], Awaitable[web.Response]] | None = None

    def application(self) -> web.Application:
        """Make the aiohttp application."""
        app = web.Application(client_max_size=LARGEST, middlewares=[_plainly])
        app.add_routes(
            [
                web.get("/healthz", self.alive),
                web.get("/readyz", self.able),
                web.get("/metrics", self.metrics),
                web.get("/feeds/{token}.ics", self.feed),
            ]
        )
        if self.hooks is not None:
            app.router.add_post("/hooks/{kind}/{token}", self.hooks)
        if self.secret is not None:
            app.router.add_post("/slack/events", self.events)
            app.router.add_get("/slack/events", self.probe)
        return app

    async def events(self, request: web.Request) -> web.Response:
        """Take one request of Slack's, if it is one."""
        try:
            async with asyncio.timeout(SLOWEST):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408, text="too slow")
        except (ConnectionError, web.RequestPayloadError):
            return web.Response(status=400, text="broken off")
        if CHECK.fullmatch(body):
            return web.Response()
        if not self._genuine(request, body):
            if request.headers.get("user-agent") != PROBE:
                observe.forged.inc()
            return web.Response(status=401, text="not signed by Slack")
        return await self._serve(request, body)

    async def probe(self, request: web.Request) -> web.Response:
        """Answer Slack's check of the certificate."""
        del request
        return web.Response(text="ok")

    async def alive(self, request: web.Request) -> web.Response:
        """Say that the process answers."""
        del request
        return web.Response(text="ok")

    async def able(self, request: web.Request) -> web.Response:
        """Say whether it can serve, and what it waits for when it can't."""
        del request
        waits = await self.ready()
        return web.json_response({"waits_for": waits}, status=503 if waits else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        """Give the metrics in Prometheus' text format.

        What workspaces did is told to whoever brings the token, and to nobody else.
        """
        given = request.headers.get("authorization")
        if given is not None and not self._trusts(given):
            asks = {"www-authenticate": "Bearer"}
            return web.Response(status=401, text="another token", headers=asks)
        body = generate_latest(observe.REGISTRY)
        body += b"" if given is None else await self.figures()
        return web.Response(body=body, headers={"content-type": "text/plain"})

    def _trusts(self, given: str) -> bool:
        """Tell whether *given* holds the token; how much of it fits takes no time."""
        kind, _, token = given.partition(" ")
        wanted = self.token or ""
        right = hmac.compare_digest(token.strip().encode(), wanted.encode())
        return bool(wanted) and right and kind.casefold() == "bearer"

    def _genuine(self, request: web.Request, body: bytes) -> bool:
        return signing.genuine(
            self.secret or "",
            timestamp=request.headers.get("x-slack-request-timestamp", ""),
            signature=request.headers.get("x-slack-signature", ""),
            body=body,
            now=time.time(),  # noqa: TID251 (signatures use real time)
        )

    async def _serve(self, request: web.Request, body: bytes) -> web.Response:
        try:
            payload = receive.payload_of(request.content_type, body)
        except receive.Unreadable:
            return web.Response(status=400, text="not a payload of Slack's")
        return await to_aiohttp_response(await receive.answered(self.bolt, payload))


@web.middleware
async def _plainly(
    request: web.Request, handler: Callable[[web.Request], Answer]
) -> web.StreamResponse:
    """Let no error reach the outside as more than its number."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.Response(status=error.status, text=error.reason)
