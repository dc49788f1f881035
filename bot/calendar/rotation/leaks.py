"""Why a key is rotated at once: the fact that said that it is compromised."""

from bot.calendar import change, store
from bot.calendar.rotation import keyfacts, keystore
from bot.calendar.rotation.rotated import LEAK
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.core.work import Work


def of_leak(one: Occurrence) -> bool:
    """Tell whether it is asked for because a key is compromised."""
    return one.slot.startswith(LEAK)


async def said(work: Work, one: Occurrence) -> Record | None:
    """Give the fact that an occurrence follows from, if it is one of a leak."""
    if not of_leak(one):
        return None
    key = await keystore.of_routine(work, one.routine)
    found = await keystore.told(work, key.id, keyfacts.KeyLeaked.name) if key else ()
    return next((fact for fact in found if fact.data["leak"] == one.subject), None)


async def follow(work: Work, *, begun: str) -> None:
    """Have the cards show what came of the fact *begun*: an incident was opened."""
    fact = await keystore.record(work, begun, keyfacts.KeyLeaked.name)
    found = await store.of_subjects(work, [fact.data["leak"]]) if fact else ()
    for one in await store.lock(work, *(each.id for each in found)):
        await change.show(work, one)
