"""What an occurrence may do next, whom it asks and when. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.core import tidy, times
from bot.core.durations import ClockDuration
from bot.core.duties import Duties, Evidence
from bot.core.errors import Conflict, Forbidden, Invalid, Missing
from bot.core.times import Calendar
from bot.core.walls import resolve

CARD = "calendar.duty"  # what shows an occurrence, and has its buttons
TITLE = 150
REASON = 10  # characters that a reason has at least
TEXT = 3000
WEEK = times.DAY * 7
LINK = re.compile(r"https?://[^\s<>|]+")
HOST = re.compile(r"https?://([\w-]+\.)+[a-zA-Z]{2,}(?::\d{1,5})?(?:[/?#]\S*)?")
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")


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
    """Its owner has not done it, or is not there."""
    CONTACT = "contact"
    """Neither owner nor lead has done it."""


class NoSuchRoutine(Missing):
    """There is no routine called “{name}”.{hint} `/ops calendar` lists them."""


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


class NotDue(Conflict):
    """{title} is not due: its next time is {when}."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody gives as evidence. A file is one of Slack's, by its id."""

    text: str = ""
    link: str = ""
    number: str = ""
    files: tuple[dict[str, str], ...] = ()
    measured: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """An open occurrence as one person is asked for it."""

    id: str
    due_at: datetime
    ahead: tuple[timedelta, ...]
    carded: bool
    why: Why = Why.OWNER
    snoozed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a person hears today: new cards, then what stands in one list."""

    cards: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def plan(
    items: Sequence[Item], now: datetime, by: Calendar, most: int, *, late: bool
) -> Plan:
    """Say what is asked for today: what is due first comes first.

    A card that can wait, waits: with more than *most* new ones, those that are not due
    yet come on another day, and those that are due stand in the list. After a break,
    all of it is one list.
    """
    asked = [item for item in sorted(items, key=_order) if asks(item, now, by)]
    new = [item for item in asked if not item.carded]
    cards = [] if late else new[:most]
    rest = [item for item in new[len(cards) :] if _pressing(item, now, by)]
    again = [item for item in asked if item.carded]
    shown = [item for item in asked if item in rest or item in again]
    return Plan(
        cards=tuple(item.id for item in cards),
        listed=tuple(item.id for item in shown),
    )


def asks(item: Item, now: datetime, by: Calendar) -> bool:
    """Tell whether *item* is asked for on the day of *now*."""
    if item.snoozed_until and item.snoozed_until > now:
        return False
    today, day = _day(now, by), _day(item.due_at, by)
    if today >= _workday(day, by) or now >= item.due_at:
        return True
    steps = sorted((_workday(day - ahead, by) for ahead in item.ahead), reverse=True)
    begun = [step for step in steps if step <= today]
    return bool(begun) and (not item.carded or today == begun[0])


def wake(items: Iterable[Item], now: datetime, by: Calendar) -> datetime | None:
    """Give when somebody is asked next: the opening of a business day, after *now*."""
    days = [day for item in items for day in _days(item, now, by)]
    if not days:
        return None
    opens = times.next_opening(now, by)
    first = datetime.combine(min(days), by.opens, by.zone)
    return max(opens, next(by.spans(first))[0])


def _days(item: Item, now: datetime, by: Calendar) -> list[date]:
    """Give the days after today on which an item may be asked for."""
    today, day = _day(now, by), _day(item.due_at, by)
    steps = [_workday(day - ahead, by) for ahead in item.ahead] if item.ahead else []
    coming = [one for one in (*steps, _workday(day, by)) if one > today]
    if not item.carded and any(step <= today for step in steps):
        coming.append(today + times.DAY)
    if not coming or now >= item.due_at:
        coming.append(today + times.DAY)
    quiet = _day(item.snoozed_until, by) if item.snoozed_until else today
    return [max(one, quiet) for one in coming]


def _order(item: Item) -> tuple[datetime, str]:
    return item.due_at, item.id


def _pressing(item: Item, now: datetime, by: Calendar) -> bool:
    return _day(now, by) >= _workday(_day(item.due_at, by), by)


def _day(moment: datetime, by: Calendar) -> date:
    return moment.astimezone(by.zone).date()


def _workday(day: date, by: Calendar) -> date:
    """Give the last business day up to *day*: what falls on a holiday is asked before.

    Where there is none within a month it stays.
    """
    days = (day - times.DAY * back for back in range(31))
    return next((one for one in days if by.works_on(one)), day)


def standing(state: State, due_at: datetime, now: datetime, by: Calendar) -> State:
    """Give where an open occurrence stands now, by its time alone."""
    if state not in (State.UPCOMING, State.DUE):
        return state
    if now >= due_at:
        return State.OVERDUE
    due = _day(now, by) >= _day(due_at, by)
    return State.DUE if due else State.UPCOMING


def step(due_at: datetime, now: datetime, by: Calendar, policy: Duties) -> int:
    """Say whom a late occurrence has reached: 1 lead, 2 channel, 3 contact; 0, nobody.

    Counted in business days of its owners.
    """
    if now < due_at:
        return 0
    days = times.days_between(due_at, now, by)
    ladder = (policy.lead_after, policy.channel_after, policy.escalate_after)
    return sum(days >= after for after in ladder)


def reach(at: int, due_at: datetime, by: Calendar, policy: Duties) -> datetime:
    """Give when the ladder's next rung is reached, from rung *at* on."""
    ladder = (policy.lead_after, policy.channel_after, policy.escalate_after)
    day, left = _day(due_at, by), ladder[at]
    while left:
        day += times.DAY
        left -= by.works_on(day)
    return resolve(datetime.combine(day, by.opens), by.zone)


def appears(
    due: datetime, last: datetime | None, ahead: Sequence[ClockDuration]
) -> datetime:
    """Give when an occurrence appears: before its owners are asked for the first time.

    The next one is there for a week, once the *last* one has been due.
    """
    asked = due - max((one.elapsed for one in ahead), default=timedelta()) - times.DAY
    shown = due - WEEK
    return min(asked, max(shown, last) if last else shown)


def wanted(given: Given, kinds: Collection[Evidence]) -> Given:
    """Let evidence pass that holds all that is wanted, or refuse beside the field."""
    if given.measured:
        return given
    text = tidy.text(given.text)
    if Evidence.TEXT in kinds and len(text) < REASON:
        raise Invalid("evidence", "Say in a few words what was done and found")
    if len(text) > TEXT:
        raise Invalid("evidence", f"It may have {TEXT:,} characters: attach a file")
    link = given.link.strip()
    if Evidence.LINK in kinds and not link:
        raise Invalid("link", "It takes a link to where it can be seen: https://…")
    if link and not HOST.fullmatch(link):
        raise Invalid("link", f"“{link[:60]}” leads nowhere: it begins with https://")
    number = given.number.strip().replace(",", ".")
    if Evidence.NUMBER in kinds and not NUMBER.fullmatch(number):
        raise Invalid("number", f"“{number[:20]}” is no number such as 3.5")
    if Evidence.FILE in kinds and not given.files:
        raise Invalid("files", "It takes a file: attach one in the form")
    return Given(
        text=text, link=link, number=number, files=given.files, measured=given.measured
    )


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
