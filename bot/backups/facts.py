"""What happens to drills. Only added to: years of records are read through these."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfDrill(Fact):
    """What every fact about a drill says; `title` is what the service is called."""

    name = ""
    ref: str
    service: str
    title: str
    kind: str
    scenario: str


@dataclass(frozen=True, kw_only=True)
class DrillPlanned(OfDrill):
    """Somebody planned a drill, with people in its roles."""

    name = "backups.drill_planned"
    coordinator: str = ""
    operator: str = ""
    observer: str = ""


@dataclass(frozen=True, kw_only=True)
class DrillStaffed(OfDrill):
    """Other people have its roles."""

    name = "backups.drill_staffed"
    coordinator: str = ""
    operator: str = ""
    observer: str = ""


@dataclass(frozen=True, kw_only=True)
class DrillStarted(OfDrill):
    """The clock runs; `rpo` and `rto`, seconds, are what it is held against."""

    name = "backups.drill_started"
    started: datetime
    rpo: int
    rto: int
    coordinator: str = ""


@dataclass(frozen=True, kw_only=True)
class DrillRestored(OfDrill):
    """The service is usable again: from which backup, with which data, since when."""

    name = "backups.drill_restored"
    taken: datetime
    restored: datetime
    usable: datetime
    rpo_lost: int
    rto_lost: int


@dataclass(frozen=True, kw_only=True)
class DrillFinished(OfDrill):
    """It was judged; `rpo_lost` and `rto_lost` are seconds, -1 where nothing came."""

    name = "backups.drill_finished"
    outcome: str
    gaps: tuple[str, ...]
    lessons: str
    rpo_lost: int = -1
    rto_lost: int = -1
    updated: bool = False
    plan: str = ""


@dataclass(frozen=True, kw_only=True)
class DrillAborted(OfDrill):
    """It was given up, and not judged."""

    name = "backups.drill_aborted"
    reason: str
