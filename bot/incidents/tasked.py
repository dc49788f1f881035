"""What can have happened to a task of an incident. Fields are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from bot.incidents.facts import OfIncident


@dataclass(frozen=True, kw_only=True)
class OfTask(OfIncident):
    """What every fact about a task says: its id, its number and its words."""

    name = ""
    task: str
    number: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Added(OfTask):
    """Somebody asked for something to be done."""

    name = "incidents.task_added"
    person: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Delegated(OfTask):
    """Another person does it, or nobody, or by another time."""

    name = "incidents.task_delegated"
    person: str | None = None
    before: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Checked(OfTask):
    """It is done."""

    name = "incidents.task_checked"


@dataclass(frozen=True, kw_only=True)
class Unchecked(OfTask):
    """It is not done after all."""

    name = "incidents.task_unchecked"


@dataclass(frozen=True, kw_only=True)
class Dropped(OfTask):
    """It need not be done."""

    name = "incidents.task_dropped"


@dataclass(frozen=True, kw_only=True)
class Reminded(OfTask):
    """The time came by which it should have been done."""

    name = "incidents.task_due"
    person: str | None = None
    due: datetime
    late: bool = False
