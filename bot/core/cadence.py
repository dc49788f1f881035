"""Cadences in words: read into a rule, and a rule said in words.

`monthly on the 2nd tuesday at 10:00` is `FREQ=MONTHLY;BYDAY=2TU`, at 10:00.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise

from bot.core import recurrence
from bot.core.recurrence import DAYS, NoRule, Rule

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
WORKING = "MO,TU,WE,TH,FR"
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
OFTEN = {
    "daily": ("DAILY", 1, "day"),
    "day": ("DAILY", 1, "day"),
    "weekday": ("WEEKLY", 1, "weekday"),
    "business day": ("WEEKLY", 1, "weekday"),
    "weekly": ("WEEKLY", 1, "week"),
    "week": ("WEEKLY", 1, "week"),
    "fortnight": ("WEEKLY", 2, "week"),
    "fortnightly": ("WEEKLY", 2, "week"),
    "monthly": ("MONTHLY", 1, "month"),
    "month": ("MONTHLY", 1, "month"),
    "quarterly": ("MONTHLY", 3, "month"),
    "quarter": ("MONTHLY", 3, "month"),
    "half-yearly": ("MONTHLY", 6, "month"),
    "half year": ("MONTHLY", 6, "month"),
    "yearly": ("YEARLY", 1, "year"),
    "annually": ("YEARLY", 1, "year"),
    "year": ("YEARLY", 1, "year"),
}
_DAY = "|".join(f"{day.casefold()}s?|{day[:3].casefold()}" for day in WEEK)
_MANY = re.compile(r"(?:every )?(?:(\d{1,2}|other) )?([a-z -]+?)s?(?: on (.+))?")
_AT = re.compile(r"\s+(?:at|by)\s+(\d{1,2})[:.](\d{2})\s*$")
_NAMED = re.compile(rf"(?:{_DAY})(?:(?:,? and |, ?| )(?:{_DAY}))*")
_PLACED = re.compile(
    rf"(?:the )?(\d|last|first|second|third|fourth|fifth)"
    rf"(?:st|nd|rd|th)? ({_DAY}|day)(?: of .*)?"
)
_DATED = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?")
_IN_YEAR = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})"
    r"|([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?"
)


def read(text: str, *, start: date, at: time = time(17)) -> Rule:
    """Read a cadence in words, as a rule or as cron; or refuse it beside the field."""
    said = " ".join(text.split())
    if "=" in said or re.match(r"[\d*]\S* [\d*]", said):
        return recurrence.parse(said, start=start, at=at)
    said = said.casefold()
    if clock := _AT.search(said):
        hour, minute = int(clock[1]), int(clock[2])
        if hour > 23 or minute > 59:  # noqa: PLR2004 (a clock's)
            raise NoRule(f"No clock shows {clock[1]}:{clock[2]}")
        said, at = said[: clock.start()], time(hour, minute)
    return recurrence.parse(_spoken(said, start), start=start, at=at)


def _spoken(said: str, start: date) -> str:
    """Give the rule that words mean."""
    bare = said.removeprefix("every ").removeprefix("each ")
    if _NAMED.fullmatch(bare):
        return f"FREQ=WEEKLY;BYDAY={_named(bare)}"
    found = _MANY.fullmatch(said.replace("each ", "every "))
    known = found and (OFTEN.get(found[2]) or OFTEN.get(found[2] + "s"))
    if not found or known is None:
        raise NoRule(f"“{said[:40]}” was not understood")
    freq, step, unit = known
    step *= 2 if found[1] == "other" else int(found[1] or 1)
    if not step:
        raise NoRule("Every 0 of them is never")
    days = _days(found[3], freq) if found[3] else ""
    if unit == "weekday":
        days = f"BYDAY={WORKING}"
    if freq == "YEARLY" and days.startswith("BYMONTHDAY"):
        days = f"BYMONTH={start.month};{days}"
    every = f";INTERVAL={step}" if step > 1 else ""
    return f"FREQ={freq}{every}{';' + days if days else ''}"


def _days(said: str, freq: str) -> str:
    """Read the days that follow `on`."""
    if _NAMED.fullmatch(said):
        return f"BYDAY={_named(said)}"
    if placed := _PLACED.fullmatch(said):
        place = NTH.get(placed[1]) or int(placed[1])
        if placed[2] == "day":
            return f"BYMONTHDAY={place}"
        return f"BYDAY={place}{_named(placed[2])}"
    if dated := _DATED.fullmatch(said):
        return f"BYMONTHDAY={dated[1]}"
    if (day := _IN_YEAR.fullmatch(said)) and freq == "YEARLY":
        number, name = (day[1], day[2]) if day[1] else (day[4], day[3])
        months = [m.casefold()[:3] for m in MONTHS]
        if name[:3] in months:
            return f"BYMONTH={months.index(name[:3]) + 1};BYMONTHDAY={number}"
    raise NoRule(f"“{said[:40]}” names no day")


def _named(said: str) -> str:
    words = re.findall("[a-z]+", said)
    short = [day.casefold()[:3] for day in WEEK]
    found = [DAYS[short.index(word[:3])] for word in words if word[:3] in short]
    return ",".join(dict.fromkeys(found))


def words(text: str) -> str:
    """Say a rule in words: `quarterly on the 1st Wednesday`."""
    parts = dict(part.split("=", 1) for part in text.split(";"))
    step = int(parts.get("INTERVAL", 1))
    months = [int(m) for m in parts.get("BYMONTH", "").split(",") if m]
    if parts["FREQ"] == "WEEKLY" and parts["BYDAY"] == WORKING and step == 1:
        return "every weekday"
    often = _often(parts["FREQ"], step, months)
    on = _on(parts, months)
    return f"{often}{' ' + on if on else ''}"


def _often(freq: str, step: int, months: list[int]) -> str:
    """Say how often; months that are equally far apart are a cadence of their own."""
    if freq in ("MONTHLY", "YEARLY") and step == 1 and months:
        apart = {(b - a) % 12 for a, b in pairwise([*months, months[0]])}
        count = {2: "half-yearly", 4: "quarterly", 6: "every 2 months"}
        if len(apart) == 1 and len(months) in count:
            return count[len(months)]
        if len(months) == 1:
            return "yearly"
    named = {
        ("MONTHLY", 3): "quarterly",
        ("MONTHLY", 6): "half-yearly",
        ("MONTHLY", 12): "yearly",
    }
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
    once = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly"}
    if (freq, step) in named:
        return named[freq, step]
    return once.get(freq, "yearly") if step == 1 else f"every {step} {unit[freq]}s"


def _on(parts: Mapping[str, str], months: list[int]) -> str:
    """Say on which days, and in which months."""
    days = parts.get("BYDAY", "")
    if days == WORKING:
        place = parts.get("BYSETPOS", "")
        said = f"on the {_nth(int(place))} weekday" if place else "on weekdays"
    elif days:
        each = [_day(day, parts.get("BYSETPOS", "")) for day in days.split(",")]
        said = "on " + (f"{', '.join(each[:-1])} and " if each[1:] else "") + each[-1]
    elif parts.get("BYMONTHDAY") == "-1":
        said = "on the last day"
    else:
        numbers = parts.get("BYMONTHDAY", "")
        ends = [_nth(int(n)) for n in numbers.split(",") if n]
        said = f"on the {', '.join(ends)}" if ends else ""
    named = [MONTHS[m - 1] for m in months]
    return f"{said} of {', '.join(named)}".strip() if named else said


def _day(text: str, place: str) -> str:
    number, name = text[:-2] or place, WEEK[DAYS.index(text[-2:])]
    return f"the {_nth(int(number))} {name}" if number else name


def _nth(number: int) -> str:
    if number < 0:
        return "last" if number == -1 else f"{_nth(-number)} last"
    teen = number % 100 in (11, 12, 13)
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
