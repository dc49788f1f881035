"""What happens to services. Only added to: years of records are read through these."""

from dataclasses import dataclass

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Described(Fact):
    """What is said of a service, whole; `rpo` and `rto` are seconds."""

    name = ""
    title: str
    slug: str
    surface: str
    owner: str
    standby: str
    rpo: int
    rto: int
    runbook: str
    plan: str


@dataclass(frozen=True, kw_only=True)
class Added(Described):
    """A service came into the register."""

    name = "services.added"


@dataclass(frozen=True, kw_only=True)
class Changed(Described):
    """Something else is said of a service: its owner, an objective, a name."""

    name = "services.changed"


@dataclass(frozen=True, kw_only=True)
class Proven(Fact):
    """One of the four criteria was proven; `missing` are those that are left."""

    name = "services.proven"
    title: str
    row: str
    criterion: str
    proof: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Fact):
    """A proof holds no longer, and why; `left` where the service left Operate by it."""

    name = "services.withdrawn"
    title: str
    row: str
    criterion: str
    reason: str
    left: bool = False


@dataclass(frozen=True, kw_only=True)
class Entered(Fact):
    """All four criteria are proven: the service entered Operate."""

    name = "services.entered"
    title: str


@dataclass(frozen=True, kw_only=True)
class Retired(Fact):
    """A service is run no more: it is kept, and marked."""

    name = "services.retired"
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Revived(Fact):
    """A service that was retired is run again."""

    name = "services.revived"
    title: str
