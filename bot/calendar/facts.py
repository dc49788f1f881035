"""What happens to routines and occurrences. Only added to: years are read by these."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfRoutine(Fact):
    """Something happened to a routine."""

    name = ""
    title: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Adopted(OfRoutine):
    """A team does from now on what a routine says; `terms` is all of it."""

    name = "calendar.adopted"
    terms: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class LeftOut(OfRoutine):
    """A team said why it does not do what a routine says."""

    name = "calendar.left_out"
    reason: str
    terms: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Edited(OfRoutine):
    """A routine was changed: whose it is, when it comes, what proves it."""

    name = "calendar.edited"
    terms: dict[str, Any]
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Retired(OfRoutine):
    """A routine comes no more; what was done stays in the record."""

    name = "calendar.retired"
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfOccurrence(Fact):
    """Something happened to an occurrence."""

    name = ""
    ref: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Opened(OfOccurrence):
    """An occurrence appeared: its time is near, or something happened that asks it."""

    name = "calendar.opened"
    routine: str
    slot: str
    due: datetime
    owners: tuple[str, ...]
    area: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Due(OfOccurrence):
    """The day of an occurrence has come."""

    name = "calendar.due"


@dataclass(frozen=True, kw_only=True)
class Overdue(OfOccurrence):
    """The time of an occurrence has passed, and nobody has done it."""

    name = "calendar.overdue"
    due: datetime


@dataclass(frozen=True, kw_only=True)
class Escalated(OfOccurrence):
    """It is so late that somebody else is asked: `to` is lead, channel or contact.

    An `early` one is not late itself: the times before it were missed.
    """

    name = "calendar.escalated"
    to: str
    rung: int
    early: bool = False


@dataclass(frozen=True, kw_only=True)
class Nudged(OfOccurrence):
    """Somebody got the card of an occurrence; `first` anybody was asked for it then."""

    name = "calendar.nudged"
    whom: str
    why: str
    first: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reminded(Fact):
    """Somebody was asked in one message for what is due, and what is late."""

    name = "calendar.reminded"
    whom: str
    lines: tuple[dict[str, str], ...]
    more: int = 0
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Started(OfOccurrence):
    """Somebody began with it."""

    name = "calendar.started"


@dataclass(frozen=True, kw_only=True)
class Confirmed(OfOccurrence):
    """Somebody proved that it was done; `on_behalf` of whom, if it was not theirs.

    Of the roles that sign it off, `unheld` are called those that nobody else holds.
    """

    name = "calendar.confirmed"
    evidence: dict[str, Any]
    on_behalf: str = ""
    late: bool = False
    signoff: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filed(OfOccurrence):
    """A file that proves it is kept: what it holds, and where."""

    name = "calendar.filed"
    file: str
    called: str
    sha256: str
    size: int
    path: str


@dataclass(frozen=True, kw_only=True)
class SignedOff(OfOccurrence):
    """One who signs off did; `done` when nobody else has to."""

    name = "calendar.signed_off"
    role: str
    signer: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class SentBack(OfOccurrence):
    """Who signs off did not: it is to be done again, or proven better."""

    name = "calendar.sent_back"
    reason: str
    signer: str


@dataclass(frozen=True, kw_only=True)
class Postponed(OfOccurrence):
    """It is due later this time; the series stays."""

    name = "calendar.postponed"
    due: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Moved(OfOccurrence):
    """It is due at another time, because what it follows from has changed."""

    name = "calendar.moved"
    due: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Snoozed(OfOccurrence):
    """Nobody is asked for it for a while; it is due as before."""

    name = "calendar.snoozed"
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Skipped(OfOccurrence):
    """It is not done this time."""

    name = "calendar.skipped"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Missed(OfOccurrence):
    """It was not done until it came again, which is `next_ref`."""

    name = "calendar.missed"
    next_ref: str


@dataclass(frozen=True, kw_only=True)
class Assigned(OfOccurrence):
    """It is somebody else's this time; `nobody` is there who they are."""

    name = "calendar.assigned"
    owners: tuple[str, ...]
    reason: str = ""
    nobody: bool = False


@dataclass(frozen=True, kw_only=True)
class Declined(OfOccurrence):
    """Its owner can't do it: who does is `asked` of others, where there are any."""

    name = "calendar.declined"
    reason: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Orphaned(OfOccurrence):
    """Nobody is there who owns it: the lead is asked."""

    name = "calendar.orphaned"
    owners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reopened(OfOccurrence):
    """It was said to be done or skipped, and that was taken back."""

    name = "calendar.reopened"
    reason: str
    was: str


@dataclass(frozen=True, kw_only=True)
class CheckFailed(OfOccurrence):
    """A check of Longwatch's own found something wrong: somebody has to look."""

    name = "calendar.check_failed"
    said: str


@dataclass(frozen=True, kw_only=True)
class Vacated(Fact):
    """Nobody is behind a role, a user group or an id that owns or signs off duties.

    `duties` and `signs` are how many routines that is. The first of several that are
    found at one time is told with those `beside` it.
    """

    name = "calendar.vacated"
    owner: str
    duties: int
    signs: int = 0
    called: str = ""
    beside: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filled(Fact):
    """Somebody is behind an owner again that was vacant."""

    name = "calendar.filled"
    owner: str


@dataclass(frozen=True, kw_only=True)
class FeedMade(Fact):
    """Somebody made a link by which other calendars read this one."""

    name = "calendar.feed_made"
    whose: str


@dataclass(frozen=True, kw_only=True)
class FeedRevoked(Fact):
    """Somebody had all their links to feeds work no more."""

    name = "calendar.feed_revoked"
    links: int
