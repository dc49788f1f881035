"""What the words of a text are: folded, cut to their stems, one for each meaning.

English where it is about endings and meanings; a script that sets no spaces is taken in
pairs of characters; any other word counts as it is written. The lists are data: see
`vocabulary.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

FILE = Path(__file__).with_name("vocabulary.toml")
LISTS = tomllib.loads(FILE.read_text(encoding="utf-8"))
# Mentions, links, addresses and emoji: they say who and where, not what.
LEFT_OUT = re.compile(r"<[^<>\s]*>|\w+://\S+|:[\w+-]+:", re.IGNORECASE)
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana and Han
WORD = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:'[a-z]+)?")
STATUS = re.compile(r"[45]\d\d")  # of HTTP: the one kind of number that says something
SHORT = 3  # letters of a word that is not cut
CUT = 4  # letters that are left of a longer one at the least
KEPT = 50_000  # words whose stems are kept
VOWEL = re.compile(r"[aeiouy]")
SINGULAR = (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("xes", "x"), ("zes", "z"))
HISSING = (("ches", "ch"), ("shes", "sh"))
ROOT = ("ations", "ation", "ment", "ate", "at", "ion", "er", "ly", "e", "y")

Word = tuple[str, str]  # a stem, and what is written


def terms(text: str) -> dict[str, str]:
    """Give each term of *text*, and the words that it is written with there first."""
    found: dict[str, str] = {}
    for term, written in _meant([*_words(text)]):
        if term not in EMPTY:
            found.setdefault(term, written)
    return found


def _words(text: str) -> Iterator[Word]:
    for word in WORD.findall(_folded(LEFT_OUT.sub(" ", text))):
        if not word[0].isascii() and re.match(f"[{UNSPACED}]", word):
            yield from ((pair, pair) for pair in _pairs(word))
        elif len(word) > 1 and (not word.isdigit() or STATUS.fullmatch(word)):
            yield stem(word), word


def _folded(text: str) -> str:
    """Take out of *text* what only writes the same word in another way."""
    if text.isascii():
        return text.casefold()
    flat = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in flat if not unicodedata.combining(c))
    return plain.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _pairs(word: str) -> Iterator[str]:
    return (word[at : at + 2] for at in range(max(len(word) - 1, 1)))


def _meant(words: Sequence[Word]) -> Iterator[Word]:
    """Put what means the same under one term, the longest phrase first."""
    at = 0
    while at < len(words):
        term, many = _phrase(words, at)
        yield term, " ".join(written for _, written in words[at : at + many])
        at += many


def _phrase(words: Sequence[Word], at: int) -> tuple[str, int]:
    """Give what is meant by the words from *at* on, and how many they are."""
    first = words[at][0]
    for phrase, meaning in PHRASES.get(first, ()):
        if phrase == tuple(stem for stem, _ in words[at : at + len(phrase)]):
            return meaning, len(phrase)
    return first, 1


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """Cut the endings off an English *word*; any other stays as it is."""
    word = word.removesuffix("'s")
    if len(word) <= SHORT or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= SHORT and VOWEL.search(cut):
            word = cut[:-1] if _doubled(cut) else cut
            break
    return _root(word)


def _singular(word: str) -> str:
    for ending, instead in (*SINGULAR, *HISSING):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word[:-1] if word[-1] == "s" and word[-2] not in "siu" else word


def _doubled(word: str) -> bool:
    return word[-1] == word[-2] and word[-1] not in "aeiouls"


def _root(word: str) -> str:
    """Make one of nouns and verbs, and of the two spellings of English."""
    for ending in ROOT:
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= CUT:
            return re.sub(r"iz$", "is", cut)
    return re.sub(r"iz$", "is", word)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem for stem, _ in _words(text))


def _phrases() -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    """Give what begins with each stem and what it means, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for same in LISTS["same"]:
        for phrase in map(_stems, same):
            found.setdefault(phrase[0], []).append((phrase, same[0]))
    for said in found.values():
        said.sort(key=lambda one: -len(one[0]))
    return found


PHRASES = _phrases()
EMPTY = frozenset(_stems(LISTS["empty"]))
USUAL = frozenset(chain.from_iterable(map(terms, LISTS["usual"])))
