"""Recurrence: a new incident that an action item still open would have prevented."""

from collections.abc import Sequence

from bot import incidents
from bot.core.work import Work
from bot.incidents import Incident, Text
from bot.postmortems import facts, stages, store
from bot.postmortems.store import Item

MOST = 500  # open action items that an incident is held against
SHOWN = 5  # words that matched, as the room is told


async def notice(work: Work, *, incident: str) -> None:
    """Name, in its room, the open action item that is most like a new incident.

    What comes from a private postmortem is named to nobody else, and a drill repeats
    nothing.
    """
    (found,) = await incidents.these(work, [incident])
    waiting = await store.backlog(work, stages.WAITING, MOST, None)
    if found.drill or not found.open or not waiting:
        return
    items = {item.id: item for item in await _public(work, waiting)}
    hits = incidents.rank(_text(found), [_asked(item) for item in items.values()])
    if hits:
        _tell(work, found, items[hits[0].id], hits[0].words[:SHOWN])


async def _public(work: Work, items: Sequence[Item]) -> list[Item]:
    """Give those that everybody may know of, and that no drill asked for."""
    ids = [item.postmortem for item in items if item.postmortem]
    about = {one.id: one.incident for one in await store.these(work, ids)}
    known = await incidents.these(work, [*about.values()])
    secret = {one.id for one in known if one.private or one.drill}
    return [i for i in items if about.get(i.postmortem or "") not in secret]


def _text(found: Incident) -> Text:
    return Text(
        id=found.id, title=found.title, summary=found.summary, surface=found.surface
    )


def _asked(item: Item) -> Text:
    return Text(id=item.id, title=item.title)


def _tell(work: Work, found: Incident, item: Item, words: tuple[str, ...]) -> None:
    fact = facts.Recurred(
        about=found.id,
        ref=found.ref,
        item=item.id,
        item_ref=item.ref,
        title=item.title,
        owner=item.owner,
        words=words,
    )
    work.tell(work.record(fact), to=found.room)
