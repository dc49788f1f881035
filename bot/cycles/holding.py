"""Releases, cycles and audits held against their facts: nobody closes one unseen."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.work import Work
from bot.cycles import facts
from bot.cycles.rules import State
from bot.cycles.store import Audit, Cycle, Hook, Release


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    for rows in (RELEASES, CYCLES, AUDITS, HOOKS):
        async for sentence in ledger.follow(work, rows):
            yield sentence


def _some(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """Give those columns that a fact still says."""
    return {name: data[name] for name in names if name in data}


def _release(history: Sequence[Record]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for record in history:
        if record.name == facts.Released.name:
            names = ("version", "slug", "service", "major", "notes", "cycle")
            said = {**_some(record.data, *names), "by": record.actor, "at": record.at}
            said |= {"withdrawn_at": None}
        elif record.name == facts.Raised.name:
            said["major"] = True
        elif record.name == facts.ReleaseWithdrawn.name:
            said |= {"withdrawn_by": record.actor, "withdrawn_at": record.at}
            said |= _some(record.data, "reason")
    return said


def _cycle(history: Sequence[Record]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for record in history:
        data = record.data
        if record.name == facts.Opened.name:
            said |= _some(data, "number", "title", "release")
            said |= {"state": State.OPEN, "opened_by": record.actor}
            said |= {"opened_at": record.at, "closed_at": None}
        elif record.name == facts.Ending.name:
            said |= {"state": State.ENDING, "ending_at": record.at}
        elif record.name == facts.Closed.name:
            said |= {"state": State.CLOSED, "closed_at": record.at}
            said |= {"closed_by": record.actor, **_some(data, "reason")}
            lists = _some(data, "proofs", "exceptions")
            said |= {name: [*value] for name, value in lists.items()}
        elif record.name == facts.Withdrawn.name:
            said |= {"state": State.WITHDRAWN, "closed_at": record.at}
            said |= {"closed_by": record.actor, **_some(data, "reason")}
    return said


def _audit(history: Sequence[Record]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for record in history:
        if record.name == facts.Audited.name:
            said = _some(record.data, "number", "clean", "document")
            wrong = _some(record.data, "wrong")
            said |= {name: [*value] for name, value in wrong.items()}
            said |= {"by": record.actor, "at": record.at}
    return said


def _hook(history: Sequence[Record]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for record in history:
        if record.name == facts.HookMade.name:
            said = {"made_by": record.actor, "made_at": record.at, "revoked_at": None}
        elif record.name == facts.HookShut.name:
            said["revoked_at"] = record.at
    return said


RELEASES = ledger.Rows(
    kind=Release,
    called="Release",
    made="announced",
    by=(facts.Released.name,),
    folded=_release,
)
CYCLES = ledger.Rows(
    kind=Cycle,
    called="Cycle",
    made="opened",
    by=(facts.Opened.name,),
    folded=_cycle,
)
AUDITS = ledger.Rows(
    kind=Audit,
    called="Sanity audit",
    made="made",
    by=(facts.Audited.name,),
    folded=_audit,
)
HOOKS = ledger.Rows(
    kind=Hook,
    called="Way in for releases",
    made="opened",
    by=(facts.HookMade.name,),
    folded=_hook,
)
