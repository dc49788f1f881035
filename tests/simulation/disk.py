"""SQLite without threads: aiosqlite's work is done in the loop, after a delay.

A lock that is held is waited for in virtual time, as `busy_timeout` does. A killed
process loses its connections as it would to the kernel: rolled back, nothing closed.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite.core

from bot.core import engines
from tests.simulation.loop import PROCESS, SimLoop

SLOW = {"execute", "executemany", "commit", "rollback"}
_connect = sqlite3.connect


class _Patience(sqlite3.Connection):
    patience = 5.0


def _opened(*args: Any, timeout: float = 5.0, **more: Any) -> sqlite3.Connection:
    made = _connect(*args, timeout=0, factory=_Patience, **more)
    made.patience = timeout
    return made


class Disk:
    """The open connections, by the process that holds them."""

    def __init__(self) -> None:
        self.open: dict[Any, list[sqlite3.Connection]] = {}
        self.stalls = 0.0
        self.far = False

    def opened(self, connection: sqlite3.Connection) -> None:
        self.open.setdefault(PROCESS.get(), []).append(connection)

    def lose(self, process: Any) -> None:
        """Take the connections of *process* away."""
        for connection in self.open.pop(process, []):
            try:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.close()
            except sqlite3.ProgrammingError:
                continue  # it was closed before


DISK = Disk()


class _Inline:
    """Stands where aiosqlite has its queue to a thread."""

    def put_nowait(self, item: tuple[asyncio.Future[Any] | None, Any]) -> None:
        future, work = item
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        name = getattr(getattr(work, "func", None), "__name__", "")
        if name in SLOW:
            started = loop.time()
            loop.call_later(_delay(loop), _carry_out, loop, future, work, started)
        else:
            loop.call_soon(_carry_out, loop, future, work, 0.0)


def _delay(loop: SimLoop) -> float:
    if DISK.stalls and loop.chance.random() < DISK.stalls:
        return loop.chance.uniform(0.05, 0.4)
    return loop.chance.uniform(0.00005, 0.0015)


def _carry_out(loop: SimLoop, future: Any, work: Callable[[], Any], since: float):
    try:
        result = work()
    except sqlite3.OperationalError as error:
        owner = getattr(getattr(work, "func", None), "__self__", None)
        owner = getattr(owner, "connection", owner)
        left = getattr(owner, "patience", 0) - (loop.time() - since)
        if "locked" in str(error) and left > 0:
            again = loop.chance.uniform(0.002, 0.02)
            loop.call_later(again, _carry_out, loop, future, work, since)
        elif future and not future.done():
            future.set_exception(error)
    except Exception as error:  # noqa: BLE001 (it is whoever waits who gets it)
        if future and not future.done():
            future.set_exception(error)
    else:
        if isinstance(result, sqlite3.Connection):
            DISK.opened(result)
        if future and not future.done():
            future.set_result(result)


async def _execute(self: engines.Near, work: Any, *args: Any, **more: Any) -> Any:
    """Let each statement wait where the disk is far: as each does on PostgreSQL."""
    if DISK.far:
        return await aiosqlite.core.Connection._execute(self, work, *args, **more)
    return await _near(self, work, *args, **more)


_near = engines.Near._execute


class _NoThread:
    daemon = True

    def start(self) -> None:
        pass

    def join(self, *_: object) -> None:
        pass


def install() -> None:
    """Put the disk under aiosqlite, for this whole process."""
    original = aiosqlite.core.Connection.__init__

    def init(self, *args: Any, **more: Any) -> None:
        original(self, *args, **more)
        self._tx, self._thread = _Inline(), _NoThread()

    aiosqlite.core.Connection.__init__ = init
    aiosqlite.core.Connection.__del__ = lambda _: None
    engines.Near._execute = _execute
    sqlite3.connect = _opened
