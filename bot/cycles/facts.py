"""What happens to releases and cycles. Only added to: years are read by these."""

from dataclasses import dataclass
from typing import Any

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """A release was announced; `source` is a person, or a hook."""

    name = "cycles.released"
    version: str
    slug: str
    service: str
    major: bool
    notes: str
    cycle: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Raised(Fact):
    """A release that was announced before turned out to be a major one."""

    name = "cycles.raised"
    version: str


@dataclass(frozen=True, kw_only=True)
class ReleaseWithdrawn(Fact):
    """A release was announced by mistake: its duties were skipped, its name is free.

    It `ended` the cycle that it had opened, where nothing else was in it.
    """

    name = "cycles.release_withdrawn"
    version: str
    reason: str
    cycle: str
    cycle_ref: str
    ended: bool
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfCycle(Fact):
    """Something happened to a cycle."""

    name = ""
    ref: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Opened(OfCycle):
    """A cycle began: by a release, or by hand."""

    name = "cycles.opened"
    number: int
    release: str = ""


@dataclass(frozen=True, kw_only=True)
class Ending(OfCycle):
    """Somebody wanted to close it: what it still lacks was asked for."""

    name = "cycles.ending"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked(OfCycle):
    """Somebody had asked for what a criterion lacks; `opened` are the duties."""

    name = "cycles.asked"
    criterion: str
    opened: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Closed(OfCycle):
    """A cycle is over: how each criterion stood, and why one was let pass."""

    name = "cycles.closed"
    proofs: tuple[dict[str, Any], ...]
    exceptions: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Withdrawn(OfCycle):
    """A cycle is no more: the release that opened it was withdrawn."""

    name = "cycles.withdrawn"
    release: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Audited(Fact):
    """A sanity audit was made: what it found wrong, and where its report is."""

    name = "cycles.audited"
    ref: str
    number: int
    clean: bool
    wrong: tuple[dict[str, Any], ...]
    document: str


@dataclass(frozen=True, kw_only=True)
class HookMade(Fact):
    """A way in for the machines that release was opened."""

    name = "cycles.hook_made"


@dataclass(frozen=True, kw_only=True)
class HookShut(Fact):
    """The way in for the machines that release was shut."""

    name = "cycles.hook_shut"
