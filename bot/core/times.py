"""Instants, durations and calendars: when something is due and how a time is shown.

Invariants:
* an instant is aware and in UTC; a wall time is naive and always comes with its zone
* business time is evaluated on the walls of the calendar's zone, then resolved
* nothing here reads a clock: `now` is given
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from bot.core.durations import Duration, Unit
from bot.core.walls import resolve

DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _free_days(country: str, region: str) -> Container[date]:
    import holidays  # noqa: PLC0415 (3 MB, that a team without a calendar never needs)

    try:
        return holidays.country_holidays(country.upper(), subdiv=region or None)
    except NotImplementedError as error:
        place = f"{country}/{region}" if region else country
        raise ValueError(
            f'no holidays are known for "{place:.40}": write a code such as "DE"'
        ) from error


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When a team works. Weekdays count from Monday, 0; no country, no holidays.

    `away` are spans of days, the last included, on which somebody is not there.
    """

    zone: tzinfo = UTC
    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    country: str = ""
    region: str = ""
    away: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a team that never works; ValueError is a sentence."""
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("at least one weekday must be a business day")
        if self.opens >= self.closes:
            raise ValueError("business hours must start before they end")
        if self.country:
            _free_days(self.country, self.region)

    def works_on(self, day: date) -> bool:
        """Tell whether *day* is a business day."""
        if day.weekday() not in self.weekdays or self.is_away(day):
            return False
        return not self.country or day not in _free_days(self.country, self.region)

    def is_away(self, day: date) -> bool:
        """Tell whether *day* is one of absence."""
        return any(first <= day <= last for first, last in self.away)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the open spans from *start* on, in UTC, the first cut to *start*."""
        day = start.astimezone(self.zone).date()
        while True:
            opens, closes = (
                resolve(datetime.combine(day, wall), self.zone)
                for wall in (self.opens, self.closes)
            )
            if self.works_on(day) and max(opens, start) < closes:
                yield max(opens, start), closes
            day += DAY

    def working(self, at: datetime) -> datetime:
        """Give *at* where business hours have begun then, else when they begin next."""
        return next(opens for opens, _ in self.spans(at))


def add_business_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """Give the same wall time *days* business days later, in UTC.

    What starts while nobody works counts from the next opening.
    """
    if days < 0:
        raise ValueError("business days are counted forwards")
    begins, _ = next(calendar.spans(start))
    wall = begins.astimezone(calendar.zone).replace(tzinfo=None)
    left = days
    while left:
        wall += DAY
        left -= calendar.works_on(wall.date())
    return resolve(wall, calendar.zone) if days else begins


def add_business_time(start: datetime, wait: timedelta, calendar: Calendar) -> datetime:
    """Give the instant when the calendar has been open for *wait* since *start*."""
    left = wait
    spans = calendar.spans(start)
    opens, closes = next(spans)
    while left > closes - opens:
        left -= closes - opens
        opens, closes = next(spans)
    return opens + left


def business_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Add up how long the calendar is open between two instants."""
    total = timedelta()
    for opens, closes in calendar.spans(start):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def deadline(start: datetime, allowed: Duration, calendar: Calendar) -> datetime:
    """Give the instant by which something that started at *start* is due, in UTC."""
    if allowed.elapsed is not None:
        return start.astimezone(UTC) + allowed.elapsed
    if allowed.unit is Unit.BUSINESS_DAY:
        return add_business_days(start, allowed.amount, calendar)
    return add_business_time(start, timedelta(hours=allowed.amount), calendar)


def business_days(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Count the business days after the day on which *start* counts, up to *end*."""
    begins, _ = next(calendar.spans(start))
    return days_between(begins, end, calendar)


def days_between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Count the business days after the day of *start*, up to that of *end*."""
    day, last = (m.astimezone(calendar.zone).date() for m in (start, end))
    days = ((last - DAY * back) for back in range((last - day).days))
    return sum(calendar.works_on(one) for one in days)


def next_opening(now: datetime, calendar: Calendar) -> datetime:
    """Give the instant when business hours begin next, after *now*."""
    return next(opens for opens, _ in calendar.spans(now) if opens > now)


def part(
    start: datetime, allowed: Duration, ratio: float, calendar: Calendar
) -> datetime:
    """Give the instant when *ratio* of what is allowed is used up, in UTC.

    Of business hours and days only open time counts: half of a day that was given
    on Friday evening is Monday at noon, not Sunday.
    """
    if allowed.elapsed is not None:
        return start.astimezone(UTC) + allowed.elapsed * ratio
    due = deadline(start, allowed, calendar)
    total = business_time(start, due, calendar)
    return add_business_time(start, total * ratio, calendar)


def dated(instant: datetime, place: tzinfo) -> str:
    """Write *instant* with its whole date: `2026-11-22 14:05 GMT`."""
    wall = instant.astimezone(place)
    return f"{wall:%Y-%m-%d %H:%M} {_zone_name(wall)}"


def _zone_name(wall: datetime) -> str:
    name = wall.strftime("%Z")
    if name[:1] in "+-":  # zones without letters are called by their offset
        return f"UTC{name[:3]}{':' * bool(name[3:])}{name[3:]}"
    return name


def human(wait: timedelta) -> str:
    """Write a length of time by its two largest units, rounded down: `1 h 5 min`.

    The sign is left out: the sentence around it says whether it is past.
    """
    minutes, seconds = divmod(int(abs(wait).total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    counted = ((days, "d"), (hours, "h"), (minutes, "min"))
    largest = next(at for at, (count, _) in enumerate(counted) if count)
    told = counted[largest : largest + 2]
    return " ".join(f"{count} {unit}" for count, unit in told if count)


def ago(wait: timedelta) -> str:
    """Write how long ago something was: `5 min ago`, `just now` within a minute."""
    return "just now" if wait < timedelta(minutes=1) else f"{human(wait)} ago"
