"""Turning: an open occurrence is brought to where its time, and its owners, have it.

Its day has come, its time has passed, the ladder is climbed; what came again is missed;
what belongs to somebody who has left, or to a role that nobody holds, finds the lead.
"""

from collections.abc import Sequence
from datetime import datetime

from bot import workspaces
from bot.calendar import (
    asking,
    change,
    facts,
    ladder,
    measuring,
    owners,
    planning,
    store,
)
from bot.calendar.ladder import RUNGS
from bot.calendar.register import Routine
from bot.calendar.rules import LATE, State, Why
from bot.calendar.store import Asked, Occurrence
from bot.core.times import Calendar
from bot.core.work import Work

THEIRS = (Why.OWNER, Why.DECLINED)  # it is of theirs, whether they can do it


async def turn(
    work: Work, one: Occurrence, routine: Routine, earlier: Sequence[Occurrence] = ()
) -> bool:
    """Bring a locked, open occurrence to where it stands now.

    *earlier* is what came of its rule before, the latest first.
    Give whether the channel for operations has to hear of it from now on.
    """
    by = await owners.calendar(work, one.owners)
    await stand(work, one, by)
    if not one.open:
        return False
    await meet(work, one, routine)
    if one.snoozed_until is not None and one.snoozed_until > work.now:
        return False
    missed = ladder.misses(one, earlier, by, work.policy.duties)
    before = max(one.rung, missed[0].rung if missed else 0)
    since = missed[-1].due_at if missed else one.due_at
    rung = planning.step(since, work.now, by, work.policy.duties)
    await _climb(work, one, routine, rung)
    return before < RUNGS.index("channel") <= one.rung


async def stand(work: Work, one: Occurrence, by: Calendar) -> None:
    """Note that its day has come, that its time has passed, or that it came again."""
    if await _missed(work, one, planning.near(work.now, by)):
        return
    state = planning.standing(one.state, one.due_at, work.now, by)
    if state is State.UPCOMING or one.state in LATE:
        return
    if one.state is State.UPCOMING:
        one.state = State.DUE
        await change.note(work, one, facts.Due)
    if state is State.OVERDUE:
        one.state = State.OVERDUE
        await change.note(work, one, facts.Overdue, due=one.due_at)


async def _missed(work: Work, one: Occurrence, near: datetime) -> bool:
    """Close it as missed if its rule has come again: nobody does yesterday's today."""
    after = "" if one.subject else await store.followed(work, one, near)
    if after:
        one.state, one.finished_at = State.MISSED, work.now
        await change.note(work, one, facts.Missed, next_ref=after)
    return bool(after)


async def meet(work: Work, one: Occurrence, routine: Routine) -> None:
    """Have asked whoever owns it now, and nobody who does not any more."""
    rows = await store.asked(work, [one.id])
    if measuring.measures(routine) and not rows and one.state not in LATE:
        return
    found = await owners.people(work, one.owners)
    here = await owners.there(work, found, one.due_at)
    fit = {*await workspaces.fit(work, [row.person for row in rows])}
    gone = [
        row for row in rows if _gone(row, found, here=here) or row.person not in fit
    ]
    for row in gone:
        await work.session.delete(row)
    await work.session.flush()
    left = [row for row in rows if row not in gone]
    known = {row.person for row in left}
    await asking.ask(work, one, [p for p in found if p not in known], Why.OWNER)
    if not here and all(row.why in THEIRS for row in left):
        await asking.orphan(work, one, routine)


def _gone(row: Asked, found: list[str], *, here: bool) -> bool:
    """Tell whether somebody is asked for no reason any more."""
    if row.why in THEIRS:
        return row.person not in found
    return row.why is Why.ORPHAN and here


async def _climb(work: Work, one: Occurrence, routine: Routine, rung: int) -> None:
    """Go up the ladder, rung by rung; what was missed before goes up in time."""
    early = one.state not in LATE
    while one.rung < rung:
        one.rung += 1
        one.state = one.state if early else State.ESCALATED
        said = {"to": RUNGS[one.rung], "rung": one.rung, "early": early}
        await change.note(work, one, facts.Escalated, **said)
        await _reach(work, one, routine)


async def _reach(work: Work, one: Occurrence, routine: Routine) -> None:
    """Ask whom the rung is for; the channel is told by whoever looks at them all.

    What is not late yet may come again by tomorrow: they are asked for it today.
    """
    asked: list[str] = []
    if RUNGS[one.rung] == "lead":
        mine = await owners.people(work, one.owners)
        asked = await owners.leads(work, routine, mine)
        await asking.ask(work, one, asked, Why.LEAD)
    elif RUNGS[one.rung] == "contact":
        asked = await owners.contacts(work, routine)
        await asking.ask(work, one, asked, Why.CONTACT)
    for person in asked if one.state not in LATE else ():
        await asking.today(work, person)
