"""Rounds: each business day, in their morning, somebody is asked for all at once.

A person hears of a duty by its card, which is posted once and then follows; a few of
them a day, the rest waits or stands in one list. What was carded before is listed when
its day has come, and while it is late. After a break there is one list, marked late.

Invariants:
* one round per person and day; a round that was not run is run once, however late
* what is due first is asked for first, and nobody is asked outside business hours
* what somebody is asked for follows its state: no button stays that has nothing to do
* on the day of somebody's weekly digest there is no list: the digest has it; if that is
  late there are no cards either
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import workspaces
from bot.calendar import (
    asking,
    change,
    facts,
    find,
    planning,
    register,
    store,
    turning,
)
from bot.calendar.asking import ROUND
from bot.calendar.planning import Plan
from bot.calendar.rules import AGENDA, Why
from bot.calendar.store import Asked, Occurrence, Round
from bot.core import digests
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.times import Calendar
from bot.core.work import Work

LATE = timedelta(hours=6)  # a round that comes later than this says so
LISTED = 10  # duties that one message names
FEW = 3  # that the channel is brought by a card each, at one time
Rows = Sequence[tuple[Asked, Occurrence]]


async def walk(work: Work, *, person: str, due: str) -> None:
    """Ask somebody for what is due, and for what is near."""
    rows = await store.asked_of(work, person)
    await store.lock(work, *(one.id for _, one in rows))
    row = await store.lock_round(work, person)
    if not await workspaces.fit(work, [person]):
        await _pass_on(work, rows)
        asking.arrange(work, row, None)
        return
    by = await workspaces.calendar(work, person)
    at = by.working(work.now)
    if at > work.now:  # it was late, or they have moved, and nobody works now
        asking.arrange(work, row, at, due if _late(work, due) else "")
        return
    await _stand(work, rows, by)
    if not asking.was_asked(work, row, by):
        await _plan(work, row, rows, by, late=_late(work, due))
    items = await asking.items(work, person)
    asking.arrange(work, row, planning.wake(items.values(), work.now, by))


def _late(work: Work, due: str) -> bool:
    """Tell whether a round that was due at a time comes so late that it says so."""
    return work.now - datetime.fromisoformat(due) > LATE


async def _pass_on(work: Work, rows: Rows) -> None:
    """Have others asked for what somebody is asked for who has left."""
    known = await register.these(work, sorted({one.routine for _, one in rows}))
    for _, one in rows:
        if one.open:
            await turning.meet(work, one, known[one.routine])


async def _stand(work: Work, rows: Rows, by: Calendar) -> None:
    """Have what is somebody's own stand where it does in their morning."""
    for asked, one in rows:
        if one.open and asked.why is Why.OWNER:
            await turning.stand(work, one, by)


async def _plan(
    work: Work, row: Round, rows: Rows, by: Calendar, *, late: bool
) -> None:
    most = work.policy.duties.cards_a_day
    told = await _told_otherwise(work, row.person, by)
    late = late or (told and digests.belated(work, by))
    items = [*(await asking.items(work, row.person)).values()]
    found = planning.plan(items, work.now, by, most, late=late)
    await _ask(work, rows, found)
    if found.listed and not told:
        listed = [one for _, one in rows if one.id in found.listed]
        _list(work, row.person, listed, late=late)
    row.last = work.now


async def _ask(work: Work, rows: Rows, found: Plan) -> None:
    heard = {*found.cards, *found.listed}
    for asked, one in rows:
        if one.id in heard:
            one.nudged_at = one.nudged_at or work.now
        if one.id in found.cards:
            await change.nudge(work, one, asked)


def bring(work: Work, found: Sequence[Occurrence], *, more: int = 0) -> None:
    """Bring what is late before the channel: a few by their cards, many in one list.

    *more* counts what was found and is not given.
    """
    place = work.policy.channels.ops
    if place and len(found) + more > FEW:
        _list(work, place, found, more=more)
    elif place:
        for one in found:
            change.card(work, one, place)


def _list(
    work: Work,
    place: str,
    shown: Sequence[Occurrence],
    *,
    late: bool = False,
    more: int = 0,
) -> None:
    """Post what is asked for today in one message; it is ticked off as it is done."""
    fact = facts.Reminded(
        about=place,
        whom=place,
        lines=tuple(_line(one) for one in shown[:LISTED]),
        more=more + max(0, len(shown) - LISTED),
        late=late,
    )
    about = work.record(fact).id
    how = {"key": f"{AGENDA}:{about}", "priority": Priority.NUDGE}
    where = {"place": place, "lane": place, "asker": None}
    work.want("card", AGENDA, about, **how, **where)


async def _told_otherwise(work: Work, person: str, by: Calendar) -> bool:
    """Tell whether somebody reads the same in their weekly digest today."""
    if await workspaces.without_digest(work, [person]):
        return False
    return await digests.comes(work, person, by)


def _line(one: Occurrence) -> dict[str, str]:
    said = {"id": one.id, "ref": one.ref, "title": one.title}
    return {**said, "due": one.due_at.isoformat()}


async def agenda(work: Work, about: str) -> dict[str, Any] | None:
    """Give what was asked for in one message, as it stands now."""
    record = await work.session.get(Record, about)
    if record is None:
        return None
    ids = [line["id"] for line in record.data["lines"]]
    found = await store.these(work, ids)
    duties = [found[id_] for id_ in ids if id_ in found]
    return {
        "duties": duties,
        "owners": {one.id: await find.called(work, one.owners) for one in duties},
        "more": record.data["more"],
        "late": record.data["late"],
        "shared": record.data["whom"] == work.policy.channels.ops,
        "now": work.now,
    }


VIEWS = {AGENDA: agenda}
TIMED = {ROUND: walk}
