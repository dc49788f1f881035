"""Finding the postmortem that somebody means, and hiding those they may not see.

One of a private incident is for the people of that incident's room: to everybody else
it answers like a number that does not exist.
"""

import re
from collections.abc import Sequence

from bot import incidents
from bot.core.work import Work
from bot.incidents import Incident, WhichIncident
from bot.postmortems import rules, stages, store
from bot.postmortems.rules import Status
from bot.postmortems.store import Item, Postmortem

REST = r"(\d{1,9})[:,;.]?(?:\s+(?P<rest>.*))?"
REF = re.compile(rf"pm[- ]?{REST}", re.IGNORECASE | re.DOTALL)
ITEM = re.compile(rf"(?:ai[- ]?)?{REST}", re.IGNORECASE | re.DOTALL)
LIST = 15
FEW = 5


async def meant(
    work: Work, words: str, channel: str, *, usage: str
) -> tuple[Postmortem, str]:
    """Give the postmortem that is named, by its number, its incident, or the room."""
    found = REF.fullmatch(words)
    if found:
        return await numbered(work, int(found[1])), (found["rest"] or "").strip()
    try:
        incident, rest = await incidents.meant(work, words, channel, usage=usage)
    except WhichIncident:
        raise rules.WhichPostmortem(usage=usage, hint=await some(work)) from None
    known = await store.of_incident(work, incident.id)
    if known is None:
        raise rules.NotDrafted(incident=incident.ref)
    return known, rest


async def numbered(work: Work, number: int) -> Postmortem:
    """Give postmortem *number*, or refuse with what there is."""
    found = await store.by_number(work, number)
    if found is None or not await visible(work, [found]):
        raise rules.NoSuchPostmortem(what=f"PM-{number}", hint=await some(work))
    return found


async def exportable(work: Work, words: str) -> Postmortem | None:
    """Give the postmortem that is named at the machine; None: words are none's number.

    A private one too: whoever runs Longwatch can read the database.
    """
    named = REF.fullmatch(words.strip())
    if named is None:
        return None
    found = await store.by_number(work, int(named[1]))
    if found is None:
        what, hint = f"PM-{int(named[1])}", await some(work)
        raise rules.NoSuchPostmortem(what=what, hint=hint)
    return found


async def clicked(work: Work, id_: str, *, lock: bool = False) -> Postmortem:
    """Give the postmortem of a button, or refuse: it may be another workspace's."""
    found = await (store.lock(work, id_) if lock else store.get(work, id_))
    if found is None or not await visible(work, [found]):
        hint = " The button is of something that is gone."
        raise rules.NoSuchPostmortem(what="such postmortem here", hint=hint)
    return found


async def about(work: Work, incident: str) -> Postmortem | None:
    """Give the postmortem of an incident that the actor may see."""
    return await store.of_incident(work, incident)


async def concerned(work: Work, incident: str) -> list[str]:
    """Give who owns the postmortem of an incident, or an action item that goes on."""
    found = await store.of_incident(work, incident)
    if found is None:
        return []
    going = [i for i in await store.items(work, found.id) if i.state in stages.GOING]
    owners = [found.owner, *(item.owner for item in going)]
    return [one for one in dict.fromkeys(owners) if one]


async def listed(work: Work, among: Sequence[Status]) -> list[Postmortem]:
    """Give those in one of *among* that the actor may see, the newest first."""
    return await visible(work, await store.listed(work, among, LIST))


async def visible(work: Work, every: Sequence[Postmortem]) -> list[Postmortem]:
    """Give those that the actor may see."""
    if not every:
        return []
    known = await incidents.these(work, [one.incident for one in every])
    seen = {one.id for one in await incidents.visible(work, known)}
    return [one for one in every if one.incident in seen]


async def incident_of(work: Work, found: Postmortem) -> Incident:
    """Give the incident that one is about."""
    (incident,) = await incidents.these(work, [found.incident])
    return incident


async def some(work: Work) -> str:
    """Name a few that there are."""
    found = await visible(work, await store.listed(work, tuple(Status), FEW))
    if not found:
        return " There is none yet: `/postmortem draft INC-42` opens one."
    names = ", ".join(f"{one.ref} ({one.incident_ref})" for one in found)
    return f" The latest: {names}."


async def clicked_item(work: Work, id_: str, *, lock: bool = False) -> Item:
    """Give the action item of a button, or refuse."""
    found = await (store.lock_item(work, id_) if lock else store.item(work, id_))
    if found is None or not await visible_items(work, [found]):
        raise stages.NoSuchItem(what="such action item here")
    return found


async def item_meant(work: Work, words: str) -> tuple[Item, str]:
    """Give the action item that is named at the beginning of *words*."""
    named = ITEM.fullmatch(words)
    found = await store.item_numbered(work, int(named[1])) if named else None
    if not named or found is None or not await visible_items(work, [found]):
        what = f"AI-{named[1]}" if named else f"action item “{rules.line(words)[:20]}”"
        raise stages.NoSuchItem(what=what)
    return found, (named["rest"] or "").strip()


async def visible_items(work: Work, every: Sequence[Item]) -> list[Item]:
    """Give those that the actor may see: an item is as private as its postmortem."""
    ids = [one.postmortem for one in every if one.postmortem]
    known = await visible(work, await store.these(work, ids))
    seen = {one.id for one in known}
    return [one for one in every if one.postmortem is None or one.postmortem in seen]
