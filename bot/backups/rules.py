"""What a drill is, who takes part, and whether it passed. Pure: nothing is typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core import tidy
from bot.core.errors import Conflict, Invalid, Missing

CARD = "backups.drill"  # what shows a drill, and has its buttons
SCENARIO, LESSONS, REASON, PLAN = 200, 3000, 500, 500  # characters
REF = re.compile(r"(?:drill[- ]?)?#?([0-9]{1,6})", re.IGNORECASE)
ROLES = ("coordinator", "operator", "observer")
MINUTE = timedelta(minutes=1)


class Kind(StrEnum):
    """What is played."""

    RESTORE = "restore"
    """Data is brought back from a backup."""
    DR = "dr"
    """A place is lost, and the DR plan is played against it."""

    @property
    def said(self) -> str:
        """Give it as words of a sentence."""
        return "DR drill" if self is Kind.DR else "restore drill"


class State(StrEnum):
    """Where a drill stands."""

    PLANNED = "planned"
    """It has a service, a scenario and people; the clock does not run yet."""
    RUNNING = "running"
    """What fails in it has failed; the service has to be usable again."""
    FINISHED = "finished"
    """It is over, and was judged."""
    ABORTED = "aborted"
    """It was given up, with a reason, and was not judged."""


OPEN = (State.PLANNED, State.RUNNING)


class Verdict(StrEnum):
    """How a drill went; it is computed."""

    PASSED = "passed"
    """No more data was lost, and no more time, than the service may lose."""
    FAILED = "failed"
    """More was lost, or nothing came back."""


SCENARIOS = {
    **dict.fromkeys(
        ("data center", "data centre", "datacenter", "datacentre", "dc"),
        "Data center lost",
    ),
    "region": "Region lost",
    **dict.fromkeys(
        ("natural disaster", "disaster", "flood", "earthquake"), "Natural disaster"
    ),
}


class NoSuchDrill(Missing):
    """There is no such drill here. `/ops recovery` lists those there are."""


class WhichDrill(Missing):
    """Say which drill you mean: {known}."""


class NoService(Missing):
    """There is no service to play it against yet: `/ops service add` takes one in."""


class Known(Conflict):
    """A drill is past what was asked; the present card says where it stands."""

    def __init__(self, *, drill: str, **details: object) -> None:
        """Name the drill whose card shows the present state."""
        super().__init__(**details)
        self.card = (CARD, drill)


class AlreadyOpen(Known):
    """{ref} is {state} for this service already: finish or abort it first."""


class NotPlanned(Known):
    """{ref} is {state} already: nothing was changed."""


class NotRunning(Known):
    """{ref} is {state}, it does not run: nothing was changed."""


class Over(Known):
    """{ref} is {state}: what came of it stays as it is."""


class Played(Protocol):
    """What of a drill decides how it went; `rpo` and `rto` are seconds."""

    rpo: int
    rto: int
    started_at: datetime | None
    restored_to: datetime | None
    usable_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A drill as somebody plans it."""

    service: str
    kind: Kind
    scenario: str
    people: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Moments:
    """What was seen: when the backup is from, what came back, since when it works."""

    taken: datetime
    restored_to: datetime | None = None
    usable: datetime


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is said at the end; of a DR drill also what became of its plan."""

    lessons: str
    updated: bool | None = None
    plan: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a drill lost: data, and time. None where nothing came back."""

    rpo: timedelta | None = None
    rto: timedelta | None = None


def scenario(kind: Kind, text: str) -> str:
    """Give what is played, in words; or refuse."""
    said = tidy.line(text)
    if not said:
        which = (
            "Say what is lost: data center, region, natural disaster, or in words"
            if kind is Kind.DR
            else "Say which data is restored, such as: orders of the last day"
        )
        raise Invalid("scenario", which)
    if len(said) > SCENARIO:
        raise Invalid("scenario", f"It may have {SCENARIO} characters")
    return SCENARIOS.get(said.casefold(), said) if kind is Kind.DR else said


def kind(text: str) -> Kind | None:
    """Read a kind; None if it is none."""
    return Kind(text.casefold()) if text.casefold() in list(Kind) else None


