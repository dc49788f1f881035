"""Counting down: each business day the card says the day, and somebody is asked.

Its owner first, then the channel, then the lead, in business hours where the owner
lives, until it is published or somebody says why none is needed.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot import incidents
from bot.core import times
from bot.core.queue import Priority
from bot.core.times import Calendar
from bot.core.work import Work
from bot.postmortems import change, facts, rules, store
from bot.postmortems.rules import OPEN, Part, Status
from bot.postmortems.store import Postmortem

CALLED = (Status.DRAFT, Status.REVIEW)
"""Where it is counted down; what was reopened waits."""


def watch(work: Work, found: Postmortem, by: Calendar) -> None:
    """Have the next business day counted, or no more."""
    if found.status not in CALLED:
        work.forget(f"postmortem:{found.id}")
        return
    at = times.next_opening(work.now, by)
    _later(work, found, at, at.isoformat())


def _later(work: Work, found: Postmortem, at: datetime, due: str) -> None:
    """Have it counted at a time; *due* is when that was to be."""
    work.later(
        "postmortems.count",
        key=f"postmortem:{found.id}",
        at=at,
        due=due,
        incident=found.incident,
        postmortem=found.id,
    )


async def count(work: Work, *, postmortem: str, incident: str, due: str = "") -> None:
    """Count a business day that has begun; ask whoever is to be asked on it."""
    del incident  # its room is told if this is refused
    found = await store.lock(work, postmortem)
    if found is None or found.status not in CALLED:
        return
    by = await change.calendar(work, found.owner)
    opens = by.working(work.now)
    if opens > work.now:  # it comes late, and whoever writes it does not work now
        _later(work, found, opens, due)
        return
    change.counted(work, found, by)
    step = rules.step(found.day, found.days)
    if step and found.status is Status.DRAFT:
        await _nudge(work, found, step, late=change.late(work, due))
    change.show(work, found)
    watch(work, found, by)


async def _nudge(work: Work, found: Postmortem, step: str, *, late: bool) -> None:
    empty = await missing(work, found)
    fact = facts.Nudged(
        about=found.id,
        ref=found.ref,
        incident_ref=found.incident_ref,
        whom=found.owner or await change.lead(work, found),
        step=step,
        due=found.due_at,
        day=found.day,
        days=found.days,
        empty=tuple(empty),
        late=late,
        title=found.title,
    )
    record = work.record(fact)
    for place in await _places(work, found, step):
        work.tell(record, to=place, priority=Priority.NUDGE)


async def _places(work: Work, found: Postmortem, step: str) -> list[str]:
    """Give who is asked: the owner, in time the channel, at last the lead."""
    lead, room = await change.lead(work, found), await change.open_room(work, found)
    owner = found.owner or lead or room
    more = {"channel": [room], "lead": [room, lead]}.get(step, [])
    return list(dict.fromkeys(filter(None, [owner, *more])))


async def missing(work: Work, found: Postmortem) -> list[str]:
    """Name the sections of one that are empty."""
    sections = await store.sections(work, found.id)
    items = [i for i in await store.items(work, found.id) if not i.dropped]
    return rules.missing(contents(sections), len(items))


def contents(sections: dict[Part, store.Section]) -> dict[Part, dict[str, object]]:
    """Give what the sections hold."""
    return {part: one.content for part, one in sections.items()}


async def archive(work: Work, *, incident: str) -> None:
    """Archive the room of what is over, but not while its postmortem is written."""
    known = await store.of_incident(work, incident)
    if known is None or known.status not in OPEN:
        await incidents.TIMED[ARCHIVE](work, incident=incident)
        return
    by = await change.calendar(work, known.owner)
    incidents.keep_room(work, incident, times.next_opening(work.now, by))


ARCHIVE = "incidents.archive"
TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    "postmortems.count": count,
    ARCHIVE: archive,
}
"""What the clock calls; of incidents what has to know of their postmortem."""
