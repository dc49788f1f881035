"""The past: an incident as it stood at a moment, rebuilt from its facts."""

from datetime import datetime, tzinfo
from typing import Any

from bot import ledger
from bot.core import times
from bot.core.errors import Conflict
from bot.core.work import Work
from bot.incidents import cards, staff, state
from bot.incidents.store import Incident


class NotYetDeclared(Conflict):
    """{ref} was declared {since}: nothing is known of it before."""


async def stood(work: Work, found: Incident, at: datetime, zone: tzinfo) -> Incident:
    """Give *found* as it stood *at* a moment; it belongs to no session.

    Raises NotYetDeclared, or Unreadable where its facts say what we never wrote.
    """
    every = await ledger.history(work, [found.id])
    history = [record for record in every if record.at <= at]
    try:
        known = state.folded(history)
    except state.UNREADABLE:
        raise state.Unreadable(ref=found.ref) from None
    if "number" not in known:
        since = times.dated(found.declared_at, zone)
        raise NotYetDeclared(ref=found.ref, since=since)
    now = {name: getattr(found, name) for name in ("id", "workspace", *state.COLUMNS)}
    return Incident(**{**now, **known})


async def card(
    work: Work, found: Incident, at: datetime, zone: tzinfo
) -> dict[str, Any]:
    """Give what the card of *found* showed *at* a moment, and who held which role."""
    then = await stood(work, found, at, zone)
    shown = await cards.shown(work, then)
    unknown: dict[str, Any] = {"troubles": [], "roll": None, "parts": []}
    unknown |= {"tasks": 0, "done": 0}
    return {
        **shown,
        "roles": staff.roles(work, then),
        "then": at,
        **unknown,
        "more_parts": False,
    }
