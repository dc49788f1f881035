"""Changes: how every verb alters an occurrence, so that none forgets its cards."""

from collections.abc import Sequence
from typing import Any

from bot.calendar import facts, store
from bot.calendar.rules import CARD, Over, State
from bot.calendar.store import Asked, Occurrence
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work

SAID = {
    State.CONFIRMED: "confirmed",
    State.DONE: "done",
    State.SKIPPED: "skipped",
    State.MISSED: "missed",
}


async def note(
    work: Work,
    one: Occurrence,
    fact: type[facts.OfOccurrence],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Record what happened to a locked occurrence, and show it wherever it is shown."""
    one.version += 1
    made = fact(about=one.id, ref=one.ref, title=one.title, **said)
    record = work.record(made)
    await show(work, one)
    return record


async def show(work: Work, one: Occurrence) -> None:
    """Have every card of it follow, and the lists in which it stands."""
    copies = await store.copies(work, one.id)
    for copy in (*copies, *await store.agendas(work, one.id)):
        where = {"place": copy.place, "parent": copy.parent, "lane": copy.lane}
        how = {"key": copy.key, "priority": Priority.NUDGE, "asker": None}
        work.want("card", copy.name, copy.about, **how, **where)


async def skip(work: Work, ids: Sequence[str], reason: str) -> None:
    """Have occurrences be done no more, for a reason that is nobody's own."""
    for one in await store.lock(work, *ids):
        if one.open:
            one.state, one.reason, one.finished_at = State.SKIPPED, reason, work.now
            await note(work, one, facts.Skipped, reason=reason)


async def nudge(work: Work, one: Occurrence, row: Asked) -> None:
    """Give somebody who is asked for a locked occurrence its card, and note when."""
    one.nudged_at, row.carded_at = one.nudged_at or work.now, work.now
    said = {"whom": row.person, "why": row.why.value, "first": one.nudged_at}
    await note(work, one, facts.Nudged, **said)
    card(work, one, row.person)


def card(work: Work, one: Occurrence, place: str) -> None:
    """Post the card of an occurrence somewhere, once; from then on it follows."""
    how = {"key": f"{CARD}:{one.id}:{place}", "priority": Priority.NUDGE}
    where = {"place": place, "lane": place, "asker": None}
    work.want("card", CARD, one.id, **how, **where)


async def require_open(work: Work, one: Occurrence) -> None:
    """Refuse what is over: who did it, and how it stands."""
    if one.open:
        return
    names = (
        await work.people.names(work, [one.confirmed_by]) if one.confirmed_by else {}
    )
    by = f" by {names[one.confirmed_by]}" if names else ""
    raise Over(about=one.id, ref=one.ref, state=SAID[one.state], by=by)


def reset(one: Occurrence) -> None:
    """Have an occurrence that is open begin anew with asking."""
    one.rung, one.snoozed_until = 0, None
    one.state = State.UPCOMING
