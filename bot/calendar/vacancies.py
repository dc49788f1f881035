"""Vacancies: roles and people that own or sign off duties and are not there any more.

Whoever leads hears of each once, when it becomes vacant, not once for each duty; of
several that are found at one time in one message.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from bot.calendar import facts, owners
from bot.calendar.register import Routine
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work

NAMES = (facts.Vacated.name, facts.Filled.name)


async def look(work: Work, routines: Sequence[Routine]) -> None:
    """Note behind which owners and signing roles nobody is, and behind which again."""
    owned = Counter(owner for one in routines for owner in one.owners)
    signed = Counter(role for one in routines for role in one.signoff)
    found = []
    for owner in sorted({*owned, *signed}):
        behind = await owners.people(work, [owner])
        last = await _last(work, owner)
        vacant = last is not None and last.name == facts.Vacated.name
        if not behind and not vacant:
            many = {"duties": owned[owner], "signs": signed[owner]}
            found.append(_vacancy(work, owner) | many)
        elif behind and vacant:
            work.record(facts.Filled(about=owner, owner=owner))
    if found:
        await _vacate(work, found)


def _vacancy(work: Work, owner: str) -> dict[str, Any]:
    office = work.policy.signoff.get(owner)
    return {"owner": owner, "called": office.name if office else ""}


async def _vacate(work: Work, found: Sequence[dict[str, Any]]) -> None:
    """Note each that is vacant now, and tell of all of them in one message."""
    first, *others = found
    fact = facts.Vacated(about=first["owner"], beside=tuple(others), **first)
    record = work.record(fact)
    for other in others:
        work.record(facts.Vacated(about=other["owner"], **other))
    for place in await _leads(work) or [work.policy.channels.ops]:
        if place:
            work.tell(record, to=place, priority=Priority.NUDGE)


async def _leads(work: Work) -> list[str]:
    """Give whoever leads; and admins, where none of them may name somebody."""
    leads = await owners.fallback(work)
    admins = await owners.people(work, await work.people.holders(work, Role.ADMIN))
    return leads if {*leads} & {*admins} else [*leads, *admins]


async def _last(work: Work, owner: str) -> Record | None:
    query = select(Record).where(Record.about == owner, col(Record.name).in_(NAMES))
    newest = query.order_by(col(Record.at).desc(), col(Record.id).desc())
    return (await work.session.exec(newest.limit(1))).first()