def proposed(named: Sequence[str], past: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Give each role to whoever of those *named* did it least recently.

    *past* are the roles of earlier drills, the newest first. Nobody has two roles;
    where there are fewer people than roles, the last roles are nobody's.
    """
    left, given = list(dict.fromkeys(named)), dict.fromkeys(ROLES, "")
    for role in ROLES:
        if left:
            did = [drill.get(role, "") for drill in past]
            given[role] = max(left, key=lambda one: _ago(one, did))
            left.remove(given[role])
    return given


def _ago(person: str, did: Sequence[str]) -> int:
    """Count the drills since *person* had the role; more than there are if never."""
    return did.index(person) if person in did else len(did)


def begun(at: datetime | None, now: datetime) -> datetime:
    """Give when a drill began, or refuse a moment that has not come."""
    if at is not None and at > now:
        raise Invalid("started", "It can't begin later than now: say when it began")
    return at or now


def moments(said: Moments, started: datetime, now: datetime) -> Moments:
    """Let what was seen pass, or refuse what can't be beside its field."""
    upto = said.restored_to or said.taken
    if said.taken > started:
        problem = "A backup that was taken after the failure is none: it has to be"
        raise Invalid("taken", f"{problem} from before the drill began")
    if upto < said.taken:
        raise Invalid("restored", "It can't end before the backup was taken")
    if upto > started:
        problem = "What came after the failure can't be restored: it has to be"
        raise Invalid("restored", f"{problem} from before the drill began")
    if said.usable < started.replace(second=0, microsecond=0):
        raise Invalid("usable", "It was not usable again before the drill began")
    if said.usable > now:
        raise Invalid("usable", "That has not come yet: say when it was usable")
    usable = max(said.usable, started)
    return Moments(taken=said.taken, restored_to=upto, usable=usable)


def measured(drill: Played) -> Measured:
    """Compute what was lost, from the moments alone."""
    if drill.started_at is None or drill.usable_at is None or drill.restored_to is None:
        return Measured()
    return Measured(
        rpo=_whole(drill.started_at - drill.restored_to),
        rto=_whole(drill.usable_at - drill.started_at),
    )


def _whole(lost: timedelta) -> timedelta:
    """Leave out what is less than a second."""
    return timedelta(seconds=int(lost.total_seconds()))


def verdict(drill: Played) -> Verdict:
    """Compute whether a drill passed: both within what the service may lose."""
    return Verdict.FAILED if [*gaps(drill)] else Verdict.PASSED


def gaps(drill: Played) -> Iterator[str]:
    """Say why a drill does not pass; nothing where it does."""
    found = measured(drill)
    if found.rpo is None or found.rto is None:
        yield "the service was never usable again"
        return
    for name, lost, allowed in (
        ("RPO", found.rpo, timedelta(seconds=drill.rpo)),
        ("RTO", found.rto, timedelta(seconds=drill.rto)),
    ):
        if lost > allowed:
            yield f"{name} {length(lost)} is more than {length(allowed)}"


def length(lost: timedelta) -> str:
    """Write what was lost, to the second: `1 h 5 min`; `0` where nothing was."""
    left, parts = int(lost.total_seconds()), list[str]()
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts) or "0"


def ending(said: Ending, kind_: Kind) -> Ending:
    """Let an end pass: with lessons, and of a DR drill with what became of its plan."""
    lessons = tidy.words(said.lessons, "lessons", least=3)
    plan = tidy.line(said.plan)
    if len(plan) > PLAN:
        raise Invalid("plan", f"It may have {PLAN} characters")
    if kind_ is Kind.RESTORE:
        return Ending(lessons=lessons, updated=False)
    if said.updated is None:
        raise Invalid("updated", "Say whether the DR plan was updated")
    if said.updated and not plan:
        raise Invalid("plan", "Say where the updated plan is: a link")
    return Ending(lessons=lessons, updated=said.updated, plan=plan)


def reason(text: str) -> str:
    """Let a reason pass."""
    said = tidy.words(text, "reason", least=3)
    if len(said) > REASON:
        raise Invalid("reason", f"It may have {REASON} characters")
    return said
