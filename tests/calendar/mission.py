"""The mission and the routines that ship, read; a cadence is what its days are."""

import re
import tomllib
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

from dateutil.rrule import rrulestr

from bot.core.durations import Duration
from tests import house

MISSION = tomllib.loads(Path(__file__).with_name("mission.toml").read_text("utf-8"))
AREAS = MISSION.pop("areas")
ROWS = [{"section": name, **row} for name, rows in MISSION.items() for row in rows]
CORE = house.BOT / "core"
ROUTINES = tomllib.loads((CORE / "routines.toml").read_text("utf-8"))["routines"]
SIGNOFF = tomllib.loads((CORE / "defaults.toml").read_text("utf-8"))["signoff"]
ROLES = {one["name"].casefold(): key for key, one in SIGNOFF.items()}
NAME = re.compile("[a-z][a-z0-9_]{0,39}")

# What a word of a cadence asks for: how many in how long, told by a day's place.
PERIODS = {
    "daily": lambda day: day.date(),
    "weekly": lambda day: day.isocalendar()[:2],
    "monthly": lambda day: (day.year, day.month),
    "quarterly": lambda day: (day.year, (day.month - 1) // 3),
    "half-yearly": lambda day: (day.year, (day.month - 1) // 6),
    "yearly": lambda day: day.year,
}
IN_TWO_YEARS = {"weekly": 104, "monthly": 24, "quarterly": 8, "half-yearly": 4}
IN_TWO_YEARS |= {"yearly": 2}
EVENTS = {
    "major release": "major_release",
    "release": "release",
    "change": "change",
    "incident": "incident",
    "cycle": "cycle",
    "lesson": "lesson",
    "finding": "finding",
    "cve": "finding",
    "expiry": "expiry",
    "immediately": "compromise",
    "continuous": "silence",
    "continuously": "silence",
    "hourly": "silence",
}


def seen_to(row):
    return [(key, ROUTINES[key]) for key in row.get("routines", ())]


@cache
def days(every, year=2026, years=2):
    """Give when a rule falls, by another library than the bot's own."""
    begin, end = datetime(year, 1, 1), datetime(year + years, 1, 1)  # noqa: DTZ001 (wall time)
    found = rrulestr(every, dtstart=begin).between(begin, end, inc=True)
    return [day for day in found if day < end]


def words(cadence):
    """Split a cadence into the periods and the events that it names."""
    said = cadence.casefold()
    periods = {
        one for one in PERIODS if re.search(rf"(?<![\w-]){re.escape(one)}\b", said)
    }
    events = set()
    for word, event in EVENTS.items():
        if re.search(rf"\b{word}\b", said):
            events.add(event)
            said = said.replace(word, "")
    return periods, events


def period(every):
    """Tell which period a rule keeps: exactly one in each, a day of work for daily."""
    found = days(every) if every else []
    for name, place in reversed(PERIODS.items()) if every else ():
        counted = Counter(place(day) for day in found)
        whole = len(counted) == IN_TWO_YEARS.get(name, len(found))
        if name == "weekly":
            whole = abs(len(counted) - IN_TWO_YEARS[name]) <= 1
        if name == "daily":
            whole = len(found) > 500
        if whole and set(counted.values()) == {1}:
            return name
    return f"{len(found)} in two years" if every else "never"


def named(text):
    """Give the keys of the roles that a text names."""
    return {key for name, key in ROLES.items() if name in text.casefold()}


def length(text):
    """Read `48 hours`, `24 h` or `5 business days` as a duration."""
    amount, unit = re.fullmatch(r"(\d+) (h|hours|days|business days)", text).groups()
    short = {"hours": "h", "days": "d", "business days": "bd"}
    return Duration.parse(amount + short.get(unit, unit))
