"""The days of a recurrence, period after period (RFC 5545, 3.3.10).

Invariants:
* a period is a day, a week, a month or a year; those of a rule are counted from the one
  that its start lies in, and BYSETPOS counts in whole periods, whatever the start is
* wherever the asking begins, the days are the same, and as quickly found
* the search ends: where nothing comes for forty years, nothing comes
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ONE = timedelta(days=1)
SILENCE = timedelta(days=366 * 41)  # the 29th of February waits 40 for its weekday
LAST = 9000  # no year after it is asked for


@dataclass(frozen=True, kw_only=True)
class Series:
    """The days that a rule takes, of those from `start` on."""

    start: date
    freq: str
    interval: int
    months: frozenset[int]
    dates: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    """Each weekday that is taken, and the how manieth of it: 0 is every one."""
    places: frozenset[int]
    first: int
    """The weekday that a week begins with."""

    def since(self, day: date) -> Iterator[date]:
        """Give its days in order, from *day* on."""
        seen = begin = max(day, self.start)
        for first, last in self._periods(begin):
            for found in self._taken(first, last):
                if found >= begin:
                    seen = found
                    yield found
            if first - seen > SILENCE:
                return

    def _taken(self, first: date, last: date) -> list[date]:
        """Give what is taken of one period."""
        found = [day for day in self._span(first, last) if self._takes(day)]
        if not self.places:
            return found
        ends = len(found) + 1
        kept = {place if place > 0 else ends + place for place in self.places}
        return [day for number, day in enumerate(found, 1) if number in kept]

    def _span(self, first: date, last: date) -> Iterator[date]:
        """Give the days of a period, without the months that are not meant."""
        day = first
        while day <= last:
            if self.months and day.month not in self.months:
                day += ONE * (monthrange(day.year, day.month)[1] - day.day + 1)
                continue
            yield day
            day += ONE

    def _takes(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        if self.dates and self.dates.isdisjoint((day.day, day.day - length - 1)):
            return False
        if not self.weekdays:
            return True
        weekday, at, of = day.weekday(), day.day, length
        if self.freq == "YEARLY" and not self.months:
            at, of = day.timetuple().tm_yday, 365 + isleap(day.year)
        places = (0, (at - 1) // 7 + 1, -((of - at) // 7 + 1))
        return any((place, weekday) in self.weekdays for place in places)

    def _periods(self, day: date) -> Iterator[tuple[date, date]]:
        """Give the first and the last day of each period from the one of *day* on."""
        begin = self._number(self.start)
        number = self._number(day)
        number -= (number - begin) % self.interval
        while True:
            first, last = self._bounds(number)
            if last.year > LAST:
                return
            yield first, last
            number += self.interval

    def _number(self, day: date) -> int:
        """Give the number of the period that a day lies in."""
        numbers = {
            "DAILY": day.toordinal(),
            "WEEKLY": (day.toordinal() - 1 - self.first) // 7,
            "MONTHLY": day.year * 12 + day.month - 1,
            "YEARLY": day.year,
        }
        return numbers[self.freq]

    def _bounds(self, number: int) -> tuple[date, date]:
        if self.freq == "DAILY":
            return (day := date.fromordinal(number)), day
        if self.freq == "WEEKLY":
            monday = date.fromordinal(number * 7 + 1 + self.first)
            return monday, monday + 6 * ONE
        if self.freq == "YEARLY":
            return date(number, 1, 1), date(number, 12, 31)
        year, month = divmod(number, 12)
        return date(year, month + 1, 1), date(
            year, month + 1, monthrange(year, month + 1)[1]
        )


@lru_cache(maxsize=1024)
def series(text: str, start: date) -> Series:
    """Read the parts of a rule that is known to be one."""
    parts = dict(part.split("=", 1) for part in text.split(";"))
    interval = int(parts.get("INTERVAL", 1))
    freq = parts["FREQ"]
    if freq in ("DAILY", "WEEKLY") and interval == 1 and "BYSETPOS" not in parts:
        freq = "MONTHLY"  # every day of each of them: by the month there are fewer
    days = [each for each in parts.get("BYDAY", "").split(",") if each]
    return Series(
        start=start,
        freq=freq,
        interval=interval,
        months=_numbers(parts.get("BYMONTH", "")),
        dates=_numbers(parts.get("BYMONTHDAY", "")),
        weekdays=frozenset((int(d[:-2] or 0), DAYS.index(d[-2:])) for d in days),
        places=_numbers(parts.get("BYSETPOS", "")),
        first=DAYS.index(parts.get("WKST", "MO")),
    )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in text.split(",") if number)
