"""Wakes: how a commit in one process is heard by the workers of others.

On PostgreSQL by NOTIFY, after the commit and once for many, heard on a connection of
its own. On SQLite there is one process, and nothing to do. A poll each second finds
what no wake-up told of.
"""

import asyncio
import importlib
from collections.abc import Callable

import structlog
from sqlalchemy import text

from bot.core.db import Database
from bot.core.errors import Busy

log = structlog.get_logger(__name__)

CHANNEL = "longwatch"
NOTIFY = text("NOTIFY longwatch")
GATHER = 0.01  # seconds in which several commits make one NOTIFY


class Wakes:
    """Tells other processes that there is work, and hears when they tell."""

    def __init__(self, database: Database) -> None:
        """Listen nowhere yet."""
        self.database = database
        self._heard: Callable[[], None] | None = None
        self._pending: asyncio.Task[None] | None = None

    def listen(self, heard: Callable[[], None]) -> None:
        """Call *heard* whenever another process has committed work."""
        self._heard = heard

    def others(self) -> None:
        """Tell the other processes, soon, and once for several commits."""
        if self.database.sqlite or (self._pending and not self._pending.done()):
            return
        self._pending = asyncio.get_running_loop().create_task(self._notify())

    async def run(self) -> None:
        """Hear what other processes tell, for ever."""
        if not self.database.sqlite:
            # asyncpg is loaded only where there is PostgreSQL: it takes 3 MB
            hearing = importlib.import_module("bot.runtime.hearing")
            await hearing.hear(self.database.plain_arguments(), CHANNEL, self._tell)

    async def close(self) -> None:
        """Let the last wake-up go out."""
        if self._pending:
            await asyncio.gather(self._pending, return_exceptions=True)

    async def _notify(self) -> None:
        await asyncio.sleep(GATHER)
        try:
            async with self.database.crossing() as connection:
                await connection.execute(NOTIFY)
        except Busy:
            log.info("a wake-up was lost")  # the poll finds the work

    def _tell(self) -> None:
        if self._heard:
            self._heard()
