"""Absences: when somebody is not there, and who stands in for them.

Whoever is away is asked for nothing on those days; who stands in is asked instead, and
told so, as is whoever was set away by somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core import roles
from bot.core.errors import Conflict, Forbidden, Invalid
from bot.core.facts import Fact, Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.workspaces import people, store
from bot.workspaces.store import Absence

LONGEST = timedelta(days=366)
COVERING = "workspaces.covering"  # what whoever stands in is told
SET_AWAY = "workspaces.set_away"  # what somebody is told whom an admin set away


@dataclass(frozen=True, kw_only=True)
class Left(Fact):
    """Somebody is away for some days, the last included; `cover` stands in."""

    name = "workspaces.left"
    person: str
    first: str
    last: str
    cover: str = ""


@dataclass(frozen=True, kw_only=True)
class Returned(Fact):
    """Somebody is back, earlier than was said."""

    name = "workspaces.returned"
    person: str


class NotAway(Conflict):
    """{who} is not away: nothing was changed."""


class NotTheirs(Forbidden):
    """{who}, or an admin, can say that."""


async def away(
    work: Work, person: str, first: date, last: date, cover: str = ""
) -> Record:
    """Note that somebody is away, for themselves or as an admin."""
    await _require(work, person)
    _require_days(first, last, await today(work, person))
    if cover == person:
        raise Invalid("cover", "Nobody stands in for themselves: name somebody else")
    if cover and not await work.people.may(work, cover, Role.MEMBER):
        raise Invalid("cover", "A guest, or whoever has left, can't stand in")
    said = {"person": person, "first": first.isoformat(), "last": last.isoformat()}
    await _end(work, person, first)
    work.session.add(Absence(workspace=work.workspace, cover=cover, **said))
    record = work.record(Left(about=work.workspace, cover=cover, **said))
    _tell(work, record, SET_AWAY, person)
    _tell(work, record, COVERING, cover)
    return record


def _tell(work: Work, record: Record, name: str, person: str) -> None:
    """Have somebody told what was said of them, unless they said it themselves."""
    if person in ("", work.actor):
        return
    how = {"key": f"{name}:{record.id}", "priority": Priority.NUDGE, "asker": None}
    work.want("message", name, record.id, **how, place=person, lane=person)


def _require_days(first: date, last: date, now: date) -> None:
    if last < first:
        raise Invalid("until", "The last day lies before the first")
    if last < now:
        raise Invalid("until", "That has passed: name the last day away")
    if last - first > LONGEST:
        raise Invalid("until", "A year is the most: name an earlier day")


async def back(work: Work, person: str) -> Record:
    """Note that somebody is back."""
    await _require(work, person)
    day = await today(work, person)
    known = [one for one in await store.absences(work, [person]) if _ahead(one, day)]
    if not known:
        names = await work.people.names(work, [person])
        raise NotAway(who=names[person])
    await _end(work, person, day)
    return work.record(Returned(about=work.workspace, person=person))


async def _require(work: Work, person: str) -> None:
    await roles.require(work, Role.MEMBER)
    admin = await work.people.may(work, work.actor, Role.ADMIN)
    if person != work.actor and not admin:
        names = await work.people.names(work, [person])
        raise NotTheirs(who=f"Only {names[person]}")


async def _end(work: Work, person: str, first: date) -> None:
    """Have what was said before of the days from *first* on hold no longer."""
    for one in await store.absences(work, [person]):
        if one.first >= first.isoformat():
            await work.session.delete(one)
        elif one.last >= first.isoformat():
            one.last = (first - timedelta(days=1)).isoformat()
    await work.session.flush()


def _ahead(one: Absence, day: date) -> bool:
    return one.last >= day.isoformat()


async def today(work: Work, person: str) -> date:
    """Give the day that it is where *person* lives."""
    return work.now.astimezone(await people.zone(work, person)).date()


async def covers(work: Work, users: Sequence[str]) -> dict[str, str]:
    """Give who stands in for those of *users* who are away today; empty for nobody."""
    found: dict[str, str] = {}
    for one in await store.absences(work, users):
        day = (await today(work, one.person)).isoformat()
        if one.first <= day <= one.last:
            found[one.person] = one.cover
    return found
