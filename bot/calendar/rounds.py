"""Rounds: each business day, in their morning, somebody is asked for all at once.

A person hears of a duty by its card, which is posted once and then follows; a few of
them a day, the rest waits or stands in one list. What was carded before is listed when
its day has come, and while it is late. After a break there is one list, marked late.

Invariants:
* one round per person and day; a round that was not run is run once, however late
* what is due first is asked for first, and nobody is asked outside business hours
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot import workspaces
from bot.calendar import change, facts, owners, register, rules, store
from bot.calendar.register import Routine
from bot.calendar.rules import Item, Plan, Why
from bot.calendar.store import Asked, Occurrence, Round
from bot.core.queue import Priority
from bot.core.times import Calendar
from bot.core.work import Work

ROUND = "calendar.round"
LATE = timedelta(hours=6)  # a round that comes later than this says so
LISTED = 10  # duties that one message names


async def gather(work: Work, one: Occurrence, routine: Routine) -> None:
    """Have the owners of an occurrence asked for it; whoever leads, if it has none."""
    found = await owners.people(work, one.owners)
    why = Why.OWNER if found else Why.LEAD
    named = found or await owners.leads(work, routine, ())
    if not found:
        said = {"owners": tuple(one.owners)}
        await change.note(work, one, facts.Orphaned, **said)
    await ask(work, one, named, why)


async def ask(work: Work, one: Occurrence, people: Iterable[str], why: Why) -> None:
    """Have people asked for an occurrence, from their next round on."""
    named = sorted(people)
    await store.ask(
        work, [{"occurrence": one.id, "person": p, "why": why} for p in named]
    )
    for person in named:
        await ensure(work, person)


async def ensure(work: Work, person: str) -> None:
    """Have somebody's next round come no later than it has to."""
    row = await store.lock_round(work, person)
    await workspaces.introduce(work, person)
    by = await workspaces.calendar(work, person)
    items = await _items(work, person)
    at = rules.wake(items.values(), work.now, by)
    if at and (row.due is None or work.now < at < row.due):
        _set(work, row, at)


def _set(work: Work, row: Round, at: datetime | None, due: str = "") -> None:
    """Have a round come at a time; *due* is when it should have, if it is late."""
    key, row.due = f"round:{row.person}", at
    if at is None:
        work.forget(key)
        return
    said = due or at.isoformat()
    work.later(ROUND, key=key, at=at, person=row.person, due=said)


async def walk(work: Work, *, person: str, due: str) -> None:
    """Ask somebody for what is due, and for what is near."""
    rows = await store.asked_of(work, person)
    await store.lock(work, *(one.id for _, one in rows))
    row = await store.lock_round(work, person)
    late = work.now - datetime.fromisoformat(due) > LATE
    by = await workspaces.calendar(work, person)
    at = next(by.spans(work.now))[0]
    if at > work.now:  # it was late, and nobody works now
        _set(work, row, at, due)
        return
    items = await _items(work, person)
    found = rules.plan([*items.values()], work.now, by, _most(work, row, by), late=late)
    await _say(work, person, rows, found, late=late)
    row.last = work.now
    _set(work, row, rules.wake((await _items(work, person)).values(), work.now, by))


def _most(work: Work, row: Round, by: Calendar) -> int:
    """Give how many cards are still left to somebody today."""
    today = work.now.astimezone(by.zone).date()
    again = row.last is not None and row.last.astimezone(by.zone).date() == today
    return 0 if again else work.policy.duties.cards_a_day


async def _say(
    work: Work,
    person: str,
    rows: Sequence[tuple[Asked, Occurrence]],
    found: Plan,
    *,
    late: bool,
) -> None:
    for asked, one in rows:
        if one.id in found.cards:
            asked.carded_at = work.now
            said = {"whom": person, "why": asked.why.value}
            await change.note(work, one, facts.Nudged, **said)
            change.card(work, one, person)
    if not found.listed:
        return
    shown = [(asked, one) for asked, one in rows if one.id in found.listed]
    fact = facts.Reminded(
        about=person,
        whom=person,
        lines=tuple(_line(one) for _, one in shown[:LISTED]),
        more=max(0, len(found.listed) - LISTED),
        late=late,
    )
    work.tell(work.record(fact), to=person, priority=Priority.NUDGE)


def _line(one: Occurrence) -> dict[str, str]:
    said = {"id": one.id, "ref": one.ref, "title": one.title}
    return {**said, "due": one.due_at.isoformat()}


async def _items(work: Work, person: str) -> dict[str, Item]:
    """Give what somebody is asked for, as the rules read it."""
    rows = await store.asked_of(work, person)
    known = await register.these(work, sorted({o.routine for _, o in rows}))
    return {one.id: _item(asked, one, known[one.routine]) for asked, one in rows}


def _item(asked: Asked, one: Occurrence, routine: Routine) -> Item:
    return Item(
        id=one.id,
        due_at=one.due_at,
        ahead=tuple(span.elapsed for span in routine.spans),
        carded=asked.carded_at is not None,
        why=asked.why,
        snoozed_until=one.snoozed_until,
    )


TIMED = {ROUND: walk}
