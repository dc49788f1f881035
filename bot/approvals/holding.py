"""Approvals held against their facts: what a row says must follow from the record.

So do the holders of the roles: whoever can write to the database could otherwise make
themselves one of them.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.approvals import facts, rules, store
from bot.approvals.rules import State
from bot.approvals.store import Approval
from bot.core.facts import Record
from bot.core.work import Work

SETTLED = {
    facts.Approved.name: State.APPROVED,
    facts.Rejected.name: State.REJECTED,
    facts.ChangesRequested.name: State.CHANGES_REQUESTED,
    facts.Voided.name: State.VOIDED,
    facts.Withdrawn.name: State.WITHDRAWN,
    facts.Expired.name: State.EXPIRED,
}
ASKED = ("subject", "kind", "digest", "role", "title")


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    async for sentence in ledger.follow(work, APPROVALS):
        yield sentence
    for role in await _unfounded(work):
        yield f"Who signs off as {role} {ledger.UNTRUE}."


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says an approval has."""
    said: dict[str, Any] = {}
    for record in history:
        if record.name == facts.Asked.name:
            said |= {name: record.data[name] for name in ASKED if name in record.data}
            said |= {"asked_by": record.data["asker"], "asked_at": record.at}
            said |= {"expires_at": datetime.fromisoformat(record.data["expires"])}
            said |= {"state": State.ASKED, "decided_by": None, "decided_at": None}
        elif record.name == facts.Renewed.name:
            said |= {"expires_at": datetime.fromisoformat(record.data["expires"])}
        elif record.name in SETTLED:
            said |= {"state": SETTLED[record.name], "reason": record.data["reason"]}
            said |= {"decided_by": record.actor, "decided_at": record.at}
    return said


def _reworded(approval: Approval, history: Sequence[Record]) -> Iterator[str]:
    """Tell whether its text is another one than was asked for."""
    if rules.digest(approval.content) != _folded(history)["digest"]:
        yield "its text is not the one that was asked for"


APPROVALS = ledger.Rows(
    kind=Approval,
    called="Approval",
    made="asked",
    by=(facts.Asked.name,),
    folded=_folded,
    more=_reworded,
)


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
