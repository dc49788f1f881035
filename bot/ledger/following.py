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
    by: tuple[str, ...]
    """The names of the facts that make a row."""
    of: str = "id"
    """The column with the id of what the facts are about: the row, or its incident."""
    part: str = ""
    """The field by which such a fact names the row; empty: there is one of each."""
    silent: bool = False
    """Whether there are rows of which the record says nothing."""
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
    told = await _told(work, rows, found)
    return [
        line for one in found for line in _untrue(rows, one, told[_name(rows, one)])
    ]


async def _told(
    work: Work, rows: Rows[Any], found: Sequence[Any]
) -> dict[str, list[Record]]:
    """Give the facts about each row, in order."""
    told: dict[str, list[Record]] = {_name(rows, row): [] for row in found}
    about = {getattr(row, rows.of) for row in found}
    for record in await history(work, sorted(about)):
        name = _named(rows, record)
        if name in told:
            told[name].append(record)
    return told


def _name(rows: Rows[Any], row: Any) -> str:  # noqa: ANN401 (any row)
    """Give what facts call a row by."""
    return str(row.id if rows.part else getattr(row, rows.of))


def _named(rows: Rows[Any], record: Record) -> str:
    """Give which row a fact calls by its name; empty: that was erased."""
    return str(record.data.get(rows.part, "") if rows.part else record.about)


def _untrue(rows: Rows[Any], row: Any, facts: History) -> Iterable[str]:  # noqa: ANN401 (any row)
    """Give what of a row does not follow from its facts."""
    said = rows.folded(facts)
    if not said and not rows.silent:
        yield f"{rows.called} {row.id}: the record knows nothing of it."
    if not said:
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
    """Give the ids of those that the record made, and have no row."""
    after, gone = "", list[str]()
    column = rows.kind.id if rows.part else getattr(rows.kind, rows.of)
    while page := await _made(work, rows, after):
        named = {_named(rows, record) for record in page} - {""}
        there = await work.session.exec(select(column).where(column.in_(named)))
        gone += sorted(named - {*there.all()})
        after = page[-1].id
    return list(dict.fromkeys(gone))


async def _made(work: Work, rows: Rows[Any], after: str) -> Sequence[Record]:
    """Give a page of the facts that make rows, those after *after*."""
    query = select(Record).where(col(Record.name).in_(rows.by), Record.id > after)
    return (await work.session.exec(query.order_by(Record.id).limit(PAGE))).all()
