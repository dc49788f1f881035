"""Retired files: how a Markdown file says that it holds no longer, since when. Pure.

Either keys at its head, between `---` or without, `status: retired` and
`retired: 2026-01-31` (`state: retired` and `since: …` say the same); or a line among
its first twenty, `Status: Retired 2026-01-31`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.errors import Invalid

FIRST = 20  # lines among which a mark is looked for
WORDS = r"(?P<word>retired|tombstoned)"
DAY = r"(?P<day>\d{4}-\d{1,2}-\d{1,2})"
LINE = re.compile(
    rf"[\s>*_#-]*(?:status|state)[*_ ]*:[*_ ]*[\"']?{WORDS}\b[\"'*_]*(?P<more>.*)",
    re.IGNORECASE,
)
SINCE = re.compile(
    rf"[\s>*_-]*(?:retired|tombstoned|since)(?:_on|_at)?[*_ ]*:[*_ ]*[\"']?{DAY}\b.*",
    re.IGNORECASE,
)
SAID = re.compile(rf"\W*(?:(?:on|since|as of)\W+)?{DAY}\b", re.IGNORECASE)
KEY = re.compile(r"[A-Za-z][\w -]*:(?: .*)?")
HEADING = re.compile(r" {0,3}#\s+(.+?)[ #]*")
AGE = re.compile(r"(\d{1,3}) ?(d|w|m|y|days?|weeks?|months?|years?)", re.IGNORECASE)
UNDATED = "it does not say since when: write `Status: Retired 2026-01-31`"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """That a file is retired: since when, or what is wrong with the day."""

    since: date | None
    problem: str = ""


def marked(text: str) -> Mark | None:
    """Read the mark of a file; None where it has none."""
    lines = text.removeprefix("\ufeff").splitlines()
    head = _head(lines)
    said = [*head, *_beginning(lines[len(head) :])]
    found = next(filter(None, map(LINE.fullmatch, said)), None)
    return _mark(found["more"], said) if found else None


def _head(lines: list[str]) -> list[str]:
    """Give the lines with keys: between `---`, or those a document is imported with."""
    if lines[:1] and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], 1):
            if line.strip() in ("---", "..."):
                return lines[: number + 1]
        return []
    keys = 0
    while keys < len(lines) and KEY.fullmatch(lines[keys]):
        keys += 1
    return lines[:keys]


def _beginning(lines: list[str]) -> list[str]:
    """Give the first lines of the text, up to the first that is code."""
    first = lines[:FIRST]
    fence = next((n for n, one in enumerate(first) if one.lstrip()[:3] == "```"), FIRST)
    return first[:fence]


def _mark(more: str, said: list[str]) -> Mark:
    found = SAID.match(more) or next(filter(None, map(SINCE.fullmatch, said)), None)
    if found is None:
        return Mark(since=None, problem=UNDATED)
    try:
        year, month, day = map(int, found["day"].split("-"))
        return Mark(since=date(year, month, day))
    except ValueError:
        return Mark(since=None, problem=f"{found['day']} is no day of the calendar")


def titled(text: str, otherwise: str) -> str:
    """Give what a file is called: its key `title`, its heading, or its name."""
    lines = text.removeprefix("\ufeff").splitlines()
    for line in _head(lines):
        key, _, value = line.partition(":")
        if key.strip().casefold() == "title" and value.strip():
            return value.strip().strip("\"'")
    headings = (HEADING.fullmatch(line) for line in lines)
    return next((found[1] for found in headings if found), otherwise)


def long_ago(today: date, age: str) -> date:
    """Give the last day that is longer ago than *age*: `6m`, `180d`, `26w`, `1y`."""
    found = AGE.fullmatch(age.strip())
    if found is None:
        raise Invalid("age", f"“{age[:20]}” is no age such as 6m, 180d, 26w or 1y")
    count, unit = int(found[1]), found[2][0].casefold()
    if unit in "my":
        return _months_before(today, count * (12 if unit == "y" else 1))
    return today - timedelta(days=count * (7 if unit == "w" else 1))


def _months_before(day: date, months: int) -> date:
    """Give the same day of an earlier month, or the last that this month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
