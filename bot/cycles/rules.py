"""What a release and a cycle are, how they are typed, and when a cycle closes. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core import tidy
from bot.core.errors import Conflict, Invalid, Missing

CARD = "cycles.cycle"  # what shows a cycle, and has its buttons
RELEASE = "cycles.release"  # what shows a release, and what it has opened
VERSION, TITLE, NOTES, REASON = 60, 80, 500, 1000  # characters
WRITTEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]*")
LINK = re.compile(r"https?://[^\s<>|\"@]+\.[^\s<>|\"@]+", re.IGNORECASE)
REF = re.compile(r"cyc[- ]?([0-9]{1,6})", re.IGNORECASE)
LEAST = 10  # characters that a reason has
EXAMPLE = "/ops release v2.3 major https://example.com/notes of Checkout"
FIELDS = ("version", "major", "notes", "service")


class State(StrEnum):
    """Where a cycle stands."""

    OPEN = "open"
    """It goes on."""
    ENDING = "ending"
    """Somebody wanted to close it: what it still lacks was asked for."""
    CLOSED = "closed"
    """It is over, with its proofs, and what was let pass."""
    WITHDRAWN = "withdrawn"
    """It is over, and proves nothing: the release that opened it was withdrawn."""


GOING = (State.OPEN, State.ENDING)


class Criterion(StrEnum):
    """What has to be so before a cycle closes."""

    SEV1 = "sev1"
    """No SEV-1 was left unhandled."""
    RESTORE = "restore"
    """The restore drill of the quarter succeeded."""
    ROTATIONS = "rotations"
    """The key rotations that were due were done."""
    HUNT = "hunt"
    """The bug hunt of the cycle ran."""
    ARCHIVE = "archive"
    """Tombstones were applied, and the archive was groomed."""


SAID = {
    Criterion.SEV1: "No SEV-1 was left unhandled",
    Criterion.RESTORE: "The restore drill of the quarter succeeded",
    Criterion.ROTATIONS: "The key rotations that were due were done",
    Criterion.HUNT: "The bug hunt of the cycle ran",
    Criterion.ARCHIVE: "Tombstones were applied, and the archive was groomed",
}


class NoSuchCycle(Missing):
    """There is no {ref} here. `/ops cycle list` shows those there are."""


class NoCycle(Missing):
    """No cycle is open. `/ops release v1.0` opens one, or `/ops cycle open NAME`."""


class NoSuchRelease(Missing):
    """There is no release {ref} here. `/ops release list` shows those there are."""


class NoReport(Missing):
    """There is no report {ref} here. `/ops sanity` makes one."""


class Known(Conflict):
    """A cycle is past what was asked; its card says where it stands."""

    def __init__(self, *, cycle: str, **details: object) -> None:
        """Name the cycle whose card shows the present state."""
        super().__init__(**details)
        self.card = (CARD, cycle)


class AlreadyOpen(Known):
    """{ref} {title} is open already: close it first, there is one at a time."""


class AlreadyClosed(Known):
    """{ref} is {state} already: nothing was changed."""


class NotMet(Known):
    """{ref} is not closed. {missing}. An admin can close it with an exception."""


class NeedsNoException(Known):
    """{ref} has all it needs: close it without an exception."""


class NothingMissing(Known):
    """Nothing is missing there any more: nothing was changed."""


class OfRelease(Conflict):
    """A release is past what was asked; its card says where it stands."""

    def __init__(self, *, release: str, **details: object) -> None:
        """Name the release whose card shows what it has opened."""
        super().__init__(**details)
        self.card = (RELEASE, release)


class AlreadyReleased(OfRelease):
    """{version} was announced already, {when}: it is the same release."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A release as somebody announces it; *service* is a name, or empty."""

    version: str
    major: bool = False
    notes: str = ""
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class Button:
    """What leads to the place where something is put right."""

    label: str
    does: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One criterion of a cycle as it stands: met by its proofs, or what is missing."""

    criterion: Criterion
    met: bool
    why: str
    ids: tuple[str, ...] = ()
    button: Button | None = None

    @property
    def said(self) -> str:
        """Give what it asks for, in words."""
        return SAID[self.criterion]


def version(text: str) -> str:
    """Let a version pass: one word with a digit in it."""
    said = tidy.line(text)
    if not said:
        raise Invalid("version", "Say which version was released, such as v2.3")
    if not WRITTEN.fullmatch(said) or not any(one.isdecimal() for one in said):
        raise Invalid("version", f"“{said[:30]}” is no version such as v2.3")
    if len(said) > VERSION:
        raise Invalid("version", f"It may have {VERSION} characters")
    return said


def slug(written: str, service: str) -> str:
    """Give the name of a release that is the same however it is written."""
    plain = re.sub(r"^v(?=[0-9])", "", written.casefold())
    return f"{service}:{plain}"


def notes(text: str) -> str:
    """Let the address of release notes pass; empty where there are none."""
    said = tidy.line(text)
    if said and not LINK.fullmatch(said):
        raise Invalid("notes", f"“{said[:40]}” is no link such as https://example.com")
    if len(said) > NOTES:
        raise Invalid("notes", f"It may have {NOTES} characters")
    return said


def checked(draft: Draft) -> Draft:
    """Give a draft as it can be kept, or refuse beside the field."""
    return Draft(
        version=version(draft.version),
        major=draft.major,
        notes=notes(draft.notes),
        service=tidy.line(draft.service),
    )


def line(words: str) -> Draft:
    """Read `v2.3 major https://example.com/notes of Checkout`."""
    first, *rest = words.split()
    said: dict[str, Any] = {"version": version(first)}
    while rest:
        word = rest.pop(0)
        if word.casefold() in ("of", "for") and rest:
            said["service"] = " ".join(rest)
            break
        if word.casefold() == "major":
            said["major"] = True
        elif LINK.fullmatch(word):
            said["notes"] = word
        elif word.casefold() not in ("notes", "release"):
            raise Invalid("version", f"“{word[:30]}” was not understood")
    return checked(Draft(**said))


def posted(given: object) -> Draft:
    """Read what a program announces as JSON, or refuse."""
    if not isinstance(given, dict):
        raise Invalid("version", 'Send an object such as {"version": "v2.3"}')
    stray = [str(key) for key in given if key not in FIELDS]
    if stray:
        known = ", ".join(FIELDS)
        raise Invalid("version", f"“{stray[0][:30]}” is none of {known}")
    for name in ("version", "notes", "service"):
        if not isinstance(given.get(name, ""), str):
            raise Invalid(name, f"“{name}” is a text")
    if not isinstance(given.get("major", False), bool):
        raise Invalid("major", "“major” is true or false")
    return checked(Draft(**{"version": "", **given}))


def title(text: str) -> str:
    """Let the name of a cycle pass."""
    said = tidy.line(text)
    if not any(character.isalnum() for character in said):
        raise Invalid("title", "Say what it is for, such as: autumn hardening")
    if len(said) > TITLE:
        raise Invalid("title", f"The name may have {TITLE} characters")
    return said


def reason(text: str) -> str:
    """Let a reason pass that says something."""
    said = tidy.words(text, "reason", least=LEAST)
    if len(said) > REASON:
        raise Invalid("reason", f"It may have {REASON} characters")
    return said


def missing(every: Iterable[Checked]) -> list[Checked]:
    """Give what is not met."""
    return [one for one in every if not one.met]


def kept(every: Iterable[Checked]) -> list[dict[str, Any]]:
    """Give how the criteria stand as it is kept once a cycle is closed."""
    return [
        {
            "criterion": one.criterion.value,
            "met": one.met,
            "why": one.why,
            "ids": [*one.ids],
        }
        for one in every
    ]


def read(said: Iterable[Mapping[str, Any]]) -> list[Checked]:
    """Read what `kept` wrote; a criterion that nobody knows any more is left out."""
    known = {one.value for one in Criterion}
    return [
        Checked(
            criterion=Criterion(one["criterion"]),
            met=one["met"],
            why=one["why"],
            ids=tuple(one["ids"]),
        )
        for one in said
        if one["criterion"] in known
    ]


def quarter(day: datetime) -> tuple[datetime, datetime]:
    """Give when the quarter of a wall time began, and the one before it."""
    first = day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begun = first.replace(month=(day.month - 1) // 3 * 3 + 1)
    before = begun.replace(
        year=begun.year - (begun.month == 1), month=(begun.month - 4) % 12 + 1
    )
    return begun, before
