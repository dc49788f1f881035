"""Periods: read as people type them, cut, and added up. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.core.errors import Invalid

USUAL = "90d"
OFFERED = ("7d", "30d", "90d", "1y")
DAYS = {"d": 1, "w": 7, "y": 365}
NAMES = {"d": "day", "w": "week", "y": "year"}
SAY = "write `30d`, `12w` or `1y`, as in `/ops metrics 30d`"
LONGEST = timedelta(days=5 * 365)
WRITTEN = re.compile(r"([0-9]{1,4})\s*(d|w|y)(?:ays?|eeks?|ears?)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Period:
    """From just after `start` until `end`, that moment included."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Give how long it is."""
        return self.end - self.start

    @property
    def before(self) -> "Period":
        """Give the one of the same length that ends where this begins."""
        return Period(start=self.start - self.length, end=self.start)

    def holds(self, moment: datetime | None) -> bool:
        """Tell whether something that happened at *moment* happened in it."""
        return moment is not None and self.start < moment <= self.end

    def overlap(self, since: datetime, until: datetime | None) -> "Period | None":
        """Give the part of it from *since* to *until*, None being not yet."""
        start = max(self.start, since)
        end = self.end if until is None else min(self.end, until)
        return Period(start=start, end=end) if start < end else None


def union(parts: Iterable[Period]) -> timedelta:
    """Give how long *parts* last together, what overlaps counted once."""
    total, last = timedelta(0), None
    for part in sorted(parts, key=lambda one: one.start):
        start = part.start if last is None else max(part.start, last)
        total += max(part.end - start, timedelta(0))
        last = part.end if last is None else max(part.end, last)
    return total


def length(text: str) -> timedelta:
    """Read `90d`, `12w` or `1y`, a year being 365 days; refuse anything else."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None or not int(found[1]):
        raise Invalid("period", f"“{text.strip():.20}” is no period: {SAY}")
    read = timedelta(days=int(found[1]) * DAYS[found[2].casefold()])
    if read > LONGEST:
        raise Invalid("period", f"A period has 5 years at the most: {SAY}")
    return read


def spelled(text: str) -> str:
    """Write a period that can be read as the buttons do: `90d`."""
    length(text)
    found = WRITTEN.fullmatch(text.strip())
    return f"{int(found[1])}{found[2].casefold()}" if found else USUAL


def words(text: str) -> str:
    """Write a period for people: `90 days`."""
    short = spelled(text)
    amount, name = short[:-1], NAMES[short[-1]]
    return f"{amount} {name}{'s' if amount != '1' else ''}"


def until(now: datetime, text: str) -> Period:
    """Give the period of this length that ends *now*."""
    return Period(start=now - length(text), end=now)


def parts(period: Period, count: int) -> list[Period]:
    """Cut a period into parts of one length."""
    step = period.length / count
    ends = [*(period.start + step * at for at in range(count)), period.end]
    return [Period(start=start, end=end) for start, end in pairwise(ends)]
