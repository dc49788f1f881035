"""Chasing: whoever has an action item is asked for it, in their business hours.

The business day before it is due, on the day, each business day after it; from the
third on the lead is asked too. What is implemented is asked for no more.
"""

from datetime import datetime, timedelta

from bot.core import times
from bot.core.queue import Priority
from bot.core.times import Calendar
from bot.core.work import Work
from bot.postmortems import change, facts, stages, store
from bot.postmortems.store import Item, Postmortem

AHEAD = timedelta(days=4)  # before it is due, the days are counted


async def watch(work: Work, item: Item, found: Postmortem | None) -> None:
    """Have an item asked for when its time comes, or no more."""
    key = f"item:{item.id}"
    if item.state not in stages.WAITING or item.due_at is None:
        work.forget(key)
        return
    by = await change.calendar(work, item.owner)
    at = times.next_opening(max(work.now, item.due_at - AHEAD), by)
    _later(work, item, at, at.isoformat(), found.incident if found else "")


def _later(work: Work, item: Item, at: datetime, due: str, incident: str) -> None:
    """Have it asked for at a time; *due* is when that was to be.

    The room of the incident is told if that is refused.
    """
    key = f"item:{item.id}"
    args = {"due": due, "item": item.id, "incident": incident}
    work.later("postmortems.chase", key=key, at=at, because=None, **args)


async def chase(work: Work, *, item: str, due: str = "", incident: str = "") -> None:
    """Ask for an item, if this is a day to ask; look again on the next business day."""
    found = await store.lock_item(work, item)
    if found is None or found.state not in stages.WAITING or found.due_at is None:
        return
    by = await change.calendar(work, found.owner)
    opens = by.working(work.now)
    if opens > work.now:  # it comes late, and whoever does it does not work now
        _later(work, found, opens, due, incident)
        return
    step = stages.step(left(work.now, found.due_at, by))
    of = await store.get(work, found.postmortem) if found.postmortem else None
    if step:
        lead = await change.lead(work, of)
        _nudge(work, found, lead, step, late=change.late(work, due))
    await watch(work, found, of)


def left(now: datetime, due: datetime, by: Calendar) -> int:
    """Count the business days until it is due; below nought it is overdue."""
    if now > due:
        return min(-1, -times.days_between(due, now, by))
    return times.days_between(now, due, by)


def _nudge(work: Work, item: Item, lead: str, step: str, *, late: bool) -> None:
    whom = item.owner or lead or item.added_by
    fact = facts.ItemNudged(
        about=item.id,
        ref=item.ref,
        title=item.title,
        postmortem=item.origin if item.postmortem else "",
        whom=whom,
        step=step,
        due=item.due_at or work.now,
        late=late,
    )
    record = work.record(fact)
    places = [whom, lead] if step == "lead" else [whom]
    for place in dict.fromkeys(places):
        if place and place[0] in "UW":
            work.tell(record, to=place, priority=Priority.NUDGE)


TIMED = {"postmortems.chase": chase}
