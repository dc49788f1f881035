"""Waiting: what of the calendar waits for whoever looks at their home."""

from datetime import timedelta

from bot.calendar import owners, store
from bot.calendar.rules import Why
from bot.calendar.store import Occurrence
from bot.core.waits import Wait
from bot.core.work import Work

SOON = timedelta(days=3)


async def waits(work: Work, within: timedelta = SOON) -> list[Wait]:
    """Give what somebody is asked for and is due soon, or late."""
    rows = await store.asked_of(work, work.actor)
    near = [(asked, one) for asked, one in rows if one.due_at - work.now < within]
    others = [one for asked, one in near if asked.why is not Why.OWNER]
    named = await owners.owner_names(
        work, {owner for one in others for owner in one.owners}
    )
    whose = {one.id: ", ".join(named[owner] for owner in one.owners) for one in others}
    return [_wait(work, one, whose.get(one.id, "")) for _, one in near]


def _wait(work: Work, one: Occurrence, whose: str) -> Wait:
    """Give one with its button; *whose* it is, where somebody else can't do it."""
    return Wait(
        what=f"{one.ref} · {one.title}",
        why=f"of the operations calendar: {one.area}{f', of {whose}' if whose else ''}",
        label="Confirm…",
        does="calendar.confirm",
        value=one.id,
        more=(("Open", "calendar.show"),),
        due=one.due_at,
        late=one.due_at < work.now,
    )
