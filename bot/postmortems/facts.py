"""What happened to a postmortem or an action item, in the past tense.

Fields are only ever added, with a default: years of records are read back through them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfPostmortem(Fact):
    """What every fact about a postmortem says."""

    name = ""
    ref: str
    incident_ref: str


@dataclass(frozen=True, kw_only=True)
class Drafted(OfPostmortem):
    """A draft was opened."""

    name = "postmortems.drafted"
    title: str
    owner: str
    due: datetime


@dataclass(frozen=True, kw_only=True)
class Assigned(OfPostmortem):
    """It has another owner, or is due at another time."""

    name = "postmortems.assigned"
    owner: str
    due: datetime
    before: str = ""
    was_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Held(OfPostmortem):
    """Its incident was reopened: it waits."""

    name = "postmortems.held"


@dataclass(frozen=True, kw_only=True)
class Resumed(OfPostmortem):
    """Its incident is resolved again: it goes on, and is due anew."""

    name = "postmortems.resumed"
    owner: str
    due: datetime


@dataclass(frozen=True, kw_only=True)
class Written(OfPostmortem):
    """Someone wrote a section."""

    name = "postmortems.written"
    part: str
    version: int
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Exported(OfPostmortem):
    """Someone had a file of it sent to them."""

    name = "postmortems.exported"
    form: str


@dataclass(frozen=True, kw_only=True)
class Submitted(OfPostmortem):
    """Someone asked for the approval to publish it."""

    name = "postmortems.submitted"
    role: str


@dataclass(frozen=True, kw_only=True)
class Returned(OfPostmortem):
    """It was not approved as it is: it is a draft again."""

    name = "postmortems.returned"
    how: str
    reason: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Published(OfPostmortem):
    """It was published."""

    name = "postmortems.published"
    title: str
    learned: str = ""
    share: str = ""


@dataclass(frozen=True, kw_only=True)
class Skipped(OfPostmortem):
    """None is needed, and somebody said why."""

    name = "postmortems.skipped"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Superseded(OfPostmortem):
    """Another one took its place."""

    name = "postmortems.superseded"
    into: str
    into_ref: str


@dataclass(frozen=True, kw_only=True)
class Nudged(OfPostmortem):
    """Somebody was asked to go on with it."""

    name = "postmortems.nudged"
    whom: str
    step: str
    due: datetime
    day: int
    days: int
    empty: tuple[str, ...] = ()
    late: bool = False
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class OfItem(Fact):
    """What every fact about an action item says; `postmortem` is a number or empty."""

    name = ""
    ref: str
    title: str
    postmortem: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemAdded(OfItem):
    """An action item was added."""

    name = "postmortems.item_added"
    kind: str
    source: str
    owner: str = ""
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemAssigned(OfItem):
    """It has another owner, or is due at another time."""

    name = "postmortems.item_assigned"
    owner: str = ""
    due: datetime | None = None
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemMoved(OfItem):
    """It went on to another step, or back to one."""

    name = "postmortems.item_moved"
    state: str
    was: str


@dataclass(frozen=True, kw_only=True)
class ItemDropped(OfItem):
    """It will not be done, and somebody said why."""

    name = "postmortems.item_dropped"
    reason: str
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemNudged(OfItem):
    """Somebody was asked for it."""

    name = "postmortems.item_nudged"
    whom: str
    step: str
    due: datetime
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Recurred(Fact):
    """A new incident came that an open action item would have prevented."""

    name = "postmortems.recurred"
    ref: str
    item: str
    item_ref: str
    title: str
    owner: str = ""
    words: tuple[str, ...] = ()
