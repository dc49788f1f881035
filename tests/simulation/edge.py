"""The edge of the world: clocks, chance and ids, all from the loop and its seed.

The product reads them in a handful of places; here they are replaced in the whole
process, so that no line of the product knows of the simulation.
"""

import datetime as dt
import itertools
import logging
import os
import random
import sys
import time
from typing import Any

import structlog
import uuid_utils

from tests.simulation.loop import SimLoop


class _Kind(type(dt.datetime)):
    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, dt.datetime)


class Edge:
    """What is read at the edge, for one loop at a time."""

    def __init__(self) -> None:
        self.loop: SimLoop | None = None
        self.chance = random.Random(0)  # noqa: S311 (chance, not secrecy)
        self.count = itertools.count(1)
        self.bugs: list[str] = []

    def serve(self, loop: SimLoop, seed: int) -> None:
        """Let everything come from *loop* and *seed*."""
        self.loop = loop
        self.chance = random.Random(f"edge {seed}")  # noqa: S311 (chance, not secrecy)
        self.count = itertools.count(1)
        self.bugs = []
        random.seed(f"product {seed}")

    def wall(self) -> float:
        return self.loop.wall() if self.loop else 0.0

    def monotonic(self) -> float:
        return self.loop.now if self.loop else 0.0

    def entropy(self, size: int) -> bytes:
        return self.chance.randbytes(size)

    def uuid7(self) -> str:
        """Give ids that rise, as version 7 does within one process."""
        stamp, low = int(self.wall() * 1000), next(self.count)
        text = f"{stamp:012x}7{low >> 16 & 0xFFF:03x}8{low & 0xFFFF:04x}"
        text += self.chance.randbytes(6).hex()
        text = text[:32].ljust(32, "0")
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


EDGE = Edge()


class Datetime(dt.datetime, metaclass=_Kind):
    """A datetime whose `now` is virtual."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
        return dt.datetime.fromtimestamp(EDGE.wall(), tz)


MODULES = (
    "bot.runtime.clock",
    "bot.runtime.tasks",
    "apscheduler.schedulers.base",
    "apscheduler.schedulers.asyncio",
    "apscheduler.triggers.interval",
    "apscheduler.executors.base",
)


def _heard(_: Any, method: str, event: dict[str, Any]) -> Any:
    if method in ("error", "exception", "critical"):
        EDGE.bugs.append(_said(event))
    if os.environ.get("SIMULATION_LOG"):
        sys.stderr.write(f"{EDGE.monotonic():9.3f} {method} {_said(event)}\n")
    raise structlog.DropEvent


def _said(event: dict[str, Any]) -> str:
    error = event.get("exc_info")
    if error is True:
        error = sys.exc_info()[1]
    told = f" {error!r}" if error else ""
    rest = {k: v for k, v in event.items() if k not in ("event", "exc_info")}
    return f"{event['event']} {rest}{told}"


class _Errors(logging.Handler):
    """Takes what libraries log as an error: it is a bug of somebody's."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else ""
        EDGE.bugs.append(f"{record.name}: {record.getMessage()} {error!r}")


def install() -> None:
    """Replace every clock and every source of chance, for this whole process."""
    time.time = EDGE.wall  # noqa: TID251 (this is the edge)
    time.monotonic = time.perf_counter = EDGE.monotonic
    random._urandom = os.urandom = EDGE.entropy
    uuid_utils.uuid7 = EDGE.uuid7
    for name in MODULES:
        module = __import__(name, fromlist=["datetime"])
        if hasattr(module, "datetime"):
            module.datetime = Datetime
    __import__("aiohttp.connector", fromlist=["_"]).monotonic = EDGE.monotonic
    logging.basicConfig(handlers=[_Errors(logging.ERROR)], force=True)
    structlog.configure(processors=[_heard], cache_logger_on_first_use=False)
