"""Rows that must follow from the record: held page by page, each against its facts.

Whoever can write to the database could otherwise change what a row says, and nobody
would know. Facts are taken in the order of the ledger, and only those that an entry
commits to; the rest of this package proves the facts themselves.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import col, select

from bot.core.facts import Record
from bot.core.tables import Scoped, Unreadable
from bot.core.work import Work
from bot.ledger.store import history

PAGE = 100  # rows that are held at a time
UNTRUE = "in the table is not what the record says"
Thing = TypeVar("Thing", bound=Scoped)
History = Sequence[Record]


def _nothing(row: Any, facts: History) -> Iterable[str]:  # noqa: ANN401 (any row)
    del row, facts
    return ()


@dataclass(frozen=True, kw_only=True)
class Rows(Generic[Thing]):
    """One table whose rows follow from facts: which rows, which facts, and how.

    `folded` gives the columns that the facts about a row say it has; what was erased,
    or was never said, it leaves out. `more` tells what else is untrue of a row.
    """

    kind: type[Thing]
    called: str
    made: str
    by: str
    """The name of the fact that makes a row."""
    folded: Callable[[History], Mapping[str, Any]]
    more: Callable[[Thing, History], Iterable[str]] = _nothing


async def follow(work: Work, rows: Rows[Any]) -> AsyncIterator[str]:
    """Tell what of *rows* does not follow from the record, in a sentence each."""
    after = ""
    while ids := await _ids(work, rows, after):
        for sentence in await _held(work, rows, ids):
            yield sentence
        after = ids[-1]
    for id_ in await _missing(work, rows):
        lost = "is missing in the table, the record says it was"
        yield f"{rows.called} {id_} {lost} {rows.made}."


async def _held(work: Work, rows: Rows[Any], ids: Sequence[str]) -> list[str]:
    """Hold a page of them; one that can't be read keeps no other from being held."""
    query = select(rows.kind).where(rows.kind.id.in_(ids)).order_by(rows.kind.id)
    try:
        found = (await work.session.exec(query)).all()
    except Unreadable:
        if len(ids) == 1:
            return [f"{rows.called} {ids[0]} can't be read in the table."]
        half = len(ids) // 2
        first = await _held(work, rows, ids[:half])
        return first + await _held(work, rows, ids[half:])
    told: dict[str, list[Record]] = {id_: [] for id_ in ids}
    for record in await history(work, ids):
        told[record.about].append(record)
    return [line for one in found for line in _untrue(rows, one, told[one.id])]


def _untrue(rows: Rows[Any], row: Any, facts: History) -> Iterable[str]:  # noqa: ANN401 (any row)
    """Give what of a row does not follow from its facts."""
    said = rows.folded(facts)
    if not said:
        yield f"{rows.called} {row.id}: the record knows nothing of it."
        return
    for name, value in said.items():
        if getattr(row, name) != value:
            yield f"{rows.called} {row.id}: {name} {UNTRUE}."
    for what in rows.more(row, facts):
        yield f"{rows.called} {row.id}: {what}."


async def _ids(work: Work, rows: Rows[Any], after: str) -> Sequence[str]:
    key = rows.kind.id
    query = select(key).where(key > after).order_by(key).limit(PAGE)
    return (await work.session.exec(query)).all()


async def _missing(work: Work, rows: Rows[Any]) -> Sequence[str]:
    """Give the ids of a page of those that the record made, and have no row."""
    made = Record.name == rows.by
    gone = col(Record.about).not_in(select(rows.kind.id))
    query = select(Record.about).where(made, gone).order_by(Record.about)
    return (await work.session.exec(query.limit(PAGE))).all()
