"""Hunts and defects held against their facts: nobody makes one worse, or away."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.hunts import facts
from bot.hunts.rules import Found, Kind, Severity, State
from bot.hunts.store import Defect, Hunt

Said = dict[str, Any]
UNJUDGED: Said = {"judged_by": "", "judged_at": None, "reason": "", "same": ""}


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    for rows in (HUNTS, DEFECTS):
        async for sentence in ledger.follow(work, rows):
            yield sentence


def _given(record: Record, *names: str) -> Said:
    """Give the fields that a column is called after, but what was erased."""
    return {name: record.data[name] for name in names if name in record.data}


def _ends(record: Record) -> Said:
    return {"ends_at": datetime.fromisoformat(record.data["ends"])}


def _hunters(record: Record) -> Said:
    return {"hunters": [*record.data["hunters"]]}


def _started(record: Record) -> Said:
    by = {"started_by": record.actor, "started_at": record.at, "extended": ""}
    kind = {"kind": Kind(record.data["kind"]), "state": State.RUNNING}
    said = {**_given(record, "scope"), **_hunters(record), **_ends(record)}
    return {**by, **kind, **said, "ended_at": None, "ended_by": ""}


def _extended(record: Record) -> Said:
    why = {"extended": record.data["reason"]} if "reason" in record.data else {}
    return {**_ends(record), **why}


def _ended(record: Record) -> Said:
    by = {"ended_at": record.at, "ended_by": record.actor, "state": State.ENDED}
    return {**by, **_given(record, "untouched")}


def _reported(record: Record) -> Said:
    place = {"area": record.data["place"]} if "place" in record.data else {}
    said = _given(record, "title", "reproducer", "link")
    level = {"severity": Severity(record.data["level"]), "state": Found.REPORTED}
    said["hunt"] = record.data["within"]
    by = {"found_by": record.actor, "found_at": record.at}
    return {**said, **place, **level, **by, **UNJUDGED, "seen": 1}


def _judged(state: Found, record: Record) -> Said:
    by = {"judged_by": record.actor, "judged_at": record.at, "state": state}
    return {**by, "severity": Severity(record.data["level"])}


STEPS: Mapping[str, Callable[[Record], Said]] = {
    facts.Started.name: _started,
    facts.Joined.name: _hunters,
    facts.Extended.name: _extended,
    facts.Ended.name: _ended,
    facts.Reported.name: _reported,
    facts.Confirmed.name: lambda record: _judged(Found.CONFIRMED, record),
    facts.Rejected.name: lambda record: {
        **_judged(Found.REJECTED, record),
        **_given(record, "reason"),
    },
    facts.Duplicated.name: lambda record: {
        **_judged(Found.DUPLICATE, record),
        "same": record.data["other"],
    },
    facts.Reconsidered.name: lambda _: {"state": Found.REPORTED, **UNJUDGED},
}


def _folded(history: Sequence[Record]) -> Said:
    """Give the columns that the record says a row has."""
    said: Said = {}
    for record in history:
        if record.name in STEPS:
            said |= STEPS[record.name](record)
        if record.name == facts.SeenAgain.name:
            said["seen"] = said.get("seen", 1) + 1
    return said


HUNTS = ledger.Rows(
    kind=Hunt, called="Hunt", made="started", by=(facts.Started.name,), folded=_folded
)
DEFECTS = ledger.Rows(
    kind=Defect,
    called="Defect",
    made="reported",
    by=(facts.Reported.name,),
    folded=_folded,
)
