"""Services and proofs held against their facts: nobody makes an objective longer."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.services import facts
from bot.services.rules import Criterion, Standby
from bot.services.store import Proof, Service

DESCRIBED = (*("title", "slug", "surface", "owner", "rpo", "rto", "runbook", "plan"),)


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    for rows in (SERVICES, PROOFS):
        async for sentence in ledger.follow(work, rows):
            yield sentence


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a service has."""
    said: dict[str, Any] = {}
    for record in history:
        data = record.data
        if record.name in (facts.Added.name, facts.Changed.name):
            said |= {name: data[name] for name in DESCRIBED if name in data}
            said |= {"standby": Standby(data["standby"])}
            said["version"] = said.get("version", 0) + 1
            said = {"entered_at": None, "retired_at": None, "reason": "", **said}
        elif record.name == facts.Entered.name:
            said["entered_at"] = record.at
        elif record.name == facts.Withdrawn.name:
            said["entered_at"] = None
        elif record.name == facts.Retired.name:
            said |= {"retired_at": record.at}
            said |= {name: data[name] for name in ("reason",) if name in data}
        elif record.name == facts.Revived.name:
            said |= {"retired_at": None, "reason": ""}
    return said


def _proof(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a proof has."""
    if not history:
        return {}
    last = history[-1]
    said = {"text": last.data["proof"]} if "proof" in last.data else {}
    said |= {"text": ""} if last.name == facts.Withdrawn.name else {}
    criterion = Criterion(last.data["criterion"])
    by = {"by": last.actor, "at": last.at, "number": len(history)}
    return {**said, **by, "criterion": criterion, "service": last.about}


SERVICES = ledger.Rows(
    kind=Service,
    called="Service",
    made="added",
    by=(facts.Added.name,),
    folded=_folded,
)
PROOFS = ledger.Rows(
    kind=Proof,
    called="Proof of a service",
    made="given",
    by=(facts.Proven.name,),
    of="service",
    part="row",
    folded=_proof,
)
