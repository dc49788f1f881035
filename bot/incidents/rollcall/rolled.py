"""What can have happened to the roll call of an incident. Fields are only added."""

from dataclasses import dataclass
from datetime import datetime

from bot.incidents.facts import OfIncident


@dataclass(frozen=True, kw_only=True)
class Opened(OfIncident):
    """Somebody asked many: `rows` are ids, `teams` their names, `contacts` who answers.

    The three are of one length; a contact is a person, a channel, or nobody.
    """

    name = "incidents.rollcall_opened"
    question: str
    rows: tuple[str, ...]
    teams: tuple[str, ...]
    contacts: tuple[str, ...]
    due: datetime


@dataclass(frozen=True, kw_only=True)
class Extended(OfIncident):
    """More are asked, as `Opened` says it."""

    name = "incidents.rollcall_extended"
    rows: tuple[str, ...]
    teams: tuple[str, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OfRow(OfIncident):
    """What every fact about one row says: its id, and whom it asks."""

    name = ""
    row: str
    team: str


@dataclass(frozen=True, kw_only=True)
class Answered(OfRow):
    """Somebody answered for one, or took that back: `left` have not answered of all."""

    name = "incidents.rollcall_answered"
    answer: str
    before: str
    left: int = 0
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class Removed(OfRow):
    """One need not answer any more."""

    name = "incidents.rollcall_removed"


@dataclass(frozen=True, kw_only=True)
class Chased(OfIncident):
    """The time came, and `left` have not answered, the first of them `teams`."""

    name = "incidents.rollcall_chased"
    left: int
    total: int
    teams: tuple[str, ...]
    due: datetime
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Closed(OfIncident):
    """Nobody is asked any more; so many had not answered."""

    name = "incidents.rollcall_closed"
    left: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Reopened(OfIncident):
    """They are asked again."""

    name = "incidents.rollcall_reopened"
