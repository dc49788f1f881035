"""Vacancies: roles and people that own duties and are not there any more.

Whoever leads hears of each once, when it becomes vacant, not once for each duty.
"""

from collections.abc import Iterable

from sqlmodel import col, select

from bot.calendar import facts, owners
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work

NAMES = (facts.Vacated.name, facts.Filled.name)


async def look(work: Work, owned: Iterable[tuple[str, int]]) -> None:
    """Note which of those that own something nobody is behind, and which again."""
    for owner, duties in owned:
        behind = await owners.people(work, [owner])
        last = await _last(work, owner)
        vacant = last is not None and last.name == facts.Vacated.name
        if not behind and not vacant:
            await _vacate(work, owner, duties)
        elif behind and vacant:
            work.record(facts.Filled(about=owner, owner=owner))


async def _vacate(work: Work, owner: str, duties: int) -> None:
    office = work.policy.signoff.get(owner)
    called = office.name if office else ""
    fact = facts.Vacated(about=owner, owner=owner, called=called, duties=duties)
    record = work.record(fact)
    leads = await owners.fallback(work)
    for place in leads or [work.policy.channels.ops]:
        if place:
            work.tell(record, to=place, priority=Priority.NUDGE)


async def _last(work: Work, owner: str) -> Record | None:
    query = select(Record).where(Record.about == owner, col(Record.name).in_(NAMES))
    newest = query.order_by(col(Record.at).desc(), col(Record.id).desc())
    return (await work.session.exec(newest.limit(1))).first()
