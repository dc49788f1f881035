"""Documents held against their facts: a runbook says at night what was written."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot import ledger
from bot.core import canon
from bot.core.facts import Record
from bot.core.work import Work
from bot.library import facts
from bot.library.rules import Kind, State
from bot.library.store import Document

STATES = {
    facts.Retired.name: State.TOMBSTONED,
    facts.Superseded.name: State.SUPERSEDED,
    facts.Archived.name: State.ARCHIVED,
}


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    async for sentence in ledger.follow(work, DOCUMENTS):
        yield sentence


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a document has."""
    said: dict[str, Any] = {}
    for record in history:
        data = record.data
        if record.name in (facts.Written.name, facts.Revised.name):
            said |= {name: data[name] for name in ("title", "slug") if name in data}
            said |= {"kind": Kind(data["kind"]), "state": State(data["state"])}
            said["version"] = data.get("version", 1)
            said |= _standing(data)
        elif record.name in STATES:
            said["state"] = STATES[record.name]
            said |= {} if record.name == facts.Archived.name else _standing(data)
    return said


def _standing(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what belongs to a state; older facts left it unsaid, and it was not kept."""
    said = {name: data[name] for name in ("superseded_by", "instead") if name in data}
    if "since" in data:
        said["since"] = date.fromisoformat(data["since"]) if data["since"] else None
    return said


def _reworded(row: Document, history: Sequence[Record]) -> Iterator[str]:
    """Tell whether it says something else than was written last."""
    written = [one.data["digest"] for one in history if "digest" in one.data]
    if written[-1:] != [digest(row.text)]:
        yield "its text is not the one that was written"


def digest(text: str) -> str:
    """Give what the record keeps of a text."""
    return canon.digest(text)[:32]


DOCUMENTS = ledger.Rows(
    kind=Document,
    called="Document",
    made="written",
    by=(facts.Written.name,),
    folded=_folded,
    more=_reworded,
)
