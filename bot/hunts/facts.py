"""What happens in bug hunts. Only added to: years of records are read through these."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfHunt(Fact):
    """Something happened to a hunt; `scope` is what is hunted."""

    name = ""
    ref: str
    kind: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class Started(OfHunt):
    """Somebody started a hunt, with a time box."""

    name = "hunts.started"
    hunters: tuple[str, ...]
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Joined(OfHunt):
    """Somebody hunts too."""

    name = "hunts.joined"
    hunters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Lapsed(OfHunt):
    """The time of a hunt is over: who hunts in it is asked what becomes of it."""

    name = "hunts.lapsed"
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Extended(OfHunt):
    """A hunt was given more time, once, and why."""

    name = "hunts.extended"
    ends: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Ended(OfHunt):
    """A hunt is over: what was found, counted, and what was hunted without a find."""

    name = "hunts.ended"
    untouched: str
    confirmed: int
    reported: int
    rejected: int
    duplicates: int


@dataclass(frozen=True, kw_only=True)
class OfDefect(Fact):
    """Something happened to a defect; `hunt_ref` is what people call its hunt."""

    name = ""
    ref: str
    title: str
    hunt_ref: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Reported(OfDefect):
    """Somebody found a defect, in the hunt `within`."""

    name = "hunts.reported"
    within: str
    place: str
    reproducer: str
    link: str


@dataclass(frozen=True, kw_only=True)
class SeenAgain(OfDefect):
    """Somebody found a defect that was known: how they did."""

    name = "hunts.seen_again"
    reproducer: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Confirmed(OfDefect):
    """A defect is real; `level` is how bad it is by now, `was` what was said before.

    `finding` is what it is from then on, `finding_ref` what people call that.
    """

    name = "hunts.confirmed"
    was: str
    finding: str = ""
    finding_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Rejected(OfDefect):
    """It is no defect, and why."""

    name = "hunts.rejected"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Duplicated(OfDefect):
    """Another defect is the same."""

    name = "hunts.duplicated"
    other: str
    other_ref: str
    other_title: str


@dataclass(frozen=True, kw_only=True)
class Reconsidered(OfDefect):
    """A defect that was judged is looked at again."""

    name = "hunts.reconsidered"
    was: str
