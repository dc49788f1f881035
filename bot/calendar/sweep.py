"""The sweep: each business day of the team, everything that is open is looked at.

What was due is late now, what is late goes up the ladder, what came again is missed,
and what belongs to somebody who has left, or to a role that nobody holds, is brought
before the lead.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.calendar import (
    change,
    facts,
    measuring,
    owners,
    register,
    rounds,
    rules,
    store,
    vacancies,
)
from bot.calendar.register import Routine
from bot.calendar.rules import LATE, State, Why
from bot.calendar.store import Occurrence
from bot.core import times
from bot.core.work import Work

SWEEP = "calendar.sweep"
NOBODY = ""  # whose round it is
PAGE = 50  # occurrences that one transaction looks at
RUNGS = ("owner", "lead", "channel", "contact")


async def watch(work: Work, *, anew: bool = False) -> None:
    """Have everything looked at on the next business day, unless it is to be sooner."""
    row = await store.lock_round(work, NOBODY)
    if row.due is None or anew:
        row.due = times.next_opening(work.now, work.policy.calendar)
        work.later(SWEEP, key=SWEEP, at=row.due)


async def sweep(work: Work, *, after: str = "") -> None:
    """Look at a page of what is open; the next page follows at once."""
    opens = next(work.policy.calendar.spans(work.now))[0]
    if opens > work.now:  # it comes late, and nobody works now
        work.later(SWEEP, key=SWEEP, at=opens)
        return
    page = await store.live(work, PAGE, after)
    known = await register.these(work, sorted({one.routine for one in page}))
    for one in await store.lock(work, *(one.id for one in page)):
        if one.open:
            await turn(work, one, known[one.routine])
    if len(page) == PAGE:
        work.later(SWEEP, key=SWEEP, at=work.now, after=page[-1].id)
        return
    every = [row for row in await register.every(work) if row.adopted]
    owned = Counter(owner for row in every for owner in row.owners)
    await vacancies.look(work, sorted(owned.items()))
    await watch(work, anew=True)


async def turn(work: Work, one: Occurrence, routine: Routine) -> None:
    """Bring a locked occurrence to where its time has it."""
    by = await owners.calendar(work, one.owners)
    await _stand(work, one, rules.standing(one.state, one.due_at, work.now, by))
    if not one.open:
        return
    await _meet(work, one, routine)
    policy = work.policy.duties
    rung = rules.step(one.due_at, work.now, by, policy)
    if one.snoozed_until is None or one.snoozed_until <= work.now:
        await _climb(work, one, routine, rung)


async def _stand(work: Work, one: Occurrence, state: State) -> None:
    """Note that its day has come, or that its time has passed."""
    if state is State.UPCOMING or one.state in LATE:
        return
    if one.state is State.UPCOMING:
        one.state = State.DUE
        await change.note(work, one, facts.Due)
        await _miss(work, one)
    if state is State.OVERDUE:
        one.state = State.OVERDUE
        said = {"due": one.due_at}
        await change.note(work, one, facts.Overdue, **said)


async def _miss(work: Work, one: Occurrence) -> None:
    """Have earlier times of the same rule be missed: it has come again."""
    if one.subject:
        return
    for old in await store.lock(work, *await store.earlier(work, one)):
        if old.open:
            old.state, old.finished_at = State.MISSED, work.now
            await change.note(work, old, facts.Missed, next_ref=one.ref)


async def _meet(work: Work, one: Occurrence, routine: Routine) -> None:
    """Have asked whoever owns it now, and nobody who does not any more."""
    found = await owners.people(work, one.owners)
    rows = await store.asked(work, [one.id])
    if measuring.measures(routine) and not rows and one.state not in LATE:
        return
    known = {row.person: row for row in rows}
    for row in rows:
        if row.why is Why.OWNER and row.person not in found:
            await work.session.delete(row)
    await work.session.flush()
    fresh = [person for person in found if person not in known]
    if fresh:
        await rounds.ask(work, one, fresh, Why.OWNER)
    led = any(row.why is not Why.OWNER for row in rows)
    if not led and not await owners.there(work, found, one.due_at):
        said = {"owners": tuple(one.owners)}
        await change.note(work, one, facts.Orphaned, **said)
        leads = await owners.leads(work, routine, ())
        await rounds.ask(work, one, leads, Why.LEAD)


async def _climb(work: Work, one: Occurrence, routine: Routine, rung: int) -> None:
    """Go up the ladder, rung by rung."""
    while one.rung < rung:
        one.rung += 1
        one.state = State.ESCALATED
        said = {"to": RUNGS[one.rung], "rung": one.rung}
        await change.note(work, one, facts.Escalated, **said)
        await _reach(work, one, routine)


async def _reach(work: Work, one: Occurrence, routine: Routine) -> None:
    """Ask whom the rung is for."""
    mine = await owners.people(work, one.owners)
    if RUNGS[one.rung] == "lead":
        leads = await owners.leads(work, routine, mine)
        await rounds.ask(work, one, leads, Why.LEAD)
    elif RUNGS[one.rung] == "channel":
        place = work.policy.channels.ops
        if place:
            change.card(work, one, place)
    else:
        contacts = await owners.contacts(work, routine)
        await rounds.ask(work, one, contacts, Why.CONTACT)


def next_rung(one: Occurrence, by: times.Calendar, work: Work) -> datetime | None:
    """Give when the ladder's next rung is reached; None at its end."""
    if one.rung >= len(RUNGS) - 1:
        return None
    return rules.reach(one.rung, one.due_at, by, work.policy.duties)


async def catch_up(work: Work, found: Sequence[Occurrence]) -> None:
    """Bring locked occurrences to where their time has them, outside the sweep."""
    known = await register.these(work, sorted({one.routine for one in found}))
    for one in found:
        if one.open:
            await turn(work, one, known[one.routine])


TIMED = {SWEEP: sweep}
