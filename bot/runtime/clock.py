"""The clock: real time, which the playground may push forward.

Deadlines and timers follow it. Leases, back-off, Retry-After and signatures do not.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

log = structlog.get_logger(__name__)

HOLD = 30.0  # seconds that the playground may hold a question
SOON = aiohttp.ClientTimeout(total=2.0)  # for a question that is not held
AGAIN = 1.0  # seconds before it is asked again after it did not answer


class Clock:
    """Tells what time it is; `follow` keeps it where the playground pushes it."""

    def __init__(self) -> None:
        """Start at real time."""
        self.offset = 0.0

    def __call__(self) -> datetime:
        """Read the clock: the one place that does."""
        real = datetime.now(UTC)  # noqa: TID251 (the edge)
        return real + timedelta(seconds=self.offset)

    async def follow(self, url: str, pushed: Callable[[], None]) -> None:
        """Take over the offset that *url* gives, for ever; call *pushed* at each."""
        timeout = aiohttp.ClientTimeout(total=HOLD + 5)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                if not await self._ask(session, url, pushed):
                    await asyncio.sleep(AGAIN)

    async def catch_up(self, url: str) -> None:
        """Take over the offset that *url* gives now; none if it does not answer."""
        async with aiohttp.ClientSession(timeout=SOON) as session:
            self.offset = await self._offset(session, url) or 0.0

    async def _offset(
        self, session: aiohttp.ClientSession, url: str, **asked: str
    ) -> float | None:
        try:
            async with session.get(url, params=asked) as answer:
                return float((await answer.json())["offset"])
        except (TimeoutError, aiohttp.ClientError, ValueError, KeyError):
            return None

    async def _ask(
        self, session: aiohttp.ClientSession, url: str, pushed: Callable[[], None]
    ) -> bool:
        offset = await self._offset(session, url, seen=repr(self.offset))
        if offset is None:
            return False
        if offset != self.offset:
            self.offset = offset
            pushed()
        return True
