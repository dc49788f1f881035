"""The eight gates, and the rule by which each passes, fails, or is not known. Pure.

A rule reads counts and ids, and gives a verdict with its reason, its evidence, and the
button that leads to what puts it right. What is late fails its gate only after the days
that the policy lets it wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.cycles.rules import Button

SHOWN = 5  # ids that a sentence names
EVIDENCE = 20  # ids that a verdict keeps


class Gate(StrEnum):
    """What has to be so for the operation to be in order."""

    MONITORING = "monitoring"
    """Somebody is told when something breaks."""
    INCIDENTS = "incidents"
    """Who is told answers, and it is learned from."""
    MAINTENANCE = "maintenance"
    """What is to be kept up is kept up when it is due."""
    IMPROVEMENT = "improvement"
    """What was learned is carried out."""
    SECURITY = "security"
    """Keys are rotated, and what is watched is watched."""
    COMPLIANCE = "compliance"
    """What has to be kept to is looked at."""
    SUPPORT = "support"
    """Whoever needs help is helped."""
    BACKUP = "backup"
    """What is lost comes back."""


NAMES = {
    Gate.MONITORING: "Monitoring and alerting active",
    Gate.INCIDENTS: "Incident process active",
    Gate.MAINTENANCE: "Maintenance schedule followed",
    Gate.IMPROVEMENT: "Continuous improvement active",
    Gate.SECURITY: "Security operations running",
    Gate.COMPLIANCE: "Compliance monitoring active",
    Gate.SUPPORT: "Support process established",
    Gate.BACKUP: "Backup and recovery validated",
}


class Standing(StrEnum):
    """How a gate stands; what comes first is told first."""

    FAILING = "failing"
    """Something is wrong: it is the first priority."""
    UNKNOWN = "unknown"
    """Nobody can say."""
    LEFT_OUT = "left out"
    """The team said why it does not need it."""
    PASSING = "passing"
    """It is as it should be."""


@dataclass(frozen=True, kw_only=True)
class Things:
    """Some things by what people call them; of those that are private, only how many.

    *first* leads to the first of them that may be shown.
    """

    refs: tuple[str, ...] = ()
    hidden: int = 0
    first: Button | None = None

    def __len__(self) -> int:
        """Count them all."""
        return len(self.refs) + self.hidden

    @property
    def said(self) -> str:
        """Name a few, and say how many more there are."""
        named = list(self.refs[:SHOWN])
        more = len(self.refs) - len(named)
        named += [f"{more} more"] if more else []
        named += [f"{self.hidden} private"] if self.hidden else []
        return ", ".join(named)


NOTHING = Things()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How a gate stands, why, and what shows it."""

    gate: Gate
    standing: Standing
    why: str
    ids: tuple[str, ...] = ()
    button: Button | None = None
    answered: bool = False
    """Whether a person answered, because nothing here can measure it."""

    @property
    def name(self) -> str:
        """Give what it is called."""
        return NAMES[self.gate]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How routines were kept up: what is late, what was missed, what was done."""

    adopted: int
    late: Things
    missed: Things
    done: Things


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person answered last, of the routine that asks for it.

    *last* is what was done and signed off, *open* what is asked for now; each is a
    reference, or empty. *stale*: it came again since, and was not answered.
    """

    adopted: bool
    left_out: bool = False
    last: str = ""
    stale: str = ""
    open: str = ""
    signing: str = ""
    button: Button | None = None


ADOPT = Button(label="Adopt routines…", does="calendar.setup", value="gates")


def _failing(gate: Gate, parts: Sequence[tuple[str, Things]]) -> Judged | None:
    """Fail a gate by the *parts* of which there are any; None where there is none."""
    wrong = [(said, things) for said, things in parts if len(things)]
    if not wrong:
        return None
    first = next((one.first for _, one in wrong if one.first is not None), None)
    return Judged(
        gate=gate,
        standing=Standing.FAILING,
        why="; ".join(f"{said}: {one.said}" for said, one in wrong),
        ids=tuple(ref for _, one in wrong for ref in one.refs)[:EVIDENCE],
        button=first,
    )


def incidents(unanswered: Things, unwritten: Things, handled: Things) -> Judged:
    """Fail where an incident waits too long for an answer, or for its postmortem."""
    wrong = _failing(
        Gate.INCIDENTS,
        (("no answer, though it was time", unanswered), ("postmortem late", unwritten)),
    )
    why = "no incident waits for an answer past its time, and no postmortem is late"
    return wrong or Judged(
        gate=Gate.INCIDENTS,
        standing=Standing.PASSING,
        why=why,
        ids=handled.refs[:EVIDENCE],
    )


def maintenance(kept: Kept, windows: Things, days: int) -> Judged:
    """Fail where maintenance is too late or was missed, or a window was not held."""
    parts = (("window not held, or not settled", windows),)
    judged = _kept_up(Gate.MAINTENANCE, kept, days, "no routine of maintenance")
    return _beside(Gate.MAINTENANCE, parts, judged)


