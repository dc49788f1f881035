"""The sweep: each business day of the team, everything that is open is looked at.

It looks at a page at a time. What the channel has to hear of goes along from page to
page in the fields of the timer, committed with the page it was found on: it is brought
once, at the end, whatever happens to the process in between.
"""

from collections.abc import Sequence

from bot.calendar import ladder, register, rounds, store, turning, vacancies
from bot.calendar.store import Occurrence
from bot.core import digests, times
from bot.core.work import Work

SWEEP = "calendar.sweep"
NOBODY = ""  # whose round it is
PAGE = 50  # occurrences that one transaction looks at


async def watch(work: Work, *, anew: bool = False) -> None:
    """Have everything looked at on the next business day, unless it is to be sooner."""
    row = await store.lock_round(work, NOBODY)
    if row.due is None or anew:
        row.due = times.next_opening(work.now, work.policy.calendar)
        work.later(SWEEP, key=SWEEP, at=row.due)
    await digests.watch(work)


async def sweep(
    work: Work, *, after: str = "", found: str = "", more: str = "0"
) -> None:
    """Look at a page of what is open; the next page follows at once.

    *found* are the ids of what earlier pages found, and *more* counts the others.
    """
    opens = work.policy.calendar.working(work.now)
    if opens > work.now:  # it comes late, and nobody works now
        work.later(SWEEP, key=SWEEP, at=opens, found=found, more=more)
        return
    page = await store.live(work, PAGE, after)
    first, others = await _gathered(work, found, await _turned(work, page))
    many = int(more) + others
    if len(page) == PAGE:
        ids, last = ",".join(one.id for one in first), page[-1].id
        told = str(many)
        work.later(SWEEP, key=SWEEP, at=work.now, after=last, found=ids, more=told)
        return
    rounds.bring(work, first, more=many)
    every = [row for row in await register.every(work) if row.adopted]
    await vacancies.look(work, every)
    await watch(work, anew=True)


async def _gathered(
    work: Work, known: str, fresh: Sequence[Occurrence]
) -> tuple[list[Occurrence], int]:
    """Give what is due first of what was found and is open, and count the others."""
    before = await store.these(work, known.split(",")) if known else {}
    every = {one.id: one for one in (*before.values(), *fresh) if one.open}
    order = sorted(every.values(), key=lambda one: (one.due_at, one.id))
    return order[: rounds.LISTED], len(order[rounds.LISTED :])


async def _turned(work: Work, page: Sequence[Occurrence]) -> list[Occurrence]:
    """Turn a page of what is open; give what the channel has to hear of."""
    known = await register.these(work, sorted({one.routine for one in page}))
    rows = await store.lock(work, *(one.id for one in page))
    before = await ladder.earlier(work, [one for one in rows if one.open])
    return [
        one
        for one in rows
        if one.open
        and await turning.turn(work, one, known[one.routine], before.get(one.id, ()))
    ]


TIMED = {SWEEP: sweep}
