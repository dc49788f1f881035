"""One line: how `/incident declare sev2 checkout 500s since 14:05 @dana lead private`
is read. Deterministic: what it can't read becomes the title, never an error.

Clauses are taken off the end as long as they are understood, and a severity off the
beginning; what stands in the middle is the title, even if it holds such words.
"""  # noqa: D205 (the example is the summary)

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.core.walls import parse_when
from bot.incidents import rules

SEVERITY = re.compile(r"(?:sev(?:erity)?[- ]?|s)([1-4])", re.IGNORECASE)
LEAD = re.compile(
    r"(.*?)(?:^|\s)<@([UW][A-Z0-9]+)(?:\|[^>]*)?>\s+"
    r"(?:leads?|commands?|commander|leading|in command)",
    re.IGNORECASE | re.DOTALL,
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
        rest, found = shorter, more
    return Line(**{**vars(found), "title": rules.plain_line(rest)})


def _first(text: str, found: Line) -> tuple[str, Line]:
    """Take a severity off the beginning."""
    head, _, tail = text.partition(" ")
    if SEVERITY.fullmatch(head.rstrip(":,")):
        severity = rules.severity(head.rstrip(":,"))
        return tail, Line(**{**vars(found), "severity": severity})
    return text, found


def _last(text: str, found: Line, now: datetime, zone: tzinfo) -> tuple[str, Line]:
    """Take one clause off the end, if it is one that was not given yet."""
    head, _, word = text.rpartition(" ")
    flag = FLAGS.get(word.casefold())
    if flag and flag not in found.flags:
        return head, Line(**{**vars(found), "flags": found.flags | {flag}})
    if found.severity is None and SEVERITY.fullmatch(word):
        return head, Line(**{**vars(found), "severity": rules.severity(word)})
    lead = LEAD.fullmatch(text)
    if lead and found.commander is None:
        return lead[1], Line(**{**vars(found), "commander": lead[2]})
    since = SINCE.fullmatch(text)
    if since and found.started is None and len(since[3].split()) <= LONGEST_TIME:
        moment = parse_when(since[3], now=now, zone=zone)
        if moment is not None and moment <= now:
            return since[1], Line(**{**vars(found), "started": moment})
    return text, found