def security(kept: Kept, failed: Things, findings: Things, days: int) -> Judged:
    """Fail where a check failed, or rotations, scans, triage or findings are late."""
    parts = (("check failed", failed), ("finding over its time", findings))
    judged = _kept_up(Gate.SECURITY, kept, days, "no routine of security")
    return _beside(Gate.SECURITY, parts, judged)


def _beside(gate: Gate, parts: Sequence[tuple[str, Things]], judged: Judged) -> Judged:
    """Fail a gate by *parts* too, beside how its routines were *judged*."""
    wrong = _failing(gate, parts)
    if wrong is None:
        return judged
    if judged.standing is not Standing.FAILING:
        return wrong
    why, ids = f"{wrong.why}; {judged.why}", (*wrong.ids, *judged.ids)
    return replace(wrong, why=why, ids=ids[:EVIDENCE])


def _kept_up(gate: Gate, kept: Kept, days: int, none: str) -> Judged:
    parts = (
        (f"more than {_days(days)} late", kept.late),
        ("missed, and not caught up", kept.missed),
    )
    if wrong := _failing(gate, parts):
        return wrong
    if not kept.adopted:
        why, unknown = f"{none} is adopted", Standing.UNKNOWN
        return Judged(gate=gate, standing=unknown, why=why, button=ADOPT)
    done = f"done lately: {kept.done.said}" if len(kept.done) else "none was due yet"
    return Judged(
        gate=gate,
        standing=Standing.PASSING,
        why=f"nothing is {_over(days)}, nothing was missed; {done}",
        ids=kept.done.refs[:EVIDENCE],
    )


def improvement(
    going: int, late: Things, moved: Things, days: tuple[int, int]
) -> Judged:
    """Fail where action items are too late, or where none has moved for long.

    *days* are how late an item may be, and how long nothing may move.
    """
    wait, back = days
    if wrong := _failing(Gate.IMPROVEMENT, ((f"more than {_days(wait)} late", late),)):
        return wrong
    backlog = Button(label="Open backlog", does="postmortems.backlog", value="gates")
    if len(moved):
        latest = f"moved in {_days(back)}: {moved.said}"
        return Judged(
            gate=Gate.IMPROVEMENT,
            standing=Standing.PASSING,
            why=f"no action item is {_over(wait)}; {latest}",
            ids=moved.refs[:EVIDENCE],
        )
    why = (
        f"{going} in the backlog, and none has moved in {_days(back)}"
        if going
        else "the backlog is empty: nobody has written down what to improve"
    )
    standing = Standing.FAILING if going else Standing.UNKNOWN
    return Judged(gate=Gate.IMPROVEMENT, standing=standing, why=why, button=backlog)


def backup(answer: Answer, kept: Kept, failed: Things, days: int) -> Judged:
    """Fail where a drill failed, or is late; else pass by what a person answered."""
    parts = (
        ("failed, and not passed since", failed),
        (f"more than {_days(days)} late", kept.late),
        ("missed, and not caught up", kept.missed),
    )
    return _failing(Gate.BACKUP, parts) or answered(Gate.BACKUP, answer)


def answered(gate: Gate, answer: Answer) -> Judged:
    """Pass by what a person answered with evidence, for as long as that holds."""
    standing, why, ids = _answer(answer)
    return Judged(
        gate=gate,
        standing=standing,
        why=why,
        ids=ids,
        button=answer.button if answer.adopted or answer.left_out else ADOPT,
        answered=bool(ids),
    )


def _answer(answer: Answer) -> tuple[Standing, str, tuple[str, ...]]:
    """Say how an answer stands, why, and by what."""
    if answer.left_out:
        return Standing.LEFT_OUT, "left out of the calendar, with a reason", ()
    if not answer.adopted:
        return Standing.UNKNOWN, "nobody is asked: its routine is not adopted", ()
    if answer.signing and (answer.stale or not answer.last):
        why = f"answered by a person in {answer.signing}, and not signed off yet"
        return Standing.UNKNOWN, why, (answer.signing,)
    if answer.stale:
        why = f"asked again in {answer.stale}, and not answered in time"
        return Standing.FAILING, why, (answer.stale,)
    if answer.last:
        why = f"answered by a person, and signed off where somebody does: {answer.last}"
        return Standing.PASSING, why, (answer.last,)
    why = f"nobody has answered yet{f': {answer.open} asks' if answer.open else ''}"
    return Standing.UNKNOWN, why, ()


def in_order(every: Sequence[Judged]) -> list[Judged]:
    """Put first what fails, then what is not known."""
    places = list(Standing)
    return sorted(every, key=lambda one: places.index(one.standing))


def _over(days: int) -> str:
    """Say from when on something is too late."""
    return f"more than {_days(days)} late" if days else "late"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
