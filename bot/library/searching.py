"""How well a document answers a search. Pure: words compared as they stand.

What is called exactly so comes first, then what holds, then what is gone; among those
the words of a title count most, then what a document is listed for, then its text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.library.rules import Sheet

WORDS = 8  # words of a search that are looked for
NAMED, BEGUN, LISTED, SAID = 12, 8, 6, 1
SHORT = 3  # characters under which a word stands by itself in a text
OFTEN = 5  # more often than this, a word in a text counts no more
AROUND = 60  # characters around a word that was found
SIGNS = re.compile(r"^\s*(?:#+|[-*+>]|\d+[.)])\s+|\*\*|`", re.MULTILINE)  # of Markdown
PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document that was found, how many of the words it has, and where."""

    sheet: Sheet
    words: int
    score: int
    exact: bool
    around: str = ""


def words(query: str) -> list[str]:
    """Give the words that are looked for, each once."""
    return list(dict.fromkeys(PART.findall(query.casefold())))[:WORDS]


def hit(sheet: Sheet, text: str, query: str) -> Hit | None:
    """Hold a document against a search; None where it has none of the words."""
    wanted, flat = words(query), text.casefold()
    named = PART.findall(f"{sheet.title} {sheet.slug}".casefold())
    said = (*sheet.surfaces, *sheet.words, sheet.kind, sheet.instead.casefold())
    listed = PART.findall(" ".join(said))
    scores = [_score(word, named, listed, flat) for word in wanted]
    if not any(scores):
        return None
    whole = " ".join(query.split()).casefold()
    return Hit(
        sheet=sheet,
        words=sum(score > 0 for score in scores),
        score=sum(scores),
        exact=whole in (sheet.slug, sheet.title.casefold()),
        around=around(text, wanted),
    )


def _score(word: str, named: Sequence[str], listed: Sequence[str], text: str) -> int:
    if word in named:
        return NAMED
    if len(word) < SHORT:  # else it would be found within any other word
        said = len(re.findall(rf"\b{word}\b", text))
        return LISTED if word in listed else SAID * min(said, OFTEN)
    if any(one.startswith(word) for one in named):
        return BEGUN
    if any(one.startswith(word) for one in listed):
        return LISTED
    return SAID * min(text.count(word), OFTEN)


def ranked(hits: Iterable[Hit], query: str) -> list[Hit]:
    """Give the best first: those with all words, else with the most, at least half."""
    every = list(hits)
    most = max((one.words for one in every), default=0)
    best = [one for one in every if one.words == most]
    return sorted(best, key=_rank) if most * 2 >= len(words(query)) else []


def _rank(found: Hit) -> tuple[bool, bool, int, str]:
    return (
        not found.exact,
        not found.sheet.state.holds,
        -found.score,
        found.sheet.title.casefold(),
    )


def around(text: str, wanted: Sequence[str]) -> str:
    """Cut a text to what stands around the first word that is found in it."""
    flat = " ".join(SIGNS.sub("", text).split())
    low = flat.casefold()
    places = [place for word in wanted if (place := low.find(word)) >= 0]
    if not places:
        return ""
    start, end = max(0, min(places) - AROUND), min(places) + 2 * AROUND
    begins, ends = "…" * (start > 0), "…" * (end < len(flat))
    return f"{begins}{flat[start:end].strip()}{ends}"
