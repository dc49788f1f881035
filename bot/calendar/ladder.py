"""The ladder: whom a duty has reached that nobody does, and whom it reaches next.

What comes again before it has gone all the way up takes the ladder along: it begins
where the time that was missed before had it, so that a daily one is heard of too.

Invariants:
* only what its rule brings counts, missed one after the other by the same owners: one
  that was done, skipped, postponed or given to others begins at the bottom again
* what comes more seldom than the ladder is high goes up it each time, from the bottom
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from bot.calendar import annals, owners, planning, register, store, unfold
from bot.calendar.rules import State, Why
from bot.calendar.store import Occurrence
from bot.core import times
from bot.core.duties import Duties
from bot.core.times import Calendar
from bot.core.work import Work

RUNGS = ("owner", "lead", "channel", "contact")
NEXT = ("the lead", "the channel", "the contact for escalations")


async def earlier(
    work: Work, late: Sequence[Occurrence]
) -> dict[str, list[Occurrence]]:
    """Give what came of the same rules before some occurrences, by the id of each.

    The latest comes first, and no more of them than a ladder can be high. It is one
    query, however many there are.
    """
    found: dict[str, list[Occurrence]] = {one.id: [] for one in late if _counts(one)}
    most = work.policy.duties.escalate_after * 2 + 1  # on weekends it may come too
    for id_, before in await annals.earlier(work, [*found], most) if found else ():
        found[id_].append(before)
    return found


def misses(
    one: Occurrence, before: Sequence[Occurrence], by: Calendar, policy: Duties
) -> list[Occurrence]:
    """Give what was missed of the same series just *before*, the latest first."""
    if not _counts(one) or one.state is State.UPCOMING:
        return []
    return [*_together(one, before, policy.escalate_after, by)]


def _counts(one: Occurrence) -> bool:
    """Tell whether what came before it counts: only what its rule brings does."""
    return not one.subject and not one.postponed


def _together(
    one: Occurrence, before: Sequence[Occurrence], most: int, by: Calendar
) -> Iterator[Occurrence]:
    for earlier in before:
        same = earlier.state is State.MISSED and earlier.owners == one.owners
        if not same or times.days_between(earlier.due_at, one.due_at, by) >= most:
            return
        yield earlier
        one = earlier


async def others(work: Work, one: Occurrence) -> bool:
    """Tell whether somebody is asked because its owners have not done it, or can't.

    Where an owner leads, nobody is until the channel is.
    """
    if one.rung >= RUNGS.index("channel") and work.policy.channels.ops:
        return True
    mine = await owners.people(work, one.owners)
    rows = await store.asked(work, [one.id])
    above = [row.person for row in rows if row.why in (Why.LEAD, Why.CONTACT)]
    return any(person not in mine for person in above)


async def ahead(
    work: Work, one: Occurrence, by: Calendar, *, lead: bool
) -> dict[str, Any] | None:
    """Give whom it goes to next while nobody does it, and when; None for nobody.

    Whether the *lead* was asked already stands beside the ladder. `again` says that it
    comes again until then: they are asked for the next time.
    """
    rung = max(one.rung, RUNGS.index("lead") if lead else 0)
    if not one.open or rung >= len(NEXT):
        return None
    known = (await earlier(work, [one])).get(one.id, ())
    before = misses(one, known, by, work.policy.duties)
    since = before[-1].due_at if before else one.due_at
    at = planning.reach(rung, since, by, work.policy.duties)
    after = await _after(work, one)
    again = after is not None and planning.near(at, by) >= after
    if at <= work.now or (again and after and _falls(work, one, after, by)):
        return None
    return {"at": at, "whom": NEXT[rung], "again": again}


async def _after(work: Work, one: Occurrence) -> datetime | None:
    """Give when its routine is due the next time."""
    routine = await register.get(work, one.routine)
    if one.subject or routine is None or not routine.adopted:
        return None
    coming = unfold.coming(work, routine, date.fromisoformat(one.slot))
    return next((due for _, due in coming), None)


def _falls(work: Work, one: Occurrence, after: datetime, by: Calendar) -> bool:
    """Tell whether the next time begins at the bottom of the ladder."""
    most = work.policy.duties.escalate_after
    return times.days_between(one.due_at, after, by) >= most
