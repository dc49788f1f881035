"""What can have happened to the containment of an incident. Fields are only added."""

from dataclasses import dataclass

from bot.incidents.facts import Change, OfIncident


@dataclass(frozen=True, kw_only=True)
class MarkedSecurity(Change):
    """It is a security incident from now on; `lead` was brought in."""

    name = "incidents.marked_security"
    reason: str
    lead: str = ""
    public: bool = False
    automatic: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfRun(OfIncident):
    """What every fact about a run of a containment step says."""

    name = ""
    run: str
    named: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Started(OfRun):
    """A step was run: exactly what hashes to `digest` is sent to `place`, once."""

    name = "incidents.containment_started"
    place: str
    deed: str
    digest: str
    automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class Played(OfRun):
    """A step was played in a drill: nothing was called."""

    name = "incidents.containment_played"


@dataclass(frozen=True, kw_only=True)
class Ended(OfRun):
    """It is known how a call ended: `answered` with which HTTP status, 0 for none."""

    answered: int = 0
    milliseconds: int = 0


@dataclass(frozen=True, kw_only=True)
class Done(Ended):
    """What was called says that it is done."""

    name = "incidents.containment_done"


@dataclass(frozen=True, kw_only=True)
class Failed(Ended):
    """It was not done."""

    name = "incidents.containment_failed"
    why: str


@dataclass(frozen=True, kw_only=True)
class Unknown(Ended):
    """Nobody can tell whether it was done: it is not repeated by itself."""

    name = "incidents.containment_unknown"
    why: str
