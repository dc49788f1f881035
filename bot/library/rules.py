"""What a document is, how a file is read into one, and which of them fits. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from bot.core.errors import Conflict, Invalid, Missing
from bot.core.markdown import UNSEEN

LONGEST = 40_000  # characters of a document
TITLE = 150
LISTS = {"surfaces": 500, "words": 1000}  # characters, with the commas between them
PART, PARTS = 3000, 3  # what one field of a form takes, and how many there are
FEW = 3  # runbooks that are offered for an incident
WORD = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
SURFACE, SAID = 10, 1  # how much a surface counts beside a word


class Kind(StrEnum):
    """What a document is for."""

    RUNBOOK = "runbook"
    """What to do when something breaks: for one surface, or for certain words."""
    PLAYBOOK = "playbook"
    """Whom to page, where to look, how to communicate: for one severity."""


class State(StrEnum):
    """How a document stands."""

    DRAFT = "draft"
    """Being written: shown to whoever asks for it, offered to nobody."""
    CURRENT = "current"
    """What holds: it is offered where it fits."""
    RETIRED = "retired"
    """Kept, and offered no more."""


class NoSuchDocument(Missing):
    """There is no runbook called “{name}”.{hint}"""  # noqa: D400, D415 (the hint ends it)


class AlreadyRetired(Conflict):
    """{title} is retired already: nothing was changed."""


class TooLong(Conflict):
    """{title} is longer than a form takes: change its file, then `longwatch import`."""


class NotHeld(Conflict):
    """{title} is the one that ships: write your own version first, with Edit."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody writes: a document without its history."""

    title: str
    text: str
    kind: Kind = Kind.RUNBOOK
    state: State = State.CURRENT
    owner: str = ""
    surfaces: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    severities: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet(Draft):
    """A document as it stands; one that ships has version 0 and no id but its name."""

    id: str
    slug: str
    version: int = 0
    due: datetime | None = None

    @property
    def shipped(self) -> bool:
        """Tell whether it is the one that ships, and nobody's own."""
        return self.version == 0


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong with a file, and in which line."""

    line: int
    problem: str


class Unreadable(Exception):
    """A file that is no document; `mistakes` says where and why."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep what is wrong."""
        super().__init__(mistakes[0].problem)
        self.mistakes = tuple(mistakes)


KEYS = tuple(f.name for f in fields(Draft) if f.name != "text")


def parse(text: str) -> Draft:
    """Read a file: lines `key: value`, an empty line, then Markdown; or Unreadable."""
    lines = text.removeprefix("\ufeff").splitlines()
    end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    said, mistakes = _heads(lines[:end])
    body = "\n".join(lines[end:]).strip("\n")
    if not body.strip():
        problem = "no text: it begins after an empty line below the keys"
        mistakes.append(Mistake(line=end + 1, problem=problem))
    if "title" not in said:
        mistakes.append(Mistake(line=1, problem="no title: write `title: …`"))
    read: dict[str, Any] = {}
    for key, (line, value) in said.items():
        try:
            read[key] = READERS[key](value)
        except Invalid as wrong:
            mistakes.append(Mistake(line=line, problem=str(wrong).rstrip(".")))
    if mistakes:
        raise Unreadable(sorted(mistakes, key=lambda mistake: mistake.line))
    try:
        return checked(Draft(text=body, **read))
    except Invalid as wrong:
        line = said[wrong.field][0] if wrong.field in said else end + 2
        problem = str(wrong).rstrip(".")
        raise Unreadable([Mistake(line=line, problem=problem)]) from None


def _heads(lines: Sequence[str]) -> tuple[dict[str, tuple[int, str]], list[Mistake]]:
    said, mistakes = dict[str, tuple[int, str]](), list[Mistake]()
    for number, line in enumerate(lines, 1):
        key, colon, value = line.partition(":")
        key = key.strip().casefold()
        if not colon or key not in READERS:
            problem = f"“{line.strip()[:40]}” is none of `{', '.join(KEYS)}`, with `: `"
            mistakes.append(Mistake(line=number, problem=problem))
        elif key in said:
            problem = f"`{key}` stands here a second time"
            mistakes.append(Mistake(line=number, problem=problem))
        else:
            said[key] = number, value.strip()
    return said, mistakes


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not any(character.isalnum() for character in title):
        raise Invalid("title", "Say in a few words what it is for")
    if len(title) > TITLE:
        raise Invalid("title", f"The title may have {TITLE} characters")
    return title


def _kind(text: str) -> Kind:
    try:
        return Kind(text.casefold())
    except ValueError:
        kinds = " or ".join(Kind)
        raise Invalid("kind", f"“{text[:40]}” is no kind: it is {kinds}") from None


