"""The sweep: each business day of the team, everything that is open is looked at."""

from collections import Counter

from bot.calendar import register, rounds, store, turning, vacancies
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


async def sweep(work: Work, *, after: str = "") -> None:
    """Look at a page of what is open; the next page follows at once."""
    opens = next(work.policy.calendar.spans(work.now))[0]
    if opens > work.now:  # it comes late, and nobody works now
        work.later(SWEEP, key=SWEEP, at=opens)
        return
    page = await store.live(work, PAGE, after)
    known = await register.these(work, sorted({one.routine for one in page}))
    raised = [
        one
        for one in await store.lock(work, *(one.id for one in page))
        if one.open and await turning.turn(work, one, known[one.routine])
    ]
    rounds.bring(work, raised)
    if len(page) == PAGE:
        work.later(SWEEP, key=SWEEP, at=work.now, after=page[-1].id)
        return
    every = [row for row in await register.every(work) if row.adopted]
    owned = Counter(owner for row in every for owner in row.owners)
    await vacancies.look(work, sorted(owned.items()))
    await watch(work, anew=True)


TIMED = {SWEEP: sweep}
