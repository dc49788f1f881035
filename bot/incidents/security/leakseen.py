"""What the rotation of a compromised key shows of its reason, and of its incident.

The incident is private: it is named, with what was said, only to whoever sees it.
Whoever said it, and whoever owned the key then, may read what was said in any case.
"""

from typing import Any

from bot import calendar
from bot.calendar import Occurrence
from bot.core.work import Work
from bot.incidents import facts, find, store
from bot.incidents.store import Incident

STANDS = "calendar.leak"  # what says how the incident of a compromised key stands


async def seen(work: Work, one: Occurrence) -> dict[str, Any] | None:
    """Give why a key is rotated at once, as the actor may know it; else nothing."""
    said = await calendar.leaks.said(work, one)
    if said is None:
        return None
    opened = await _opened(work, said.id)
    mine = opened is not None and bool(await find.visible(work, [opened]))
    told = mine or work.actor in (said.actor, *said.data["people"])
    return {
        "what": said.data.get("what", "") if told else "",
        "incident": opened if mine else None,
        "hidden": opened is not None and not mine,
    }


async def duty(work: Work, about: str) -> dict[str, Any] | None:
    """Give what the card of an occurrence shows, and why its key can't wait."""
    shown: dict[str, Any] | None = await calendar.VIEWS[calendar.CARD](work, about)
    return {**shown, "leak": await seen(work, shown["one"])} if shown else None


async def stands(work: Work, about: str) -> dict[str, Any] | None:
    """Give how the incident stands that was opened because of an occurrence's key."""
    one = await calendar.clicked(work, about)
    leak = await seen(work, one)
    return {"one": one, "leak": leak} if leak else None


async def _opened(work: Work, of: str) -> Incident | None:
    """Give the incident that was opened because of a fact, whoever may see it."""
    record = await store.following(work, of, facts.Declared.name)
    return await store.get(work, record.about) if record else None


VIEWS = {calendar.CARD: duty, STANDS: stands}