def _state(text: str) -> State:
    try:
        return State(text.casefold())
    except ValueError:
        states = ", ".join(State)
        raise Invalid("state", f"“{text[:40]}” is no state: {states}") from None


def _owner(text: str) -> str:
    if text and not re.fullmatch(r"[UW][A-Z0-9]{2,}", text):
        example = 'Slack\'s id of a person such as "U0123ABCD"'
        raise Invalid("owner", f"“{text[:40]}” is not {example}")
    return text


def listed(text: str) -> tuple[str, ...]:
    """Read words with commas between them: each once, in small letters."""
    words = (" ".join(word.split()).casefold() for word in _clean(text).split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def severities(text: str) -> tuple[int, ...]:
    """Read the severities for which a playbook is: `1, 2`; none, for all."""
    found = [word.removeprefix("sev").strip("- ") for word in listed(text)]
    if not all(word in ("1", "2", "3", "4") for word in found):
        raise Invalid("severities", f"“{text[:40]}” is not like `1, 2`")
    return tuple(sorted({int(word) for word in found}))


READERS = {
    "title": _title,
    "kind": _kind,
    "state": _state,
    "owner": _owner,
    "surfaces": listed,
    "words": listed,
    "severities": severities,
}


def checked(draft: Draft) -> Draft:
    """Give a draft as it can be kept, or refuse beside the field."""
    text = _clean(draft.text).strip("\n").rstrip()
    if not text.strip():
        raise Invalid("text", "Write what is to be done")
    if len(text) > LONGEST:
        problem = f"It may have {LONGEST:,} characters, this has {len(text):,}"
        raise Invalid("text", problem)
    for name, most in LISTS.items():
        if len(", ".join(getattr(draft, name))) > most:
            raise Invalid(name, f"All of it together may have {most:,} characters")
    return replace(draft, title=_title(_clean(draft.title)), text=text)


def _clean(text: str) -> str:
    """Take out what is not seen, and what no database keeps."""
    whole = text.replace("\r\n", "\n").encode("utf-8", "ignore").decode()
    return UNSEEN.sub("", whole)


def slugged(title: str, taken: Collection[str] = ()) -> str:
    """Make a name of a title that nothing else has: `auth-nobody-can-log-in`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = (
        "-".join(re.findall("[a-z0-9]+", plain.casefold()))[:50].strip("-")
        or "document"
    )
    names = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def parted(text: str) -> list[str] | None:
    """Split a text over the fields of a form, at empty lines; None if it is long."""
    first, *others = text.split("\n\n")
    parts = [first]
    for paragraph in others:
        grown = f"{parts[-1]}\n\n{paragraph}"
        if len(grown) <= PART:
            parts[-1] = grown
        else:
            parts.append(paragraph)
    fit = len(parts) <= PARTS and all(len(part) <= PART for part in parts)
    return parts if fit else None


def joined(parts: Iterable[str]) -> str:
    """Put together what stood in the fields of a form."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def fitting(sheets: Iterable[Sheet], surface: str, title: str) -> list[Sheet]:
    """Give the runbooks for an incident: by its surface, then by words of its title."""
    said = _said(title)
    found = [
        (score, sheet)
        for sheet in sheets
        if sheet.kind is Kind.RUNBOOK and sheet.state is State.CURRENT
        if (score := _score(sheet, surface.strip().casefold(), said))
    ]
    best = sorted(found, key=lambda pair: (-pair[0], pair[1].slug))
    return [sheet for _, sheet in best[:FEW]]


def _score(sheet: Sheet, surface: str, said: set[str]) -> int:
    about = SURFACE * (surface in sheet.surfaces) if surface else 0
    words = {*sheet.words, *sheet.surfaces}
    return about + SAID * sum(word in said for word in words)


def _said(title: str) -> set[str]:
    """Give the words of a title, and each two that follow each other."""
    words = WORD.findall(title.casefold())
    return {
        *words,
        *(f"{one} {two}" for one, two in pairwise(words)),
    }


def playbook(sheets: Iterable[Sheet], severity: int, surface: str) -> Sheet | None:
    """Give what holds for a severity: for the surface if there is one, else for all."""
    near = surface.strip().casefold()
    found = [
        ((near in sheet.surfaces, bool(sheet.severities), not sheet.shipped), sheet)
        for sheet in sheets
        if sheet.kind is Kind.PLAYBOOK and sheet.state is State.CURRENT
        if not sheet.severities or severity in sheet.severities
        if not sheet.surfaces or near in sheet.surfaces
    ]
    best = sorted(found, key=lambda pair: ([not one for one in pair[0]], pair[1].slug))
    return best[0][1] if best else None
