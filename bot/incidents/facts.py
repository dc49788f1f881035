"""What can have happened to an incident. Fields are only ever added, with a default.

`was` holds what a change replaced, `now` what stands there instead, `version` the
incident's version after it: with `was`, a change that nothing depends on yet can be
undone; with `now`, what an incident is follows from its facts (`bot.incidents.state`).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfIncident(Fact):
    """What every fact about an incident says."""

    name = ""
    ref: str


@dataclass(frozen=True, kw_only=True)
class Change(OfIncident):
    """A change of state, which can be undone while it is the last one."""

    version: int = 0
    was: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Declared(OfIncident):
    """Someone declared an incident."""

    name = "incidents.declared"
    title: str
    severity: str
    summary: str = ""
    detected_by: str = ""
    surface: str = ""
    started: datetime | None = None
    commander: str | None = None
    private: bool = False
    security: bool = False
    drill: bool = False
    user_facing: bool = False
    source: str = ""
    checklists: tuple[str, ...] = ()
    version: int = 1
    now: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reported(OfIncident):
    """Someone wrote the message that it was declared from; `author` is no person."""

    name = "incidents.reported"
    text: str
    link: str
    person: str = ""
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class Retracted(Change):
    """Whoever declared it took it back at once."""

    name = "incidents.retracted"


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Change):
    """Someone answers for it."""

    name = "incidents.acknowledged"
    commander: str


@dataclass(frozen=True, kw_only=True)
class Assigned(Change):
    """The incident has another commander."""

    name = "incidents.assigned"
    commander: str
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Change):
    """Another holds a role, or nobody: `role` is its key, `called` its name."""

    name = "incidents.role_changed"
    role: str
    called: str
    person: str | None = None
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reclassified(Change):
    """Its severity changed."""

    name = "incidents.reclassified"
    severity: str
    before: str
    reason: str = ""
    respond_by: datetime | None = None
    next_by: datetime | None = None
    invited: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    checklists: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    postmortem: bool | None = None
    shown: bool = False


@dataclass(frozen=True, kw_only=True)
class Moved(Change):
    """The responders moved to another phase."""

    name = "incidents.moved"
    phase: str
    before: str


@dataclass(frozen=True, kw_only=True)
class Updated(OfIncident):
    """An update was posted, and the next one promised."""

    name = "incidents.updated"
    text: str
    next_by: datetime | None = None
    late: bool = False
    impact: str = ""


@dataclass(frozen=True, kw_only=True)
class Subscribed(OfIncident):
    """Whoever did it is told from now on how it goes on."""

    name = "incidents.subscribed"


@dataclass(frozen=True, kw_only=True)
class Unsubscribed(OfIncident):
    """Whoever did it is told nothing more of it."""

    name = "incidents.unsubscribed"


@dataclass(frozen=True, kw_only=True)
class Noted(OfIncident):
    """Something was put on the timeline."""

    name = "incidents.noted"
    text: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Quoted(OfIncident):
    """A message was put on the timeline, as it was; `marked_by` reacted, or pinned."""

    name = "incidents.quoted"
    text: str
    link: str
    person: str = ""
    author: str = ""
    marked_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Struck(OfIncident):
    """An entry of the timeline was struck through; `cause` where nobody did it here."""

    name = "incidents.struck"
    entry: str
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Retimed(Change):
    """The times of what happened were put right."""

    name = "incidents.retimed"
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Resolved(Change):
    """Normal operation is confirmed."""

    name = "incidents.resolved"
    outcome: str
    resolution: str
    confirmed_by: str = ""
    validated: bool | None = None
    tests: str = ""


@dataclass(frozen=True, kw_only=True)
class Confirmed(Change):
    """More is known of how it was resolved."""

    name = "incidents.confirmed"
    confirmed_by: str = ""
    validated: bool | None = None
    tests: str = ""


@dataclass(frozen=True, kw_only=True)
class Reopened(Change):
    """It is not over after all."""

    name = "incidents.reopened"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Closed(Change):
    """Reviewed, its actions filed; `left` is what was not done or known by then."""

    name = "incidents.closed"
    left: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MadePrivate(Change):
    """It was public: `without` did not come into its private room; `left` is the first.

    `count` people came along.
    """

    name = "incidents.made_private"
    count: int = 0
    without: tuple[str, ...] = ()
    left: str = ""


@dataclass(frozen=True, kw_only=True)
class Declined(Change):
    """It was only triage."""

    name = "incidents.declined"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Merged(Change):
    """It is the same as another one; `apart`: whose people stay out, it is private."""

    name = "incidents.merged"
    into: str
    into_ref: str
    into_room: str = ""
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Absorbed(OfIncident):
    """Another incident turned out to be this one."""

    name = "incidents.absorbed"
    other: str
    other_ref: str
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Parted(OfIncident):
    """What was merged into this one goes on by itself again."""

    name = "incidents.parted"
    other: str
    other_ref: str


@dataclass(frozen=True, kw_only=True)
class Undone(OfIncident):
    """A change was taken back; of a role: `before` had it, `person` has it again."""

    name = "incidents.undone"
    of: str
    deed: str
    version: int = 0
    called: str = ""
    before: str | None = None
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exported(OfIncident):
    """Whoever runs Longwatch took a private incident out, at the machine."""

    name = "incidents.exported"
    who: str
