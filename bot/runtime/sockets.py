"""Socket Mode: Slack's requests over a websocket that we open.

slack-sdk's client closes a connection before it opens the next, loses the answers that
are under way, and hides why Slack refuses one. Of it only the Web API call is used;
the websocket, and the heartbeat that we hear, are aiohttp's.

Invariants:
* a connection counts while our own pings come back: one that looks open may be dead
* the next connection is open before the last one is let go, where Slack tells ahead
* what came in is answered on the connection it came by, before that one is closed
"""

import asyncio
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
import structlog
from aiohttp import ClientWebSocketResponse, WSMessage, WSMsgType
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.settings import Settings
from bot.runtime import calls, observe, receive

log = structlog.get_logger(__name__)

HEART = 10.0  # seconds without a word after which we ping; half of it for the pong
QUIET = 1800.0  # seconds without a request after which another connection is tried
AGAIN = 2.0  # seconds before the next try; doubled by each failure
LONGEST = 60.0
GRACE = 30.0  # seconds in which Slack closes a connection that it asked to replace
LAST = 3.0  # seconds for answers under way: Slack waits no longer

ENDS = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}
DISABLED, GONE, SILENT, NOTHING = "link_disabled", "gone", "silent", "quiet"
SAID = {
    DISABLED: "Socket Mode is switched off for this app: switch it on again in Slack",
    GONE: "the connection to Slack was cut",
    SILENT: "Slack answers no ping: the connection is dead",
    NOTHING: "nothing came by this connection for long",
}


class Dismissed(Exception):
    """Slack opened a connection and did not want it."""


TROUBLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, Dismissed)


class Link:
    """One websocket: it takes requests in and answers them until it is `over`."""

    def __init__(self, socket: ClientWebSocketResponse, bolt: AsyncApp) -> None:
        """Listen on *socket* at once."""
        self.socket, self.bolt = socket, bolt
        self.since = self.heard = self.asked = time.monotonic()
        loop = asyncio.get_running_loop()
        self.hello: asyncio.Future[Any] = loop.create_future()
        self.over: asyncio.Future[Any] = loop.create_future()
        self.answering: set[asyncio.Task[None]] = set()
        self._listening = asyncio.create_task(self._listen())
        self._listening.add_done_callback(lambda _: self._end(GONE))

    @property
    def alive(self) -> bool:
        """Tell whether Slack has greeted us here and its end has not fallen silent."""
        listens = not self._listening.done()
        return self.hello.done() and listens and not self.socket.closed

    async def greeted(self, within: float) -> None:
        """Wait until Slack has said hello, or raise."""
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait([self.hello, self.over], timeout=within, return_when=first)
        if self.over.done():
            raise Dismissed(self.over.result())
        if not self.hello.done():
            raise TimeoutError

    async def ended(self) -> str:
        """Wait until it should be replaced, and give why."""
        while not self.over.done():
            left = self.asked + QUIET - time.monotonic()
            if left <= 0:
                return NOTHING
            await asyncio.wait([self.over], timeout=left)
        return str(self.over.result())

    async def leave(self) -> None:
        """Go on until Slack closes it, for a while: requests may still come by it."""
        await asyncio.wait([self._listening], timeout=GRACE)
        await self.close()

    async def close(self) -> None:
        """Take nothing in any more, answer what came, and let go."""
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        if self.answering:
            await asyncio.wait(self.answering, timeout=LAST)
        await self.socket.close()

    async def _listen(self) -> None:
        while True:
            message = await self.socket.receive()
            if message.type is WSMsgType.PING:
                await self.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take(message.data)
            elif message.type in ENDS:
                self._end(_why(message))
                return
            self.heard = time.monotonic()

    def _take(self, text: str) -> None:
        try:
            envelope = receive.payload_of(receive.JSON, text.encode())
        except receive.Unreadable:
            log.warning("Slack sent something that can't be read", size=len(text))
            return
        if envelope.get("type") == "hello" and not self.hello.done():
            self.hello.set_result(None)
        elif envelope.get("type") == "disconnect":
            self._end(str(envelope.get("reason")))
        elif "envelope_id" in envelope:
            self.asked = time.monotonic()
            task = asyncio.create_task(self._answer(envelope))
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)

    async def _answer(self, envelope: Mapping[str, Any]) -> None:
        payload = envelope.get("payload")
        given = payload if isinstance(payload, dict) else {}
        response = await receive.answered(self.bolt, given)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return  # Slack delivers it again
        takes = envelope.get("accepts_response_payload")
        said = {"payload": _payload(response)} if takes and response.body else {}
        ack = {"envelope_id": envelope["envelope_id"], **said}
        try:
            await self.socket.send_str(orjson.dumps(ack).decode())
        except ConnectionError:
            log.warning("an answer was lost with its connection")

    def _end(self, why: str) -> None:
        if not self.over.done():
            self.over.set_result(why)


