"""How payloads reach the app: signed HTTP, or a websocket when Socket Mode is on."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from bot.playground.clock import real_now
from bot.playground.records import Records
from bot.playground.signing import sign
from bot.playground.sockets import NotConnected, Sockets
from bot.playground.world import World

Json = dict[str, Any]

"""Real seconds within which the app has to answer."""

OK = 200
TAKEN = range(200, 300)
"""What answers an event; everything else that is delivered asks for 200 itself."""

REDIRECTS = 2
"""How often Slack follows a redirect."""


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What the app answered: status 0 and an error when it did not."""

    status: int = 0
    body: Any = None
    ms: float = 0.0
    timeout: bool = False
    error: str | None = None
    stop: bool = False
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the app acknowledged."""
        return not self.reason


@dataclass(kw_only=True)
class Deliveries:
    """Delivers payloads of one workspace to its app and records each."""

    world: World
    records: Records
    sockets: Sockets
    _session: aiohttp.ClientSession | None = None

    async def send(
        self, kind: str, payload: Json, headers: Mapping[str, str] | None = None
    ) -> Delivered:
        """Deliver *payload* and wait for the ack.

        *kind* is `slash_commands`, `interactive` or `events_api`; *headers* tell of a
        retry.
        """
        record = self.records.delivery(kind, self.world.clock.now(), payload)
        started = real_now()
        way = self._socket if self.world.app.socket_mode else self._http
        answer = await way(kind, payload, headers or {})
        record |= asdict(answer)
        record["ms"] = round((real_now() - started) * 1000, 1)
        return Delivered(**{**asdict(answer), "ms": record["ms"]})

    async def _socket(
        self, kind: str, payload: Json, headers: Mapping[str, str]
    ) -> Delivered:
        within = self.world.patience
        try:
            body = await self.sockets.send(kind, payload, headers, within=within)
        except NotConnected as absent:
            return Delivered(error=str(absent), reason="connection_failed")
        except TimeoutError:
            late = f"no ack within {within:g} s"
            return Delivered(timeout=True, error=late, reason="http_timeout")
        return Delivered(status=OK, body=body)

    async def _http(
        self, kind: str, payload: Json, headers: Mapping[str, str]
    ) -> Delivered:
        url = self.world.app.request_url
        if url is None:
            nowhere = "the app has no request URL"
            return Delivered(error=nowhere, reason="connection_failed")
        body, content_type = _encoded(kind, payload)
        signed = sign(self.world.app.signing_secret, body, real_now())
        sent = {"Content-Type": content_type, **signed, **headers}
        posting = self.client().post(
            url, data=body, headers=sent, max_redirects=REDIRECTS + 1
        )
        try:
            async with asyncio.timeout(self.world.patience), posting as response:
                return await _answer(kind, response)
        except TimeoutError:
            late = f"no answer within {self.world.patience:g} s"
            return Delivered(timeout=True, error=late, reason="http_timeout")
        except aiohttp.ClientError as failure:
            said = f"{type(failure).__name__}: {failure}"
            return Delivered(error=said, reason=_failure(failure))

    def client(self) -> aiohttp.ClientSession:
        """Return the session in which everything is sent."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def reachable(self) -> tuple[bool, str]:
        """Tell whether the app can be reached now, and if not, why."""
        app = self.world.app
        if app.dead:
            return False, f"the app was removed ({app.dead})"
        if app.socket_mode:
            why = "" if self.sockets.connected else "no socket is connected"
            return self.sockets.connected, why
        if app.request_url is None:
            return False, "no request URL is set"
        return await self._healthy(app.request_url)

    async def _healthy(self, url: str) -> tuple[bool, str]:
        origin = URL(url).origin()
        try:
            async with (
                asyncio.timeout(1),
                self.client().get(origin / "healthz") as response,
            ):
                up = response.status == OK
                return up, "" if up else f"/healthz answers {response.status}"
        except (TimeoutError, aiohttp.ClientError):
            return False, f"nothing answers at {origin}"

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _failure(failure: aiohttp.ClientError) -> str:
    endless = isinstance(failure, aiohttp.TooManyRedirects)
    return "too_many_redirects" if endless else "connection_failed"


async def _answer(kind: str, response: aiohttp.ClientResponse) -> Delivered:
    text = await response.text()
    body: object = text
    if response.content_type == "application/json":
        with contextlib.suppress(ValueError):
            body = json.loads(text)
    stop = response.headers.get("x-slack-no-retry") == "1"
    good = TAKEN if kind == "events_api" else {OK}
    reason = "" if response.status in good else "http_error"
    return Delivered(status=response.status, body=body, stop=stop, reason=reason)
