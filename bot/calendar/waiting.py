"""Waiting: what of the calendar waits for whoever looks at their home."""

from datetime import timedelta

from bot.calendar import store
from bot.calendar.store import Occurrence
from bot.core.waits import Wait
from bot.core.work import Work

SOON = timedelta(days=3)


async def waits(work: Work, within: timedelta = SOON) -> list[Wait]:
    """Give what somebody is asked for and is due soon, or late."""
    rows = await store.asked_of(work, work.actor)
    return [_wait(work, one) for _, one in rows if one.due_at - work.now < within]


def _wait(work: Work, one: Occurrence) -> Wait:
    return Wait(
        what=f"{one.ref} · {one.title}",
        why=f"of the operations calendar: {one.area}",
        label="Confirm…",
        does="calendar.confirm",
        value=one.id,
        more=(("Open", "calendar.show"),),
        due=one.due_at,
        late=one.due_at < work.now,
    )
