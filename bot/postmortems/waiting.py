"""Waiting: what of postmortems and action items waits for one person."""

from datetime import datetime

from bot.core.waits import Wait
from bot.core.work import Work
from bot.postmortems import find, stages, store
from bot.postmortems.store import Item, Postmortem

MANY = 50


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: what they own and have not done."""
    owned = await find.visible(work, await store.owned(work, work.actor, MANY))
    found = await store.backlog(work, stages.WAITING, MANY, work.actor)
    items = await find.visible_items(work, found)
    written = [_draft(one, work.now) for one in owned]
    return written + [_item(one, work.now) for one in items]


def _draft(one: Postmortem, now: datetime) -> Wait:
    return Wait(
        what=f"{one.ref} · {one.incident_ref} · {one.title}",
        why="postmortem to be written",
        label="Open",
        does="postmortems.show",
        value=one.id,
        due=one.due_at,
        late=one.due_at < now,
    )


def _item(one: Item, now: datetime) -> Wait:
    return Wait(
        what=f"{one.ref} · {one.title}",
        why=stages.SAID[one.kind],
        label="Open",
        does="postmortems.item",
        value=one.id,
        due=one.due_at,
        late=bool(one.due_at and one.due_at < now),
    )
