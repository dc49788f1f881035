"""What people asked, and were asked because a time had come. Fields are only added."""

from dataclasses import dataclass
from datetime import datetime

from bot.incidents.facts import Change, OfIncident


@dataclass(frozen=True, kw_only=True)
class Nudged(OfIncident):
    """Nobody has answered, and someone was asked to."""

    name = "incidents.nudged"
    whom: str
    step: str
    due: datetime
    overdue: datetime | None = None
    late: bool = False
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class PromiseDue(OfIncident):
    """The time of a promised update has come."""

    name = "incidents.promise_due"
    whom: str
    promised: datetime
    title: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class PromiseMissed(OfIncident):
    """A promised update did not come."""

    name = "incidents.promise_missed"
    whom: str
    promised: datetime
    title: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Leaderless(OfIncident):
    """The commander left the room, and nobody has taken over."""

    name = "incidents.leaderless"
    person: str
    due: datetime
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Snoozed(Change):
    """The promised update was put off, and why."""

    name = "incidents.snoozed"
    reason: str
    next_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Waived(Change):
    """No further update is needed, and why."""

    name = "incidents.waived"
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccessRequested(OfIncident):
    """Somebody outside asked to see a private incident."""

    name = "incidents.access_requested"
    person: str
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class AccessAllowed(OfIncident):
    """Whoever asked was let in."""

    name = "incidents.access_allowed"
    person: str


@dataclass(frozen=True, kw_only=True)
class AccessDenied(OfIncident):
    """Whoever asked was not let in."""

    name = "incidents.access_denied"
    person: str
