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
from itertools import islice

from bot.core import periods, walls
from bot.core.errors import Invalid
from bot.core.periods import DAYS

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
FIVE = 5
OFTEN = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}  # in seconds
BOUNDS = {"INTERVAL": 400, "BYMONTH": 12, "BYMONTHDAY": 31, "BYSETPOS": 366}
CRON_DAY = "[0-7]|MON|TUE|WED|THU|FRI|SAT|SUN"
CRON_MONTHS = "JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC"
CRON_SPAN = r"(?:\*|([0-9]{1,2})-([0-9]{1,2}))(?:/([1-9][0-9]?))?"
BACKWARDS = ("BYMONTHDAY", "BYSETPOS")  # -1 is the last of them
WEEKS = {"MONTHLY": 5, "YEARLY": 53}  # the highest number that a weekday has
AHEAD = timedelta(days=366 * 30)  # what does not come within thirty years never does
LATEST = date(2999, 12, 31)  # nobody starts anything later
LONGEST = 200  # characters of a rule
Parts = Mapping[str, str]


class NoRule(Invalid):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, problem: str) -> None:
        """Say what is wrong, and how a rule is written."""
        example = ". Write `monthly on the 2nd tuesday`, or `FREQ=MONTHLY;BYDAY=2TU`"
        super().__init__("every", problem + ("" if "say `" in problem else example))


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
        for day in periods.series(self.text, self.start).since(after.date()):
            wall = datetime.combine(day, self.at)
            if wall > after:
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
            raise NoRule(f"{shown(part)} is no part of a rule")
        if key in ("COUNT", "UNTIL"):
            raise NoRule(f"{key} would end it: retire the routine when it is to end")
        if key in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            raise NoRule(f"{key} is a time of day, which stands beside the rule")
        if key not in PARTS:
            raise NoRule(f"{shown(key)} is nothing that is known here")
        if key in found:
            raise NoRule(f"{shown(key)} stands there twice")
        found[key] = value.replace(" ", "")
    _require_seldom(found)
    for key, high in BOUNDS.items():
        _require_numbers(key, found.get(key), high)
    _require_weekdays(found)
    return found


def _require_seldom(parts: Parts) -> None:
    """Refuse what comes more than once a day, and show how often that would be."""
    freq, step = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if freq in OFTEN:
        _require_numbers("INTERVAL", step, 86400)
        _refuse_times([OFTEN[freq] * int(step) * number for number in range(FIVE)])
    if freq not in FREQUENCIES:
        raise NoRule(
            "It does not say how often: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY"
        )


def _refuse_times(waits: list[int], clock: time = time(9)) -> None:
    """Refuse what comes after each of *waits*, in seconds from *clock* on."""
    begin, day = datetime.combine(date.min, clock), timedelta(days=1)
    times = [begin + timedelta(seconds=wait) for wait in waits]
    if times[1] - begin >= day:
        raise NoRule("Hours are not counted beyond a day: count in days")
    said = ", ".join(
        f"{at:%H:%M:%S}".removesuffix(":00")
        + (" the day after" if at.date() > begin.date() else "")
        for at in times
    )
    raise NoRule(f"It would come at {said} and so on, and once a day is most")


def _require_numbers(key: str, value: str | None, high: int) -> None:
    """Refuse numbers that no calendar has."""
    sign = "[+-]?" if key in BACKWARDS else ""
    for number in [] if value is None else value.split(","):
        if not re.fullmatch(rf"{sign}[0-9]{{1,5}}", number):
            raise NoRule(f"{shown(f'{key}={number}')} is no number of that kind")
        if not 1 <= abs(int(number)) <= high:
            raise NoRule(f"{shown(f'{key}={number}')} is not between 1 and {high}")


def _require_weekdays(parts: Parts) -> None:
    """Refuse weekdays that are none, or that nobody can count."""
    most = WEEKS.get(parts["FREQ"], 0)
    if "BYMONTH" in parts:
        most = min(most, WEEKS["MONTHLY"])
    for day in parts["BYDAY"].split(",") if "BYDAY" in parts else []:
        known = re.fullmatch(rf"([+-]?[0-9]{{1,2}})?({'|'.join(DAYS)})", day)
        if not known:
            raise NoRule(f"{shown(f'BYDAY={day}')} is no day of a week")
        if known[1] and not 1 <= abs(int(known[1])) <= most:
            within = {5: "month", 53: "year"}.get(most, "week")
            raise NoRule(f"{shown(f'BYDAY={day}')}: no {within} has that one")
    if parts.get("WKST", "MO") not in DAYS:
        raise NoRule(f"{shown('WKST=' + parts['WKST'])} is no day of a week")
    if parts["FREQ"] == "WEEKLY" and "BYMONTHDAY" in parts:
        raise NoRule("A week has no BYMONTHDAY: write `FREQ=MONTHLY` or `FREQ=DAILY`")


