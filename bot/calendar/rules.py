"""What an occurrence is, what proves it, and what is refused. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core import tidy
from bot.core.duties import Evidence
from bot.core.errors import Conflict, Forbidden, Invalid, Missing

CARD = "calendar.duty"  # what shows an occurrence, and has its buttons
AGENDA = "calendar.agenda"  # what somebody is asked for on one day
TITLE = 150
REASON = 10  # characters that a reason has at least
TEXT = 3000
LINK = re.compile(r"https?://[^\s<>|]+")
HOST = re.compile(r"https?://([\w-]+\.)+[a-zA-Z]{2,}(?::\d{1,5})?(?:[/?#]\S*)?")
NUMBERED = "It takes a number, such as 3.5: what is counted? In a line it comes first"
NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


class Adoption(StrEnum):
    """Whether a team does what a routine says."""

    ADOPTED = "adopted"
    """It comes, is asked for, and is proven."""
    LEFT_OUT = "left_out"
    """The team said why it does not do it."""
    RETIRED = "retired"
    """It was done, and is not any more; what it left behind stays."""


class State(StrEnum):
    """Where an occurrence stands."""

    UPCOMING = "upcoming"
    """Its day has not come yet."""
    DUE = "due"
    """Its day has come."""
    OVERDUE = "overdue"
    """Its time has passed."""
    ESCALATED = "escalated"
    """It is so late that somebody else is asked."""
    CONFIRMED = "confirmed"
    """It was done and proven; who signs off has not decided."""
    DONE = "done"
    """It was done and proven, and signed off where somebody signs off."""
    SKIPPED = "skipped"
    """Somebody said why it is not done this time."""
    MISSED = "missed"
    """It was not done until it came again."""


OPEN = (State.UPCOMING, State.DUE, State.OVERDUE, State.ESCALATED)
"""Where somebody has to do it."""
LIVE = (*OPEN, State.CONFIRMED)
LATE = (State.OVERDUE, State.ESCALATED)


class Why(StrEnum):
    """Why somebody is asked."""

    OWNER = "owner"
    """It is theirs."""
    LEAD = "lead"
    """Its owner has not done it, or can't."""
    ORPHAN = "orphan"
    """Nobody is there who owns it, for now."""
    CONTACT = "contact"
    """Neither owner nor lead has done it."""
    DECLINED = "declined"
    """They said that they can't, and others are asked: they are asked no more."""


class NoSuchRoutine(Missing):
    """There is no routine called “{name}”.{hint} `/ops calendar` lists them."""


class WhichRoutine(Conflict):
    """Several routines are called “{name}”: {which}. `/ops calendar` opens each."""


class NoSuchOccurrence(Missing):
    """There is no {ref} in the calendar. `/ops due` shows what is due."""


class WhichOccurrence(Invalid):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, refs: Iterable[str]) -> None:
        """Name those that it might be."""
        super().__init__("occurrence", f"Say which one: {', '.join(refs)}")


class Over(Conflict):
    """{ref} is {state} already{by}: nothing was changed."""

    def __init__(self, *, about: str, **details: object) -> None:
        """Name the occurrence whose card shows the present state."""
        super().__init__(**details)
        self.card = (CARD, about)


class NotTheOwner(Forbidden):
    """{who} can do that: {ref} is theirs. Ask them, or an admin assigns it to you."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody gives as evidence. A file is one of Slack's, by its id."""

    text: str = ""
    link: str = ""
    number: str = ""
    files: tuple[dict[str, str], ...] = ()
    measured: str = ""
    ticked: frozenset[str] = frozenset()
    """Which steps of a checklist were done, by their places."""
    expires: datetime | None = None
    """Until when a new key is valid."""


def wanted(given: Given, kinds: Collection[Evidence]) -> Given:
    """Let evidence pass that holds all that is wanted, or refuse beside the field."""
    if given.measured:
        return given
    text = tidy.text(given.text)
    seen = {*kinds} == {Evidence.MEASURED} and not given.measured
    if (seen or Evidence.TEXT in kinds) and len(text) < REASON:
        raise Invalid("evidence", "Say in a few words what was done and found")
    if len(text) > TEXT:
        raise Invalid("evidence", f"It may have {TEXT:,} characters: attach a file")
    link = given.link.strip()
    if Evidence.LINK in kinds and not link:
        raise Invalid("link", "It takes a link to where it can be seen: https://…")
    if link and not HOST.fullmatch(link):
        raise Invalid("link", f"“{link[:60]}” leads nowhere: it begins with https://")
    counted = Evidence.NUMBER in kinds
    number = given.number.strip().replace(",", ".") if counted else ""
    if counted and not number:
        raise Invalid("number", NUMBERED)
    if counted and not NUMBER.fullmatch(number):
        raise Invalid("number", f"“{number[:20]}” is no number such as 3.5")
    if Evidence.FILE in kinds and not given.files:
        raise Invalid("files", "It takes a file: attach one in the form")
    return replace(given, text=text, link=link, number=number)


def reason(text: str) -> str:
    """Let a reason pass that says something."""
    return tidy.words(text, "reason", least=REASON)


def title(text: str) -> str:
    """Make one line of a title, or refuse it."""
    said = tidy.line(text)
    if not any(character.isalnum() for character in said):
        raise Invalid("title", "Say in a few words what is to be done")
    if len(said) > TITLE:
        raise Invalid("title", f"The title may have {TITLE} characters")
    return said
