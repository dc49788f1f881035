"""Cards: what shows an occurrence, wherever it stands, and what one person is asked."""

from typing import Any

from bot import workspaces
from bot.calendar import (
    asking,
    find,
    listing,
    measuring,
    planning,
    proofs,
    rounds,
    store,
)
from bot.calendar.rotation import keycards
from bot.calendar.rules import CARD, Why
from bot.calendar.store import Asked
from bot.core.work import Work

DUE = "calendar.list"  # what shows all that is due
OVERVIEW = "calendar.overview"  # what shows the routines
ADDED = "calendar.added"  # what shows a new routine as it was understood


async def duty(work: Work, about: str) -> dict[str, Any] | None:
    """Give what a card of an occurrence shows to its reader."""
    one = await store.get(work, about)
    if one is None:
        return None
    return {**await find.details(work, one), "again": await _again(work, about)}


async def _again(work: Work, about: str) -> Any:  # noqa: ANN401 (a moment, or None)
    """Give when the reader is asked again."""
    one = await store.get(work, about)
    asked = await store.asked(work, [about])
    mine: Asked | None = next((a for a in asked if a.person == work.actor), None)
    if one is None or mine is None or not one.open or mine.why is Why.DECLINED:
        return None
    by = await workspaces.calendar(work, work.actor)
    item = planning.Item(
        id=one.id,
        due_at=one.due_at,
        ahead=await find.spans(work, one),
        carded=mine.carded_at is not None,
        snoozed_until=one.snoozed_until,
    )
    return planning.wake([item], work.now, by)


async def overview(work: Work, _: str) -> dict[str, Any]:
    """Give the routines, to whoever asks."""
    return await find.overview(work)


VIEWS = {
    CARD: duty,
    DUE: listing.turned,
    OVERVIEW: overview,
    ADDED: find.added,
    **asking.VIEWS,
    **proofs.VIEWS,
    **measuring.VIEWS,
    **rounds.VIEWS,
    **keycards.VIEWS,
}
