"""Recurrences: when something is due again, in wall time at a place.

Invariants:
* a rule is one of RFC 5545 (5.3.10) that says days, once a day at the most, and a wall
  time; everything that its start would decide is written into it, but for the interval
* it is evaluated on naive local times and then resolved: a change of clocks moves none
* what never comes, or comes too often, is no rule: it is refused with what it would do
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from itertools import islice

from bot.core import walls
from bot.core.errors import Invalid

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIVE = 5
OFTEN = {
    "HOURLY": timedelta(hours=1),
    "MINUTELY": timedelta(minutes=1),
    "SECONDLY": timedelta(seconds=1),
}
BOUNDS = {
    "INTERVAL": (1, 400),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (1, 31),
    "BYSETPOS": (1, 366),
}
AHEAD = timedelta(days=366 * 30)  # what does not come within thirty years never does
LONGEST = 200  # characters of a rule
Parts = Mapping[str, str]


class NoRule(Invalid):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, problem: str) -> None:
        """Say what is wrong, and how a rule is written."""
        example = "write `monthly on the 2nd tuesday`, or `FREQ=MONTHLY;BYDAY=2TU`"
        super().__init__("every", f"{problem}: {example}")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When it comes again: the days of `text`, from `start` on, at the wall time `at`.

    `start` decides only which of the days an interval takes: every second week, and
    from which week on.
    """

    text: str
    start: date
    at: time = time(17)

    def walls(self, after: datetime) -> Iterator[datetime]:
        """Give the naive local times that come after the naive *after*, in order."""
        rule = _rule(self.text, self._from(after.date()))
        for day in rule.xafter(datetime.combine(after.date(), time()), inc=True):
            wall = datetime.combine(day.date(), self.at)
            if wall > after and day.date() >= self.start:
                yield wall

    def after(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """Give the naive local time that comes next at *zone*, or None for never."""
        here = moment.astimezone(zone).replace(tzinfo=None)
        coming = islice(self.walls(here - timedelta(days=1)), FIVE)
        return next((w for w in coming if walls.resolve(w, zone) > moment), None)

    def next_days(self, after: datetime, most: int = FIVE) -> list[date]:
        """Give the days that come next after a naive local time."""
        return [wall.date() for wall in islice(self.walls(after), most)]

    @property
    def words(self) -> str:
        """Say it as people do: `monthly on the 2nd Tuesday`."""
        from bot.core import cadence  # noqa: PLC0415 (it reads rules, and writes them)

        return cadence.words(self.text)

    def _from(self, day: date) -> datetime:
        """Give where to begin: without an interval the rule has no memory."""
        first = datetime.combine(self.start, time())
        near = datetime.combine(day, time()) - timedelta(days=800)
        return first if near <= first or "INTERVAL" in self.text else near


@lru_cache(maxsize=1024)
def _rule(text: str, start: datetime):  # type: ignore[no-untyped-def] # noqa: ANN202 (dateutil has no types)
    from dateutil.rrule import rrulestr  # noqa: PLC0415 (loaded when something recurs)

    return rrulestr(text, dtstart=start)


def parse(text: str, *, start: date, at: time = time(17)) -> Rule:
    """Read a rule of RFC 5545 or of cron, or refuse it beside the field."""
    said = text.strip()
    if len(said) > LONGEST:
        raise NoRule("That is longer than any rule")
    if cron := _cron(said):
        said, at = cron
    whole = _whole(_parts(said), start)
    rule = Rule(text=whole, start=start, at=at)
    _require_days(rule)
    return rule


def _parts(text: str) -> dict[str, str]:
    """Read `KEY=VALUE;…`, of the keys that say days."""
    body = text.upper().removeprefix("RRULE:")
    found: dict[str, str] = {}
    for part in filter(None, body.split(";")):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value:
            raise NoRule(f"“{part.strip()[:40]}” is no part of a rule")
        if key in ("COUNT", "UNTIL"):
            raise NoRule(f"{key} would end it: retire the routine when it is to end")
        if key in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            raise NoRule(f"{key} is a time of day, which stands beside the rule")
        if key not in PARTS:
            raise NoRule(f"“{key[:20]}” is nothing that is known here")
        if key in found:
            raise NoRule(f"“{key}” stands there twice")
        found[key] = value.replace(" ", "")
    _require_seldom(found)
    for key, (low, high) in BOUNDS.items():
        values = found.get(key, "").split(",") if key in found else []
        if not all(_within(value, low, high) for value in values):
            raise NoRule(f"“{key}={found[key][:20]}” is no day of any calendar")
    return found


def _require_seldom(parts: Parts) -> None:
    """Refuse what comes more than once a day, and show how often that would be."""
    freq = parts.get("FREQ", "")
    step = parts.get("INTERVAL", "1")
    if freq in OFTEN and step.isdecimal():
        times = [OFTEN[freq] * int(step) * n for n in range(FIVE)]
        begin = datetime.combine(date.min, time(9))
        shown = ", ".join(f"{begin + wait:%H:%M:%S}" for wait in times)
        raise NoRule(f"It would come at {shown} and so on, and once a day is most")
    if freq not in FREQUENCIES:
        raise NoRule("It does not say how often")


def _within(value: str, low: int, high: int) -> bool:
    number = value.lstrip("+-")
    return number.isdecimal() and number.isascii() and low <= int(number) <= high


def _whole(parts: Parts, start: date) -> str:
    """Write into a rule what its start would decide, in one order."""
    said = dict(parts)
    given = {key for key in said if key.startswith("BY") and key != "BYSETPOS"}
    if said["FREQ"] == "WEEKLY" and "BYDAY" not in given:
        said["BYDAY"] = DAYS[start.weekday()]
    if said["FREQ"] == "YEARLY" and not given:
        said["BYMONTH"] = str(start.month)
    if said["FREQ"] in ("MONTHLY", "YEARLY") and not given & {"BYDAY", "BYMONTHDAY"}:
        said["BYMONTHDAY"] = str(start.day)
    if said.get("INTERVAL", "").lstrip("0") == "1":
        del said["INTERVAL"]
    said.pop("WKST") if said.get("WKST") == "MO" else None
    return ";".join(f"{key}={said[key]}" for key in PARTS if key in said)


def _require_days(rule: Rule) -> None:
    """Refuse what dateutil can't read, and what never comes."""
    start = datetime.combine(rule.start, time())
    try:
        end = f"UNTIL={(start + AHEAD):%Y%m%dT000000}"
        days = [*islice(_rule(f"{rule.text};{end}", start), 2)]
    except (ValueError, TypeError, IndexError, ArithmeticError, AttributeError):
        raise NoRule("That is no rule of RFC 5545") from None
    if not days:
        raise NoRule("It would never come: no calendar has such a day")
    if not days[1:]:
        raise NoRule(f"It would come on {days[0]:%Y-%m-%d}, and then not for 30 years")


@cache
def _days_of_cron() -> dict[str, str]:
    names = {day[:2]: day for day in DAYS}
    numbered = {str(number): DAYS[(number - 1) % 7] for number in range(8)}
    return {**names, **numbered}


def _cron(text: str) -> tuple[str, time] | None:
    """Read the five fields of cron, where they mean one time on some days."""
    fields = text.upper().split()
    if len(fields) != FIVE or "=" in text or not re.match(r"[\d*]", text):
        return None
    minute, hour, day, month, weekday = fields
    hours, minutes = _counted(hour, 0, 23), _counted(minute, 0, 59)
    if len(hours) * len(minutes) > 1:
        each = [f"{h:02}:{m:02}" for h in hours for m in minutes][:FIVE]
        shown = ", ".join(each)
        raise NoRule(f"It would come at {shown} and so on, and once a day is most")
    if day != "*" and weekday != "*":
        raise NoRule("Cron would take both kinds of days: give one of them")
    return _of_cron(day, month, weekday), time(hours[0], minutes[0])


def _of_cron(day: str, month: str, weekday: str) -> str:
    parts = ["FREQ=DAILY"]
    if day != "*":
        numbers = ",".join(str(one) for one in _counted(day, 1, 31))
        parts = ["FREQ=MONTHLY", f"BYMONTHDAY={numbers}"]
    elif weekday != "*":
        known = _days_of_cron()
        named = [known.get(w[:2], "") for w in _spread(weekday, known)]
        if not all(named):
            raise NoRule(f"“{weekday[:20]}” is no day of a week")
        parts = ["FREQ=WEEKLY", "BYDAY=" + ",".join(dict.fromkeys(named))]
    if month != "*":
        numbers = ",".join(str(one) for one in _counted(month, 1, 12))
        parts.append(f"BYMONTH={numbers}")
    return ";".join(parts)


def _spread(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Give each weekday of `1-5` or `MON,WED`."""
    for piece in text.split(","):
        first, dash, last = piece.partition("-")
        ends = [DAYS.index(known[e[:2]]) for e in (first, last) if e[:2] in known]
        if dash and len(ends) == len((first, last)):
            span = range(ends[0], ends[1] + 1 if ends[1] >= ends[0] else ends[1] + 8)
            yield from (DAYS[number % 7] for number in span)
        else:
            yield piece


def _counted(text: str, low: int, high: int) -> list[int]:
    """Read `*`, `1`, `1,15`, `1-3` and `*/3` into numbers."""
    found: list[int] = []
    for piece in text.split(","):
        step = re.fullmatch(r"\*(?:/(\d{1,2}))?", piece)
        span = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", piece)
        if step and int(step[1] or 1):
            found += range(low, high + 1, int(step[1] or 1))
        elif span:
            found += range(int(span[1]), int(span[2] or span[1]) + 1)
        else:
            raise NoRule(f"“{piece[:20]}” is nothing that cron counts")
    if not found or min(found) < low or max(found) > high:
        raise NoRule(f"“{text[:20]}” is not between {low} and {high}")
    return sorted(set(found))
