"""Vitals: what this process has seen of itself, since it began.

It is kept in memory and told by `/metrics` and `/ops health`. Of other processes only
the database tells: what waits, what is due, what is signed.
"""

import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import metadata

from bot.core.db import Database
from bot.core.settings import Settings
from bot.runtime import observe, schema

ADRIFT = 60.0  # seconds between two clocks that are worth a word


@dataclass(frozen=True, kw_only=True)
class Vitals:
    """How this process is; moments are real ones, whatever clock is followed."""

    now: datetime
    started: datetime
    socket: bool
    """Whether Slack is listened to over a websocket."""
    connected: datetime | None
    """Since when the websocket is open; None while it is not."""
    echoed: datetime | None
    """When it last heard of what it did itself."""
    drift: float | None
    """Seconds by which its clock is ahead of Slack's; None before a comparison."""
    ails: str
    """What keeps the database from being written to; empty where nothing does."""
    works: bool
    """Whether it carries out effects and timers itself."""
    versions: Mapping[str, str]

    @property
    def cut_off(self) -> bool:
        """Tell whether Slack can't reach it."""
        return self.socket and self.connected is None

    @property
    def adrift(self) -> bool:
        """Tell whether its clock is off."""
        return self.drift is not None and abs(self.drift) > ADRIFT


def began() -> None:
    """Note that the process begins."""
    observe.started_at.set(_now())


def heard_itself() -> None:
    """Note that Slack told of something that Longwatch did."""
    observe.echoes.inc()
    observe.echoed_at.set(_now())


def compared(headers: Mapping[str, str]) -> None:
    """Note by how much our clock is ahead of the one in an answer of Slack's."""
    ahead = drift(headers, _now())
    if ahead is not None:
        observe.drift.set(ahead)
        observe.compared_at.set(_now())


def drift(headers: Mapping[str, str], now: float) -> float | None:
    """Give how many seconds *now* is ahead of the Date of *headers*, if they have one.

    A Date has whole seconds, and was written before it arrived: less than a second
    is no difference.
    """
    found = {key.lower(): value for key, value in headers.items()}
    try:
        theirs = parsedate_to_datetime(found.get("date", "")).timestamp()
    except ValueError:
        return None
    ahead = now - theirs
    return 0.0 if 0 <= ahead < 1 else ahead


def look(
    settings: Settings, age: float | None, database: Database, *, works: bool
) -> Vitals:
    """Look at this process now; *age* is that of its websocket, in seconds."""
    return Vitals(
        now=_moment(_now()),
        started=_moment(_kept("longwatch_start_timestamp_seconds")),
        socket=settings.socket_mode,
        connected=None if age is None else _moment(_now() - age),
        echoed=_past("longwatch_own_event_timestamp_seconds"),
        drift=_kept("longwatch_clock_drift_seconds")
        if _past("longwatch_clock_compared_timestamp_seconds")
        else None,
        ails=database.ailments.now(),
        works=works,
        versions={**versions(), **_engine(database)},
    )


@cache
def versions() -> dict[str, str]:
    """Name the versions that do not change while the process runs."""
    return {
        "Longwatch": metadata.version("longwatch"),
        "migration": schema.head(),
        "Python": platform.python_version(),
    }


def _engine(database: Database) -> dict[str, str]:
    dialect = database.read.dialect
    found = getattr(dialect, "server_version_info", None) or ()
    name = "SQLite" if database.sqlite else "PostgreSQL"
    return {name: ".".join(map(str, found)) or "unknown"}


def _now() -> float:
    return time.time()  # noqa: TID251 (how old a connection is has nothing to do with deadlines)


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _kept(name: str) -> float:
    return observe.REGISTRY.get_sample_value(name) or 0.0


def _past(name: str) -> datetime | None:
    """Give when something happened; None when it did not since the process began."""
    stamp = _kept(name)
    return _moment(stamp) if stamp else None
