"""Routines and occurrences held against their facts.

When somebody was asked first (`nudged_at`) is held from the first card on: the fact of
a card says it. What stood only in a list until it was done is not held in that: such a
list is a fact about whoever reads it, names but the first few, and on the day of the
weekly digest it is the digest.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.calendar import facts
from bot.calendar.register import Routine
from bot.calendar.rotation import keyheld
from bot.calendar.rules import Adoption, State
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.core.work import Work

ADOPTIONS = {
    facts.Adopted.name: Adoption.ADOPTED,
    facts.LeftOut.name: Adoption.LEFT_OUT,
    facts.Retired.name: Adoption.RETIRED,
}
STATES = {
    facts.Opened.name: State.UPCOMING,
    facts.Due.name: State.DUE,
    facts.Overdue.name: State.OVERDUE,
    facts.Escalated.name: State.ESCALATED,
    facts.Postponed.name: State.UPCOMING,
    facts.Moved.name: State.UPCOMING,
    facts.Assigned.name: State.UPCOMING,
    facts.Reopened.name: State.UPCOMING,
    facts.SentBack.name: State.DUE,
    facts.Skipped.name: State.SKIPPED,
    facts.Missed.name: State.MISSED,
}


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    for rows in (ROUTINES, OCCURRENCES):
        async for sentence in ledger.follow(work, rows):
            yield sentence
    async for sentence in keyheld.held(work):
        yield sentence


def _routine(history: Sequence[Record]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for record in history:
        said |= record.data.get("terms", {})
        if record.name in ADOPTIONS:
            said["adoption"] = ADOPTIONS[record.name]
            said["reason"] = record.data.get("reason", "")
    return said


def _occurrence(history: Sequence[Record]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for record in history:
        data = record.data
        if record.name in STATES and not data.get("early"):
            said["state"] = STATES[record.name]
        if record.name in (facts.Opened.name, facts.Postponed.name, facts.Moved.name):
            said["due_at"] = datetime.fromisoformat(data["due"])
        if record.name in (facts.Opened.name, facts.Assigned.name):
            said["owners"] = [*data["owners"]]
        if record.name == facts.Nudged.name and data.get("first"):
            said["nudged_at"] = datetime.fromisoformat(data["first"])
        said |= _proof(record)
    return said


def _proof(record: Record) -> dict[str, Any]:
    """Give what a fact says of how it was proven, and signed off."""
    data = record.data
    if record.name == facts.Confirmed.name:
        done = not data["signoff"]
        return {
            "state": State.DONE if done else State.CONFIRMED,
            "evidence": data["evidence"],
            "confirmed_by": record.actor,
            "confirmed_at": record.at,
        }
    if record.name == facts.SignedOff.name and data["done"]:
        return {"state": State.DONE}
    if record.name == facts.SentBack.name:
        return {"confirmed_at": None}
    if record.name == facts.Reopened.name:
        return {"evidence": {}, "confirmed_by": "", "confirmed_at": None}
    return {}


ROUTINES = ledger.Rows(
    kind=Routine,
    called="Routine",
    made="adopted",
    by=(facts.Adopted.name, facts.LeftOut.name),
    folded=_routine,
)
OCCURRENCES = ledger.Rows(
    kind=Occurrence,
    called="Occurrence",
    made="opened",
    by=(facts.Opened.name,),
    folded=_occurrence,
)
