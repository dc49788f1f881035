"""The door of the HTTP server: who never asks is shown out, who asks may stay."""

import asyncio
import contextlib

import aiohttp
import pytest
from aiohttp import web

from bot.runtime.serving import Doorkeeper, serving
from tests.person import eventually

PATIENCE = 0.4
ASK = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
# what a socket brings, and then nothing more: nothing, half a line, half of its headers
OPENINGS = (b"", b"POST /slack/ev", b"GET /slow HTTP/1.1\r\nHost: here\r\nX-A: b")


@pytest.fixture
async def house():
    """Serve a page behind an impatient keeper; give where."""

    async def page(_):
        return web.Response(text="hello")

    application = web.Application()
    application.router.add_get("/", page)
    keeper = Doorkeeper(PATIENCE)
    async with serving(application, "127.0.0.1", 0, keeper) as url:
        yield url


@pytest.fixture
async def knock(house):
    """Open connections to the house; they are closed in the end."""
    async with contextlib.AsyncExitStack() as stack:

        async def knock(opening):
            port = int(house.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.callback(writer.close)
            writer.write(opening)
            return reader, writer

        yield knock


async def shown_out(reader):
    """Wait until the other side closes."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1000):
            pass
    return True


async def test_slow_sockets_are_closed_while_others_are_served(house, knock):
    slow = [await knock(OPENINGS[turn % 3]) for turn in range(300)]
    async with aiohttp.ClientSession() as session, session.get(house) as answer:
        assert await answer.text() == "hello"
    async with asyncio.timeout(20):
        await asyncio.gather(*(shown_out(reader) for reader, _ in slow))


async def test_headers_that_drip_are_not_waited_for(knock):
    reader, writer = await knock(b"GET / HTTP/1.1\r\n")
    gone = asyncio.create_task(shown_out(reader))

    async def dripped():
        with contextlib.suppress(ConnectionError):
            writer.write(b"X-Drip: drop\r\n")
        return gone.done()

    await eventually(dripped, "the dripping connection is closed")


async def test_whoever_has_asked_once_may_be_silent(knock):
    reader, writer = await knock(ASK)
    assert b"hello" in await reader.readuntil(b"hello")
    for _ in range(2):
        silent, _ = await knock(b"")
        assert await shown_out(silent)
    writer.write(ASK)
    assert b"hello" in await reader.readuntil(b"hello")
