"""Searching: every word of every postmortem, those that were superseded too."""

import re
from dataclasses import dataclass
from typing import Any

from bot.core.work import Work
from bot.postmortems import blameless, find, store
from bot.postmortems.store import Postmortem

WORDS = 8  # words of a query that are looked for
LISTED = 12
LOOKED = 60  # among which those that the reader may see are found
AROUND = 60  # characters around a word that was found


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One postmortem that holds all words, and a place where one of them stands."""

    pm: Postmortem
    into: str
    text: str


def words(query: str) -> list[str]:
    """Give the words that are looked for."""
    return re.findall(r"[^\s,;\"“”]+", query.casefold())[:WORDS]


async def renew(work: Work, found: Postmortem) -> None:
    """Keep all words of a postmortem, so that they are found."""
    await work.session.flush()
    every = [found.ref, found.incident_ref, found.title, *await texts(work, found)]
    found.words = "\n".join(every).casefold()


async def texts(work: Work, found: Postmortem) -> list[str]:
    """Give every text of a postmortem."""
    sections = await store.sections(work, found.id)
    items = await store.items(work, found.id)
    written = [
        text for one in sections.values() for text in blameless.texts(one.content)
    ]
    return [*filter(None, written), *(item.title for item in items)]


async def search(work: Work, query: str) -> tuple[list[Hit], bool]:
    """Give the newest that hold every word of *query*, and whether there are more."""
    said = words(query)
    found = await find.visible(work, await store.holding(work, said, LOOKED))
    hits = [await _hit(work, one, said) for one in found[:LISTED]]
    return hits, len(found) > LISTED


async def _hit(work: Work, found: Postmortem, said: list[str]) -> Hit:
    into: Any = None
    if found.superseded_by:
        into = await store.get(work, found.superseded_by)
    every = await texts(work, found)
    text = next((t for t in every if any(w in t.casefold() for w in said)), "")
    return Hit(pm=found, into=into.ref if into else "", text=around(text, said))


def around(text: str, said: list[str]) -> str:
    """Cut *text* to what stands around the first word that was found in it."""
    flat = " ".join(text.split())
    places = [flat.casefold().find(word) for word in said]
    at = min((place for place in places if place >= 0), default=0)
    start, end = max(0, at - AROUND), at + 2 * AROUND
    begins, ends = "…" * (start > 0), "…" * (end < len(flat))
    return f"{begins}{flat[start:end].strip()}{ends}"
