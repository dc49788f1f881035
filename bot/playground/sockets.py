"""Socket Mode: websocket connections of the app, envelopes and their acks.

An envelope goes to any one connection, as a dice with a fixed seed decides. Its ack
comes on any connection, once; what the app does against these rules is a violation.
"""

import asyncio
import contextlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.records import Records
from bot.playground.world import World

Json = dict[str, Any]

MOST = 10
"""Connections that an app may have at once."""

ANSWERABLE = frozenset({"slash_commands", "interactive"})
"""Kinds of envelope whose ack may carry a payload."""


class NotConnected(Exception):
    """No socket is connected."""

    def __str__(self) -> str:
        """Say so."""
        return "no socket is connected"


@dataclass(kw_only=True)
class Waiting:
    """An envelope that has not been acknowledged yet."""

    kind: str
    ack: asyncio.Future[Any]


@dataclass(kw_only=True)
class Sockets:
    """The open connections of one app; a `mute` end neither sends nor answers pings."""

    world: World
    records: Records
    open: dict[web.WebSocketResponse, web.Request] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    mute: bool = False
    dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 (no secret)

    @property
    def connected(self) -> bool:
        """Tell whether there is a connection."""
        return bool(self.open)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection; its ticket can be used once."""
        ticket = request.match_info["ticket"]
        if ticket not in self.world.tickets:
            raise web.HTTPUnauthorized(text="This ticket is unknown or used.")
        self.world.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.open) >= MOST:
            await self._dismiss(socket, "too_many_websockets")
            return socket
        self.open[socket] = request
        self.world.touch({"bot"}, None)
        try:
            await socket.send_json(self._hello())
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": self.world.app.id},
            "debug_info": {"host": "playground", "approximate_connection_time": 3600},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.PING and not self.mute:
                await socket.pong(message.data)
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                self._acknowledged(message.json())
            except (ValueError, TypeError):
                self.records.violation("socket", "sent something that is no ack")

    def _acknowledged(self, ack: object) -> None:
        if not isinstance(ack, dict):
            raise TypeError
        name = str(ack.get("envelope_id"))
        waiting = self.waiting.pop(name, None)
        if waiting is None:
            self.records.violation("socket", f"acknowledged the unknown {name}")
            return
        payload = ack.get("payload")
        if payload and waiting.kind not in ANSWERABLE:
            self.records.violation("socket", f"answered {waiting.kind} with a payload")
        if not waiting.ack.done():
            waiting.ack.set_result(payload)

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self.open.pop(socket, None)
        self.world.touch({"bot"}, None)

    async def send(
        self, kind: str, payload: Json, headers: Mapping[str, str], *, within: float
    ) -> object:
        """Send an envelope and return the payload of its ack.

        Raise `NotConnected`, or `TimeoutError` after *within* seconds.
        """
        if not self.open:
            raise NotConnected
        name = self.world.next_id("envelope-").lower()
        waiting = Waiting(kind=kind, ack=asyncio.get_running_loop().create_future())
        self.waiting[name] = waiting
        socket = self.dice.choice(list(self.open))
        try:
            with contextlib.suppress(ConnectionError):
                if not self.mute:
                    await socket.send_json(_envelope(name, kind, payload, headers))
            return await asyncio.wait_for(waiting.ack, within)
        finally:
            self.waiting.pop(name, None)

    async def tell(self, reason: str) -> None:
        """Send every connection a `disconnect`; all but `warning` also close it.

        After `link_disabled` the app has no Socket Mode any more.
        """
        if reason == "link_disabled":
            self.world.app.socket_mode = False
        for socket in list(self.open):
            if reason == "warning":
                await socket.send_json({"type": "disconnect", "reason": reason})
            else:
                await self._dismiss(socket, reason)

    async def _dismiss(self, socket: web.WebSocketResponse, reason: str) -> None:
        await socket.send_json({"type": "disconnect", "reason": reason})
        await socket.close()

    def cut(self) -> None:
        """Cut every connection without a word."""
        for request in self.open.values():
            if request.transport is not None:
                request.transport.abort()

    async def close(self) -> None:
        """Close every connection: the workspace shuts down."""
        for socket in list(self.open):
            await socket.close()


def _envelope(name: str, kind: str, payload: Json, headers: Mapping[str, str]) -> Json:
    retry = {
        "retry_attempt": int(headers.get("x-slack-retry-num", "0")),
        "retry_reason": headers.get("x-slack-retry-reason", ""),
    }
    return {
        "envelope_id": name,
        "type": kind,
        "accepts_response_payload": kind in ANSWERABLE,
        "payload": payload,
        **(retry if kind == "events_api" else {}),
    }
