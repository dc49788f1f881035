"""Waiting: what of postmortems and action items waits for one person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.waits import Wait
from bot.core.work import Work
from bot.postmortems import find, stages, store
from bot.postmortems.store import Item, Postmortem

MANY = 50
EVERY = 500


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is due of everybody, as whoever looks may know it."""

    drafts: Sequence[Wait]
    items: Sequence[Wait]
    hidden: int
    """How many of them are private, and not named."""


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: what they own and have not done.

    The person to fall back on is reminded of what nobody owns: it waits for them too.
    """
    owned = await find.visible(work, await store.owned(work, work.actor, MANY))
    found = await store.backlog(work, stages.WAITING, MANY, work.actor)
    items = await find.visible_items(work, found)
    written = [_draft(one, work.now) for one in owned]
    mine = written + [_item(one, work.now) for one in items]
    return mine + await _ownerless(work)


async def _ownerless(work: Work) -> list[Wait]:
    """Wait for the person to fall back on to name somebody for what nobody owns."""
    if work.actor != work.policy.people.fallback:
        return []
    drafts = await find.visible(work, await store.owned(work, "", MANY))
    found = await store.backlog(work, stages.WAITING, MANY, "")
    late = [one for one in found if _late(one, work.now)]
    items = await find.visible_items(work, late)
    named = [_unwritten(one, work.now) for one in drafts]
    return named + [_unplanned(one, work.now) for one in items]


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
        late=_late(one, now),
    )


def _unwritten(one: Postmortem, now: datetime) -> Wait:
    return replace(
        _draft(one, now),
        why="postmortem without an owner",
        label="Assign…",
        does="postmortems.assign",
        more=(("Open", "postmortems.show"),),
    )


def _unplanned(one: Item, now: datetime) -> Wait:
    return replace(
        _item(one, now),
        why=f"{stages.SAID[one.kind]}, without an owner",
        label="Plan…",
        does="postmortems.plan",
        more=(("Open", "postmortems.item"),),
    )


def _late(one: Item, now: datetime) -> bool:
    return bool(one.due_at and one.due_at < now)


async def owed(work: Work, before: datetime) -> Owed:
    """Give the drafts and action items that are due before a time, or late."""
    drafts = await store.due(work, before, EVERY)
    items = [one for one in await _items(work) if one.due_at and one.due_at < before]
    seen = await find.visible(work, drafts)
    known = await find.visible_items(work, items)
    return Owed(
        drafts=[replace(_draft(one, work.now), who=one.owner) for one in seen],
        items=[replace(_item(one, work.now), who=one.owner) for one in known],
        hidden=len(drafts) + len(items) - len(seen) - len(known),
    )


async def engaged(work: Work) -> set[str]:
    """Give who owns what is not done, and who is asked for what nobody owns."""
    drafts = await store.due(work, None, EVERY)
    owners = {one.owner for one in drafts} | {i.owner for i in await _items(work)}
    return {owner or work.policy.people.fallback for owner in owners} - {""}


async def _items(work: Work) -> Sequence[Item]:
    return await store.backlog(work, stages.WAITING, EVERY, None)
