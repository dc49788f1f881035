"""What a finding is, how it is read and told apart, and what its clock says. Pure."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import tidy, times
from bot.core.clocks import Findings
from bot.core.durations import Duration
from bot.core.errors import Conflict, Forbidden, Invalid, Missing
from bot.core.times import Calendar

CARD = "findings.finding"  # what shows a finding, and has its buttons
TITLE, REFERENCE, PLACE, SURFACE, SOURCE = 150, 120, 300, 80, 80  # characters
REASON = 10  # characters that a reason has at least
SOON = timedelta(days=3)  # how long ahead somebody is asked for what is not critical
DAY = times.DAY
PERSON = "person"  # the source of what somebody typed


class Kind(StrEnum):
    """What was found."""

    VULNERABILITY = "vulnerability"
    """Somebody could get in, or at something, by it."""
    AUDIT = "audit"
    """An audit says that something is not as it has to be."""
    DEFECT = "defect"
    """Something does not do what it should."""


class Severity(StrEnum):
    """How bad it is, the worst first."""

    CRITICAL = "critical"
    """It is told at once, at any hour."""
    HIGH = "high"
    """It is shown in the ops channel."""
    MEDIUM = "medium"
    """It stands in the list, and is asked for in time."""
    LOW = "low"
    """It stands in the list, and has time."""


class State(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    """Nobody has judged it yet."""
    TRIAGED = "triaged"
    """It was judged: it is to be mended."""
    FIXED = "fixed"
    """It was mended; nobody has verified that."""
    CLOSED = "closed"
    """It was mended, and that was verified."""
    EXCEPTED = "excepted"
    """Its risk is accepted until a day."""
    DECLINED = "declined"
    """It is none: a false positive, or known already."""


class Verdict(StrEnum):
    """Why something is no finding."""

    FALSE_POSITIVE = "false_positive"
    """It is not so."""
    DUPLICATE = "duplicate"
    """It is known by another one."""


GOING = (State.OPEN, State.TRIAGED)
"""Where its clock runs."""
OVER = (State.CLOSED, State.DECLINED)
ORDER = {severity: rank for rank, severity in enumerate(Severity)}
AS = {
    **{one.value: one for one in Severity},
    **dict.fromkeys(("crit", "blocker", "fatal"), Severity.CRITICAL),
    **dict.fromkeys(("error", "important", "major", "severe"), Severity.HIGH),
    **dict.fromkeys(("warning", "moderate", "mid"), Severity.MEDIUM),
    **dict.fromkeys(("note", "info", "minor", "none", "negligible"), Severity.LOW),
    **dict.fromkeys(("informational", "unknown"), Severity.LOW),
}
KINDS = {
    **{one.value: one for one in Kind},
    **dict.fromkeys(("vuln", "cve", "security"), Kind.VULNERABILITY),
    **dict.fromkeys(("audit_finding", "compliance"), Kind.AUDIT),
    **dict.fromkeys(("bug", "quality"), Kind.DEFECT),
}


NAMED = {
    Kind.VULNERABILITY: "vulnerability",
    Kind.AUDIT: "audit finding",
    Kind.DEFECT: "defect",
}


class NoSuchFinding(Missing):
    """There is no {ref} here. `/ops finding list` shows what is open."""


class WhichFinding(Missing):
    """Say which finding, such as FND-12: `/ops finding list` shows what is open."""


class Past(Conflict):
    """A finding is past what was asked; its present card says where it stands."""

    def __init__(self, *, about: str, **details: object) -> None:
        """Name the finding whose card shows the present state."""
        super().__init__(**details)
        self.card = (CARD, about)


class NotGoing(Past):
    """{ref} is {state} already: nothing was changed."""


class AlreadySo(Past):
    """{ref} is {state} already: nothing was changed."""


class NotOver(Past):
    """{ref} is open: there is nothing to reopen."""


class NotFixed(Past):
    """{ref} is {state}: say first how it was mended, `/ops finding fix {ref} …`."""


class NotTheirs(Forbidden):
    """Only {who} can do that: they answer for {ref}. Ask them; nothing was changed."""


class OwnFix(Forbidden):
    """You said yourself how {ref} was mended: {who} can verify it and close it."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A finding as somebody, or a scanner, says it.

    `mark` is what its scanner knows it by, where that is not its place.
    """

    title: str
    severity: Severity
    kind: Kind = Kind.VULNERABILITY
    reference: str = ""
    place: str = ""
    surface: str = ""
    owner: str = ""
    source: str = PERSON
    mark: str = ""


def draft(given: Mapping[str, str]) -> Draft:
    """Read the fields of a finding, or refuse the one that is wrong."""
    said = {name: read(given.get(name, "")) for name, read in READ.items()}
    title = said.pop("title") or said["reference"]
    if not any(character.isalnum() for character in title):
        raise Invalid("title", "Say what was found, such as CVE-2026-1234 in openssl")
    return Draft(
        title=title,
        severity=severity(given.get("severity", "")),
        kind=kind(given.get("kind", "") or Kind.VULNERABILITY),
        owner=" ".join(given.get("owner", "").split()),
        **said,
    )


def _within(field: str, most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        said = tidy.line(text)
        if len(said) > most:
            raise Invalid(field, f"It may have {most} characters, this has {len(said)}")
        return said

    return read


READ = {
    "title": _within("title", TITLE),
    "reference": _within("reference", REFERENCE),
    "place": _within("place", PLACE),
    "surface": _within("surface", SURFACE),
}


def severity(text: str) -> Severity:
    """Read how bad it is."""
    said = text.strip().casefold()
    if said not in AS:
        wrong = f"“{said[:20]}” is no severity" if said else "Say how bad it is"
        raise Invalid("severity", f"{wrong}: critical, high, medium or low")
    return AS[said]


def kind(text: str) -> Kind:
    """Read what kind of finding it is."""
    said = re.sub(r"[\s-]+", "_", text.strip().casefold())
    if said not in KINDS:
        names = ", ".join(one.value for one in Kind)
        raise Invalid("kind", f"“{said[:20]}” is none of {names}")
    return KINDS[said]


def fingerprint(one: Draft) -> str:
    """Name a finding by where it came from and what it is: seen again, it is the same.

    That is its source, its reference and its place; what has no reference is known by
    its title, what somebody typed by its surface too.
    """
    named = one.reference.casefold() or " ".join(one.title.casefold().split())
    typed = one.surface.casefold() if one.source == PERSON else ""
    place = one.mark or one.place
    parts = [one.source.casefold(), one.kind.value, named, place, typed]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """By when a finding is judged, and mended; None where the policy names no time."""

    triage: datetime | None = None
    fix: datetime | None = None


def clock(
    policy: Findings,
    severity: Severity,
    start: datetime,
    rested: timedelta,
    calendar: Calendar,
) -> Clock:
    """Give what a severity allows from *start* on; *rested* is time that did not count.

    Whatever the severity was before, the time that is used stays used.
    """

    def by(allowed: Duration | None) -> datetime | None:
        return times.deadline(start, allowed, calendar) + rested if allowed else None

    found = policy.clock(severity.value)
    return Clock(triage=by(found.triage), fix=by(found.fix))


TRIAGE, FIX = "triage", "fix"


def duties(kind: Kind, severity: Severity) -> tuple[tuple[str, str], ...]:
    """Give the routines that a finding starts, each with the step that does it."""
    if kind is Kind.AUDIT:
        return (("audit_findings", FIX),)
    if kind is Kind.VULNERABILITY and severity is Severity.CRITICAL:
        return (("triage_critical", TRIAGE), ("security_patches", FIX))
    if kind is Kind.VULNERABILITY and severity is Severity.HIGH:
        return (("triage_high", TRIAGE),)
    return ()


ROUTINES = ("triage_critical", "triage_high", "security_patches", "audit_findings")
"""All that findings can start."""


def steps(state: State) -> tuple[str, ...]:
    """Give the steps that are still to be done."""
    return {State.OPEN: (TRIAGE, FIX), State.TRIAGED: (FIX,)}.get(state, ())


def next_by(state: State, clock: Clock) -> tuple[str, datetime] | None:
    """Give the step that is due next, and by when."""
    known = {TRIAGE: clock.triage, FIX: clock.fix}
    found = [(at, step) for step in steps(state) if (at := known[step]) is not None]
    at, step = min(found, default=(None, ""))
    return (step, at) if at else None


def asks(start: datetime, due: datetime, now: datetime) -> datetime:
    """Give when to ask next for what is critical: with a quarter left, then daily."""
    warn = due - (due - start) / 4
    later = due + DAY * max(0, (now - due) // DAY + 1)
    return next(at for at in (warn, due, later) if at > now)


def reason(text: str, field: str = "reason") -> str:
    """Let a reason pass that says something."""
    return tidy.words(text, field, least=REASON)
