"""Cadences in words: read into a rule, and a rule said in words.

`monthly on the 2nd tuesday at 10:00` is `FREQ=MONTHLY;BYDAY=2TU`, at 10:00.

Invariants:
* what is read is understood to its last word, or refused: nothing is left out
* what could mean two things is refused, and both are named
* what `words` says is read as the same days; a rule beyond words is said as it stands
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, time

from bot.core import recurrence, spoken
from bot.core.periods import DAYS
from bot.core.recurrence import NoRule, Rule, shown
from bot.core.spoken import WORKING

WEEKDAY = "WD"  # in place of a day: one of those that are worked
UNITS = {
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "halfyear": ("MONTHLY", 6),
    "year": ("YEARLY", 1),
}
EITHER = "or last"  # a day of the month, or the last one of a shorter month
YEAR = 12
LONG = 28  # days that every month has
COMMON = 2027  # a year that is no leap year
_UNIT = "|".join(UNITS)
_CODE = "|".join((*DAYS, WEEKDAY))
_AND = r"(?: ?, ?and |, ?| and | )"
_OFTEN = re.compile(rf"every (?:([0-9]{{1,3}}|other) )?({_UNIT})s?(?= |,|$)")
_SOONER = re.compile(
    r"(?:every )?(?:([0-9]{1,5}|other) )?(hour|minute|second)(?:s|ly)?"
)
_NAMES = re.compile(rf"(?:{_CODE})(?:{_AND}(?:{_CODE}))*")
_SPAN = re.compile(rf"({'|'.join(DAYS)}) ?(?:-|to|through|until) ?({'|'.join(DAYS)})")
_MONTHS = re.compile(rf"(?: ?\b(?:of|in|on|every))*( ?@[0-9]+(?:{_AND}@[0-9]+)*)( of)?")
_WHOLE = re.compile(
    rf"(?:(?: |^)(?:of|in|every|a|per|on))+(?: ([0-9]{{1,3}}|other))? ({_UNIT})s?$"
)
_PLACE = r"[0-9]{1,2}(?:st|nd|rd|th)?(?: last)?|last"
_PLACED = re.compile(rf"({_PLACE})(?: ({_CODE}|day))?(?:{_AND}|$)")
_OTHER = re.compile(rf"every other (?=(?:{_CODE})\b)")
_NUMBER = "[0-9]{1,2}(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"(?:on )?(?:({_NUMBER})(?: of)? @[0-9]+(?:{_AND}\1(?: of)? @[0-9]+)+"
    rf"|@[0-9]+ ({_NUMBER})(?:{_AND}@[0-9]+ \2)+)"
)
_VAGUE = re.compile(rf"every [2-9](?:nd|rd|th) (?:{_CODE})")
_OR_LAST = re.compile(r"(29|30|31)(?:th|st)? or last day")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was said of a cadence, taken apart."""

    unit: str = ""
    step: int = 1
    whole: str = ""
    """The unit that days are counted in, where it was named: `of the quarter`."""
    months: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    places: list[tuple[int, str]] = field(default_factory=list)
    """How manieth of what: of the weekday, or of the days where it is empty."""


@dataclass(frozen=True, kw_only=True)
class Skips:
    """What a rule leaves out: months without its day, or years that are no leap years.

    `instead` is the cadence that takes the last day where there is no such day.
    """

    day: str
    leap: bool
    instead: str


def read(text: str, *, start: date, at: time = time(17)) -> Rule:
    """Read a cadence in words, as a rule or as cron; or refuse it beside the field."""
    if len(text) > recurrence.LONGEST:
        raise NoRule("That is longer than any rule")
    said = " ".join(text.split())
    if "=" in said or re.match(r"(?:[0-9*,/-]+ ){3}\S+ \S+$", said):
        return recurrence.parse(said, start=start, at=at)
    said, clock = spoken.clock(said.casefold())
    rule = _rule(_apart(spoken.plain(said), said), said, start)
    return recurrence.parse(rule, start=start, at=clock or at)


