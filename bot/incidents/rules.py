"""What an incident may do next. Pure: values in, values out."""

import re
from datetime import datetime
from enum import StrEnum

from bot.core import tidy
from bot.core.durations import ClockDuration
from bot.core.errors import Conflict, Forbidden, Invalid, Missing
from bot.core.policy import Policy

TITLE = 200  # characters of a title
REASON = 10  # characters that a reason has at least
TEXT = tidy.TEXT
CARD = "incidents.incident"  # what shows an incident in its room


class Status(StrEnum):
    """Where an incident stands in its life."""

    DETECTED = "detected"
    """Somebody declared it; nobody has answered for it yet."""
    ACKNOWLEDGED = "acknowledged"
    """It has an owner: a commander is named."""
    RESPONDING = "responding"
    """The team is past triage."""
    RESOLVED = "resolved"
    """Monitoring confirms normal operation."""
    LEARNED = "learned"
    """Reviewed, its actions filed: closed."""
    DECLINED = "declined"
    """It was only triage; it leaves the metrics."""
    MERGED = "merged"
    """Another incident is the same; it leaves the metrics."""
    RETRACTED = "retracted"
    """Whoever declared it took it back at once."""

    @property
    def said(self) -> str:
        """Give the word that people read."""
        return "closed" if self is Status.LEARNED else self.value


class Phase(StrEnum):
    """What the responders are doing."""

    TRIAGE = "triage"
    """How bad is it, who is on call, who leads."""
    CONTAINMENT = "containment"
    """Limiting the impact now."""
    DIAGNOSIS = "diagnosis"
    """Finding the root cause."""
    REMEDIATION = "remediation"
    """The fix, and the tests that stop a recurrence."""


class Detection(StrEnum):
    """How it was found."""

    UNKNOWN = "unknown"
    """Nobody has said it yet."""
    ALERT = "alert"
    """Monitoring said so."""
    CUSTOMER = "customer"
    """A customer said so."""
    AGENT = "agent"
    """An agent noticed."""
    INTERNAL = "internal"
    """Somebody of the team noticed."""


class Outcome(StrEnum):
    """What resolved it."""

    FIX = "fix"
    """The cause is gone."""
    WORKAROUND = "workaround"
    """The effect is gone, the cause is not."""


OPEN = (Status.DETECTED, Status.ACKNOWLEDGED, Status.RESPONDING)
OVER = (Status.RESOLVED, Status.LEARNED)
PHASES = tuple(Phase)


class NoSuchIncident(Missing):
    """There is no {what}.{hint}"""  # noqa: D400, D415 (the hint ends it)


class WhichIncident(Missing):
    """No incident has this channel as its room: name one, as in `{usage}`.{hint}"""  # noqa: D400, D415 (the hint ends it)


class Passed(Conflict):
    """An incident is past what was asked; the present card says where it stands."""

    def __init__(self, *, card: str, **details: object) -> None:
        """Name the incident whose *card* shows the present state."""
        super().__init__(**details)
        self.card = (CARD, card)


class AlreadyAcknowledged(Passed):
    """{by} has acknowledged {ref} already, {when}."""


class AlreadyCommands(Passed):
    """{by} is the commander of {ref} already."""


class AlreadyHolds(Passed):
    """{by} is {role} of {ref} already."""


class Held(Forbidden):
    """{by} is {role} of {ref}. {why}"""  # noqa: D400, D415 (the reason ends it)


class NobodyHolds(Passed):
    """Nobody is {role} of {ref}: nothing was changed."""


class NoSuchRole(Missing):
    """Your team has no role “{role}”. There are {roles}."""


class SomebodyLeads(Conflict):
    """{ref} needs a commander: hand over with `/incident assign {ref} @name`."""


class AlreadySo(Passed):
    """{ref} is {state} already: nothing was changed."""


class AlreadyDone(Passed):
    """{by} has {state} {ref} already, {when}: nothing was changed."""


class NotOpen(Passed):
    """{ref} is {state}: reopen it first."""


class StillOpen(Passed):
    """{ref} is still open: resolve it first."""


class NotOver(Passed):
    """{ref} is open: there is nothing to reopen."""


class NotYet(Passed):
    """{ref} is not {state} yet: that time is noted when it is."""


class Elsewhere(Passed):
    """{ref} was {state}: nothing can be done with it any more."""


class MergedAway(Passed):
    """{ref} was merged into another incident: go on there; its card says where."""


class PastTriage(Passed):
    """{ref} is past triage, so it was an incident. {instead}."""


class PrivateIntoPublic(Conflict):
    """{ref} is private, {into} is not. Merge {into} into {ref} instead."""


class SameIncident(Conflict):
    """An incident can't be merged into itself. Name another one."""


class TooLate(Conflict):
    """That can't be undone any more: {why}."""


class NothingToUndo(Conflict):
    """You have changed nothing on {ref} that could be undone."""


class NotYourDeed(Conflict):
    """Only whoever did it can undo it."""


plain_line, plain_text, words = tidy.line, tidy.text, tidy.words


def title(text: str) -> str:
    """Tidy a typed title, or refuse it: what is wrong stands beside the field."""
    said = plain_line(text)
    if not any(character.isalnum() for character in said):
        raise Invalid("title", "Say in a few words what is wrong")
    if len(said) > TITLE:
        raise Invalid("title", f"Keep it to {TITLE} characters; the rest goes below")
    return said


def shortened(text: str) -> str:
    """Tidy what may be left out, and cut it to what is kept."""
    return plain_text(text)[:TEXT]


def severity(text: str) -> int | None:
    """Read a severity: `1`, `sev1`, `SEV-1`, `p1`; None when it is none of the four."""
    form = r"(?:sev(?:erity)?|[sp])?[- ]?([1-4])"
    found = re.fullmatch(form, text.strip().casefold())
    return int(found[1]) if found else None


def severities(policy: Policy) -> list[tuple[str, int, str]]:
    """Give each severity as an option: its meaning, its number, its target."""
    return [
        (
            f"{one.name} · {one.means}",
            number,
            f"Answer within {one.respond_within.words()}",
        )
        for number, one in sorted(policy.severities.items())
    ]


def past(field: str, moment: datetime, now: datetime) -> datetime:
    """Let a moment pass that has come, or refuse it."""
    if moment > now:
        raise Invalid(field, "That is in the future. Give a time that has passed")
    return moment


def ahead(field: str, moment: datetime | None, now: datetime) -> datetime | None:
    """Let a moment pass that is still to come, or none, or refuse it."""
    if moment is not None and moment <= now:
        raise Invalid(field, "That has passed. Give a time that is still to come")
    return moment


def promised(
    moment: datetime, now: datetime, longest: ClockDuration, usual: datetime
) -> datetime:
    """Let a moment pass by which an update can be promised, or refuse it.

    What is *usual* for the severity can always be promised.
    """
    if moment <= now:
        raise Invalid("next", "Promise a time that has not passed")
    if moment > max(now + longest.elapsed, usual):
        raise Invalid("next", f"Promise the next update within {longest.words()}")
    return moment


def after_phase(status: Status, phase: Phase) -> Status:
    """Give where an incident stands once it is in *phase*."""
    if status is Status.DETECTED or phase is Phase.TRIAGE:
        return status
    return Status.RESPONDING


def leaves_containment(was: Phase, now: Phase) -> bool:
    """Tell whether moving from one phase to another means that it is contained."""
    contained = PHASES.index(Phase.CONTAINMENT)
    return PHASES.index(was) <= contained < PHASES.index(now)
