"""One line that says a routine: `Drink tea and talk, every monday, @dana`. Pure.

A title may have commas, and so may a cadence: the line is cut at the first place from
which on all of the rest is understood as a cadence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.core import cadence
from bot.core.errors import Invalid

MENTION = r"(?:<[@!][^<>]+>|@(?!noon|mid(?:day|night))[a-z][\w.-]*)"
OWNERS = re.compile(
    rf"(?:\s*[,;])?\s+(?:of\s+)?({MENTION}(?:(?:\s*,\s*|\s+and\s+|\s+){MENTION})*)[\s.]*$",
    re.IGNORECASE,
)
APART = re.compile(r"\s*[,;]|\s*of\s", re.IGNORECASE)
OFTEN = re.compile(
    r"(?:every|each|daily|weekly|fortnightly|monthly|quarterly|half-yearly|yearly"
    r"|annually|on the)\b|FREQ=",
    re.IGNORECASE,
)
CUT = re.compile(rf",\s*|\s+(?={OFTEN.pattern})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line says: without a cadence, it is asked for."""

    title: str
    cadence: str = ""
    owners: tuple[str, ...] = ()
    """As they were typed: `<@U1|dana>`, `@dana`."""


def read(text: str, start: date) -> Line:
    """Read a line; a cadence that is not understood is given as it was typed."""
    found = OWNERS.search(text)
    rest = text[: found.start()] if found else text
    named = tuple(re.findall(MENTION, found[1], re.IGNORECASE)) if found else ()
    cuts = [*_cuts(rest)]
    for title, often in cuts:
        if _understood(often, start):
            return Line(title=title, cadence=often, owners=named)
    if "," in rest:
        title, often = next((cut for cut in cuts if OFTEN.match(cut[1])), _last(rest))
        return Line(title=title, cadence=often, owners=named)
    if found and APART.match(found[0]):
        return Line(title=rest, owners=named)
    return Line(title=text)


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Give the ways to part a title from what follows it, from the left."""
    for cut in CUT.finditer(text):
        title = text[: cut.start()]
        if any(character.isalnum() for character in title):
            yield title, text[cut.end() :]


def _last(text: str) -> tuple[str, str]:
    title, _, often = text.rpartition(",")
    return title, often


def _understood(often: str, start: date) -> bool:
    try:
        cadence.read(often, start=start)
    except Invalid:
        return False
    return True
