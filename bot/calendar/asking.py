"""Asking: who is asked for an occurrence, and when each of them is asked next.

Everything that somebody is asked for is asked for in their rounds: see `rounds`.
"""

from collections.abc import Iterable
from datetime import datetime

from bot import workspaces
from bot.calendar import change, facts, owners, planning, register, store
from bot.calendar.planning import Item
from bot.calendar.register import Routine
from bot.calendar.rules import Why
from bot.calendar.store import Asked, Occurrence, Round
from bot.core.times import Calendar
from bot.core.work import Work

ROUND = "calendar.round"
PERSON, MET = "calendar.person", "calendar.met"


async def gather(work: Work, one: Occurrence, routine: Routine) -> None:
    """Have the owners of an occurrence asked for it; whoever leads, if it has none."""
    found = await owners.people(work, one.owners)
    await ask(work, one, found, Why.OWNER)
    if not found:
        await orphan(work, one, routine)


async def orphan(work: Work, one: Occurrence, routine: Routine) -> None:
    """Bring what nobody can do before the lead; before all, where nobody leads."""
    await change.note(work, one, facts.Orphaned, owners=tuple(one.owners))
    leads = await owners.leads(work, routine, ())
    await ask(work, one, leads, Why.ORPHAN)
    place = work.policy.channels.ops
    if place and not leads:
        change.card(work, one, place)


async def ask(work: Work, one: Occurrence, people: Iterable[str], why: Why) -> None:
    """Have people asked for an occurrence, from their next round on."""
    named = sorted(people)
    await store.ask(
        work, [{"occurrence": one.id, "person": p, "why": why} for p in named]
    )
    for person in named:
        await ensure(work, person)


async def excuse(work: Work, one: Occurrence, person: str) -> None:
    """Ask somebody no more who can't do it, as others are asked who does."""
    for row in await store.asked(work, [one.id]):
        if row.person == person:
            row.why = Why.DECLINED


async def at_once(work: Work, one: Occurrence, routine: Routine) -> None:
    """Ask whoever is asked for an occurrence now, whatever the hour; the lead too."""
    known = {row.person for row in await store.asked(work, [one.id])}
    leads = await owners.leads(work, routine, known)
    await ask(work, one, [p for p in leads if p not in known], Why.LEAD)
    for asked in await store.asked(work, [one.id]):
        await change.nudge(work, one, asked)


async def ensure(work: Work, person: str) -> None:
    """Have somebody's next round come no later than it has to."""
    row = await store.lock_round(work, person)
    await workspaces.introduce(work, person, PERSON)
    by = await workspaces.calendar(work, person)
    at = planning.wake((await items(work, person)).values(), work.now, by)
    if at and (row.due is None or work.now < at < row.due):
        arrange(work, row, at)


async def today(work: Work, person: str) -> None:
    """Have somebody's round come now, if they had none today and are there."""
    row = await store.lock_round(work, person)
    by = await workspaces.calendar(work, person)
    works = by.working(work.now) <= work.now
    if works and not was_asked(work, row, by):
        arrange(work, row, work.now)


def was_asked(work: Work, row: Round, by: Calendar) -> bool:
    """Tell whether somebody was asked today already: who moves has one a day."""
    days = [at.astimezone(by.zone).date() for at in (row.last, work.now) if at]
    return len(days) > 1 and days[0] == days[1]


async def attend(work: Work, *, person: str) -> None:
    """Have somebody asked who is back, or whose clock is another one by now."""
    if await store.asked_of(work, person, 1):
        await ensure(work, person)


async def person(work: Work, about: str) -> dict[str, str]:
    """Give of whom Slack is asked who, and where, they are."""
    del work
    return {"user": about, "then": MET}


async def met(work: Work, *, user: str) -> None:
    """Have somebody asked on their own clock, now that Slack said what it is."""
    await ensure(work, await workspaces.met(work, user))


def arrange(work: Work, row: Round, at: datetime | None, due: str = "") -> None:
    """Set when somebody's next round is; None: there is nothing to ask them for.

    One that is late says when it was *due*.
    """
    key, row.due = f"round:{row.person}", at
    if at is None:
        work.forget(key)
        return
    said = due or at.isoformat()
    work.later(ROUND, key=key, at=at, person=row.person, due=said)


async def items(work: Work, person: str) -> dict[str, Item]:
    """Give what somebody is asked for, as the rules read it."""
    rows = await store.asked_of(work, person)
    known = await register.these(work, sorted({o.routine for _, o in rows}))
    return {one.id: item(asked, one, known[one.routine]) for asked, one in rows}


def item(asked: Asked, one: Occurrence, routine: Routine) -> Item:
    """Give an occurrence as one person is asked for it."""
    return Item(
        id=one.id,
        due_at=one.due_at,
        ahead=tuple(span.elapsed for span in routine.spans),
        carded=asked.carded_at is not None,
        why=asked.why,
        snoozed_until=one.snoozed_until,
    )


VIEWS = {PERSON: person}
TIMED = {MET: met}
