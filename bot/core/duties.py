"""What the operations calendar holds: routines, as the policy writes them.

A routine of the policy is what a team may adopt; what it adopted is a row of its own.
"""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from bot.core import recurrence
from bot.core.allowed import Key, Said, Table, Wall
from bot.core.durations import ClockDuration, Duration
from bot.core.errors import Invalid

AREAS = (
    *("monitoring", "incidents", "maintenance", "improvement", "security"),
    *("compliance", "support", "backup", "architecture", "quality", "governance"),
    *("ai", "interface"),
)
Area = Literal[
    "monitoring",
    "incidents",
    "maintenance",
    "improvement",
    "security",
    "compliance",
    "support",
    "backup",
    "architecture",
    "quality",
    "governance",
    "ai",
    "interface",
]


class Trigger(StrEnum):
    """What opens an occurrence beside a rule."""

    RELEASE = "release"
    """A release was announced."""
    MAJOR_RELEASE = "major_release"
    """A major release was announced."""
    CHANGE = "change"
    """Something was changed: a request for maintenance was carried out."""
    INCIDENT = "incident"
    """An incident that users saw is over."""
    CYCLE = "cycle"
    """A cycle comes to its end."""
    LESSON = "lesson"
    """A lesson was written down."""
    FINDING = "finding"
    """Something was found: its clock runs."""
    SILENCE = "silence"
    """What should be heard all the time was not heard."""
    EXPIRY = "expiry"
    """A token is about to expire."""
    COMPROMISE = "compromise"
    """A key is known to somebody who should not know it."""
    REQUEST = "request"
    """Somebody asked for it, outside its rule."""


class Evidence(StrEnum):
    """What proves that something was done."""

    TEXT = "text"
    """A few words on what was found and done."""
    LINK = "link"
    """The address of where it can be seen."""
    FILE = "file"
    """A file, kept privately."""
    NUMBER = "number"
    """A number that was measured."""
    MEASURED = "measured"
    """Measured by Longwatch itself."""


@lru_cache(maxsize=1024)
def _every(text: str) -> str:
    """Let a rule pass; it is the same in the policy of every workspace."""
    if not text:
        return text
    try:
        return recurrence.parse(text, start=date(2026, 1, 1)).text
    except Invalid as wrong:
        raise ValueError(str(wrong)) from wrong


def owner(text: str) -> str:
    """Let an owner pass: a role, or Slack's id of a person or a user group."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}|[UWS][A-Z0-9]{2,}", text):
        raise ValueError(
            f'"{text:.40}" is neither a role such as "tech_lead" nor the id of a '
            'person or user group such as "U0123ABCD"'
        )
    return text


def _slug(text: object) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", str(text)):
        raise ValueError("may hold a-z, 0-9 and _, and begins with a letter")
    return str(text)


Every = Annotated[str, AfterValidator(_every)]
Owner = Annotated[str, AfterValidator(owner)]
Slug = Annotated[str, BeforeValidator(_slug)]
Step = Annotated[Said, Field(max_length=75)]
Steps = Annotated[tuple[Step, ...], Field(max_length=10)]
"""A checklist, as one block of Slack's shows it."""
Maybe = Annotated[
    Duration | None, BeforeValidator(lambda given: None if given == "" else given)
]


class Routine(Table):
    """Something that is due again and again, and what proves that it was done."""

    title: Said
    area: Area
    kind: Literal["duty", "rotation", "maintenance"]
    owners: Annotated[tuple[Owner, ...], Field(min_length=1)]
    every: Every
    at: Wall
    on: tuple[Trigger, ...] = ()
    within: Maybe = None
    ahead: tuple[ClockDuration, ...]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    asks: Said
    signoff: tuple[Key, ...]
    runbook: Said
    takes: str = ""
    check: str = ""
    steps: Steps = ()

    @model_validator(mode="after")
    def _comes(self) -> Self:
        if not (self.every or self.on):
            raise ValueError(
                "must come by a rule (every) or follow from something (on)"
            )
        if self.on and not self.every and self.within is None:
            raise ValueError("must say how soon it is due (within)")
        return self


class Kind(Table):
    """A kind of key: the routine by which it is rotated, and the steps of that.

    `low` is the routine of those of low value, where that is another one. `evidence`
    and `asks` take the place of the routine's, which may be about many keys at once.
    A key that is `covering` stands for its routine, which is opened no more by itself.
    """

    name: Said
    routine: Slug
    low: Annotated[str, BeforeValidator(lambda text: text and _slug(text))] = ""
    severity: Annotated[StrictInt, Field(ge=1, le=4)]
    steps: Annotated[Steps, Field(min_length=1)]
    evidence: tuple[Evidence, ...] = ()
    asks: str = ""
    covering: bool = True

    def follows(self, *, low: bool) -> str:
        """Give the key of the routine that a key of this kind follows."""
        return self.low if low and self.low else self.routine

    @property
    def followed(self) -> tuple[str, str]:
        """Give the keys of the routines that keys of this kind follow."""
        return self.follows(low=False), self.follows(low=True)


class Duties(Table):
    """How people are asked for what is due, and whom else when it is late.

    `lead_after` and those below are counted in business days past the time.
    """

    lead_after: Annotated[StrictInt, Field(ge=1, le=60)]
    channel_after: Annotated[StrictInt, Field(ge=1, le=60)]
    escalate_after: Annotated[StrictInt, Field(ge=1, le=60)]
    escalation: str
    cards_a_day: Annotated[StrictInt, Field(ge=1, le=20)]
    postpone_most: Annotated[StrictInt, Field(ge=0, le=20)]
    postpone_by: Duration
    largest_file: Annotated[StrictInt, Field(ge=1, le=100)]
    country_by_zone: bool

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if not self.lead_after <= self.channel_after <= self.escalate_after:
            raise ValueError(
                "lead_after, channel_after and escalate_after must come in this order"
            )
        return self
