"""The playground's clock: real time plus an offset that can be pushed forward.

Message times, triggers, response addresses, rate limits and event retries follow it.
Signatures use `real_now`, as their counterpart in the bot does.
"""

import asyncio
import contextlib
import time


def real_now() -> float:
    """Read the machine's clock, in Unix seconds."""
    return time.time()  # noqa: TID251 - this is the edge at which time is read


class Clock:
    """Real time, shifted forward by `offset` seconds; it never goes back.

    While it stands `still`, it moves by pushes only.
    """

    def __init__(self) -> None:
        """Start without an offset."""
        self.offset = 0.0
        self.still: float | None = None
        self.due: float | None = None
        self._over = False
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Tell the workspace's time, in Unix seconds."""
        return (self.still or real_now()) + self.offset

    def stop(self, *, still: bool) -> None:
        """Let the clock stand still, or run again from what it would show by now."""
        self.still = real_now() if still else None

    def next_due(self) -> float | None:
        """Tell when the app says that something is due next, if that is to come."""
        return self.due if self.due is not None and self.due > self.now() else None

    def advance(self, seconds: float) -> None:
        """Push the clock by *seconds* (not negative) and wake everyone who waits."""
        if seconds < 0:
            raise ValueError("The clock can only be pushed forward.")
        self.offset += seconds
        self._wake()

    def close(self) -> None:
        """Let everyone go who waits for a push: the workspace shuts down."""
        self._over = True
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def changed(self, seen: float, *, within: float) -> None:
        """Wait until the offset differs from *seen*, at most *within* real seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.offset == seen and not self._over:
                    await self._moved.wait()

    async def until(self, when: float) -> None:
        """Wait until the workspace's time reaches *when*: by waiting or by a push."""
        while (left := when - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._moved.wait()
