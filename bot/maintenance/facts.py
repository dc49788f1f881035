"""What happens to maintenance. Only added to: years of records are read by these."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfRequest(Fact):
    """Something happened to a request; `where` is what it is about, in words."""

    name = ""
    ref: str
    title: str
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Requested(OfRequest):
    """Somebody asked for maintenance; `terms` is all that was said."""

    name = "maintenance.requested"
    terms: dict[str, Any]
    conflicts: tuple[str, ...] = ()
    despite: str = ""
    occurrence: str = ""
    beyond: str = ""


@dataclass(frozen=True, kw_only=True)
class Edited(OfRequest):
    """What was asked for is another thing: it has to be approved anew."""

    name = "maintenance.edited"
    terms: dict[str, Any]
    changed: tuple[str, ...]
    conflicts: tuple[str, ...] = ()
    despite: str = ""


@dataclass(frozen=True, kw_only=True)
class Signed(OfRequest):
    """One who signs off did."""

    name = "maintenance.signed"
    sign: str
    signer: str


@dataclass(frozen=True, kw_only=True)
class Scheduled(OfRequest):
    """All who sign off did: it is carried out in its window."""

    name = "maintenance.scheduled"
    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Returned(OfRequest):
    """Somebody who signs off wants it changed, or the question was taken back."""

    name = "maintenance.returned"
    reason: str
    signer: str


@dataclass(frozen=True, kw_only=True)
class Rejected(OfRequest):
    """Somebody who signs off said no."""

    name = "maintenance.rejected"
    reason: str
    signer: str


@dataclass(frozen=True, kw_only=True)
class Announced(OfRequest):
    """It was announced ahead; `late` where that came later than it should."""

    name = "maintenance.announced"
    begins: datetime
    ends: datetime
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Reminded(OfRequest):
    """Whoever answers for it was asked: `what` waits for them."""

    name = "maintenance.reminded"
    what: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Started(OfRequest):
    """Somebody started it."""

    name = "maintenance.started"
    until: datetime
    conflicts: tuple[str, ...] = ()
    despite: str = ""


@dataclass(frozen=True, kw_only=True)
class Extended(OfRequest):
    """It takes longer; `conflicts` are in the way of the time that it takes more."""

    name = "maintenance.extended"
    until: datetime
    reason: str
    signer: str = ""
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoreAsked(OfRequest):
    """Somebody asks for more time than the policy lets them take."""

    name = "maintenance.more_asked"
    until: datetime
    reason: str
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoreRefused(OfRequest):
    """More time was not given."""

    name = "maintenance.more_refused"
    reason: str
    signer: str


@dataclass(frozen=True, kw_only=True)
class Finished(OfRequest):
    """What was planned was done; it is watched until a time.

    Where it is `unapproved`, `unsigned` are the roles that had not signed it off.
    """

    name = "maintenance.finished"
    result: str
    watch: datetime
    late: bool = False
    unapproved: bool = False
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RolledBack(OfRequest):
    """It was taken back; it is watched until a time.

    Where it is `unapproved`, `unsigned` are the roles that had not signed it off.
    """

    name = "maintenance.rolled_back"
    result: str
    watch: datetime
    late: bool = False
    unapproved: bool = False
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Linked(OfRequest):
    """An incident was declared meanwhile on what it is about."""

    name = "maintenance.linked"
    incident: str
    incident_ref: str


@dataclass(frozen=True, kw_only=True)
class Closed(OfRequest):
    """Somebody found that all is normal: the record is whole."""

    name = "maintenance.closed"
    found: str
    occurrence_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Cancelled(OfRequest):
    """It is not done."""

    name = "maintenance.cancelled"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Expired(OfRequest):
    """Its window ended, and nobody had started it."""

    name = "maintenance.expired"
    approved: bool = True


@dataclass(frozen=True, kw_only=True)
class Subscribed(OfRequest):
    """Somebody hears from now on how it goes on."""

    name = "maintenance.subscribed"
    row: str


@dataclass(frozen=True, kw_only=True)
class Unsubscribed(OfRequest):
    """Somebody hears no more of it."""

    name = "maintenance.unsubscribed"
    row: str


@dataclass(frozen=True, kw_only=True)
class Frozen(Fact):
    """Nothing is changed for a while."""

    name = "maintenance.frozen"
    begins: datetime
    ends: datetime
    zone: str
    surface: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Thawed(Fact):
    """A freeze was lifted."""

    name = "maintenance.thawed"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    """A window comes again and again from now on; `terms` is all of it."""

    name = "maintenance.opened"
    surface: str
    cadence: str
    terms: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Retired(Fact):
    """A standing window comes no more."""

    name = "maintenance.retired"
    surface: str
    cadence: str