def words(text: str) -> str:
    """Say a rule in words: `quarterly on the 1st Wednesday of January and July`."""
    return spoken.words(text)


def skips(text: str) -> Skips | None:
    """Tell what a rule leaves out as not every month has its day; None: nothing."""
    parts = dict(part.split("=", 1) for part in text.split(";") if part)
    dates = [int(day) for day in parts.get("BYMONTHDAY", "0").split(",")]
    named = parts.get("BYMONTH", "")
    months = [int(month) for month in named.split(",")] if named else range(1, 13)
    day = max(dates)
    lengths = [monthrange(COMMON, month)[1] for month in months]
    if "BYSETPOS" in parts or min(lengths) >= day:
        return None
    leap = max(lengths) < day
    sooner = [each for each in dates if 0 < each <= LONG]
    if leap or sooner or day == max(lengths):
        parts["BYMONTHDAY"] = ",".join(map(str, [*sooner, -1]))
    else:
        parts["BYMONTHDAY"] = ",".join(map(str, range(LONG, day + 1)))
        parts["BYSETPOS"] = "-1"
    instead = words(";".join(f"{key}={value}" for key, value in parts.items()))
    return Skips(day=spoken.nth(day), leap=leap, instead=instead)


def _apart(plain: str, said: str) -> Said:
    """Take apart what was said; whatever is left over was not understood."""
    if not plain:
        raise NoRule("It does not say how often")
    if sooner := _SOONER.fullmatch(plain):
        rule = f"FREQ={sooner[2].upper()}LY;INTERVAL={_step(sooner[1])}"
        recurrence.parse(rule, start=date.min)  # refuses it, and says what it would do
    if _VAGUE.fullmatch(plain):
        raise NoRule(
            f"{shown(said)} may be that of each second week, or of a month: say"
            " `every 2 weeks on tuesday`, or `the 2nd tuesday of the month`"
        )
    found, rest = Said(), plain
    if often := _OFTEN.match(plain):
        found = Said(unit=often[2], step=_step(often[1]))
        rest = plain[often.end() :]
    elif other := _OTHER.match(plain):
        found = Said(unit="week", step=2)
        rest = plain[other.end() :]
    return _days(found, rest.strip(" ,"), said)


def _step(said: str | None) -> int:
    step = 2 if said == "other" else int(said or 1)
    if not step:
        raise NoRule("Every 0 of them is never")
    return step


def _days(found: Said, rest: str, said: str) -> Said:
    """Take the days and the months from the *rest* of what was said."""
    if dates := _DATES.fullmatch(rest):
        rest = f"{dates[1] or dates[2]} of {', '.join(re.findall('@[0-9]+', rest))}"
    if whole := _WHOLE.search(rest):
        found = replace(found, whole=whole[2], step=found.step * _step(whole[1]))
        rest = rest[: whole.start()]
    if months := _MONTHS.search(rest):
        numbers = sorted({int(number) for number in re.findall("@([0-9]+)", months[1])})
        found = replace(found, months=tuple(numbers))
        rest = f"{rest[: months.start()]} {rest[months.end() :]}"
    rest = re.sub(r"^(?:(?:on|every|day)\b ?)+(?=.)", "", " ".join(rest.split()))
    rest = _SPAN.sub(_spread, rest.strip(" ,"))
    if _NAMES.fullmatch(rest):
        named = re.findall(_CODE, rest.replace(WEEKDAY, WORKING))
        return replace(found, names=tuple(dict.fromkeys(named)))
    places = _places(rest)
    counted = found.unit or found.whole or found.months
    if places is None or not (counted or re.search("[a-z]", rest)):
        raise NoRule(f"{shown(said)} was not understood")
    return replace(found, places=places)


def _spread(span: re.Match[str]) -> str:
    first, last = DAYS.index(span[1]), DAYS.index(span[2])
    return ",".join(
        DAYS[number % 7]
        for number in range(first, last + 1 if last >= first else last + 8)
    )


