"""How alike texts are, by their words and surfaces. Pure: values in, values out.

The same texts always give the same scores, in whatever order they come: nothing is
learned, guessed or looked up. A word counts the more, the fewer of the others have it.
What words are, which mean the same and which say little, is `vocabulary`'s.

The numbers were chosen by one half of a labelled set and held against the other; they
are no team's to choose, as they mean nothing without it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

from bot.incidents import vocabulary

KNOWN = 60  # texts that are always there: few of ours must not make a word rare
USUAL, RARE = 0.15, 0.005  # the part of those that have a usual word, and any other
TITLE = 1.2  # how much more a word counts that stands in the title
PLACE = 1.15  # how much nearer the same surface brings two texts
DOUBT = 0.2  # the part of the shorter text that must be shared to believe half of it
FEWEST = 2  # words that they share at the least
LEAST = 0.15  # the score from which on two texts are alike

Weigh = Callable[[str], float]


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is said about one thing: all but its id and title may be missing."""

    id: str
    title: str
    summary: str = ""
    surface: str = ""
    resolution: str = ""
    cause: str = ""

    @cached_property
    def terms(self) -> Mapping[str, str]:
        """Give each of its terms, and how it is said here."""
        rest = vocabulary.terms(f"{self.summary}\n{self.resolution}\n{self.cause}")
        return {**rest, **self.leading}

    @cached_property
    def leading(self) -> Mapping[str, str]:
        """Give the terms of its title, likewise."""
        return vocabulary.terms(self.title)

    @cached_property
    def place(self) -> frozenset[str]:
        """Give the terms of its surface."""
        return frozenset(vocabulary.terms(self.surface))


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A text that is like the one asked about: how much, and by what.

    `score` is above 0 and at most 1, `words` are those that matched as they stand in
    the one asked about, the weightiest first; `surface` is empty where it is another.
    """

    id: str
    score: float
    words: tuple[str, ...]
    surface: str


def rank(query: Text, others: Sequence[Text]) -> list[Hit]:
    """Give those of *others* that are like *query*, the likest first; never itself."""
    among = [other for other in others if other.id != query.id]
    weigh = _weights(among)
    ours = _weighed(query, weigh)
    hits = (_hit(query, other, ours, _weighed(other, weigh)) for other in among)
    found = [hit for hit in hits if hit is not None and hit.score >= LEAST]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))


def _weights(among: Sequence[Text]) -> Weigh:
    """Give how much a term counts: the more, the fewer of these texts have it."""
    having = Counter(term for text in among for term in text.terms)
    every = len(among) + KNOWN

    def weigh(term: str) -> float:
        part = USUAL if term in vocabulary.USUAL else RARE
        return log(every / (having[term] + KNOWN * part + 0.5))

    return weigh


def _weighed(text: Text, weigh: Weigh) -> dict[str, float]:
    return {
        term: weigh(term) * (TITLE if term in text.leading else 1)
        for term in text.terms
    }


def _hit(
    query: Text, other: Text, ours: Mapping[str, float], theirs: Mapping[str, float]
) -> Hit | None:
    """Compare two texts; None where they share too few words to be compared."""
    both = {term: ours[term] * theirs[term] for term in ours if term in theirs}
    if len(both) < FEWEST or both.keys() <= vocabulary.USUAL:
        return None
    shared = sorted(both, key=lambda term: (-both[term], term))
    near = bool(query.place & other.place)
    believed = len(both) / (len(both) + DOUBT * min(len(ours), len(theirs)))
    score = _cosine(both, ours, theirs) * believed * (PLACE if near else 1)
    return Hit(
        id=other.id,
        score=round(min(score, 1.0), 4),
        words=tuple(query.terms[term] for term in shared),
        surface=query.surface if near else "",
    )


def _cosine(
    both: Mapping[str, float], ours: Mapping[str, float], theirs: Mapping[str, float]
) -> float:
    size = sqrt(_square(ours) * _square(theirs))
    return sum(both.values()) / size if size else 0.0


def _square(weights: Mapping[str, float]) -> float:
    return sum(weight * weight for weight in weights.values())
