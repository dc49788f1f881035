"""What happens to findings. Only added to: years of records are read through these."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfFinding(Fact):
    """Something happened to a finding; `ref` is what people call it by."""

    name = ""
    ref: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Found(OfFinding):
    """Something was found: its clock runs from `clock_at` on."""

    name = "findings.found"
    kind: str
    severity: str
    source: str
    reference: str
    place: str
    surface: str
    owner: str
    found_at: datetime
    triage_by: datetime | None = None
    fix_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Assigned(OfFinding):
    """It is somebody's by now."""

    name = "findings.assigned"
    severity: str
    owner: str
    before: str
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Recast(OfFinding):
    """It is of another kind than was thought: other routines ask for it."""

    name = "findings.recast"
    kind: str
    was: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reclassified(OfFinding):
    """It is worse, or less bad, than was thought; its clock is counted anew."""

    name = "findings.reclassified"
    severity: str
    was: str
    reason: str
    triage_by: datetime | None = None
    fix_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Triaged(OfFinding):
    """It was judged: it is to be mended."""

    name = "findings.triaged"
    note: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Fixed(OfFinding):
    """It was mended, by what `fix` says."""

    name = "findings.fixed"
    fix: str
    late: bool = False
    triage_by: datetime | None = None
    fix_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Closed(OfFinding):
    """It was verified that it is mended."""

    name = "findings.closed"
    verified: str


@dataclass(frozen=True, kw_only=True)
class Declined(OfFinding):
    """It is no finding: `verdict` is false_positive or duplicate."""

    name = "findings.declined"
    verdict: str
    reason: str
    triage_by: datetime | None = None
    fix_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reopened(OfFinding):
    """It is open again; `anew`: it was over, and its clock begins anew."""

    name = "findings.reopened"
    severity: str
    reason: str
    was: str
    anew: bool = False
    triage_by: datetime | None = None
    fix_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Asked(OfFinding):
    """Somebody asked that its risk be accepted until a day."""

    name = "findings.asked"
    reason: str
    until: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Excepted(OfFinding):
    """Its risk is accepted until a day, by `approver`."""

    name = "findings.excepted"
    until: str
    reason: str
    approver: str
    role: str
    asker: str


@dataclass(frozen=True, kw_only=True)
class Refused(OfFinding):
    """Its risk was not accepted: it stays to be mended."""

    name = "findings.refused"
    reason: str
    asker: str


@dataclass(frozen=True, kw_only=True)
class Lapsed(OfFinding):
    """The day until which its risk was accepted is over: it is open again."""

    name = "findings.lapsed"
    severity: str
    until: str
    role: str
    triage_by: datetime | None = None
    fix_by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Nudged(OfFinding):
    """Somebody is asked for a critical finding, which has little time left, or none."""

    name = "findings.nudged"
    severity: str
    step: str
    due: datetime
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Reminded(Fact):
    """Somebody is asked in one message for the findings that are due, or late."""

    name = "findings.reminded"
    whom: str
    lines: tuple[dict[str, str], ...]
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class Scanned(Fact):
    """The run of a scanner was taken in: what it found anew, and what it finds no more.

    `lines` are those of the new ones that are told, the worst first.
    """

    name = "findings.scanned"
    source: str
    new: int
    gone: int
    known: int
    back: int = 0
    lines: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Silent(Fact):
    """A scanner that was heard before is silent for too long."""

    name = "findings.silent"
    source: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class ScannerRetired(Fact):
    """A scanner is used no more: its silence alarms nobody."""

    name = "findings.scanner_retired"
    source: str


@dataclass(frozen=True, kw_only=True)
class HookMade(Fact):
    """An admin let something send findings in; its token is kept as a hash only."""

    name = "findings.hook_made"
    called: str


@dataclass(frozen=True, kw_only=True)
class HookRevoked(Fact):
    """An admin shut a way in."""

    name = "findings.hook_revoked"
    called: str
