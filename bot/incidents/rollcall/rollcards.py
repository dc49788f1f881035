"""What shows a roll call: in the room, to whoever is asked, whole in a window."""

from collections.abc import Sequence
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import find, store
from bot.incidents.rollcall import rollrows
from bot.incidents.rollcall.enlist import CARD
from bot.incidents.rollcall.rollanswer import REMINDER
from bot.incidents.rollcall.rollcall import ASK
from bot.incidents.rollcall.rollrows import Answer, RollRow
from bot.incidents.store import Incident

FIRST = 8  # of those silent, who have their buttons on the card
LISTED = 30  # of those who answered, who are named on it
OWN = 12  # rows that whoever is asked sees at once
PAGE = 15  # rows of a page


async def card(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the card of the roll call of an incident: who is silent comes first."""
    found = await store.get(work, id_)
    if found is None or not await _sees(work, found):
        return None
    call = await rollrows.of(work, id_)
    if call is None:
        return None
    rows = await rollrows.rows(work, id_)
    silent = [row for row in rows if row.silent]
    said = [row for row in rows if not row.silent]
    return {
        "incident": found,
        "call": call,
        "tally": await rollrows.tally(work, id_),
        "silent": silent[:FIRST],
        "waiting": len(silent),
        "said": _by_answer(said[:LISTED]),
        "unlisted": max(0, len(said) - LISTED),
    }


async def table(work: Work, incident: Incident, page: int) -> dict[str, Any]:
    """Give one page of all rows, in their order; the nearest where there is none."""
    rows = await rollrows.rows(work, incident.id)
    last = max(0, len(rows) - 1) // PAGE
    here = min(max(page, 0), last)
    return {
        "incident": incident,
        "call": await rollrows.of(work, incident.id),
        "tally": await rollrows.tally(work, incident.id),
        "rows": rows[here * PAGE : (here + 1) * PAGE],
        "page": here,
        "last": last,
    }


async def ask(work: Work, about: str) -> dict[str, Any] | None:
    """Give what a person, or a channel, is asked: their rows, and what was answered.

    Where it stands and may not be read any more, it is emptied: it was made private.
    """
    id_, _, place = about.partition(":")
    shown = await _asked(work, id_, place)
    if shown is None:
        found = await store.get(work, id_)
        return {"incident": found, "hidden": True} if found else None
    rows = shown["rows"]
    more = {"more": max(0, len(rows) - OWN), "hidden": False}
    return {**shown, "rows": rows[:OWN], **more}


async def reminder(work: Work, about: str) -> dict[str, Any] | None:
    """Give what is asked once more of who is silent; nothing if nobody is by now."""
    of, _, place = about.partition(":")
    record = await work.session.get(Record, of)
    shown = await _asked(work, record.about, place) if record else None
    if record is None or shown is None or shown["call"].closed_at:
        return None
    rows = [row for row in shown["rows"] if row.silent]
    more = {"rows": rows[:OWN], "more": max(0, len(rows) - OWN)}
    return {**shown, **more, "late": record.data["late"]} if rows else None


async def _asked(work: Work, id_: str, place: str) -> dict[str, Any] | None:
    """Give the rows for which *place* answers, if the reader may see them."""
    found = await store.get(work, id_)
    call = await rollrows.of(work, id_) if found else None
    if found is None or call is None or not await find.visible(work, [found]):
        return None
    rows = [one for one in await rollrows.rows(work, id_) if one.contact == place]
    return {"incident": found, "call": call, "rows": rows}


async def _sees(work: Work, incident: Incident) -> bool:
    """Tell whether a person who asks may see it; its own room always may."""
    asks = work.actor.startswith(("U", "W"))
    return not asks or bool(await find.visible(work, [incident]))


def _by_answer(rows: Sequence[RollRow]) -> list[tuple[Answer, list[RollRow]]]:
    """Put those together who answered the same: the affected first."""
    every = [(said, [r for r in rows if r.answer is said]) for said in Answer]
    return [(said, those) for said, those in every if those]


ROLLCALL = {CARD: card, ASK: ask, REMINDER: reminder}
