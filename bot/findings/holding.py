"""Findings held against their facts: nobody makes one less bad, or moves its clock."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.findings import facts
from bot.findings.rules import Kind, Severity, State
from bot.findings.store import Finding

Said = dict[str, Any]
FOUND = ("source", "reference", "place", "surface", "owner")
UNJUDGED: Said = {"triaged_at": None, "note": ""}
UNMENDED: Said = {"fixed_at": None, "fixed_by": "", "fix": ""}
UNENDED: Said = {"ended_at": None, "ended_by": "", "verdict": "", "reason": ""}
UNEXCEPTED: Said = {"excepted_at": None, "excepted_until": "", "excepted_by": ""}


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    async for sentence in ledger.follow(work, FINDINGS):
        yield sentence


def _folded(history: Sequence[Record]) -> Said:
    """Give the columns that the record says a finding has."""
    said: Said = {}
    for record in history:
        read = FOLD.get(record.name)
        if read is not None:
            said |= read(record, said)
        said |= _clock(record.data)
    return said


def _clock(data: Mapping[str, Any]) -> Said:
    names = ("triage_by", "fix_by")
    return {name: _moment(data[name]) for name in names if name in data}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _found(record: Record, _: Said) -> Said:
    data = record.data
    begun: Said = {"state": State.OPEN, "found_at": record.at, "clock_at": record.at}
    words = {name: data[name] for name in ("title", *FOUND) if name in data}
    kinds = {"kind": Kind(data["kind"]), "severity": Severity(data["severity"])}
    nothing = {**UNJUDGED, **UNMENDED, **UNENDED, **UNEXCEPTED}
    return {"ref": data["ref"], **begun, **words, **kinds, **nothing, "rested": 0}


def _reopened(record: Record, said: Said) -> Said:
    if record.data["anew"]:
        begun = {"state": State.OPEN, "clock_at": record.at, "rested": 0}
        return {**begun, **UNJUDGED, **UNMENDED, **UNENDED, **UNEXCEPTED}
    return {**_resumed(record, said), **UNMENDED, **UNENDED}


def _resumed(record: Record, said: Said) -> Said:
    """Have its clock go on where it stood when its risk was accepted."""
    state = State.TRIAGED if said.get("triaged_at") else State.OPEN
    return {"state": state, **_ended(record, said), "reason": ""}


def _ended(record: Record, said: Said) -> Said:
    since = said.get("excepted_at")
    more = int((record.at - since).total_seconds()) if since else 0
    return {**UNEXCEPTED, "rested": said.get("rested", 0) + more}


def _fixed(record: Record, said: Said) -> Said:
    by = {"fixed_at": record.at, "fixed_by": record.actor, "fix": record.data["fix"]}
    was = {"reason": ""} if said.get("excepted_at") else {}
    return {"state": State.FIXED, **_ended(record, said), **was, **by}


def _over(record: Record, said: Said) -> Said:
    by = {"ended_at": record.at, "ended_by": record.actor}
    return {**_ended(record, said), **by}


FOLD: Mapping[str, Callable[[Record, Said], Said]] = {
    facts.Found.name: _found,
    facts.Reopened.name: _reopened,
    facts.Lapsed.name: _resumed,
    facts.Assigned.name: lambda record, _: {"owner": record.data["owner"]},
    facts.Recast.name: lambda record, _: {"kind": Kind(record.data["kind"])},
    facts.Reclassified.name: lambda record, _: {
        "severity": Severity(record.data["severity"])
    },
    facts.Triaged.name: lambda record, _: {
        "state": State.TRIAGED,
        "triaged_at": record.at,
        "note": record.data["note"],
    },
    facts.Fixed.name: _fixed,
    facts.Closed.name: lambda record, said: {
        **_over(record, said),
        "state": State.CLOSED,
        "reason": record.data["verified"],
    },
    facts.Declined.name: lambda record, said: {
        **_over(record, said),
        "state": State.DECLINED,
        "verdict": record.data["verdict"],
        "reason": record.data["reason"],
    },
    facts.Excepted.name: lambda record, _: {
        "state": State.EXCEPTED,
        "excepted_at": record.at,
        "excepted_until": record.data["until"],
        "excepted_by": record.data["approver"],
        "reason": record.data["reason"],
    },
}
FINDINGS = ledger.Rows(
    kind=Finding,
    called="Finding",
    made="found",
    by=(facts.Found.name,),
    folded=_folded,
)
