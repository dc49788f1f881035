"""Wall times: what people say, type and read off a clock, at a place.

Invariants:
* a wall time is naive and comes with its zone; an instant is aware and in UTC
* a wall time that a change of clocks skips is shifted forward by the gap; one that
  comes twice is taken once, the first (RFC 5545, 3.3.5)
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """Give the zone of each place whose name only one zone has: `new york`."""
    found: dict[str, set[str]] = {}
    for name in available_timezones():
        area, _, city = name.rpartition("/")
        if area.partition("/")[0] in _AREAS:
            found.setdefault(city.replace("_", " ").casefold(), set()).add(name)
    return {city: names.pop() for city, names in found.items() if len(names) == 1}


def zone(name: str) -> ZoneInfo:
    """Find a zone of the IANA database, in any case; ValueError is a sentence."""
    known = _zones().get(name.strip().casefold())
    if known is None:
        raise ValueError(f'"{name:.40}" is not a time zone such as "Europe/Berlin"')
    return ZoneInfo(known)


def zone_or_utc(name: str | None) -> tzinfo:
    """Find a person's zone; UTC where Slack knows none or one that we don't."""
    known = _zones().get((name or "").casefold())
    return ZoneInfo(known) if known else UTC


def alike(one: tzinfo, other: tzinfo, now: datetime) -> bool:
    """Tell whether clocks at two places show the same, now and half a year from now."""
    moments = (now, now + DAY * 182)
    return all(
        at.astimezone(one).utcoffset() == at.astimezone(other).utcoffset()
        for at in moments
    )


def resolve(wall: datetime, place: tzinfo) -> datetime:
    """Turn a naive *wall* time at *place* into the instant in UTC."""
    if wall.tzinfo is not None:
        raise ValueError("a wall time is naive")
    return wall.replace(tzinfo=place, fold=0).astimezone(UTC)


def parse_when(text: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """Read a time as people type it, as an instant in UTC; None if it is none.

    `14:05`, `14.05` and `2:05pm` are the most recent such time in *zone*; `yesterday
    14:05`, `14:05 yesterday`, `2026-11-22 14:05` and `20m ago`, `1h 5min ago`, `now`
    say what they say.
    Any may begin with `since`, and a clock time may end with a zone: `14:05 UTC`,
    `14:05 New York time`.
    """
    said = re.sub(r"^(since|from|at) ", "", " ".join(text.casefold().split()))
    return _read(said, _FORMS, now, zone)


def parse_by(text: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """Read a time ahead as people promise it, as an instant in UTC; None if it is none.

    `30m`, `1h 30min`, `an hour` from now; `14:05`, `2pm`, `noon` and `midnight` are the
    next such time in *zone*, `tomorrow 9:00`, `3pm Tuesday` and `2026-11-22 14:05` say
    what they say. A clock time may end with a zone.
    """
    said = " ".join(text.casefold().split())
    said = re.sub(r"\b(?:12 )?(?:noon|midday)\b", "12:00", said)
    return _read(re.sub(_MIDNIGHT, "0:00", said), _AHEAD, now, zone)


def parse_day(text: str, *, today: date) -> date | None:
    """Read a day as people name it; None if it is none.

    `today`, `tomorrow`, `yesterday`, `2026-11-27`; `friday` and `next friday` are the
    next one after *today*; `end of day` and `eod` are today, `eod friday` that day.
    """
    said = " ".join(text.casefold().split())
    named = _EVENING.sub("", said).strip() or ("today" if said else "")
    if named in _SOON:
        return today + DAY * _SOON[named]
    if (named := re.sub("^(on|next) ", "", named)) in _WEEK:
        return today + DAY * ((_WEEK.index(named) - today.weekday() - 1) % 7 + 1)
    try:
        return datetime.strptime(named, "%Y-%m-%d").date()  # noqa: DTZ007 (a day only)
    except ValueError:
        return None


def meant(text: str) -> bool:
    """Tell whether *text*, which can't be read, is meant for a time.

    `12/31`, `noonish` and `next week` are; `20%`, `2 engineers`, `end users` are not.
    """
    said = " ".join(text.casefold().split())
    return bool(_MEANT.match(said)) and not _AMOUNT.match(said)


def untimely(text: str) -> str:
    """Give the time of day that *text* begins with, if no clock shows it: `25:99`."""
    found = re.match(r"[0-9]{1,3}:[0-9]{1,3}", text.strip())
    valid = found and re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", found[0])
    return found[0] if found and not valid else ""


def unplaced(text: str) -> str:
    """Give what *text* begins with that is meant for a zone, and names none or several.

    `CEST`, `Eastern time`; empty where it begins with no such thing.
    """
    word = text.split(maxsplit=1)[0].strip(",.;:") if text.strip() else ""
    if word.upper() in _SHORT:
        return word
    named = _NAMED.match(text)
    return named[0] if named else ""


def _read(said: str, forms: "_Forms", now: datetime, zone: tzinfo) -> datetime | None:
    """Read what was *said* in the first of *forms* that it has."""
    said = _TURNED.sub(r"\g<day> \g<clock>", said.replace("half an hour", "30 minutes"))
    said, place = _placed(said, zone)
    for form, read in forms:
        if found := form.fullmatch(said):
            try:
                return read(found, now, place)
            except (ValueError, OverflowError):  # 25:00, 30 February, year 9999
                return None
    return None


def _placed(said: str, place: tzinfo) -> tuple[str, tzinfo]:
    """Split a zone off the end of what was *said*."""
    head, _, last = said.rpartition(" ")
    if head and last in _zones():
        return head, ZoneInfo(_zones()[last])
    if re.search(r"[0-9]z$", said):
        return said[:-1], UTC
    timed = _TIMED.fullmatch(said)
    if timed and timed["city"] in _cities():
        return timed["head"], ZoneInfo(_cities()[timed["city"]])
    return said, place


def _clock(found: re.Match[str]) -> time:
    """Read hour and minute, of 24 hours or of twice 12."""
    hour, half = int(found["hour"]), found["half"]
    if half and hour not in _HALF:
        raise ValueError("twelve hours make half a day")
    if half:
        hour = hour % 12 + 12 * (half == "pm")
    return time(hour, int(found["minute"] or 0))


def _latest(found: re.Match[str], now: datetime, place: tzinfo) -> datetime:
    """Find the most recent day on which the clock showed it."""
    clock, today = _clock(found), now.astimezone(place).date()
    days = (datetime.combine(today - DAY * back, clock) for back in range(4))
    return next(at for wall in days if (at := resolve(wall, place)) <= now)


def _next(found: re.Match[str], now: datetime, place: tzinfo) -> datetime:
    """Find the next day on which the clock will show it."""
    clock, today = _clock(found), now.astimezone(place).date()
    days = (datetime.combine(today + DAY * ahead, clock) for ahead in range(4))
    return next(at for wall in days if (at := resolve(wall, place)) > now)


def _named_day(found: re.Match[str], now: datetime, place: tzinfo) -> datetime:
    """Read `yesterday`, `tomorrow` and `tuesday` with a clock time."""
    day = parse_day(found["day"], today=now.astimezone(place).date())
    if day is None:
        raise ValueError("no day")
    return resolve(datetime.combine(day, _clock(found)), place)


def _dated(found: re.Match[str], _now: datetime, place: tzinfo) -> datetime:
    """Read a date and a clock time."""
    day = datetime.fromisoformat(found["date"]).date()
    return resolve(datetime.combine(day, _clock(found)), place)


_HALF = range(1, 13)
_SOON = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WEEK = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_MIDNIGHT = re.compile(r"^midnight(?!.*(?:day|tomorrow)$)")  # before it, or after?
_EVENING = re.compile(r"(?:^| )(?:eod|(?:the )?end of (?:the )?day)(?= |$)")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NAMES = (
    rf"{WEEKDAY}|today|yesterday|tomorrow|tonight|noon|midday|midnight|next|eo[dwm]|cob"
    r"|(?:the |this |early |late )?(?:morning|lunch|lunchtime|afternoon|evening)"
)
_MEANT = re.compile(
    rf"[+-]?[0-9]|{_MONTH} [0-9]|(?:the )?(?:end|close)(?: of |$)"
    rf"|(?:{_NAMES})(?:-?ish)?(?![a-z'\u2019])"
)
_TIMELY = (
    rf"{_MONTH}|{_NAMES}|[ap]\.?m\.?|o.?clock|sharp|latest|local|utc|gmt|on"
    r"|business|working|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|d|days?"
    r"|w|weeks?|months?|years?"
)
_AMOUNT = re.compile(
    r"[0-9]+(?:[.,][0-9]+)?(?: ?%| ?x\b| ?[kmgt]i?b\b)"
    rf"|[0-9]+ (?!(?:{_TIMELY})\b)[a-z]"
)
_AREAS = {
    *("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific"),
}
_TIMED = re.compile(r"(?P<head>.*(?:[0-9]|[ap]m)) (?P<city>[a-z][a-z '.-]*) time")
_NAMED = re.compile(r"[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,2} [Tt]ime\b")
_SHORT = {
    *("AEDT", "AEST", "AKST", "AKDT", "AST", "BST", "CDT", "CEST", "CST", "EDT"),
    *("EEST", "HKT", "IST", "JST", "KST", "MDT", "NZDT", "NZST", "PDT", "PST"),
    *("SGT", "WEST"),
}
_STEPS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _ago(found: re.Match[str], now: datetime, _place: tzinfo) -> datetime:
    """Read `20m ago`, `1 hour 5 minutes ago`, `an hour ago`."""
    return (now - _span(found)).astimezone(UTC)


def _ahead(found: re.Match[str], now: datetime, _place: tzinfo) -> datetime:
    """Read `20m`, `1 hour 5 minutes`, `an hour` from now."""
    return (now + _span(found)).astimezone(UTC)


def _span(found: re.Match[str]) -> timedelta:
    """Add up what was said in steps."""
    span = timedelta()
    for count, unit in re.findall(_STEP, found["span"]):
        many = int(count) if count.strip().isdigit() else 1  # an hour is one
        span += timedelta(**{_STEPS[unit[0]]: many})
    return span


_CLOCK = (
    r"(?=[0-9]+(?:[:.]| ?[ap]m))"  # a bare number is no time
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?(?: ?(?P<half>[ap]m))?"
)
_DATE = rf"(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:t|,? ){_CLOCK}"
_STEP = (
    r"([0-9]{1,5} ?|an? )"
    r"(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])"
)
_SPAN = rf"(?P<span>{_STEP}(?:,? ?(?:and )?{_STEP})*)"
AGO = rf"(?:half an hour|{_SPAN}) ago\b"
_Reader = Callable[[re.Match[str], datetime, tzinfo], datetime]
_Forms = tuple[tuple[re.Pattern[str], _Reader], ...]
_FORMS: _Forms = (
    (re.compile(r"now"), lambda _found, now, _place: now.astimezone(UTC)),
    (re.compile(_CLOCK), _latest),
    (re.compile(rf"(?P<day>today|yesterday)(?: at|,)? {_CLOCK}"), _named_day),
    (re.compile(_DATE), _dated),
    (re.compile(rf"{_SPAN} ago"), _ago),
)
_COMING = rf"today|tomorrow|(?:next )?{WEEKDAY}"
_TURNED = re.compile(rf"^(?P<clock>[0-9].*?),?(?: on)? (?P<day>yesterday|{_COMING})$")
_AHEAD: _Forms = (
    (re.compile(_CLOCK), _next),
    (re.compile(rf"(?P<day>{_COMING})(?: at|,)? {_CLOCK}"), _named_day),
    (re.compile(_DATE), _dated),
    (re.compile(_SPAN), _ahead),
)
