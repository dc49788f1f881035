"""Hearing: a connection of its own to PostgreSQL, on which notices arrive."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg
import structlog

log = structlog.get_logger(__name__)

AGAIN = 1.0  # seconds before it connects again, and for which it tries
LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server died in the middle of a word
)


async def hear(
    arguments: Mapping[str, Any], channel: str, heard: Callable[[], None]
) -> None:
    """Call *heard* at each notice on *channel*; connect again when it is lost."""
    while True:
        try:
            await _once(arguments, channel, heard)
        except LOST as error:
            log.info("other processes are not heard", reason=type(error).__name__)
            await asyncio.sleep(AGAIN)


async def _once(
    arguments: Mapping[str, Any], channel: str, heard: Callable[[], None]
) -> None:
    lost = asyncio.Event()
    connection = await asyncpg.connect(**arguments, timeout=AGAIN)
    connection.add_termination_listener(lambda _: lost.set())
    try:
        await connection.add_listener(channel, lambda *_: heard())
        await lost.wait()
    finally:
        connection.terminate()
