"""The week of a team, as the policy writes it: on which day its digest comes, and when.

A week is named by the day that the policy names, whether anybody works on it or not:
the digest comes on the first business day from then on.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import StrictBool

from bot.core import walls
from bot.core.allowed import Table, Wall, Weekday
from bot.core.duties import Owner
from bot.core.times import DAY, Calendar

WEEK = timedelta(days=7)
SPREAD = timedelta(minutes=15)  # within which the workspaces of one hour are spread
BACK, AHEAD = 6, 54  # weeks that are looked at
DAYS = tuple(Weekday)


class Weekly(Table):
    """When the digest comes, and who reads the trends in theirs."""

    used: StrictBool
    day: Weekday
    at: Wall
    leads: tuple[Owner, ...]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One digest: the day its week is named by, and the instant when it comes."""

    week: date
    at: datetime


def shift(workspace: str) -> timedelta:
    """Give how much later than others a workspace has its digest: always the same."""
    digits = hashlib.sha256(workspace.encode()).digest()[:4]
    seconds = int.from_bytes(digits, "big") % int(SPREAD.total_seconds())
    return timedelta(seconds=seconds)


def newest(now: datetime, terms: Weekly, by: Calendar, workspace: str) -> Issue | None:
    """Give the digest that should have come last."""
    issues = _issues(now, terms, by, workspace, range(0, -BACK, -1))
    return next((one for one in issues if one.at <= now), None)


def following(
    now: datetime, terms: Weekly, by: Calendar, workspace: str
) -> Issue | None:
    """Give the digest that comes next; None where nobody works for a year."""
    issues = _issues(now, terms, by, workspace, range(-1, AHEAD))
    return next((one for one in issues if one.at > now), None)


def _issues(
    now: datetime, terms: Weekly, by: Calendar, workspace: str, weeks: range
) -> Iterator[Issue]:
    """Yield the digests of some weeks, counted from that of *now*."""
    today = now.astimezone(by.zone).date()
    named = today - DAY * ((today.weekday() - DAYS.index(terms.day)) % 7)
    for count in weeks:
        week = named + WEEK * count
        day = next((d for n in range(7) if by.works_on(d := week + DAY * n)), None)
        if day is not None:
            wall = datetime.combine(day, terms.at)
            at = walls.resolve(wall, by.zone) + shift(workspace)
            yield Issue(week=week, at=at)