def shown(text: str) -> str:
    """Quote what was typed, in a sentence: cut, and without what can't be seen."""
    seen = "".join(each if each.isprintable() else "\ufffd" for each in text[:40])
    return f"“{seen.strip()}{'…' if text[40:] else ''}”"


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
    if int(said.get("INTERVAL", 1)) == 1:
        said.pop("INTERVAL", None)
    counted = said["FREQ"] == "WEEKLY" and {"INTERVAL", "BYSETPOS"} & said.keys()
    if said.get("WKST") == DAYS[0] or not counted:
        said.pop("WKST", None)  # it decides nothing
    return ";".join(f"{key}={_ordered(said[key])}" for key in PARTS if key in said)


def _ordered(value: str) -> str:
    """Give each of several values once, in the order of the calendar."""
    found: dict[tuple[bool, int, str], str] = {}
    for each in value.split(","):
        sign, number, name = re.findall("([+-]?)([0-9]*)(.*)", each)[0]
        count = int(f"{sign}{number}") if number else 0
        day = str(DAYS.index(name)) if name in DAYS else name
        found[count < 0, count, day] = f"{count or ''}{name}"
    return ",".join(found[key] for key in sorted(found))


def _require_days(rule: Rule) -> None:
    """Refuse what never comes, or once."""
    if rule.start > LATEST:
        raise NoRule(f"It would start in {rule.start.year}: give a year before 3000")
    days = periods.series(rule.text, rule.start).since(rule.start)
    soon = [day for day in islice(days, 2) if day - rule.start <= AHEAD]
    if not soon:
        raise NoRule("It would never come: there is no such day in the next 30 years")
    if not soon[1:]:
        raise NoRule(f"It would come on {soon[0]}, and then not for 30 years")


def _cron(text: str) -> tuple[str, time] | None:
    """Read the five fields of cron, where they mean one time on some days."""
    fields = text.upper().split()
    if len(fields) != FIVE or "=" in text or not re.match(r"[0-9*]", text):
        return None
    minute, hour, day, month, weekday = fields
    hours, minutes = _counted(hour, 0, 23), _counted(minute, 0, 59)
    if len(hours) * len(minutes) > 1:
        times = [(h - hours[0]) * 3600 + m * 60 for h in hours for m in minutes]
        _refuse_times(times[:FIVE], time(hours[0]))
    if day != "*" and weekday != "*":
        raise NoRule("Cron would take both kinds of days: give one of them")
    return _of_cron(day, month, weekday), time(hours[0], minutes[0])


def _of_cron(day: str, month: str, weekday: str) -> str:
    parts = ["FREQ=DAILY"]
    if day != "*":
        numbers = ",".join(str(one) for one in _counted(day, 1, 31))
        parts = ["FREQ=MONTHLY", f"BYMONTHDAY={numbers}"]
    elif weekday != "*":
        parts = ["FREQ=WEEKLY", "BYDAY=" + ",".join(_weekdays(weekday))]
    if month != "*":
        numbers = ",".join(str(one) for one in _counted(month, 1, 12))
        parts.append(f"BYMONTH={numbers}")
    return ";".join(parts)


def _weekdays(text: str) -> Iterator[str]:
    """Give each weekday of `1-5`, `0,6` or `MON-WED`."""
    for piece in text.split(","):
        known = re.fullmatch(rf"({CRON_DAY})(?:-({CRON_DAY}))?", piece)
        if not known:
            raise NoRule(f"{shown(piece)} is no day of a week")
        first, last = (
            int(day) if day.isdecimal() else DAYS.index(day[:2]) + 1
            for day in (known[1], known[2] or known[1])
        )
        for number in range(first, last + 1 if last >= first else last + 8):
            yield DAYS[(number - 1) % 7]


def _counted(text: str, low: int, high: int) -> list[int]:
    """Read `*`, `1`, `1,15`, `1-3`, `*/3` and `MAR` into numbers."""
    found: list[int] = []
    named = {name: str(n) for n, name in enumerate(CRON_MONTHS.split(","), 1)}
    for piece in text.split(","):
        one = named.get(piece, piece) if high == 12 else piece  # noqa: PLR2004 (months)
        span = re.fullmatch(CRON_SPAN, f"{one}-{one}" if one.isdecimal() else one)
        if not span:
            raise NoRule(f"{shown(piece)} is nothing that cron counts")
        first, last = int(span[1] or low), int(span[2] or high)
        if not low <= first <= last <= high:
            raise NoRule(f"{shown(piece)} is not between {low} and {high}")
        found += range(first, last + 1, int(span[3] or 1))
    return sorted(set(found))
