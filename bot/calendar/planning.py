"""When people are asked, and when something is late. Pure.

Invariants:
* nobody is asked outside business hours, on a holiday or while away
* what falls on such a day is asked for on the business day before
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendar.rules import State, Why
from bot.core import times
from bot.core.durations import ClockDuration
from bot.core.duties import Duties
from bot.core.times import Calendar
from bot.core.walls import resolve

WEEK = times.DAY * 7


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
    today, day = _day(now, by), due_day(item.due_at, by)
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
    first = _opening(min(days), by)
    return max(opens, next(by.spans(first))[0])


def _days(item: Item, now: datetime, by: Calendar) -> list[date]:
    """Give the days after today on which an item may be asked for."""
    today, day = _day(now, by), due_day(item.due_at, by)
    steps = [_workday(day - ahead, by) for ahead in item.ahead]
    coming = [one for one in (*steps, _workday(day, by)) if one > today]
    if not item.carded and any(step <= today for step in steps):
        coming.append(today + times.DAY)
    if not coming or now >= item.due_at:
        coming.append(today + times.DAY)
    quiet = _morning(item.snoozed_until, by) if item.snoozed_until else today
    return [max(one, quiet) for one in coming]


def _order(item: Item) -> tuple[datetime, str]:
    return item.due_at, item.id


def _pressing(item: Item, now: datetime, by: Calendar) -> bool:
    return _day(now, by) >= _workday(due_day(item.due_at, by), by)


def due_day(due_at: datetime, by: Calendar) -> date:
    """Give the day that is left to do it: what is due before a morning, the one before.

    Five in the afternoon of one place is the middle of the night of another.
    """
    day = _day(due_at, by)
    return day if due_at > _opening(day, by) else day - times.DAY


def near(now: datetime, by: Calendar) -> datetime:
    """Give the time up to which what is due has to be done on the day of *now*."""
    return _opening(_day(now, by) + times.DAY, by)


def _morning(moment: datetime, by: Calendar) -> date:
    """Give the first day whose morning does not come before a moment."""
    day = _day(moment, by)
    return day if moment <= _opening(day, by) else day + times.DAY


def _opening(day: date, by: Calendar) -> datetime:
    return resolve(datetime.combine(day, by.opens), by.zone)


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
    return State.DUE if due_at <= near(now, by) else State.UPCOMING


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
    return _opening(day, by)


def appears(
    due: datetime, last: datetime | None, ahead: Sequence[ClockDuration]
) -> datetime:
    """Give when an occurrence appears: before its owners are asked for the first time.

    The next one is there for a week, once the *last* one has been due.
    """
    asked = due - max((one.elapsed for one in ahead), default=timedelta()) - times.DAY
    shown = due - WEEK
    return min(asked, max(shown, last) if last else shown)
