"""Bulletins: what whoever subscribed to an incident is told of it, in plain words."""

from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import cards, find, store
from bot.incidents.subscriptions import NEWS


async def news(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what whoever subscribed is told; nothing of what they may not see."""
    record = await work.session.get(Record, id_)
    found = await store.get(work, record.about) if record else None
    if record is None or found is None or not await find.visible(work, [found]):
        return None
    return {
        "incident": found,
        "severity": work.policy.severities[found.severity],
        "entry": cards.entry(record),
        "room": await cards.room_of(work, found),
    }


BULLETINS = {NEWS: news}
