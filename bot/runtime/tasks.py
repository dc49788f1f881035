"""Tasks: what runs beside the answers, and what the alarm clock begins.

APScheduler cancels its running jobs when it stops. Here a job only begins a task of
ours, which a shutdown waits for: a transaction is never cut in the middle.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.core import patience
from bot.runtime import observe

log = structlog.get_logger(__name__)

SOON = 5.0  # seconds after the start at which what is seldom done is done first


class Tasks:
    """What runs beside the answers: tracked, so that a shutdown waits for it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.running: set[asyncio.Task[Any]] = set()
        self.services: list[asyncio.Task[Any]] = []

    def after(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run *work* once the answer has left; it catches its own errors."""
        free = patience.unlimited()
        task = asyncio.get_running_loop().create_task(work, context=free)
        self.running.add(task)
        task.add_done_callback(self._ended)

    def serve(self, service: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run *service* until `stop`; it is nothing that `drain` waits for."""
        task = asyncio.get_running_loop().create_task(service)
        self.services.append(task)
        task.add_done_callback(self._ended)
        return task

    async def drain(self) -> None:
        """Wait until everything has ended."""
        while self.running:
            await asyncio.wait(self.running)

    async def stop(self, within: float) -> None:
        """End the services, then what they had begun: it is cut off after so long."""
        await _cut(self.services)
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while self.running and (left := end - loop.time()) > 0:
            await asyncio.wait(self.running, timeout=left)
        await _cut([*self.running])

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            observe.bugs.inc()
            log.error("a task failed", exc_info=error)


async def _cut(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Alarm:
    """Begins what is done again and again; one round at a time of each."""

    def __init__(self, tasks: Tasks) -> None:
        """Have what is begun tracked by *tasks*."""
        self.tasks = tasks
        self._clock = AsyncIOScheduler(timezone=UTC)

    def every(
        self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """Begin *work* every so many *seconds*, first soon."""
        first = timedelta(seconds=min(SOON, seconds))
        trigger = IntervalTrigger(
            seconds=seconds,
            timezone=UTC,
            start_date=datetime.now(UTC) + first,  # noqa: TID251 (an alarm clock's own)
        )
        self._clock.add_job(
            self._ringing(work), trigger, misfire_grace_time=None, coalesce=True
        )

    def start(self) -> None:
        """Let it ring."""
        self._clock.start()

    def stop(self) -> None:
        """Let it ring no more; what was begun goes on."""
        self._clock.shutdown(wait=False)

    def _ringing(
        self, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> Callable[[], Awaitable[None]]:
        turn = asyncio.Lock()

        async def once() -> None:
            async with turn:
                await work()

        async def ring() -> None:
            if not turn.locked():
                self.tasks.after(once())

        return ring
