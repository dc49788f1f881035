"""Hostile traffic: how long honest people wait while somebody else misbehaves."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests import person
from tests.bench import load, stage
from tests.bench.figures import Figure
from tests.bench.load import Took

GROUP = "hostile traffic"
MOST = 200.0  # milliseconds
BODY = 50 * 2**20
CHUNK = b"x" * 2**16
DEEP = 100_000
DRIP = 0.5  # seconds between two bytes of a slow one


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many honest requests, and how many misbehave at once."""

    honest: int = 300
    slow: int = 300
    large: int = 4


async def measure(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> list[Figure]:
    """Measure an honest command alone, then beside each kind of trouble."""
    async with stage.bot(slack, await engine.fresh(), engine.folder) as bot:
        await _honest(bot, 20)
        quiet = await _honest(bot, size.honest)
        figures = []
        for what, (trouble, many) in _troubles(size).items():
            async with _beside(trouble, bot.url, many):
                took = await _honest(bot, size.honest)
            figures.append(_figure(what, took, quiet))
    return figures


def _troubles(size: Size) -> dict[str, tuple["Trouble", int]]:
    return {
        f"{size.slow} connections that bring a byte now and then": (slow, size.slow),
        "bodies of 50 MiB, announced": (large, size.large),
        "bodies of 50 MiB, in chunks": (endless, size.large),
        f"signed JSON, nested {DEEP:,} deep": (deep, size.large),
    }


def _figure(what: str, took: Took, quiet: Took) -> Figure:
    return Figure(
        group=GROUP,
        what=f"a command beside {what}, p99",
        value=took.at(0.99),
        unit="ms",
        floor=quiet.at(0.99),
        of="alone",
        aim=f"under {MOST:.0f} ms",
        most=MOST,
    )


async def _honest(bot: stage.Bot, many: int) -> Took:
    """Ask for the list, one after another."""
    return await load.volley(bot.url, [load.command("list") for _ in range(many)])


Trouble = Callable[[str], Awaitable[None]]


@contextlib.asynccontextmanager
async def _beside(trouble: Trouble, url: str, many: int):
    """Have *many* make the same trouble, again and again, until the block ends."""

    async def again() -> None:
        while True:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await trouble(url)
            await asyncio.sleep(0)

    makers = [asyncio.create_task(again()) for _ in range(many)]
    try:
        await asyncio.sleep(1)  # they have all come
        yield
    finally:
        for maker in makers:
            maker.cancel()
        await asyncio.gather(*makers, return_exceptions=True)


def _head(*headers: str) -> bytes:
    lines = ("POST /slack/events HTTP/1.1", "Host: 127.0.0.1", *headers, "", "")
    return "\r\n".join(lines).encode()


@contextlib.asynccontextmanager
async def _opened(url: str):
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def slow(url: str) -> None:
    """Bring a request byte by byte until the door is closed."""
    async with _opened(url) as (reader, writer):
        writer.write(_head("Content-Length: 5000"))
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(DRIP)


async def large(url: str) -> None:
    """Announce a body that is far too large, and send it."""
    await _send(url, f"Content-Length: {BODY}", CHUNK)


async def endless(url: str) -> None:
    """Send as much in chunks, unannounced."""
    piece = b"%x\r\n%b\r\n" % (len(CHUNK), CHUNK)
    await _send(url, "Transfer-Encoding: chunked", piece)


async def _send(url: str, header: str, piece: bytes) -> None:
    async with _opened(url) as (reader, writer):
        writer.write(_head(header))
        for _ in range(BODY // len(CHUNK)):
            if reader.at_eof():
                return
            writer.write(piece)
            await writer.drain()
        await reader.read()


async def deep(url: str) -> None:
    """Send JSON that would overflow a parser which follows it down."""
    request = load.signed(b"[" * DEEP + b"]" * DEEP, "application/json")
    async with _opened(url) as (reader, writer):
        writer.write(request)
        await reader.readuntil(b"\r\n\r\n")
