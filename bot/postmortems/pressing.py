"""What of postmortems and action items keeps the whole from being in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot import incidents
from bot.core.facts import Record
from bot.core.work import Work
from bot.postmortems import facts, store
from bot.postmortems.rules import OPEN
from bot.postmortems.stages import GOING, WAITING
from bot.postmortems.store import Item, Postmortem

MANY = 500
MOVES = tuple(
    fact.name for fact in (facts.ItemAdded, facts.ItemMoved, facts.ItemAssigned)
)


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A postmortem that is neither published nor skipped, and its incident."""

    postmortem: Postmortem
    severity: int
    private: bool


async def pending(work: Work) -> list[Pending]:
    """Give the postmortems of real incidents that are neither published nor skipped."""
    rows = await store.listed(work, OPEN, MANY)
    real = await incidents.real(work, [one.incident for one in rows])
    known = {one.id: one for one in real}
    return [
        Pending(
            postmortem=one,
            severity=known[one.incident].severity,
            private=known[one.incident].private,
        )
        for one in reversed(rows)
        if one.incident in known
    ]


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How the action items stand: those that go on, are late, and have moved."""

    going: int
    late: tuple[Item, ...]
    moved: tuple[Item, ...]
    hidden: frozenset[str]
    """The ids of those that come from a private incident."""


async def standing(work: Work, before: datetime, since: datetime) -> Backlog:
    """Give what was due *before* a moment and is not done, and what moved *since*."""
    rows = await store.backlog(work, GOING, MANY, None)
    late = [
        one
        for one in rows
        if one.state in WAITING and one.due_at is not None and one.due_at < before
    ]
    moved = await _moved(work, since)
    return Backlog(
        going=len(rows),
        late=tuple(late),
        moved=tuple(moved),
        hidden=await _hidden(work, [*late, *moved]),
    )


async def _moved(work: Work, since: datetime) -> Sequence[Item]:
    """Give the items that were added, planned, or brought on since a moment."""
    newest = select(Item).order_by(col(Item.number).desc()).limit(MANY)
    rows = (await work.session.exec(newest)).all()
    query = select(Record.about).where(
        col(Record.about).in_([one.id for one in rows]),
        col(Record.name).in_(MOVES),
        col(Record.at) >= since,
    )
    known = {*(await work.session.exec(query)).all()}
    return [one for one in rows if one.id in known]


async def _hidden(work: Work, items: Sequence[Item]) -> frozenset[str]:
    """Give the ids of those whose incident is private."""
    of = {one.id: one.postmortem for one in items if one.postmortem}
    behind = await store.these(work, sorted({*of.values()}))
    known = await incidents.these(work, sorted(one.incident for one in behind))
    private = {one.id for one in known if one.private}
    secret = {one.id for one in behind if one.incident in private}
    return frozenset(item for item, pm in of.items() if pm in secret)


async def ownerless(work: Work) -> list[Pending]:
    """Give the postmortems that nobody writes."""
    return [one for one in await pending(work) if not one.postmortem.owner]