class Sockets:
    """Keeps one connection to Slack, whatever happens to it."""

    def __init__(self, settings: Settings, bolt: AsyncApp) -> None:
        """Connect when `run`."""
        self.settings, self.bolt = settings, bolt
        self.link: Link | None = None
        self.why = "it is being opened"
        self._session: aiohttp.ClientSession | None = None
        self._running: asyncio.Task[Any] | None = None
        self._leaving: dict[Link, asyncio.Task[None]] = {}

    @property
    def connected(self) -> bool:
        """Tell whether Slack can reach us now."""
        return self.link is not None and self.link.alive

    @property
    def age(self) -> float | None:
        """Give for how many seconds Slack can reach us; None while it can't."""
        alive = self.link is not None and self.link.alive
        return time.monotonic() - self.link.since if self.link and alive else None

    async def run(self) -> None:
        """Connect, listen, and connect anew, for ever."""
        self._running = asyncio.current_task()
        rest = AGAIN
        while True:
            try:
                await self._replace()
            except Exception as error:  # noqa: BLE001 (the outermost loop: it goes on)
                await asyncio.sleep(max(rest, self._failed(error)))
                rest = min(LONGEST, rest * 2)
            else:
                rest = AGAIN
                await self._stay()

    async def close(self) -> None:
        """Answer what came, and give the connection back."""
        tasks = [*filter(None, [self._running]), *self._leaving.values()]
        for task in tasks:
            task.cancel()
        links = [*filter(None, [self.link]), *self._leaving]
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(link.close() for link in links))
        if self._session is not None:
            await self._session.close()

    async def _stay(self) -> None:
        """Stay with the connection until it should be replaced."""
        link = self.link
        if link is None:
            return
        why = await link.ended()
        self.why = SAID.get(why, why)
        observe.reconnections.labels(why).inc()
        log.warning("another connection to Slack is opened", reason=self.why)
        if why == DISABLED:
            await asyncio.sleep(LONGEST)
        elif time.monotonic() - link.since < AGAIN:
            await asyncio.sleep(AGAIN)  # one that ends at once is not tried in haste

    async def _replace(self) -> None:
        """Open a connection, then let the one before it go."""
        fresh = Link(await self._open(), self.bolt)
        try:
            await fresh.greeted(self.settings.call_timeout)
        except (Dismissed, TimeoutError):
            await fresh.close()
            raise
        before, self.link = self.link, fresh
        if before is not None:
            self._leave(before)
        log.info("connected to Slack")

    def _failed(self, error: Exception) -> float:
        """Say why there is no connection; give how long Slack asked us to rest."""
        self.why = _reason(error)
        if isinstance(error, TROUBLE):
            log.warning("Slack opens no connection", reason=self.why)
        else:
            observe.bugs.inc()
            log.error("Socket Mode failed", exc_info=error)
        return calls.rest_after(error)

    async def _open(self) -> ClientWebSocketResponse:
        token = self.settings.slack_app_token
        if token is None:
            raise LookupError("no app token is set")
        if self._session is None:
            self._session = aiohttp.ClientSession()
        web = AsyncWebClient(
            base_url=self.settings.slack_api_url,
            timeout=int(self.settings.call_timeout),
            retry_handlers=[],
        )
        answer = await web.apps_connections_open(app_token=token.get_secret_value())
        async with asyncio.timeout(self.settings.call_timeout):
            return await self._session.ws_connect(
                answer["url"],
                heartbeat=HEART,
                autoping=False,
                proxy=web.proxy,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            )

    def _leave(self, link: Link) -> None:
        self._leaving[link] = asyncio.create_task(link.leave())
        self._leaving[link].add_done_callback(lambda _: self._leaving.pop(link, None))


def _why(message: WSMessage) -> str:
    """Tell a peer that answers no ping from one that has gone."""
    silent = isinstance(message.data, aiohttp.ServerTimeoutError)
    return SILENT if silent else GONE


def _payload(response: BoltResponse) -> Any:  # noqa: ANN401 (JSON)
    """Give an answer's body as an envelope's ack carries it."""
    kind = response.headers.get("content-type", [""])[0]
    if kind.startswith(receive.JSON):
        return orjson.loads(response.body)
    return {"text": response.body}


def _reason(error: Exception) -> str:
    """Name what went wrong; an address is left out, its ticket is a secret."""
    if isinstance(error, SlackApiError):
        return calls.code_of(error) or "unknown"
    if isinstance(error, Dismissed):
        return SAID.get(str(error), str(error))
    return type(error).__name__
