"""When maintenance disturbs the fewest: in the quiet hours, while hardly anybody works.

Pure. Nights before a holiday are left out: nobody would be there to mend it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.core import times, walls
from bot.core.times import Calendar
from bot.core.upkeep import Quiet

HOUR = timedelta(hours=1)
NIGHTS = 8  # that are looked at


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A quiet time, and how many of how many people work in its busiest hour."""

    begins: datetime
    ends: datetime
    zone: str
    working: int
    people: int


def suggest(  # noqa: PLR0913 (what a night is judged by)
    after: datetime,
    takes: timedelta,
    *,
    quiet: Quiet,
    place: tzinfo,
    team: Calendar,
    zones: Mapping[str, int],
) -> Suggestion | None:
    """Give the quietest time of the coming nights; of equal ones the first."""
    people = sum(zones.values())
    found = [
        Suggestion(
            begins=begins,
            ends=begins + takes,
            zone=str(place),
            working=busiest(begins, takes, team, zones),
            people=people,
        )
        for begins in _times(after, takes, quiet, place, team)
    ]
    return min(found, key=lambda one: (one.working, one.begins), default=None)


def _times(
    after: datetime, takes: timedelta, quiet: Quiet, place: tzinfo, team: Calendar
) -> Iterator[datetime]:
    """Give each full hour at which it fits into a night; a long one begins with it."""
    first = after.astimezone(place).date() - times.DAY
    for day in (first + times.DAY * n for n in range(NIGHTS + 2)):
        begin = walls.resolve(datetime.combine(day, quiet.start), place)
        last = day if quiet.end > quiet.start else day + times.DAY
        end = walls.resolve(datetime.combine(last, quiet.end), place)
        if _before_holiday(day, team):
            continue
        at = begin
        while at == begin or at + takes <= end:
            if at >= after:
                yield at
            at += HOUR


def _before_holiday(day: date, team: Calendar) -> bool:
    """Tell whether the next day is one on which the team would work, and does not."""
    morrow = day + times.DAY
    return morrow.weekday() in team.weekdays and not team.works_on(morrow)


def busiest(
    begins: datetime, takes: timedelta, team: Calendar, zones: Mapping[str, int]
) -> int:
    """Count who works, on the clock where they live, in the busiest of its hours."""
    hours = max(1, -(-int(takes.total_seconds()) // 3600))
    moments = [begins + HOUR * n for n in range(hours)]
    return max(
        sum(many for zone, many in zones.items() if _works(at, zone, team))
        for at in moments
    )


def _works(at: datetime, zone: str, team: Calendar) -> bool:
    wall = at.astimezone(UTC).astimezone(walls.zone_or_utc(zone))
    return team.works_on(wall.date()) and team.opens <= wall.time() < team.closes
