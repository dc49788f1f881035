"""What people type of maintenance, read into fields: a window, a whole line. Pure.

`Rebuild indexes on billing tomorrow 22:00 for 2h, because …, rollback …, staging …`
"""

import re
from collections.abc import Collection
from datetime import datetime, tzinfo

from bot.core import walls
from bot.core.errors import Invalid
from bot.maintenance.rules import Kind, Window

_ENDS = re.compile(
    r"(?:from )?(?P<begin>.+?)"
    r"(?:\s+(?:for|to|until|till|and|[-\u2013])\s+"
    r"|(?<=[0-9m])[-\u2013](?=\d{1,2}(?:[:.]|[ap]m)))"
    r"(?P<end>.+)",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?:today|tomorrow|tonight)\b", re.IGNORECASE)
_PARTS = re.compile(r"[,;]\s+|\n+|\s+(?=(?:because|despite|although)\b)", re.IGNORECASE)
_ON = re.compile(r"\s+(?:on|of|in)\s+(?P<surface>\S+(?: \S+)?)$", re.IGNORECASE)
HEADS = {
    **dict.fromkeys(("because", "because of", "why", "reason"), "reason"),
    **dict.fromkeys(("rollback", "roll back", "back-out", "undo"), "plan"),
    **dict.fromkeys(("staging", "tried", "tested"), "staging"),
    **dict.fromkeys(("impact", "users"), "impact"),
    **dict.fromkeys(("surface", "service", "on"), "surface"),
    **dict.fromkeys(("despite", "although"), "despite"),
    **dict.fromkeys(("tell", "subscribers", "cc"), "subscribers"),
    "kind": "kind",
}
_KINDS = (
    (r"cve|vulnerab|security", Kind.SECURITY),
    (r"dependenc|librar|packages", Kind.DEPENDENCIES),
    (r"kernel|\bos\b|operating system|patch", Kind.SYSTEM),
    (r"index|vacuum|databas|statistics|postgres|mysql", Kind.DATABASE),
    (r"upgrad|major version|migrat", Kind.UPGRADE),
    (r"cluster|network|infrastruct|load balancer|certificate", Kind.INFRASTRUCTURE),
)


def window(text: str, *, now: datetime, zone: tzinfo) -> Window | None:
    """Read `tomorrow 22:00 for 2h`, `friday 22:00-02:00 Europe/Berlin`; None: neither.

    How long it is counts by the clock; an end is the next such wall time.
    """
    said, place = _placed(" ".join(text.split()), zone)
    found = _ENDS.fullmatch(said)
    if found is None:
        return None
    begin, place = _placed(found["begin"], place)
    begins = _begins(begin, now, place)
    if begins is None:
        return None
    ends = _ends(found["end"], now, begins, place)
    if ends is None:
        return None
    return Window(begins=begins, ends=ends, zone=str(place))


def _placed(said: str, place: tzinfo) -> tuple[str, tzinfo]:
    """Split the name of a zone off the end."""
    head, _, last = said.rpartition(" ")
    if head and ("/" in last or last.upper() in ("UTC", "GMT")):
        try:
            return head, walls.zone(last)
        except ValueError:
            return said, place
    return said, place


def _begins(said: str, now: datetime, place: tzinfo) -> datetime | None:
    if said.casefold() == "now":
        return now
    said = re.sub(r"^tonight\b", "today", said, flags=re.IGNORECASE)
    return walls.parse_by(said, now=now, zone=place)


def _ends(said: str, now: datetime, begins: datetime, place: tzinfo) -> datetime | None:
    """Read how long it takes, or the time that comes next after it begins."""
    named = re.sub(r"^tonight\b", "today", said, flags=re.IGNORECASE)
    by = now if _DAY.match(said) else begins
    return walls.parse_by(named, now=by, zone=place)


def required(text: str, *, now: datetime, zone: tzinfo) -> Window:
    """Read a window, or refuse it with an example."""
    found = window(text, now=now, zone=zone)
    if found is None:
        said = " ".join(text.split())[:60]
        example = "`tomorrow 22:00 for 2h`, or `friday 22:00 to 02:00`"
        wrong = f"“{said}” is no window. " if said else ""
        raise Invalid("begins", f"{wrong}Write it as {example}")
    return found


def line(
    text: str, *, now: datetime, zone: tzinfo, surfaces: Collection[str] = ()
) -> tuple[dict[str, str], Window | None]:
    """Read one line into fields as they are typed, and the window that is in it."""
    fields: dict[str, list[str]] = {"title": []}
    at, when = "title", None
    for part in filter(None, (one.strip() for one in _PARTS.split(text))):
        head, rest = _head(part)
        found = window(part, now=now, zone=zone) if not head else None
        if found and when is None:
            when, at = found, "title"
        elif head:
            at = head
            fields.setdefault(head, []).append(rest)
        else:
            fields[at].append(part)
    said = {name: ", ".join(parts) for name, parts in fields.items()}
    if when is None:
        said["title"], when = _timed(said["title"], now, zone)
    _place(said, surfaces)
    return said, when


def _head(part: str) -> tuple[str, str]:
    """Give the field that a part begins, and its value."""
    for words in sorted(HEADS, key=len, reverse=True):
        if re.match(rf"{words}\b(?!-)", part, re.IGNORECASE):
            return HEADS[words], part[len(words) :].lstrip(" :=")
    return "", part


def _timed(title: str, now: datetime, zone: tzinfo) -> tuple[str, Window | None]:
    """Split the window off the end of a title: the longest that is one."""
    words = title.split()
    for at in range(1, len(words)):
        found = window(" ".join(words[at:]), now=now, zone=zone)
        if found:
            return " ".join(words[:at]), found
    return title, None


def _place(said: dict[str, str], surfaces: Collection[str]) -> None:
    """Take the surface that a title ends with, where it is a known one."""
    known = {one.casefold(): one for one in surfaces}
    found = _ON.search(said["title"])
    if found and "surface" not in said and found["surface"].casefold() in known:
        said["surface"] = known[found["surface"].casefold()]
        said["title"] = said["title"][: found.start()]


def kind(named: str, title: str = "") -> Kind:
    """Read the kind that is named; without a name, guess it from what is done."""
    said = named.casefold().strip()
    if said in list(Kind):
        return Kind(said)
    for pattern, found in _KINDS:
        if re.search(pattern, said or title.casefold()):
            return found
    if said:
        known = ", ".join(Kind)
        raise Invalid("kind", f"“{named[:30]}” is none of {known}")
    return Kind.OTHER
