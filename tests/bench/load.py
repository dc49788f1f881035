"""The load: Slack's signed requests, over connections that stay open."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.playground.signing import sign
from tests import factories

PEOPLE = ("U0ANA", "U0DANA", "U0KENJI", "U0PRIYA", "U0SAM", "U0LIV")
TEAM = "T0HARBOUR"
CHANNEL = "C0INCIDENTS"
Request = Callable[[], bytes]
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class Took:
    """How long each answer took, and all of them together (seconds)."""

    each: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    whole: float = 0.0

    def at(self, share: float) -> float:
        """Give what *share* of the answers took at most, in milliseconds."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    @property
    def rate(self) -> float:
        """Give how many were answered in a second."""
        return len(self.each) / self.whole


def form(fields: dict[str, str]) -> Request:
    """Make a request that is signed when it is sent."""
    body = urlencode(fields).encode()
    return lambda: signed(body, "application/x-www-form-urlencoded")


def signed(body: bytes, kind: str) -> bytes:
    """Make a request of *body*, signed now."""
    now = time.time()  # noqa: TID251 (a signature's own)
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        **sign(factories.SECRET, body, now),
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(["POST /slack/events HTTP/1.1", *lines, "", ""])
    return head.encode() + body


def command(
    text: str,
    answer: str = "",
    user: str = PEOPLE[0],
    command: str = "/incident",
) -> Request:
    """Make the request of `/incident TEXT`, or of another command."""
    number = next(_numbers)
    return form(
        {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "channel_name": "incidents",
            "user_id": user,
            "user_name": user,
            "response_url": answer,
            "trigger_id": f"{number}.bench",
            "api_app_id": "A0LONGWATCH",
        }
    )


def click(action: str, value: str, answer: str = "", user: str = PEOPLE[0]) -> Request:
    """Make the request of a pressed button."""
    number = next(_numbers)
    payload: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "harbour"},
        "user": {"id": user, "username": user, "name": user, "team_id": TEAM},
        "api_app_id": "A0LONGWATCH",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": f"{number}.bench",
        "channel": {"id": CHANNEL, "name": "incidents"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": CHANNEL},
        "actions": [
            {
                "action_id": action,
                "block_id": "b",
                "type": "button",
                "value": value,
                "action_ts": f"{number}.000001",
            }
        ],
        "response_url": answer,
    }
    return form({"payload": json.dumps(payload)})


def opened(user: str = PEOPLE[0]) -> Request:
    """Make the request of somebody who opens the app's home."""
    number = next(_numbers)
    event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}
    body = {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0LONGWATCH",
        "event": {**event, "event_ts": f"{number}.000001"},
        "event_id": f"Ev{number:08}BENCH",
        "event_time": int(time.time()),  # noqa: TID251 (Slack's own)
        "authorizations": [
            {"team_id": TEAM, "enterprise_id": None, "is_enterprise_install": False}
        ],
    }
    return lambda: signed(json.dumps(body).encode(), "application/json")


async def volley(url: str, requests: Iterable[Request], at_once: int = 1) -> Took:
    """Send *requests*, so many at once, each as soon as a connection is free."""
    took, waiting = Took(), iter(requests)
    async with contextlib.AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(line(url)) for _ in range(at_once)]
        start = time.perf_counter()
        await asyncio.gather(*(_drain(one, waiting, took) for one in lines))
        took.whole = time.perf_counter() - start
    return took


async def _drain(one: "Line", waiting: Iterable[Request], took: Took) -> None:
    for request in waiting:
        seconds, body = await one.send(request())
        took.each.append(seconds)
        took.bodies.append(body)


@dataclass(frozen=True)
class Line:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, request: bytes) -> tuple[float, bytes]:
        """Send one request; give how long its answer took, and the answer."""
        start = time.perf_counter()
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, *headers = head.decode().split("\r\n")
        lengths = [h for h in headers if h.lower().startswith("content-length:")]
        body = await self.reader.readexactly(int(lengths[0].partition(":")[2]))
        seconds = time.perf_counter() - start
        if " 200 " not in f"{status} ":
            raise AssertionError(f"{status}: {body!r}")
        return seconds, body


@contextlib.asynccontextmanager
async def line(url: str):
    """Open one connection to *url*."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
