"""What can have made one incident a part of another. Fields are only ever added."""

from dataclasses import dataclass

from bot.incidents.facts import Change, OfIncident


@dataclass(frozen=True, kw_only=True)
class Related(Change):
    """It is a part of another one, its parent."""

    name = "incidents.related"
    into: str
    into_ref: str


@dataclass(frozen=True, kw_only=True)
class Unrelated(Change):
    """It is a part of that one no more."""

    name = "incidents.unrelated"
    into: str
    into_ref: str


@dataclass(frozen=True, kw_only=True)
class Joined(OfIncident):
    """Another incident is a part of this one."""

    name = "incidents.joined"
    other: str
    other_ref: str


@dataclass(frozen=True, kw_only=True)
class Separated(OfIncident):
    """Another incident is a part of this one no more."""

    name = "incidents.separated"
    other: str
    other_ref: str
