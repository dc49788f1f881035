"""Postmortems, their sections and action items, held against their facts."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.postmortems import facts, store
from bot.postmortems.rules import Status
from bot.postmortems.stages import SAID, Kind, Source, Stage
from bot.postmortems.store import Item, Postmortem

Said = dict[str, Any]
PAGE = 100  # postmortems whose sections are held at a time
KINDS: dict[str, Kind] = {said: kind for kind, said in SAID.items()}


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    for rows in (POSTMORTEMS, ITEMS):
        async for sentence in ledger.follow(work, rows):
            yield sentence
    async for sentence in _sections(work):
        yield sentence


async def _sections(work: Work) -> AsyncIterator[str]:
    """Tell which sections say something else than was written last."""
    after = ""
    while page := await store.ids(work, after, PAGE):
        written = await _written(work, page)
        for one in await store.sections_of(work, page):
            said = written.get((one.postmortem, one.part), {"version": 1})
            other = said.get("content", one.content) != one.content
            if other or said["version"] != one.version:
                where = f"Section {one.part.value} of postmortem {one.postmortem}"
                yield f"{where} {ledger.UNTRUE}."
        after = page[-1]


async def _written(
    work: Work, ids: Sequence[str]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Give what was written last, by postmortem and section."""
    return {
        (record.about, record.data["part"]): record.data
        for record in await ledger.history(work, ids)
        if record.name == facts.Written.name
    }


def _given(record: Record, **fields: str) -> Said:
    """Give the columns that a fact names, each after its field, but what was erased."""
    data = record.data
    return {name: data[field] for name, field in fields.items() if field in data}


def _due(record: Record) -> Said:
    """Give who has it and when it is due."""
    due = record.data.get("due")
    at = {"due_at": datetime.fromisoformat(due) if due else None}
    return {**_given(record, owner="owner"), **at}


def _drafted(record: Record) -> Said:
    none = {"superseded_by": None, "published_at": None, "reason": ""}
    said = {"status": Status.DRAFT, **none, **_given(record, title="title")}
    return {**said, **_due(record)}


def _published(record: Record) -> Said:
    return {"status": Status.PUBLISHED, "published_at": record.at, "reason": ""}


def _superseded(record: Record) -> Said:
    return {"status": Status.SUPERSEDED, "superseded_by": record.data["into"]}


CHANGES: dict[str, Callable[[Record], Said]] = {
    facts.Drafted.name: _drafted,
    facts.Assigned.name: _due,
    facts.Held.name: lambda _: {"status": Status.HELD},
    facts.Resumed.name: lambda r: {"status": Status.DRAFT, "reason": "", **_due(r)},
    facts.Submitted.name: lambda _: {"status": Status.REVIEW, "reason": ""},
    facts.Returned.name: lambda r: {
        "status": Status.DRAFT,
        **_given(r, reason="reason"),
    },
    facts.Published.name: _published,
    facts.Skipped.name: lambda r: {
        "status": Status.SKIPPED,
        **_given(r, reason="reason"),
    },
    facts.Superseded.name: _superseded,
}


def _added(record: Record) -> Said:
    said = _given(record, title="title")
    kind, source = KINDS[record.data["kind"]], Source(record.data["source"])
    begun = {"state": Stage.IDENTIFIED, "reason": "", "kind": kind, "source": source}
    return {**said, **begun, **_due(record)}


def _dropped(record: Record) -> Said:
    return {"state": Stage.DROPPED, **_given(record, reason="reason")}


STEPS: dict[str, Callable[[Record], Said]] = {
    facts.ItemAdded.name: _added,
    facts.ItemAssigned.name: _due,
    facts.ItemMoved.name: lambda r: {"state": Stage(r.data["state"]), "reason": ""},
    facts.ItemDropped.name: _dropped,
}


def _folded(history: Sequence[Record]) -> Said:
    """Give the columns that the record says a postmortem has."""
    said: Said = {}
    for record in history:
        said |= CHANGES.get(record.name, _none)(record)
    return said


def _stepped(history: Sequence[Record]) -> Said:
    """Give the columns that the record says an item has; planned is prioritised."""
    said: Said = {}
    for record in history:
        said |= STEPS.get(record.name, _none)(record)
        planned = record.name == facts.ItemAssigned.name and said["due_at"]
        if planned and said.get("owner") and said["state"] is Stage.IDENTIFIED:
            said["state"] = Stage.PRIORITISED
    return said


def _none(record: Record) -> Said:
    del record
    return {}


POSTMORTEMS = ledger.Rows(
    kind=Postmortem,
    called="Postmortem",
    made="drafted",
    by=(facts.Drafted.name,),
    folded=_folded,
)
ITEMS = ledger.Rows(
    kind=Item,
    called="Action item",
    made="added",
    by=(facts.ItemAdded.name,),
    folded=_stepped,
)
