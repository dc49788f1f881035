"""The terms of a policy: its tables, what each key means and what it may hold.

A key is never removed or given another meaning: what a team once wrote stays valid.
"""

import re
from datetime import time
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.core import canon, walls
from bot.core.durations import ClockDuration, Duration
from bot.core.times import Calendar

SEVERITIES = ("1", "2", "3", "4")
COMMANDER = "commander"  # the role that every incident has


class Weekday(StrEnum):
    """A day of the week as the policy writes it."""

    MON = "mon"
    """Monday."""
    TUE = "tue"
    """Tuesday."""
    WED = "wed"
    """Wednesday."""
    THU = "thu"
    """Thursday."""
    FRI = "fri"
    """Friday."""
    SAT = "sat"
    """Saturday."""
    SUN = "sun"
    """Sunday."""


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("must say something")
    return text.strip()


def _person(text: str) -> str:
    if text and not re.fullmatch(r"[UW][A-Z0-9]{2,}", text):
        raise ValueError(f'"{text:.40}" is not a person\'s id such as "U0123ABCD"')
    return text


def _someone(text: str) -> str:
    if not text:
        raise ValueError('must name somebody, by an id such as "U0123ABCD"')
    return _person(text)


def _channel(text: str) -> str:
    if text and not re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        raise ValueError(f'"{text:.40}" is not a channel\'s id such as "C0123ABCD"')
    return text


def _severity(key: object) -> int:
    if key not in SEVERITIES:
        raise ValueError(f"is not a severity: there are {', '.join(SEVERITIES)}")
    return int(str(key))


def _wall(given: object) -> object:
    if isinstance(given, time):
        return given
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9](:00)?", str(given)):
        raise ValueError(f'"{given!s:.40}" is not a time of day such as "09:00"')
    return time.fromisoformat(str(given))


def _some(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    if not days:
        raise ValueError("must name at least one day")
    return days


def _room(name: str) -> str:
    if not re.fullmatch(r"([a-z0-9_-]|\{number\}|\{slug\}){1,60}", name):
        raise ValueError(
            "may hold a-z, 0-9, - and _, {number} and {slug}, nothing else"
        )
    if "{number}" not in name:
        raise ValueError("must hold {number}: no two rooms may have one name")
    return name


def _role(key: object) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", str(key)):
        raise ValueError("may hold a-z, 0-9 and _, and begins with a letter")
    return str(key)


def _led(roles: dict[str, "Responder"]) -> dict[str, "Responder"]:
    if COMMANDER not in roles or not roles[COMMANDER].used:
        raise ValueError(f"must use {COMMANDER}: somebody has to lead")
    return roles


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>|]+", text):
        raise ValueError(f'"{text:.40}" is not a link such as "https://example.com"')
    return text


Said = Annotated[str, AfterValidator(_said)]
Person = Annotated[str, AfterValidator(_person)]
People = tuple[Annotated[str, AfterValidator(_someone)], ...]
Channel = Annotated[str, AfterValidator(_channel)]
Wall = Annotated[time, BeforeValidator(_wall)]


class Table(BaseModel):
    """One table of the policy: nothing in it changes, nothing unknown is in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Severity(Table):
    """How bad it is, and what follows from that."""

    name: Said
    means: Said
    respond_within: Duration
    update_every: Duration
    examples: tuple[Said, ...]
    announced: bool
    invite: People


class Channels(Table):
    """Where the bot speaks: ids, or nothing."""

    announcements: Channel
    ops: Channel


class Responsible(Table):
    """People the policy names: ids, or nothing."""

    fallback: Person
    admins: People
    invite: People
    security_lead: Person


class Responder(Table):
    """A role that somebody may hold in an incident, and what they do in it."""

    name: Said
    does: Said
    aliases: tuple[Said, ...] = ()
    used: bool = True


class Undo(Table):
    """How long a deed can be taken back."""

    seconds: Annotated[StrictInt, Field(ge=0, le=3600)]


class Business(Table):
    """When the team works, as `calendar` computes with it."""

    start: Wall
    end: Wall
    weekdays: Annotated[tuple[Weekday, ...], AfterValidator(_some)]
    zone: Annotated[str, AfterValidator(lambda name: walls.zone(name).key)]
    country: str
    region: str

    @field_validator("country")
    @classmethod
    def _country_is_known(cls, text: str) -> str:
        if text:
            Calendar(country=text)
        return text

    @field_validator("region")
    @classmethod
    def _region_is_known(cls, text: str, info: ValidationInfo) -> str:
        country = info.data.get("country")  # none where it was refused itself
        if text and country == "":
            raise ValueError("needs a country beside it")
        if text and country:
            Calendar(country=country, region=text)
        return text

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start >= self.end:
            raise ValueError("must start before it ends: check start and end")
        return self

    @cached_property
    def calendar(self) -> Calendar:
        """Give the calendar that deadlines are counted by."""
        order = list(Weekday)
        return Calendar(
            zone=walls.zone(self.zone),
            opens=self.start,
            closes=self.end,
            weekdays=frozenset(order.index(day) for day in self.weekdays),
            country=self.country,
            region=self.region,
        )


class Bookmark(Table):
    """A link that every room gets."""

    title: Said
    link: Annotated[str, AfterValidator(_link)]


class Room(Table):
    """What an incident's channel is called and holds."""

    name: Annotated[str, AfterValidator(_room)]
    bookmarks: tuple[Bookmark, ...]


class Nudges(Table):
    """When silence is broken."""

    half_time: Annotated[float, Field(gt=0, lt=1)]
    repeat_every: ClockDuration


class Promises(Table):
    """When a promised update counts as missed, and how far ahead one may be."""

    grace: ClockDuration
    longest: ClockDuration


class Surfaces(Table):
    """What can be affected."""

    names: tuple[Said, ...]


class Policy(Table):
    """Everything that a team may choose, whole and checked.

    `digest` is short and stands on every record that was decided under this policy.
    """

    severities: dict[Annotated[int, BeforeValidator(_severity)], Severity]
    channels: Channels
    people: Responsible
    responders: Annotated[
        dict[Annotated[str, BeforeValidator(_role)], Responder], AfterValidator(_led)
    ]
    undo: Undo
    business: Business
    room: Room
    nudges: Nudges
    promises: Promises
    surfaces: Surfaces

    @property
    def calendar(self) -> Calendar:
        """Give the calendar that deadlines are counted by."""
        return self.business.calendar

    @cached_property
    def digest(self) -> str:
        """Name this very policy by twelve digits of its hash."""
        return canon.digest(self.model_dump(mode="json"))[:12]
