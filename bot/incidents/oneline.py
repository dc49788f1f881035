"""One line: how `/incident declare sev2 checkout 500s since 14:05 @dana lead private`
is read. Deterministic: what it can't read becomes the title, never an error.

Severity, flags, a commander and a time are taken off the beginning and off the end, as
long as they are understood; what stands in the middle is the title. `private`,
`security` and `drill` are flags beside the severity, a time, a commander or each other,
and after the last comma; elsewhere they are words of the title. `private` alone may
begin a line, and a title that ends in it is doubtful: what was shown to all can't be
made private again.
"""  # noqa: D205 (the example is the summary)

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from bot.core.walls import parse_when
from bot.incidents import grades, rules
from bot.incidents.grades import Names

WHO = r"(?:<@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>|@(?P<name>\w(?:[\w.'-]*\w)?))"
LEADS = (
    rf"{WHO}\s+(?:leads?|commands?|commander|leading|in command)",
    rf"(?:lead(?:er)?|led|commander|commanded|command)(?: by|:| is)?\s+{WHO}[.!]?",
)
LEAD = tuple(
    re.compile(rf"(?P<head>.*?)(?:^|[\s,;]){said}", re.IGNORECASE | re.DOTALL)
    for said in LEADS
)
LEADING = tuple(
    re.compile(rf"{said}(?:[\s,;:]+(?P<tail>.*))?", re.IGNORECASE | re.DOTALL)
    for said in LEADS
)
SINCE_FIRST = re.compile(r"(?:since|started)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
WITHIN = re.compile(r"(?<![\w-])sev[- ]?[0-9]{1,3}(?![\w-])", re.IGNORECASE)
FLAGS = ("private", "security", "drill")
SINCE = re.compile(r"(.*?)(?:^|\s)(since|started)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
CLOCK = re.compile(r"[0-9]+[:.][0-9]{2}")
DOUBTFUL = re.compile(r"(?:.*\s)?private(?: (?:security|drill))*", re.IGNORECASE)
LONGEST_TIME = 7  # words
SEVERITIES: Names = {number: f"SEV-{number}" for number in (1, 2, 3, 4)}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was understood of one line, and what was not."""

    title: str
    severity: int | None = None
    started: datetime | None = None
    commander: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)
    no_severity: str = ""
    """What was typed as a severity, if there is none such."""
    left: str = ""
    """What looks like a severity, but stays in the title."""
    no_time: str = ""
    """What was typed as the beginning, but is no time; it stays in the title."""
    named: str = ""
    """Who leads, where Slack made no person of the name."""
    unfit: str = ""
    """What the one is called who was to lead, but can't."""
    doubtful: bool = False
    """Whether the title ends in `private`, which may have been meant as a flag."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How the lines of one person are read: their time, their policy's severities."""

    now: datetime
    zone: tzinfo
    names: Names

    def first(self, text: str) -> tuple[str, Line]:
        """Take a severity, flags, a commander and a time off the beginning."""
        rest, found, words = text, Line(title=""), list[str]()
        while rest:
            rated = _rated(grades.leading(rest, self.names), found)
            taken = rated or self.opening(rest, found)
            head, _, tail = rest.partition(" ")
            flag = head.rstrip(":,").casefold()
            if taken:
                words.append("")
                rest, found = taken
            elif flag in FLAGS and flag not in found.flags:
                words.append(head.casefold())
                rest, found = tail, replace(found, flags=found.flags | {flag})
            else:
                break
        alone = words in (["security"], ["drill"])  # it begins a title
        return (text, Line(title="")) if alone else (rest, found)

    def opening(self, text: str, found: Line) -> tuple[str, Line] | None:
        """Take a commander or a time off the beginning, if it was not given yet."""
        lead = next(filter(None, (said.fullmatch(text) for said in LEADING)), None)
        if lead and not (found.commander or found.named):
            named = lead["name"] or ""
            led = replace(found, commander=lead["id"], named=named)
            return lead["tail"] or "", led
        since = SINCE_FIRST.fullmatch(text)
        words = since[1].split() if since and not found.started else []
        for count in range(min(len(words), LONGEST_TIME), 0, -1):
            said = " ".join(words[:count]).rstrip(",;:")
            moment = parse_when(said, now=self.now, zone=self.zone)
            if moment is not None and moment <= self.now:
                return " ".join(words[count:]), replace(found, started=moment)
        return None

    def last(self, text: str, found: Line) -> tuple[str, Line]:
        """Take one clause or flag off the end, if it was not given yet."""
        for at, flags in _trailing_flags(text):
            head = text[:at]
            known = Line(title="")
            if head.endswith((",", ";")) or self.clause(head, known)[1] is not known:
                return head, replace(found, flags=found.flags | flags)
        rest, more = self.clause(text, found)
        return (rest, more) if more is not found else self.unread(text, found)

    def clause(self, text: str, found: Line) -> tuple[str, Line]:
        """Take a severity, a commander or a time off the end."""
        rated = _rated(grades.trailing(text, self.names), found)
        if rated:
            return rated
        lead = next(filter(None, (said.fullmatch(text) for said in LEAD)), None)
        if lead and not (found.commander or found.named):
            named = lead["name"] or ""
            return lead["head"], replace(found, commander=lead["id"], named=named)
        since = SINCE.fullmatch(text)
        if since and found.started is None and len(since[3].split()) <= LONGEST_TIME:
            moment = parse_when(since[3], now=self.now, zone=self.zone)
            if moment is not None and moment <= self.now:
                return since[1], replace(found, started=moment)
        return text, found

    def unread(self, text: str, found: Line) -> tuple[str, Line]:
        """Set aside at the end what is said as a time and is none."""
        since = SINCE.fullmatch(text)
        if not since or not since[1] or found.started or found.no_time:
            return text, found
        said = since[2].casefold() == "since" or CLOCK.match(since[3])
        if not said or len(since[3].split()) > LONGEST_TIME:
            return text, found
        return since[1], replace(found, no_time=f"{since[2]} {since[3]}")


def read(text: str, *, now: datetime, zone: tzinfo, names: Names = SEVERITIES) -> Line:
    """Read one line as it was typed; times are those of *zone*."""
    reader = Reader(now=now, zone=zone, names=names)
    rest, found = reader.first(" ".join(text.split()))
    while True:
        shorter, more = reader.last(rest, found)
        if more is found:
            break
        rest, found = shorter.rstrip(" ,;"), more
    rest, found = _rated(grades.between(rest, names), found) or (rest, found)
    title = rules.plain_line(f"{rest} {found.no_time}")
    doubtful = "private" not in found.flags and DOUBTFUL.fullmatch(title)
    left = None if found.severity or found.no_severity else WITHIN.search(title)
    return replace(
        found, title=title, doubtful=bool(doubtful), left=left[0] if left else ""
    )


def _rated(
    taken: tuple[grades.Grade, str] | None, found: Line
) -> tuple[str, Line] | None:
    """Keep a severity that was taken off, unless one was given before."""
    if taken is None or found.severity or found.no_severity:
        return None
    grade, rest = taken
    missing = "" if grade.number else grade.said
    return rest, replace(found, severity=grade.number, no_severity=missing)


def _trailing_flags(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Give where the flags at the end begin: all of them first, then fewer."""
    begins = list[tuple[int, frozenset[str]]]()
    rest, flags = text.rstrip(" ,;"), frozenset[str]()
    while True:
        head, _, word = rest.rpartition(" ")
        if word.casefold() not in FLAGS or word.casefold() in flags:
            break
        flags |= {word.casefold()}
        begins.append((len(head), flags))
        rest = head.rstrip(" ,;")
    yield from reversed(begins)
