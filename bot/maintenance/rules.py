"""What a request for maintenance may do next, and what is refused. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import tidy, times, walls
from bot.core.errors import Conflict, Forbidden, Invalid, Missing

CARD = "maintenance.request"  # what shows a request to those who carry it out
PUBLIC = "maintenance.announcement"  # what shows it to everybody
FREEZE = "maintenance.freeze"  # what shows a freeze to everybody
LIST = "maintenance.list"
WINDOWS = "maintenance.windows"
TITLE, SURFACE, TEXT, REASON = 120, 80, 2000, 5
SHORTEST = timedelta(minutes=5)
FURTHEST = timedelta(days=366)
EVERYTHING = "everything"  # what a request is about that names no surface


class State(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    """Somebody asked for it; not all who sign off have decided."""
    RETURNED = "returned"
    """Somebody who signs off said what must change first."""
    SCHEDULED = "scheduled"
    """All approved it: it is carried out in its window."""
    RUNNING = "running"
    """Somebody started it."""
    WATCHING = "watching"
    """The work is over, well or not; whether all is normal is watched."""
    CLOSED = "closed"
    """All is normal, and the record is whole."""
    REJECTED = "rejected"
    """Somebody who signs off said no."""
    CANCELLED = "cancelled"
    """Somebody said why it is not done."""
    EXPIRED = "expired"
    """Its window ended, and nobody had started it."""

    @property
    def said(self) -> str:
        """Give it as words in a sentence."""
        return SAID.get(self, self.value)


SAID = {
    State.REQUESTED: "waiting for approval",
    State.RETURNED: "sent back for changes",
    State.WATCHING: "being watched",
    State.EXPIRED: "past its window, and was not started",
}
OPEN = (State.REQUESTED, State.RETURNED, State.SCHEDULED, State.RUNNING, State.WATCHING)
"""Where it is not over; one whose window has passed still waits for an answer."""
LIVE = (*OPEN, State.EXPIRED)
HELD = (State.REQUESTED, State.SCHEDULED, State.RUNNING)
"""Where others may not take the same time."""
BEFORE = (State.REQUESTED, State.RETURNED, State.SCHEDULED, State.EXPIRED)
"""Where it can be changed, or called off."""


class Kind(StrEnum):
    """What is done."""

    SECURITY = "security"
    """A patch of a vulnerability: the security lead signs it off too."""
    DEPENDENCIES = "dependencies"
    """Libraries and the like are updated."""
    SYSTEM = "system"
    """The operating system is patched."""
    DATABASE = "database"
    """Indexes, statistics, vacuum."""
    INFRASTRUCTURE = "infrastructure"
    """Clusters, networks, managed services."""
    UPGRADE = "upgrade"
    """A major version of something."""
    OTHER = "other"
    """Anything else."""


CALLED = {
    Kind.SECURITY: "Security patch",
    Kind.DEPENDENCIES: "Dependency updates",
    Kind.SYSTEM: "OS patches",
    Kind.DATABASE: "Database maintenance",
    Kind.INFRASTRUCTURE: "Infrastructure",
    Kind.UPGRADE: "Upgrade",
    Kind.OTHER: "Other",
}


class Outcome(StrEnum):
    """What came of it."""

    DONE = "done"
    """What was planned was done."""
    ROLLED_BACK = "rolled_back"
    """It was taken back by its plan."""


class Sign(StrEnum):
    """What somebody signs off, and the kind of the approval."""

    CHANGE = "maintenance_change"
    """What is done, and how it is taken back."""
    PATCH = "maintenance_patch"
    """That it closes the vulnerability."""
    WINDOW = "maintenance_window"
    """When it is done, and what users see of it."""
    EXTENSION = "maintenance_extension"
    """That it takes longer than the policy lets it."""


SIGNS = (Sign.CHANGE, Sign.PATCH, Sign.WINDOW)
ASKS = {
    Sign.CHANGE: "the change",
    Sign.PATCH: "the security patch",
    Sign.WINDOW: "the window",
    Sign.EXTENSION: "more time",
}


class NoSuchRequest(Missing):
    """There is no {ref} of maintenance. `/ops maintenance` lists what there is."""


class NoSuchFreeze(Missing):
    """There is no such freeze here. `/ops maintenance windows` lists them."""


class NoSuchWindow(Missing):
    """There is no such standing window here. `/ops maintenance windows` lists them."""


class WhichRequest(Invalid):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, refs: Iterable[str]) -> None:
        """Name those that it might be."""
        super().__init__("request", f"Say which one: {', '.join(refs)}")


class Passed(Conflict):
    """A request is past what was asked; the present card says where it stands."""

    def __init__(self, *, about: str, **details: object) -> None:
        """Name the request whose card shows the present state."""
        super().__init__(**details)
        self.card = (CARD, about)


class NotNow(Passed):
    """{ref} is {state}: nothing was changed."""


class TooEarly(Passed):
    """{ref} begins {when}: it can't be started before. Move its window, or wait."""


