"""Drills held against their facts: nobody makes one pass that did not."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.backups import facts, rules
from bot.backups.rules import ROLES, Kind, State, Verdict
from bot.backups.store import Drill
from bot.core.facts import Record
from bot.core.work import Work

Said = dict[str, Any]


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    async for sentence in ledger.follow(work, DRILLS):
        yield sentence


def _given(record: Record, *names: str) -> Said:
    """Give the fields that a column is called after, but what was erased."""
    return {name: record.data[name] for name in names if name in record.data}


def _at(record: Record, **columns: str) -> Said:
    """Give moments, each column by its field."""
    data = record.data
    return {
        column: datetime.fromisoformat(data[field])
        for column, field in columns.items()
        if field in data
    }


def _planned(record: Record) -> Said:
    said = _given(record, "service", "scenario", *ROLES)
    none = {"verdict": None, "ended_at": None, "started_at": None, "usable_at": None}
    by = {
        "planned_by": record.actor,
        "planned_at": record.at,
        "kind": Kind(record.data["kind"]),
    }
    return {"state": State.PLANNED, **none, **by, **said}


def _started(record: Record) -> Said:
    said = _given(record, "rpo", "rto", "coordinator")
    return {"state": State.RUNNING, **said, **_at(record, started_at="started")}


def _finished(record: Record) -> Said:
    said = _given(record, "lessons", "updated", "plan")
    ended = {"ended_at": record.at, "verdict": Verdict(record.data["outcome"])}
    return {"state": State.FINISHED, **ended, **said}


def _aborted(record: Record) -> Said:
    ended = {"state": State.ABORTED, "ended_at": record.at}
    return {**ended, **_given(record, "reason")}


STEPS: Mapping[str, Callable[[Record], Said]] = {
    facts.DrillPlanned.name: _planned,
    facts.DrillStaffed.name: lambda record: _given(record, *ROLES),
    facts.DrillStarted.name: _started,
    facts.DrillRestored.name: lambda record: _at(
        record, taken_at="taken", restored_to="restored", usable_at="usable"
    ),
    facts.DrillFinished.name: _finished,
    facts.DrillAborted.name: _aborted,
}


def _folded(history: Sequence[Record]) -> Said:
    """Give the columns that the record says a drill has."""
    said: Said = {}
    for record in history:
        if record.name in STEPS:
            said |= STEPS[record.name](record)
    return said


def _judged(row: Drill, history: Sequence[Record]) -> Iterator[str]:
    """Tell whether its verdict is another one than its moments give."""
    del history
    if row.state is State.FINISHED and row.verdict is not rules.verdict(row):
        yield "its verdict is not what was measured"


DRILLS = ledger.Rows(
    kind=Drill,
    called="Drill",
    made="planned",
    by=(facts.DrillPlanned.name,),
    folded=_folded,
    more=_judged,
)
