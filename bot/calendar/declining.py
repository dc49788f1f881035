"""Declining: whoever leads hears of what its owner can't do, in their business hours.

What is due before these begin is told at once.
"""

from collections.abc import Awaitable, Callable

from bot import workspaces
from bot.calendar import store
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.core.work import Work

TURNED = "calendar.turned"


async def tell(work: Work, one: Occurrence, record: Record, person: str) -> None:
    """Tell a lead now, or when their business hours begin."""
    by = await workspaces.calendar(work, person)
    at = by.working(work.now)
    if work.now < at < one.due_at:
        work.later(
            TURNED,
            key=f"turned:{record.id}:{person}",
            at=at,
            record=record.id,
            occurrence=one.id,
            person=person,
        )
    else:
        work.tell(record, to=person)


async def turned(work: Work, *, record: str, occurrence: str, person: str) -> None:
    """Tell a lead of what was declined while they did not work, if it is still open."""
    said = await work.session.get(Record, record)
    one = (await store.these(work, [occurrence])).get(occurrence)
    if said is None or one is None or not one.open:
        return
    if await workspaces.fit(work, [person]):
        await tell(work, one, said, person)


TIMED: dict[str, Callable[..., Awaitable[None]]] = {TURNED: turned}
