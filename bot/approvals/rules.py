"""What an approval may do next, and what is refused. Pure: values in, values out."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import tidy, times
from bot.core.durations import Duration
from bot.core.errors import Conflict, Forbidden, Invalid, Missing
from bot.core.times import Calendar

CARD = "approvals.approval"  # what shows an approval, and has its buttons
TITLE = 200  # characters of a title
REASON = 10  # characters that a reason has at least
PIECE = 2900  # characters of one block of what is shown
PAGE = 150_000  # bytes of one page, as JSON: a view holds little more


class State(StrEnum):
    """Where an approval stands."""

    ASKED = "asked"
    """Somebody asked for it; nobody has decided."""
    APPROVED = "approved"
    """Somebody who holds the role approved exactly what was shown."""
    REJECTED = "rejected"
    """Somebody who holds the role said no, and why."""
    CHANGES_REQUESTED = "changes_requested"
    """Somebody who holds the role said what must change first."""
    VOIDED = "voided"
    """What was to be approved has changed since, or needs no decision any more."""
    WITHDRAWN = "withdrawn"
    """Whoever asked for it took the question back."""
    EXPIRED = "expired"
    """Nobody decided in time: that is no rejection."""

    @property
    def said(self) -> str:
        """Give it as a word in a sentence."""
        return SAID.get(self, self.value)


SAID = {State.CHANGES_REQUESTED: "sent back for changes"}
DECIDED = (State.APPROVED, State.REJECTED, State.CHANGES_REQUESTED)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody with a role is asked to approve.

    `subject` is the id of what it is about and `kind` the deed that it allows; of one
    subject and kind one is open at a time. `content` is the exact text. `room` is the
    key of a room of ours, or a channel's id, where its card is shown; without one that
    is the policy's channel. What is `private` is shown only in its room, or to those
    who may decide: each who is not `inside` that room gets a card of their own. `asker`
    is for whom the clock asks. Where it is `quiet`, what it is about shows by itself
    that it was approved, and it is asked on when its time is over, by the same card:
    whoever asked is told only of what goes otherwise. What is needed by a `deadline`
    expires then, if the policy does not have it expire before.
    """

    subject: str
    kind: str
    role: str
    title: str
    content: str
    room: str | None = None
    private: bool = False
    inside: tuple[str, ...] = ()
    asker: str = ""
    quiet: bool = False
    deadline: datetime | None = None


class NoSuchApproval(Missing):
    """There is no such approval here. `/ops approvals` shows what waits."""


class NoSuchOffice(Missing):
    """Nobody signs off as “{role}” here. There are {roles}."""


class AlreadyAsked(Conflict):
    """That very text waits for an approval already, until {until}."""


class Settled(Conflict):
    """An approval is past what was asked; the present card says where it stands."""

    def __init__(self, *, card: str, **details: object) -> None:
        """Name the approval whose *card* shows the present state."""
        super().__init__(**details)
        self.card = (CARD, card)


class AlreadyDecided(Settled):
    """{by} has {state} it already, {when}: nothing was changed."""


class SentBack(Settled):
    """{by} has asked for changes already, {when}: nothing was changed."""


class Changed(Settled):
    """{why}: nothing was decided. Look at it anew."""


class TakenBack(Settled):
    """{by} took the question back, {when}: nothing was decided."""


class TooLate(Settled):
    """It has expired, {when}, without a decision: whoever needs it asks anew."""


class OwnQuestion(Forbidden):
    """You asked for this yourself: somebody else who is {role} has to decide."""


class NotYours(Forbidden):
    """Only {who} can decide that: it takes the {role}."""


class NobodyHolds(Forbidden):
    """Nobody is {role} yet, so nobody can decide that.

    An admin of Longwatch names somebody: `/ops setup`, *Who signs off*.
    """


class NotTheAsker(Forbidden):
    """Only whoever asked for it ({who}) can take it back."""


class Stale(Conflict):
    """Somebody else changed who signs off meanwhile: nothing was saved. Look anew."""


def digest(content: str) -> str:
    """Name exactly this text by its hash."""
    return hashlib.sha256(content.encode()).hexdigest()


def title(text: str) -> str:
    """Make one line of a title, or refuse it."""
    said = tidy.line(text)
    if not said:
        raise Invalid("title", "Say what is to be approved")
    return said[:TITLE]


def content(text: str) -> str:
    """Let a text pass as it is, if it says something."""
    if not text.strip():
        raise Invalid("content", "There is nothing to approve yet: write it first")
    return text


def reminders(
    asked: datetime, expires: datetime, allowed: Duration, calendar: Calendar
) -> tuple[datetime, ...]:
    """Give when to remind: at half time, and a business day before it expires.

    Both while the team works; one that would come too late, or close to the other, is
    left out.
    """
    day = _day(calendar)
    whole = times.business_time(asked, expires, calendar)
    middle = times.add_business_time(asked, whole / 2, calendar)
    if allowed.elapsed is not None:
        middle = asked + (expires - asked) / 2
    half, left = calendar.working(middle), whole - day
    before = times.add_business_time(asked, max(left, timedelta()), calendar)
    last = calendar.working(before)
    near = half > last or times.business_time(half, last, calendar) < day / 2
    found = [last] if left >= day / 2 and near else [half]
    if left >= day / 2 and not near:
        found = [half, last]
    return tuple(at for at in found if asked < at < expires)


def _day(calendar: Calendar) -> timedelta:
    opens, closes = (
        timedelta(hours=wall.hour, minutes=wall.minute)
        for wall in (calendar.opens, calendar.closes)
    )
    return closes - opens


def pages(text: str) -> list[list[str]]:
    """Part a text into pages of pieces that Slack takes; nothing of it is lost."""
    found: list[list[str]] = [[]]
    size = 0
    for piece in _pieces(text):
        weight = len(json.dumps(piece)) + 200  # with the block around it
        if found[-1] and size + weight > PAGE:
            found.append([])
            size = 0
        found[-1].append(piece)
        size += weight
    return found


def _pieces(text: str) -> Iterator[str]:
    """Cut after a line where one ends, else anywhere."""
    while text:
        end = text.rfind("\n", 0, PIECE) + 1 if len(text) > PIECE else 0
        yield text[: end or PIECE]
        text = text[end or PIECE :]
