"""Cards: what shows a postmortem, from the database as it is now."""

from typing import Any

from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.postmortems import (
    change,
    copies,
    countdown,
    find,
    rules,
    stages,
    store,
    write,
)
from bot.postmortems.rules import CARD, SHARED, SHOWN, Part
from bot.postmortems.store import Item, Postmortem

LISTED = 14  # action items that one message can show, with their buttons
LOOKED = 60  # among which those that the reader may see are found


async def countdown_card(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the card in the room, while there is one: the day, what is empty."""
    found = await store.get(work, id_)
    if found is None or not await change.open_room(work, found):
        return None
    return await state(work, found)


async def state(work: Work, found: Postmortem) -> dict[str, Any]:
    """Give how it stands: the day, which sections are empty, what it became."""
    into = await _into(work, found)
    return {
        "pm": found,
        "empty": await countdown.missing(work, found),
        "sections": rules.SECTIONS,
        "into": into,
        "canvas": await copies.link(work, found),
        "items": len([i for i in await store.items(work, found.id) if not i.dropped]),
    }


async def shared(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what other teams read of it; of what is private now, that it is."""
    found = await store.get(work, id_)
    if found is None:
        return None
    incident = await find.incident_of(work, found)
    lessons = (await store.sections(work, found.id))[Part.LESSONS].content
    return {
        "pm": found,
        "incident": incident,
        "lessons": lessons,
        "into": await _into(work, found),
    }


async def _into(work: Work, found: Postmortem) -> Postmortem | None:
    """Give what took its place, if the reader may know of that."""
    into = await store.get(work, found.superseded_by) if found.superseded_by else None
    return next(iter(await find.visible(work, [into])), None) if into else None


async def whole(work: Work, id_: str) -> dict[str, Any] | None:
    """Give all of it to whoever asks, if they may see it."""
    found = await store.get(work, id_)
    if found is None or not await find.visible(work, [found]):
        return None
    return await shown(work, found)


async def shown(work: Work, found: Postmortem) -> dict[str, Any]:
    """Give what is shown of all of it."""
    card = await state(work, found)
    incident = await find.incident_of(work, found)
    sections = await store.sections(work, found.id)
    return {
        **card,
        "incident": incident,
        "lasted": write.lasted(incident),
        "summary": sections[Part.SUMMARY].content,
        "cause": sections[Part.CAUSE].content,
        "lessons": sections[Part.LESSONS].content,
        "actions_": [told(item) for item in await store.items(work, found.id)],
    }


def told(item: Item) -> dict[str, Any]:
    """Give an action item as templates read it."""
    return {
        "item": item,
        "kind": stages.SAID[item.kind],
        "next": stages.NEXT.get(item.state, ""),
        "then": stages.following(item.state) or "",
    }


async def item_card(work: Work, id_: str) -> dict[str, Any] | None:
    """Give one action item to whoever asks."""
    found = await store.item(work, id_)
    if found is None or not await find.visible_items(work, [found]):
        return None
    return told(found)


async def backlog(
    work: Work, *, mine: bool = False, every: bool = False
) -> dict[str, Any]:
    """Give the improvement backlog as the actor may see it."""
    await roles.require(work, Role.MEMBER)
    among = tuple(stages.Stage) if every else stages.GOING
    owner = work.actor if mine else None
    found = await store.backlog(work, among, LOOKED, owner)
    seen = await find.visible_items(work, found)
    shown = [told(item) for item in seen[:LISTED]]
    return {"found": shown, "more": len(seen) > LISTED, "mine": mine}


async def _backlog(work: Work, id_: str) -> dict[str, Any]:
    del id_  # it is about nothing but the reader
    return await backlog(work)


VIEWS = {
    **copies.VIEWS,
    CARD: countdown_card,
    SHARED: shared,
    SHOWN: whole,
    "postmortems.item": item_card,
    "postmortems.backlog": _backlog,
}
