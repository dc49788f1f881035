"""Roll calls held against their facts: what a row says must follow from the record.

Of what was erased from the record nothing is known, and nothing is held.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents.rollcall import rolled, rollrows
from bot.incidents.rollcall.rollrows import Answer, RollCall, RollRow

Said = dict[str, Any]


async def untrue(
    work: Work, refs: Mapping[str, str], told: Mapping[str, Sequence[Record]]
) -> list[str]:
    """Tell what of the roll calls of incidents, called by *refs*, does not follow."""
    calls, rows = await rollrows.these(work, [*refs])
    sentences: list[str] = []
    for id_, ref in refs.items():
        call = next((one for one in calls if one.incident == id_), None)
        mine = [row for row in rows if row.incident == id_]
        sentences += _compared(ref, call, mine, told[id_])
    return sentences


def _compared(
    ref: str,
    call: RollCall | None,
    rows: Sequence[RollRow],
    history: Sequence[Record],
) -> Iterator[str]:
    said, asked = folded(history)
    if bool(said) is not bool(call):
        where = "table" if said else "record"
        yield f"{ref}: its roll call is missing in the {where}."
    elif call and said:
        yield from _fields(f"{ref}: its roll call:", call, said)
    known = {row.id: row for row in rows}
    for id_ in sorted(known.keys() | asked.keys()):
        row, its = known.get(id_), asked.get(id_)
        if row is None or its is None:
            where = "record" if its is None else "table"
            yield f"{ref}: row {id_} of its roll call is missing in the {where}."
        else:
            yield from _fields(f"{ref}: row {row.number} of its roll call:", row, its)


def _fields(whose: str, row: RollCall | RollRow, said: Said) -> Iterator[str]:
    for name, value in said.items():
        if getattr(row, name) != value:
            yield f"{whose} {name} {ledger.UNTRUE}."


def folded(history: Sequence[Record]) -> tuple[Said, dict[str, Said]]:
    """Give the columns of a roll call, and of each of its rows, by their facts."""
    call: Said = {}
    rows: dict[str, Said] = {}
    for record in history:
        if record.name == rolled.Opened.name:
            call = _opened(record)
        if record.name in (rolled.Opened.name, rolled.Extended.name):
            rows |= _listed(record, len(rows))
        elif record.name == rolled.Closed.name:
            call["closed_at"] = record.at
        elif record.name == rolled.Reopened.name:
            call["closed_at"] = None
        elif record.name == rolled.Chased.name:
            call["chased_at"] = record.at
        elif record.name == rolled.Removed.name:
            rows[record.data["row"]]["removed_at"] = record.at
        elif record.name == rolled.Answered.name:
            rows[record.data["row"]] |= _answered(record)
    return call, rows


def _opened(record: Record) -> Said:
    data = record.data
    said = {"question": data["question"]} if "question" in data else {}
    if record.actor != ledger.NOBODY:
        said["asked_by"] = record.actor
    due = datetime.fromisoformat(data["due"])
    at = {"asked_at": record.at, "due_at": due}
    return {**said, **at, "chased_at": None, "closed_at": None}


def _listed(record: Record, before: int) -> dict[str, Said]:
    """Give the rows that a fact brought; their numbers go on from those *before*."""
    data, made = record.data, {}
    fresh = {"answer": Answer.SILENT, **_nobody(), "removed_at": None}
    for index, id_ in enumerate(data["rows"]):
        row = {**fresh, "number": before + index + 1}
        for name, field in (("team", "teams"), ("contact", "contacts")):
            if field in data:
                row[name] = data[field][index]
        made[id_] = row
    return made


def _answered(record: Record) -> Said:
    answer = Answer(record.data["answer"])
    if answer is Answer.SILENT:
        return {"answer": answer, **_nobody()}
    said = {"answer": answer, "answered_at": record.at}
    known = record.actor != ledger.NOBODY
    return {**said, **({"answered_by": record.actor} if known else {})}


def _nobody() -> Said:
    return {"answered_by": None, "answered_at": None}
