"""The sweep: each business day of the team, everything that is open is looked at."""

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


async def sweep(work: Work, *, after: str = "") -> None:
    """Look at a page of what is open; the next page follows at once."""
    opens = next(work.policy.calendar.spans(work.now))[0]
    if opens > work.now:  # it comes late, and nobody works now
        work.later(SWEEP, key=SWEEP, at=opens)
        return
    page = await store.live(work, PAGE, after)
    rounds.bring(work, await _turned(work, page))
    if len(page) == PAGE:
        work.later(SWEEP, key=SWEEP, at=work.now, after=page[-1].id)
        return
    every = [row for row in await register.every(work) if row.adopted]
    await vacancies.look(work, every)
    await watch(work, anew=True)


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
