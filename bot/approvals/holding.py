"""Approvals held against their facts: what a row says must follow from the record.

So do the holders of the roles: whoever can write to the database could otherwise make
themselves one of them. `bot.ledger` proves the facts themselves.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.approvals import facts, rules, store
from bot.approvals.rules import State
from bot.approvals.store import Approval
from bot.core.facts import Record
from bot.core.tables import Unreadable
from bot.core.work import Work

PAGE = 100  # approvals that are held at a time
SETTLED = {
    facts.Approved.name: State.APPROVED,
    facts.Rejected.name: State.REJECTED,
    facts.ChangesRequested.name: State.CHANGES_REQUESTED,
    facts.Voided.name: State.VOIDED,
    facts.Withdrawn.name: State.WITHDRAWN,
    facts.Expired.name: State.EXPIRED,
}
ASKED = ("subject", "kind", "digest", "role", "title")
UNTRUE = "in the table is not what the record says"


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    after = ""
    while ids := await store.ids(work, after, PAGE):
        for sentence in await _held(work, ids):
            yield sentence
        after = ids[-1]
    for id_ in await store.missing(work, PAGE):
        yield f"Approval {id_} is missing in the table, the record says it was asked."
    for role in await _unfounded(work):
        yield f"Who signs off as {role} {UNTRUE}."


async def _held(work: Work, ids: Sequence[str]) -> list[str]:
    """Hold a page of them; one that can't be read keeps no other from being held."""
    try:
        found = await store.these(work, ids)
    except Unreadable:
        if len(ids) == 1:
            return [f"Approval {ids[0]} can't be read in the table."]
        middle = len(ids) // 2
        return [*await _held(work, ids[:middle]), *await _held(work, ids[middle:])]
    told: dict[str, list[Record]] = {id_: [] for id_ in ids}
    for record in await ledger.history(work, ids):
        told[record.about].append(record)
    return [sentence for one in found for sentence in _untrue(one, told[one.id])]


def _untrue(approval: Approval, history: Sequence[Record]) -> Iterator[str]:
    """Give what of a row does not follow from its facts."""
    said = _folded(history)
    if not said:
        yield f"Approval {approval.id}: the record knows nothing of it."
        return
    for name, value in said.items():
        if getattr(approval, name) != value:
            yield f"Approval {approval.id}: {name} {UNTRUE}."
    if rules.digest(approval.content) != said["digest"]:
        yield f"Approval {approval.id}: its text is not the one that was asked for."


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says an approval has."""
    said: dict[str, Any] = {}
    for record in history:
        if record.name == facts.Asked.name:
            said |= {name: record.data[name] for name in ASKED if name in record.data}
            said |= {"asked_by": record.data["asker"], "asked_at": record.at}
            said |= {"expires_at": datetime.fromisoformat(record.data["expires"])}
            said |= {"state": State.ASKED, "decided_by": None, "decided_at": None}
        elif record.name in SETTLED:
            said |= {"state": SETTLED[record.name], "reason": record.data["reason"]}
            said |= {"decided_by": record.actor, "decided_at": record.at}
    return said


async def _unfounded(work: Work) -> list[str]:
    """Give the roles whose holders are not those that the record names."""
    named: dict[str, set[str]] = {}
    for record in await ledger.history(work, [work.workspace]):
        if record.name == facts.Assigned.name:
            named[record.data["role"]] = set(record.data["holders"])
    there: dict[str, set[str]] = {}
    for one in await store.signatories(work):
        there.setdefault(one.role, set()).add(one.holder)
    every = sorted(named.keys() | there.keys())
    return [role for role in every if named.get(role, set()) != there.get(role, set())]
