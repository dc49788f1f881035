"""The terms of a policy: its tables, what each key means and what it may hold.

A key is never removed or given another meaning: what a team once wrote stays valid.
"""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.core import canon, walls
from bot.core.aftermath import Postmortems, Security
from bot.core.allowed import (
    Channel,
    Days,
    Degree,
    Emoji,
    Key,
    Link,
    People,
    Person,
    RoomName,
    Said,
    Table,
    Wall,
    Weekday,
)
from bot.core.clocks import Findings
from bot.core.durations import ClockDuration, Duration
from bot.core.duties import Duties, Kind, Routine, Slug
from bot.core.gates import Gates
from bot.core.hooks import Containments
from bot.core.hunting import Hunts
from bot.core.rollcalls import RollCalls
from bot.core.targets import Targets
from bot.core.times import Calendar
from bot.core.upkeep import Maintenance
from bot.core.weekly import Weekly

COMMANDER = "commander"  # the role that every incident has
COMMUNICATIONS = "communications"  # the role that is asked next for an update


def _led(roles: dict[str, "Responder"]) -> dict[str, "Responder"]:
    if COMMANDER not in roles or not roles[COMMANDER].used:
        raise ValueError(f"must use {COMMANDER}: somebody has to lead")
    return roles


class Severity(Table):
    """How bad it is, and what follows from that."""

    name: Said
    means: Said
    respond_within: Duration
    update_every: Duration
    examples: tuple[Said, ...]
    announced: bool
    invite: People
    tell: People
    private: bool
    checklists: tuple[Key, ...]
    postmortem: bool


class Asked(Table):
    """One task of a checklist, and the phase in which it is done."""

    phase: Literal["triage", "containment", "diagnosis", "remediation"]
    text: Said


class Checklist(Table):
    """What is done in every incident of a kind."""

    name: Said
    tasks: tuple[Asked, ...]


class Channels(Table):
    """Where the bot speaks: ids, or nothing."""

    announcements: Channel
    ops: Channel
    approvals: Channel
    learning: Channel


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


class Office(Table):
    """A role that signs off, and what for; who holds it is chosen in Slack."""

    name: Said
    does: Said


class Approvals(Table):
    """How long an approval can be given before it expires."""

    expires_after: Duration


class Undo(Table):
    """How long a deed can be taken back."""

    seconds: Annotated[StrictInt, Field(ge=0, le=3600)]


class Business(Table):
    """When the team works, as `calendar` computes with it."""

    start: Wall
    end: Wall
    weekdays: Days
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
    link: Link


class Room(Table):
    """What an incident's channel is called and holds, and when it is archived."""

    name: RoomName
    bookmarks: tuple[Bookmark, ...]
    archive_after: Duration


class Nudges(Table):
    """When silence is broken."""

    half_time: Annotated[float, Field(gt=0, lt=1)]
    repeat_every: ClockDuration


class Promises(Table):
    """When a promised update counts as missed, and how far ahead one may be."""

    grace: ClockDuration
    longest: ClockDuration


class Timeline(Table):
    """What puts a message of a room on the timeline of its incident."""

    reactions: tuple[Emoji, ...]
    pins: bool
    largest_file: Annotated[StrictInt, Field(ge=0, le=1000)]


class Surfaces(Table):
    """What can be affected."""

    names: tuple[Said, ...]


class Library(Table):
    """When documents are looked through, their owners asked, the retired archived."""

    review_every: Duration
    remind_every: Duration
    archive_after: Duration


class Policy(Table):
    """Everything that a team may choose, whole and checked.

    `digest` is short and stands on every record that was decided under this policy.
    """

    severities: dict[Degree, Severity]
    checklists: dict[Key, Checklist]
    channels: Channels
    people: Responsible
    responders: Annotated[dict[Key, Responder], AfterValidator(_led)]
    signoff: dict[Key, Office]
    approvals: Approvals
    undo: Undo
    business: Business
    room: Room
    nudges: Nudges
    promises: Promises
    timeline: Timeline
    surfaces: Surfaces
    library: Library
    postmortems: Postmortems
    rollcall: RollCalls
    security: Security
    containment: Containments
    findings: Findings
    duties: Duties
    maintenance: Maintenance
    routines: dict[Slug, Routine]
    gates: Gates
    metrics: Targets
    hunts: Hunts
    weekly: Annotated[Weekly, Field(alias="digest")]
    keys: dict[Slug, Kind]

    @model_validator(mode="after")
    def _checklists_are_there(self) -> Self:
        for number, severity in self.severities.items():
            for key in severity.checklists:
                if key not in self.checklists:
                    there = ", ".join(self.checklists) or "none"
                    asked = f"severities.{number} asks for the checklist {key!r}"
                    raise ValueError(f"{asked}: there are {there}")
        return self

    @model_validator(mode="after")
    def _keys_follow_routines(self) -> Self:
        for key, kind in self.keys.items():
            if lost := {*kind.followed} - {*self.routines}:
                raise ValueError(f"keys.{key} follows {min(lost)!r}, no routine here")
        return self

    @property
    def calendar(self) -> Calendar:
        """Give the calendar that deadlines are counted by."""
        return self.business.calendar

    @cached_property
    def digest(self) -> str:
        """Name this very policy by twelve digits of its hash."""
        return canon.digest(self.model_dump(mode="json"))[:12]