class TooLate(Passed):
    """The window of {ref} ended {when}, unstarted: say what happened, or move it."""


class StillWatched(Passed):
    """{ref} is watched until {when}: then say whether all is normal."""


class AlreadySubscribed(Passed):
    """You hear of {ref} already. `/ops maintenance unsubscribe {ref}` ends it."""


class NotSubscribed(Passed):
    """You do not hear of {ref}: nothing was changed."""


class NotYours(Forbidden):
    """{who} can do that. Ask them, or an admin of Longwatch."""


class AlreadyOver(Conflict):
    """That is over already: nothing was changed."""


class InTheWay(Invalid):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, sentences: Iterable[str]) -> None:
        """Tell what is in the way."""
        said = " ".join(sentences)
        super().__init__("despite", f"{said} To go on, say why")


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when, and the zone in which people speak of it."""

    begins: datetime
    ends: datetime
    zone: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody asks for."""

    title: str
    reason: str
    kind: Kind
    window: Window
    plan: str
    staging: str
    surface: str = ""
    impact: str = ""
    despite: str = ""
    subscribers: tuple[str, ...] = ()


def title(text: str) -> str:
    """Make one line of what is done, or refuse it."""
    said = tidy.line(text)
    if not any(character.isalnum() for character in said):
        raise Invalid("title", "Say what is done, such as: rebuild the order indexes")
    if len(said) > TITLE:
        raise Invalid("title", f"It may have {TITLE} characters, this has {len(said)}")
    return said


def words(field: str, text: str, asks: str, *, least: int = 3) -> str:
    """Let a text pass that says something, or refuse it beside its field."""
    said = tidy.text(text)
    if len(said) < least:
        raise Invalid(field, asks)
    if len(said) > TEXT:
        raise Invalid(field, f"It may have {TEXT} characters, this has {len(said)}")
    return said


def reason(text: str, field: str = "reason") -> str:
    """Let a reason pass that says something."""
    return tidy.words(text, field, least=REASON)


def surface(text: str) -> str:
    """Make one line of a surface; nothing, or `everything`, is all of them."""
    said = tidy.line(text)
    if len(said) > SURFACE:
        raise Invalid("surface", f"It may have {SURFACE} characters")
    return "" if said.casefold() in ("", "all", EVERYTHING) else said


def require_window(window: Window, now: datetime, longest: timedelta) -> None:
    """Refuse a window that is over, upside down, or longer than any."""
    length = window.ends - window.begins
    if window.ends <= now or window.begins < now - SHORTEST:
        raise Invalid("begins", "That has passed: name a time ahead")
    if length < SHORTEST:
        raise Invalid("ends", "It ends before it begins: name a later end")
    if length > longest:
        most = times.human(longest)
        raise Invalid("ends", f"A window may be {most} at the most: part the work")
    if window.begins - now > FURTHEST:
        raise Invalid("begins", "That is more than a year ahead")


def drafted(draft: Draft, now: datetime, longest: timedelta) -> Draft:
    """Give a draft tidied, or refuse it beside the first field that is wrong."""
    require_window(draft.window, now, longest)
    return Draft(
        title=title(draft.title),
        reason=words("reason", draft.reason, "Say why it is done"),
        kind=draft.kind,
        window=draft.window,
        plan=words("plan", draft.plan, "Say how it is taken back"),
        staging=words(
            "staging", draft.staging, "Say how it was tried in staging, or give a link"
        ),
        surface=surface(draft.surface),
        impact=tidy.text(draft.impact)[:TEXT],
        despite=draft.despite,
        subscribers=draft.subscribers,
    )


def spoken(begins: datetime, ends: datetime, zone: str) -> str:
    """Say a window on the clock of its zone, its length by the clock beside it."""
    place = walls.zone_or_utc(zone)
    first, last = times.dated(begins, place), times.dated(ends, place)
    return f"{first} to {last} ({times.human(ends - begins)})"


def allowed(begins: datetime, ends: datetime, percent: int) -> datetime:
    """Give until when a window can be extended without asking anew."""
    return ends + (ends - begins) * percent / 100
