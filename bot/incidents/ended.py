"""What followed from the end of an incident by itself. Fields are only added."""

from dataclasses import dataclass

from bot.incidents.facts import Change, OfIncident


@dataclass(frozen=True, kw_only=True)
class Scored(OfIncident):
    """A drill is over: how well it went, in percent; what went well, and the gaps."""

    name = "incidents.scored"
    percent: int
    went: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoomArchived(Change):
    """Its room is archived: it has been over for long."""

    name = "incidents.room_archived"
