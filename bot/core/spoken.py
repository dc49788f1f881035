"""The words of cadences: those that people use, and those that a rule is said in."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import pairwise

from bot.core.periods import DAYS
from bot.core.recurrence import NoRule, shown

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
WORKING = "MO,TU,WE,TH,FR"
_UNIT = "day|week|month|quarter|halfyear|year"
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NTHS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_DAYS = ("mon", "tues?", "wed(?:nes)?", "thu(?:rs?)?", "fri", "sat(?:ur)?", "sun")
_PLAIN = [
    (re.compile(form), word)
    for form, word in (
        # signs, and what says nothing
        (r"['\u2019]|\.$|\b(?:the|all)\b", ""),
        (r" ?[&+] ?", " and "),
        ("/", ","),
        ("[\u2013\u2014]", "-"),
        (r"\b(?:each|any|once (?:an?|per|every))\b", "every"),
        (r"\beveryday\b", "every day"),
        # the units, and their adverbs
        (r"\b(?:business|working|work|week)[ -]?days?\b", "WD"),
        (r"\bweekends?\b", "SA,SU"),
        (r"\b(?:semi|bi)-?annual(?:ly)?\b|\bhalf[ -]?yearly\b", "every 6 months"),
        (r"\b(?:twice|two times) (?:an?|per|every) year\b", "every 6 months"),
        (r"\bhalf[ -]?(?:an? )?year", "halfyear"),
        (r"\b(?:every )?fortnight(?:s|ly)?\b|\bbi-?weekly\b", "every 2 weeks"),
        (r"\bbi-?yearly\b|\bbiennial(?:ly)?\b", "every 2 years"),
        (r"\bdaily\b", "every day"),
        (r"\bannual(?:ly)?\b", "every year"),
        (r"\b(week|month|quarter|year)ly\b", r"every \1"),
        (r"\bhourly\b", "every hour"),
        # numbers
        (r"\b(?:next|second|2nd)[ -](?:to|but|from)[ -]last\b", "2nd last"),
        (r"\bpenultimate\b", "2nd last"),
        (r"\bfirst\b", "1st"),
        (r"(?<!every )\bsecond\b|\bsecond\b(?!$)", "2nd"),
        *((rf"\b{word}\b", f"{n}th") for n, word in enumerate(_NTHS, 3)),
        *((rf"\b{word}\b", str(n)) for n, word in enumerate(_COUNTS, 2)),
        (r"\balternate\b", "other"),
        (r"\b(?:during|throughout)\b", "in"),
        # the names of the calendar
        *(
            (rf"\b{form}(?:days?|s)?\b", code)
            for form, code in zip(_DAYS, DAYS, strict=True)
        ),
        *(
            (rf"\b(?:{name.casefold()}|{name[:3].casefold()}t?)\b", f"@{n}")
            for n, name in enumerate(MONTHS, 1)
        ),
        # what is left to be made alike
        (r"\b(?:every )+", "every "),
        (rf"\bevery ([2-9])(?:nd|rd|th) ({_UNIT})\b(?! of)", r"every \1 \2"),
        (rf"^(?=(?:[0-9]{{1,3}} |other )?(?:{_UNIT})s?$)", "every "),
    )
]
_CLOCK = re.compile(
    r"(?:^|,? )(?:(?:at|by|around) )?(?:(?P<name>noon|midday|midnight)"
    r"|(?P<hour>[0-9]{1,2})(?:(?::|(?<=(?:at|by) [0-9])\.|(?<=(?:at|by) [0-9]{2})\.)"
    r"(?P<minute>[0-9]{2})(?: ?(?P<half>[ap])\.?m\b\.?)?| ?(?P<twelve>[ap])\.?m\b\.?))"
    r"(?= |,|$)"
)
_AT = re.compile(r"@(?=\s*(?:[0-9]|noon|mid))")  # a name has one too
_BARE = re.compile(r"^([0-9]{2})(?:h|([0-9]{2}))?$")  # 17, 17h, 1700
_VAGUE = re.compile(r"\b(?:at|by) ([0-9]{1,2})$")


def plain(said: str) -> str:
    """Give what was said, in lower case, in the few words that are read."""
    for form, word in _PLAIN:
        said = " ".join(form.sub(word, said).split())
    return said.strip(" ,")


def clock(said: str) -> tuple[str, time | None]:
    """Split off the time of day, wherever it stands."""
    said = _AT.sub(" at ", said).replace("o'clock", ":00")
    said = " ".join(said.replace(" :00", ":00").split())
    if vague := _VAGUE.search(said):
        raise NoRule(f"“at {vague[1]}” is no time of day yet: say `at {vague[1]}:00`")
    found = _CLOCK.search(said)
    if not found:
        return said, None
    rest = f"{said[: found.start()]} {said[found.end() :]}".strip(" ,")
    if _CLOCK.search(rest) or re.search(r"\band(?: at| by)?$", rest):
        raise NoRule(f"{shown(said)} is more than one time, and once a day is most")
    return " ".join(rest.split()), _time(found)


def time_of_day(said: str) -> time | None:
    """Read a time of day that stands alone: `17:00`, `5 pm`, `17.00`, `noon`.

    None if it is none, or leaves open which half of the day.
    """
    plain = " ".join(said.casefold().split()).removeprefix("at ")
    plain = _BARE.sub(lambda found: f"{found[1]}:{found[2] or '00'}", plain)
    try:
        rest, found = clock(f"at {plain}")
    except NoRule:
        return None
    return None if rest else found


def _time(found: re.Match[str]) -> time:
    if found["name"]:
        return time(0 if found["name"] == "midnight" else 12)
    hour, half = int(found["hour"]), found["half"] or found["twelve"]
    if half and 1 <= hour <= 12:  # noqa: PLR2004 (a clock's)
        hour = hour % 12 + 12 * (half == "p")
    elif half:
        hour = 24
    try:
        return time(hour, int(found["minute"] or 0))
    except ValueError:
        raise NoRule(f"No clock shows {shown(found[0].strip(' ,'))}") from None


def words(text: str) -> str:
    """Say a rule in words, as they are read; as it stands where there are none."""
    parts = dict(part.split("=", 1) for part in text.split(";"))
    freq, step = parts["FREQ"], int(parts.get("INTERVAL", 1))
    months = _numbers(parts.get("BYMONTH", ""))
    told = None if "WKST" in parts else _on(parts)
    if told is None:
        return text
    kind, on = told
    if kind and step == 1 and "BYSETPOS" not in parts:
        freq = _same(freq, kind, months)
    if not _sayable(parts, freq, kind, months):
        return text
    if kind == "names" and on == "weekdays" and step == 1 and not months:
        return "every weekday"
    said = _often(freq, step, months)
    said += f" on {on}" if on else ""
    if months:
        glue = "of" if kind in ("dates", "places") else "in"
        return f"{said} {glue} {_list([MONTHS[month - 1] for month in months])}"
    return f"{said} of the year" if freq == "YEARLY" else said


def _same(freq: str, kind: str, months: Sequence[int]) -> str:
    """Give the frequency that people would say the same days with."""
    if kind == "names":
        return "WEEKLY"
    return "MONTHLY" if kind == "dates" or months else freq


def _sayable(
    parts: Mapping[str, str], freq: str, kind: str, months: Sequence[int]
) -> bool:
    """Tell whether words have it: they are read only as what people mean by them."""
    step = int(parts.get("INTERVAL", 1))
    if freq in ("DAILY", "WEEKLY"):
        meant = "names" if freq == "WEEKLY" else ""
        return kind == meant and "BYSETPOS" not in parts
    if freq == "MONTHLY":
        return kind in ("dates", "places") and not (months and step > 1)
    if not months:
        return kind == "places" and "BYSETPOS" not in parts
    return kind in ("dates", "places") and not ("BYSETPOS" in parts and months[1:])


def _often(freq: str, step: int, months: Sequence[int]) -> str:
    """Say how often; months that are equally far apart are a cadence of their own."""
    if freq == "MONTHLY" and step == 1 and months:
        apart = {(b - a) % 12 for a, b in pairwise([*months, months[0]])}
        count = {2: "half-yearly", 4: "quarterly", 6: "every 2 months"}
        if len(months) == 1:
            return "yearly"
        return count.get(len(months), "monthly") if len(apart) == 1 else "monthly"
    named = {("MONTHLY", 3): "quarterly", ("MONTHLY", 6): "half-yearly"}
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
    if step == 1:
        return "daily" if freq == "DAILY" else f"{unit[freq]}ly"
    return named.get((freq, step), f"every {step} {unit[freq]}s")


def _on(parts: Mapping[str, str]) -> tuple[str, str] | None:
    """Say on which days, and of which kind they are; None where words lack."""
    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    dates, places = (_numbers(parts.get(k, "")) for k in ("BYMONTHDAY", "BYSETPOS"))
    numbered = [day for day in days if day not in DAYS]
    if (days and dates) or (numbered and (places or len(numbered) < len(days))):
        return None
    if places:
        return _placed(parts.get("BYDAY", ""), dates, places)
    if numbered:
        each = [f"the {nth(int(d[:-2]))} {WEEK[DAYS.index(d[-2:])]}" for d in numbered]
        return "places", _list(each)
    if days:
        each = [WEEK[DAYS.index(day)] for day in days]
        return "names", "weekdays" if parts["BYDAY"] == WORKING else _list(each)
    said = f"the {_list([nth(number) for number in dates])}" if dates else ""
    return "dates" if dates else "", said + (
        " day" if min(dates, default=0) < 0 else ""
    )


def _placed(
    days: str, dates: Sequence[int], places: Sequence[int]
) -> tuple[str, str] | None:
    """Say which of several days are taken."""
    nths = _list([nth(place) for place in places])
    if days == WORKING:
        return "places", f"the {nths} weekday"
    if days in DAYS:
        return "places", f"the {nths} {WEEK[DAYS.index(days)]}"
    if dates and dates == list(range(28, dates[-1] + 1)) and places == [-1]:
        return "dates", f"the {nth(dates[-1])} or last day"
    return None


def _list(each: Sequence[str]) -> str:
    return (f"{', '.join(each[:-1])} and " if each[1:] else "") + each[-1]


def nth(number: int) -> str:
    """Write a place: `2nd`, `last`, `2nd last`."""
    if number < 0:
        return "last" if number == -1 else f"{nth(-number)} last"
    teen = number % 100 in (11, 12, 13)
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number]
