"""Furnishing: the room of an incident, and what stands in it besides cards."""

from typing import Any

from bot.core import leaving, tidy
from bot.core.work import Work
from bot.incidents import cards, store
from bot.incidents.change import guide, show
from bot.incidents.rules import CARD, Status
from bot.incidents.store import Incident


def furnish(work: Work, incident: Incident) -> None:
    """Have Slack show it in a room: that first, then everything else side by side."""
    id_, room = incident.id, incident.room
    work.want("room", "incidents.room", id_)
    show(work, incident, topic=True)
    guide(work, incident)
    work.want("purpose", "incidents.purpose", id_, parent=room)
    work.want("members", "incidents.members", id_, parent=room)
    card = f"{CARD}:{id_}"
    work.want("pin", "incidents.pin", id_, parent=card)
    work.want("bookmark", "incidents.bookmark", id_, parent=card)
    for index, _ in enumerate(work.policy.room.bookmarks):
        work.want(
            "bookmark",
            "incidents.link",
            f"{id_}:{index}",
            key=f"bookmark:{id_}:{index}",
            parent=room,
        )


async def room(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the name of the room and whether it is private."""
    found = await store.get(work, id_)
    if found is None:
        return None
    name = named(work, found)
    if await cards.effect_of(work, id_, leaving.former(found.room)):
        name = f"{name[:72]}-private"  # the first one has the name
    return {"name": name, "private": found.private}


def named(work: Work, found: Incident) -> str:
    """Give the name of the room of *found*, by the policy."""
    pattern = f"drill-{work.policy.room.name}" if found.drill else work.policy.room.name
    return tidy.room_name(pattern, found.number, found.title)


async def topic(work: Work, id_: str) -> str | None:
    """Give the room's topic: what it is and who leads, in plain text."""
    found = await store.get(work, id_)
    if found is None:
        return None
    lead = found.commander
    who = (await work.people.names(work, [lead]))[lead] if lead else "nobody yet"
    state = "" if found.open else f" | {found.status.said}"
    severity = work.policy.severities[found.severity].name
    said = f"{found.ref} | {severity}{state} | commander: {who} | {found.title}"
    return tidy.topic(said)


async def purpose(work: Work, id_: str) -> str | None:
    """Give what the room is for."""
    found = await store.get(work, id_)
    return tidy.topic(f"Responding to {found.ref}: {found.title}") if found else None


async def members(work: Work, id_: str) -> list[str]:
    """Give the people who belong in the room now."""
    return [m.person for m in await store.members(work, id_) if m.left_at is None]


async def bookmark(work: Work, id_: str) -> dict[str, str] | None:
    """Give the bookmark of the card: the way back to it from far down the room."""
    found = await store.get(work, id_)
    card = await cards.effect_of(work, id_, f"{CARD}:{id_}")
    if found is None or card is None or not card.ts:
        return None
    link = await work.people.permalink(work, card.channel or "", card.ts)
    title = f"{found.ref} card"
    return {"title": title, "link": link, "emoji": ":rotating_light:"}


async def link(work: Work, key: str) -> dict[str, str] | None:
    """Give one of the bookmarks that the policy puts into every room."""
    _, _, index = key.rpartition(":")
    links = work.policy.room.bookmarks
    if int(index) >= len(links):
        return None
    return {"title": links[int(index)].title, "link": links[int(index)].link}


async def pin(work: Work, id_: str) -> bool:
    """Give that the card is pinned: there is nothing else to it."""
    del work, id_
    return True


async def restored(work: Work, id_: str) -> bool:
    """Give that the room is brought back: there is nothing else to it."""
    del work, id_
    return True


async def archived(work: Work, id_: str) -> bool:
    """Give whether the room should be archived now."""
    found = await store.get(work, id_)
    if found is None:
        return False
    return found.status is Status.RETRACTED or found.archived_at is not None


FURNITURE = {
    "incidents.room": room,
    "incidents.topic": topic,
    "incidents.purpose": purpose,
    "incidents.members": members,
    "incidents.bookmark": bookmark,
    "incidents.link": link,
    "incidents.pin": pin,
    "incidents.archived": archived,
    "incidents.restored": restored,
}
