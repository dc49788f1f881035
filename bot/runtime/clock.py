"""The clock: real time, which the playground may push forward.

In return the playground hears when something is due next, to be able to push it there.
Deadlines and timers follow it. Leases, back-off, Retry-After and signatures do not.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.core.errors import Busy

HOLD = 30.0  # seconds that the playground may hold a question
SOON = aiohttp.ClientTimeout(total=2.0)  # for a question that is not held
AGAIN = 1.0  # seconds before it is asked again after it did not answer

Due = Callable[[], Awaitable[datetime | None]]


class Clock:
    """Tells what time it is; `follow` keeps it where the playground pushes it."""

    def __init__(self) -> None:
        """Start at real time."""
        self.offset = 0.0
        self._stirred = asyncio.Event()

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

    def stir(self) -> None:
        """Say that something else may be due next."""
        self._stirred.set()

    async def tell(self, url: str, due: Due) -> None:
        """Tell *url* when something is *due* next, now and when stirred, for ever."""
        timeout = aiohttp.ClientTimeout(total=HOLD)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._stirred.clear()
                if await _told(session, url, due):
                    await self._stirred.wait()
                else:
                    await asyncio.sleep(AGAIN)


async def _told(session: aiohttp.ClientSession, url: str, due: Due) -> bool:
    try:
        moment = await due()
        stamp = moment.timestamp() if moment else None
        async with session.post(url, json={"due": stamp}) as answer:
            return answer.ok
    except (Busy, TimeoutError, aiohttp.ClientError):
        return False
