"""One line: how `/incident declare sev2 checkout 500s since 14:05 @dana lead private`
is read. Deterministic: what it can't read becomes the title, never an error.

Clauses are taken off the end as long as they are understood, and severity and flags off
the beginning; what stands in the middle is the title, even if it holds such words. One
flag alone begins a title (`drill press is stuck`), but for `private`: what should have
been private can't be made so again.
"""  # noqa: D205 (the example is the summary)

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.core.walls import parse_when
from bot.incidents import rules

SEVERITY = re.compile(r"(?:sev(?:erity)?[- ]?|s)([1-4])", re.IGNORECASE)
WHO = r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>"
LEADS = (
    rf"{WHO}\s+(?:leads?|commands?|commander|leading|in command)",
    rf"(?:lead(?:er)?|led|commander|commanded|command)(?: by|:| is)?\s+{WHO}",
)
LEAD = tuple(
    re.compile(rf"(.*?)(?:^|[\s,;]){said}", re.IGNORECASE | re.DOTALL) for said in LEADS
)
FLAGS = {"private": "private", "security": "security", "drill": "drill"}
SINCE = re.compile(r"(.*?)(?:^|\s)(since|started)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
LONGEST_TIME = 6  # words


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was understood of one line."""

    title: str
    severity: int | None = None
    started: datetime | None = None
    commander: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)


def read(text: str, *, now: datetime, zone: tzinfo) -> Line:
    """Read one line as it was typed; times are those of *zone*."""
    rest, found = " ".join(text.split()), Line(title="")
    rest, found = _first(rest, found)
    while True:
        shorter, more = _last(rest, found, now, zone)
        if more is found:
            break
        rest, found = shorter.rstrip(" ,;"), more
    return Line(**{**vars(found), "title": rules.plain_line(rest)})


def _first(text: str, found: Line) -> tuple[str, Line]:
    """Take a severity and flags off the beginning."""
    rest, read, words = text, found, list[str]()
    while rest:
        head, _, tail = rest.partition(" ")
        more = _mark(head.rstrip(":,"), read)
        if more is read:
            break
        rest, read = tail, more
        words.append(head.casefold())
    alone = words in (["security"], ["drill"])
    return (text, found) if alone else (rest, read)


def _mark(word: str, found: Line) -> Line:
    """Understand one word as a severity or a flag that was not given yet."""
    flag = FLAGS.get(word.casefold())
    if flag and flag not in found.flags:
        return Line(**{**vars(found), "flags": found.flags | {flag}})
    if found.severity is None and SEVERITY.fullmatch(word):
        return Line(**{**vars(found), "severity": rules.severity(word)})
    return found


def _last(text: str, found: Line, now: datetime, zone: tzinfo) -> tuple[str, Line]:
    """Take one clause off the end, if it is one that was not given yet."""
    head, _, word = text.rpartition(" ")
    marked = _mark(word.strip(","), found)
    if marked is not found:
        return head.rstrip(" ,;"), marked
    lead = next(filter(None, (said.fullmatch(text) for said in LEAD)), None)
    if lead and found.commander is None:
        return lead[1], Line(**{**vars(found), "commander": lead[2]})
    since = SINCE.fullmatch(text)
    if since and found.started is None and len(since[3].split()) <= LONGEST_TIME:
        moment = parse_when(since[3], now=now, zone=zone)
        if moment is not None and moment <= now:
            return since[1], Line(**{**vars(found), "started": moment})
    return text, found
