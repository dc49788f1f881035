"""Recurrences by their definition alone: RFC 5545, every day asked for itself.

Nothing of Longwatch and nothing of dateutil is in here: what agrees with this is right
for another reason than that it was copied.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def every_day(first, last):
    """Give each day of a span."""
    return [first + DAY * n for n in range((last - first).days + 1)]


def parts_of(text):
    """Read the parts of a rule, each a list."""
    return {
        key: value.split(",")
        for key, value in (part.split("=") for part in text.split(";"))
    }


def period_of(day, parts):
    """Tell which period a day lies in, by a number that grows by one."""
    freq = parts["FREQ"][0]
    if freq == "DAILY":
        return (day - date(1970, 1, 1)).days
    if freq == "WEEKLY":
        first = NAMES.index(parts.get("WKST", ["MO"])[0])
        monday = date(1969, 12, 29)
        return (day - monday - DAY * first).days // 7
    return day.year if freq == "YEARLY" else day.year * 12 + day.month


def named(day, parts):
    """Tell whether BYDAY names a day, counting by walking to the ends of its span."""
    if all(NAMES[day.weekday()] not in each for each in parts["BYDAY"]):
        return False
    yearly = parts["FREQ"] == ["YEARLY"] and "BYMONTH" not in parts
    forward = backward = 0
    other = day
    while (other.year, yearly or other.month) == (day.year, yearly or day.month):
        forward, other = forward + 1, other - 7 * DAY
    other = day
    while (other.year, yearly or other.month) == (day.year, yearly or day.month):
        backward, other = backward + 1, other + 7 * DAY
    name = NAMES[day.weekday()]
    meant = {name, f"{forward}{name}", f"+{forward}{name}", f"-{backward}{name}"}
    return not meant.isdisjoint(parts["BYDAY"])


def fits(day, parts):
    """Tell whether every part but the interval and the place lets a day through."""
    numbers = {
        key: {int(number) for number in parts[key]}
        for key in ("BYMONTH", "BYMONTHDAY")
        if key in parts
    }
    left = day.day - 1 - monthrange(day.year, day.month)[1]
    return (
        ("BYMONTH" not in numbers or day.month in numbers["BYMONTH"])
        and ("BYMONTHDAY" not in numbers or {day.day, left} & numbers["BYMONTHDAY"])
        and ("BYDAY" not in parts or named(day, parts))
    )


@cache
def days(text, start, last):
    """Give the days of a rule, which says all that its start would decide."""
    parts = parts_of(text)
    interval = int(parts.get("INTERVAL", ["1"])[0])
    begin = period_of(start, parts)
    periods = {}
    for day in every_day(start - 366 * DAY, last + 366 * DAY):
        if (period_of(day, parts) - begin) % interval == 0 and fits(day, parts):
            periods.setdefault(period_of(day, parts), []).append(day)
    found = []
    for taken in periods.values():
        places = [int(place) for place in parts.get("BYSETPOS", [])]
        both = dict(zip(range(1, len(taken) + 1), taken, strict=True))
        both |= dict(zip(range(-len(taken), 0), taken, strict=True))
        found += {both[p] for p in places if p in both} if places else taken
    return sorted(day for day in found if start <= day <= last)


def instant(day, at, zone):
    """Find when the clock of a place first shows a time, by looking at the clock.

    Where it never does, the time is as far behind the last one before the gap.
    """
    wall = datetime.combine(day, at)
    middle = wall.replace(tzinfo=UTC)
    around = {(middle + DAY * n).astimezone(zone).utcoffset() for n in (-2, 2)}
    if len(around) == 1:  # no change is near
        moment = middle - around.pop()
        assert moment.astimezone(zone).replace(tzinfo=None) == wall
        return moment
    before = None
    for minutes in range(-15 * 60, 15 * 60):
        moment = middle + MINUTE * minutes
        seen = moment.astimezone(zone).replace(tzinfo=None)
        if seen == wall:
            return moment
        if seen < wall:
            before = (moment, seen)
        elif before and seen - before[1] > MINUTE:
            return before[0] + (wall - before[1])
    raise AssertionError((wall, zone))


def midnight(day):
    """Give the begin of a day."""
    return datetime.combine(day, time())
