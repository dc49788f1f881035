"""What a document is, and how it stands: what holds, what is gone, what took its place.

Pure. A document that is gone keeps its text; its state says what to use in its place.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from bot.core.errors import Conflict, Invalid, Missing
from bot.core.markdown import UNSEEN

LONGEST = 40_000  # characters of a document
TITLE = 150
INSTEAD = 300  # characters of what to use in place of something
LISTS = {"surfaces": 500, "words": 1000}  # characters, with the commas between them
PART, PARTS = 3000, 3  # what one field of a form takes, and how many there are


class Kind(StrEnum):
    """What a document is for."""

    RUNBOOK = "runbook"
    """What to do when something breaks: for one surface, or for certain words."""
    PLAYBOOK = "playbook"
    """Whom to page, where to look, how to communicate: for one severity."""
    ARTICLE = "article"
    """What is good to know."""
    DECISION = "decision record"
    """What was decided, and why."""
    PLAN = "plan"
    """What is to be done."""
    REPORT = "sanity report"
    """What an audit of a cycle found."""
    SURFACE = "retired surface"
    """That a command, a page or an integration is gone, and what to use instead."""


class State(StrEnum):
    """How a document stands."""

    DRAFT = "draft"
    """Being written: shown to whoever asks for it, offered to nobody."""
    CURRENT = "current"
    """What holds: it is offered where it fits."""
    SUPERSEDED = "superseded"
    """Another one holds in its place, which it names."""
    TOMBSTONED = "tombstoned"
    """Retired: kept, and offered no more."""
    ARCHIVED = "archived"
    """Long retired: out of the lists, found where somebody looks for it."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Read what was recorded before there was an archive."""
        return cls("tombstoned") if value == "retired" else None

    @property
    def word(self) -> str:
        """Give it in a word, as people say it."""
        return "retired" if self is State.TOMBSTONED else self.value

    @property
    def holds(self) -> bool:
        """Tell whether somebody keeps it up: it is looked through from time to time."""
        return self in (State.DRAFT, State.CURRENT)

    @property
    def gone(self) -> bool:
        """Tell whether nothing holds in its place, unless it says so itself."""
        return self in (State.TOMBSTONED, State.ARCHIVED)


class NoSuchDocument(Missing):
    """There is no document called “{name}”. {hint}"""  # noqa: D400, D415 (the hint ends it)


class AlreadyRetired(Conflict):
    """{title} is {state} already: nothing was changed."""


class Holds(Conflict):
    """{title} is {state}: there is nothing to bring back."""


class StaysGone(Conflict):
    """{title} is the record of something that is gone: it can be edited, not undone."""


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
    superseded_by: str = ""
    """The name of the document that holds in its place."""
    instead: str = ""
    """What to use in place of what is gone."""
    since: date | None = None
    """The day on which it was retired, in the team's zone."""


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


def bare(sheet: Draft) -> Draft:
    """Give a document without its history."""
    return Draft(**{f.name: getattr(sheet, f.name) for f in fields(Draft)})


def checked(draft: Draft) -> Draft:
    """Give a draft as it can be kept, or refuse beside the field."""
    text = clean(draft.text).strip("\n").rstrip()
    if not text.strip():
        raise Invalid("text", "Write what is to be done")
    if len(text) > LONGEST:
        problem = f"It may have {LONGEST:,} characters, this has {len(text):,}"
        raise Invalid("text", problem)
    for name, most in LISTS.items():
        if len(", ".join(getattr(draft, name))) > most:
            raise Invalid(name, f"All of it together may have {most:,} characters")
    instead = shortened(draft.instead)
    return replace(draft, title=titled(clean(draft.title)), text=text, instead=instead)


def shortened(instead: str) -> str:
    """Give what to use in place of something, in one line, or refuse."""
    said = " ".join(clean(instead).split())
    if len(said) > INSTEAD:
        raise Invalid("instead", f"It may have {INSTEAD} characters")
    return said


def settled(draft: Draft, today: date, before: Draft | None = None) -> Draft:
    """Give a draft with what belongs to its state, and nothing else, or refuse.

    *before* is what the document was: of what was gone already, the day stays.
    """
    state = draft.state
    if draft.kind is Kind.SURFACE and state is not State.DRAFT and not state.gone:
        state = State.TOMBSTONED
    by = draft.superseded_by or (before.superseded_by if before else "")
    if state is State.SUPERSEDED and not by:
        raise Invalid("superseded_by", "Name the document that holds in its place")
    since = draft.since or (before.since if before else None) or today
    if state.gone and since > today:
        raise Invalid(
            "since", f"{since} is still to come: write the day it was retired"
        )
    return replace(
        draft,
        state=state,
        superseded_by="" if state.holds else by,
        since=since if state.gone else None,
    )


def titled(text: str) -> str:
    """Give a title as it can be kept, or refuse beside its field."""
    title = " ".join(text.split())
    if not any(character.isalnum() for character in title):
        raise Invalid("title", "Say in a few words what it is for")
    if len(title) > TITLE:
        raise Invalid("title", f"The title may have {TITLE} characters")
    return title


def clean(text: str) -> str:
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
