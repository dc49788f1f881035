"""Requests, freezes and standing windows held against their facts."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.maintenance import facts
from bot.maintenance.rules import Kind, Outcome, State
from bot.maintenance.store import Freeze, Request, Standing

Said = dict[str, Any]


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    for rows in (REQUESTS, FREEZES, WINDOWS):
        async for sentence in ledger.follow(work, rows):
            yield sentence


def _terms(record: Record) -> Said:
    """Give what was asked for; it has to be approved, anew where it was before."""
    terms = dict(record.data.get("terms", {}))
    if not terms:
        return {}
    for name in ("begins_at", "ends_at"):
        terms[name] = datetime.fromisoformat(terms[name])
    terms["kind"] = Kind(terms["kind"])
    data = record.data
    why = {"conflicts": data["conflicts"], "despite": data["despite"]}
    anew = {"until_at": terms["ends_at"], "state": State.REQUESTED, "signed": {}}
    return {**terms, **why, **anew, "why": ""}


def _edited(record: Record) -> Said:
    return _terms(record) if record.data.get("changed") else {}


def _started(record: Record) -> Said:
    by = {"started_at": record.at, "started_by": record.actor}
    return {"state": State.RUNNING, **by}


def _extended(record: Record) -> Said:
    return {"until_at": datetime.fromisoformat(record.data["until"])}


def _ended(outcome: Outcome) -> Callable[[Record], Said]:
    def ended(record: Record) -> Said:
        watch = datetime.fromisoformat(record.data["watch"])
        said = {"result": record.data["result"]} if "result" in record.data else {}
        how = {"outcome": outcome, "ended_at": record.at, "watch_until": watch}
        return {"state": State.WATCHING, **how, **said}

    return ended


def _closed(record: Record) -> Said:
    said = {"settled": record.data["found"]} if "found" in record.data else {}
    return {"state": State.CLOSED, "closed_at": record.at, **said}


def _refused(state: State) -> Callable[[Record], Said]:
    def refused(record: Record) -> Said:
        said = {"why": record.data["reason"]} if "reason" in record.data else {}
        return {"state": state, **said}

    return refused


def _none(record: Record) -> Said:
    del record
    return {}


CHANGES: Mapping[str, Callable[[Record], Said]] = {
    facts.Requested.name: _terms,
    facts.Edited.name: _edited,
    facts.Scheduled.name: lambda _: {"state": State.SCHEDULED},
    facts.Returned.name: _refused(State.RETURNED),
    facts.Rejected.name: _refused(State.REJECTED),
    facts.Cancelled.name: _refused(State.CANCELLED),
    facts.Expired.name: lambda _: {"state": State.EXPIRED},
    facts.Started.name: _started,
    facts.Extended.name: _extended,
    facts.Finished.name: _ended(Outcome.DONE),
    facts.RolledBack.name: _ended(Outcome.ROLLED_BACK),
    facts.Closed.name: _closed,
}


def _request(history: Sequence[Record]) -> Said:
    said: Said = {}
    for record in history:
        said |= CHANGES.get(record.name, _none)(record)
        if record.name == facts.Signed.name:
            data = record.data
            said["signed"] = {**said["signed"], data["sign"]: data["signer"]}
        if record.name == facts.Requested.name:
            said |= {"asked_by": record.actor, "asked_at": record.at}
    return said


def _freeze(history: Sequence[Record]) -> Said:
    said: Said = {}
    for record in history:
        data = record.data
        if record.name == facts.Frozen.name:
            moments = {"begins_at": data["begins"], "ends_at": data["ends"]}
            said |= {k: datetime.fromisoformat(at) for k, at in moments.items()}
            said |= {k: data[k] for k in ("zone", "surface", "reason") if k in data}
            said |= {"by": record.actor, "lifted_at": None}
        elif record.name == facts.Thawed.name:
            said["lifted_at"] = record.at
    return said


def _standing(history: Sequence[Record]) -> Said:
    said: Said = {}
    for record in history:
        if record.name == facts.Opened.name:
            said |= {**record.data["terms"], "by": record.actor, "retired_at": None}
        elif record.name == facts.Retired.name:
            said["retired_at"] = record.at
    return said


REQUESTS = ledger.Rows(
    kind=Request,
    called="Request",
    made="made",
    by=(facts.Requested.name,),
    folded=_request,
)
FREEZES = ledger.Rows(
    kind=Freeze,
    called="Freeze",
    made="set",
    by=(facts.Frozen.name,),
    folded=_freeze,
)
WINDOWS = ledger.Rows(
    kind=Standing,
    called="Standing window",
    made="opened",
    by=(facts.Opened.name,),
    folded=_standing,
)