def _places(text: str) -> list[tuple[int, str]] | None:
    """Read `1st and 3rd MO`, `15 and last day` or `1st MO and 3rd FR`; None if none."""
    if either := _OR_LAST.fullmatch(text):
        return [(int(either[1]), EITHER)]
    found: list[tuple[int, str]] = []
    waiting: list[int] = []
    while text:
        place = _PLACED.match(text)
        if not place:
            return None
        number = int(re.sub("[^0-9]", "", place[1]) or 1)
        if not number:
            return None
        waiting.append(-number if "last" in place[1] else number)
        if name := place[2]:
            found += [(each, "" if name == "day" else name) for each in waiting]
            waiting = []
        text = text[place.end() :].strip()
    found += [(each, "") for each in waiting]
    return found if len(set(found)) == len(found) else None


def _rule(said: Said, typed: str, start: date) -> str:
    """Give the rule that was meant."""
    unit = said.unit or said.whole
    unit = unit or ("week" if said.names else "year" if said.months else "month")
    freq, many = UNITS[unit]
    _require_sense(said, freq, typed)
    if said.whole not in ("", "month", unit) and said.places:
        raise NoRule(f"{shown(typed)} names a {unit} and a {said.whole}: keep one")
    said = replace(said, unit=unit)
    months, step = said.months or _months(said, start), said.step * many
    if freq == "MONTHLY" and step * len(months) == YEAR:
        step = 1  # `quarterly` and its four months say the same twice
    if freq == "YEARLY" and step == 1 and months[1:]:
        freq = "MONTHLY"  # a place is counted in each of the months
    if said.names and freq == "DAILY" and step == 1:
        freq = "WEEKLY"
    parts = [f"FREQ={freq}", f"INTERVAL={step}"]
    if months:
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    days = _of_days(said, freq, typed, start)
    if freq == "YEARLY" and months[1:] and "BYSETPOS" in "".join(days):
        raise NoRule(f"{shown(typed)} are several: make one of each month")
    return ";".join([*parts, *days])


def _require_sense(said: Said, freq: str, typed: str) -> None:
    if said.places and freq in ("DAILY", "WEEKLY"):
        raise NoRule(f"{shown(typed)} counts days of a week: say `monthly` for a month")
    if said.names and freq in ("MONTHLY", "YEARLY"):
        raise NoRule(f"{shown(typed)} leaves open which one, such as the 1st")


def _months(said: Said, start: date) -> tuple[int, ...]:
    """Give the months in which the days of a quarter or of a year are counted."""
    last = bool(said.places) and said.places[0][0] < 0
    if said.places and said.unit == said.whole == "quarter" and said.step == 1:
        return (3, 6, 9, 12) if last else (1, 4, 7, 10)
    if said.unit != "year":
        return ()
    if said.places and said.whole == "year":
        of_it = all(name in DAYS for _, name in said.places)
        return () if of_it else (12,) if last else (1,)
    return (start.month,)


def _of_days(said: Said, freq: str, typed: str, start: date) -> list[str]:
    """Give the parts of the rule that say its days."""
    if said.names:
        return [f"BYDAY={','.join(said.names)}"]
    kinds = {name in DAYS or name for _, name in said.places}
    if kinds - {next(iter(kinds), "")}:
        raise NoRule(f"{shown(typed)} are two kinds of days: make two of it")
    numbers = ",".join(str(place) for place, _ in said.places)
    if kinds - {EITHER}:
        numbered = ",".join(f"{n}{name}" for n, name in said.places)
        if WEEKDAY in kinds:
            return [f"BYDAY={WORKING}", f"BYSETPOS={numbers}"]
        return [f"BYDAY={numbered}" if kinds - {""} else f"BYMONTHDAY={numbers}"]
    if freq in ("DAILY", "WEEKLY"):
        return []
    day = said.places[0][0] if said.places else start.day
    if day <= LONG:
        return [f"BYMONTHDAY={day}"]
    last = ",".join(str(each) for each in range(LONG, day + 1))
    return [f"BYMONTHDAY={last}", "BYSETPOS=-1"]  # a shorter month has it at its end
