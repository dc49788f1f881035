"""The calendar written in RFC 5545: what a feed holds.

A routine is one event that recurs, with the times that went otherwise beside it; what
followed from something is an event of its own. Ids stay the same from time to time.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vRecur

from bot.calendar import owners, register, store, unfold
from bot.calendar.register import Routine
from bot.calendar.rules import State
from bot.calendar.series import ELSEWHERE
from bot.calendar.store import Occurrence
from bot.core.work import Work

TEAM = "team"
PAST = timedelta(days=90)
LENGTH = timedelta(minutes=15)  # of an event: it is due by its beginning
SIGNS = {State.DONE: "\N{CHECK MARK} ", State.CONFIRMED: "\N{CHECK MARK} "}
SIGNS |= {State.MISSED: "Not done: "}  # its time came all the same
FEW = 1000


async def written(work: Work, whose: str, zone: ZoneInfo) -> bytes:
    """Write the feed of a person, a role or the team."""
    calendar = Calendar()
    calendar.add("prodid", "-//Longwatch//Operations calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Longwatch: {await _called(work, whose)}")
    for routine in await register.every(work):
        if routine.adopted and await _theirs(work, whose, routine.owners):
            for event in await _events(work, routine, zone):
                calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


async def _called(work: Work, whose: str) -> str:
    office = work.policy.signoff.get(whose)
    if office or whose == TEAM:
        return office.name if office else "everything"
    return (await work.people.names(work, [whose]))[whose]


async def _theirs(work: Work, whose: str, owned: list[str]) -> bool:
    if whose == TEAM or whose in owned:
        return True
    return whose in await owners.people(work, owned)


async def _events(work: Work, routine: Routine, zone: ZoneInfo) -> list[Event]:
    """Give the event of a routine that recurs, and those that went otherwise."""
    place = unfold.zone(work, routine)
    here = place if isinstance(place, ZoneInfo) else zone
    since = work.now - PAST
    every = await store.of_routine(work, routine.id, FEW)
    found = [one for one in every if one.due_at >= since or one.open]
    known = (one.slot for one in every if not one.subject and one.reason != ELSEWHERE)
    begins = min((slot for slot in known if slot >= routine.start), default="")
    begins = begins or next((slot for slot, _ in unfold.coming(work, routine)), "")
    events = [_series(routine, here, begins, max(map(_stamp, every), default=None))]
    return [*filter(None, events), *_single(routine, found, here)]


def _series(
    routine: Routine, place: ZoneInfo, begins: str = "", at: datetime | None = None
) -> Event | None:
    """Give the event that recurs, from the first day on that it was done for."""
    rule = routine.rule
    day = date.fromisoformat(begins or routine.start)
    first = next(rule.walls(datetime.combine(day, rule.at) - LENGTH)) if rule else None
    if rule is None or first is None:
        return None
    event = _event(routine, routine.title, first.replace(tzinfo=place))
    event.add(
        "dtstamp", at or datetime.fromisoformat(routine.start).replace(tzinfo=UTC)
    )
    event.add("uid", f"{routine.id}@longwatch")
    event.add("rrule", vRecur.from_ical(routine.every))
    for span in routine.spans:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", routine.title)
        alarm.add("trigger", -span.elapsed)
        event.add_component(alarm)
    return event


def _single(
    routine: Routine, found: list[Occurrence], place: ZoneInfo
) -> Iterator[Event]:
    """Give the times that moved or are over, and those that follow from something."""
    for one in found:
        planned = _planned(routine, one, place)
        due = one.due_at.astimezone(place)
        if planned == due and one.open and not one.subject:
            continue
        event = _event(
            routine, f"{SIGNS.get(one.state, '')}{one.title} ({one.ref})", due
        )
        if planned is None:
            event.add("uid", f"{one.id}@longwatch")
        else:
            event.add("uid", f"{routine.id}@longwatch")
            event.add("recurrence-id", planned)
        event.add("status", "CANCELLED" if one.state is State.SKIPPED else "CONFIRMED")
        event.add("dtstamp", _stamp(one))
        event.add("last-modified", _stamp(one))
        yield event


def _stamp(one: Occurrence) -> datetime:
    """Give when an occurrence was changed last, as far as that is kept."""
    return one.finished_at or one.confirmed_at or one.started_at or one.opened_at


def _planned(routine: Routine, one: Occurrence, place: ZoneInfo) -> datetime | None:
    """Give the time of the series that an occurrence is, if it is of the series."""
    rule = routine.rule
    if one.subject or rule is None:
        return None
    day = datetime.fromisoformat(one.slot)
    return datetime.combine(day.date(), rule.at).replace(tzinfo=place)


def _event(routine: Routine, title: str, at: datetime) -> Event:
    event = Event()
    event.add("summary", title)
    event.add("dtstart", at)
    event.add("duration", LENGTH)
    event.add("categories", [routine.area])
    event.add("transp", "TRANSPARENT")
    if routine.asks:
        event.add("description", routine.asks)
    return event
