"""Incidents held against their facts: what a row says must follow from the record.

Facts are taken in the order of the ledger, and only those that an entry commits to;
`bot.ledger` proves the facts themselves.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from bot import ledger
from bot.core.facts import Record
from bot.core.policy import Policy
from bot.core.work import Work
from bot.incidents import rules, state, store, tasklist
from bot.incidents.rollcall import rollheld
from bot.incidents.security import reportstore, runs
from bot.incidents.store import Incident

PARTS = (tasklist.ROWS, runs.RUNS, reportstore.REPORTS, reportstore.NOTICES)
PAGE = 100  # incidents that are held at a time
SHOWN = 60  # characters of a text that a sentence shows


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One field of an incident's row that does not follow from the record."""

    ref: str
    field: str
    table: Any
    record: Any
    policy: Policy

    def __str__(self) -> str:
        """Say what stands where."""
        table, record = self._shown(self.table), self._shown(self.record)
        if table == record:
            return f"{self.ref}: {self.field} in the table is not what the record says."
        there = f"{self.field} is {table} in the table"
        return f"{self.ref}: {there}, the record says {record}."

    def told(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        table, record = state.plain(self.table), state.plain(self.record)
        said = {"field": self.field, "table": table, "record": record}
        return {**said, "sentence": str(self)}

    def _shown(self, value: Any) -> str:  # noqa: ANN401 (a column of any type)
        if self.field == "severity" and value in self.policy.severities:
            return self.policy.severities[value].name
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M:%S} UTC"
        text = rules.plain_line(str(state.plain(value)))
        text = f"{text[:SHOWN]}…" if len(text) > SHOWN else text
        return "nothing" if value in (None, "") else text


async def contradictions(work: Work, incident: Incident) -> list[Contradiction]:
    """Hold one incident against its facts."""
    history = await ledger.history(work, [incident.id])
    return _compared(work, incident, history)


def _compared(
    work: Work, incident: Incident, history: Sequence[Record]
) -> list[Contradiction]:
    said = state.folded(history)
    ref = f"INC-{said.get('number', incident.number)}"
    return [
        Contradiction(
            ref=ref,
            field=name,
            table=getattr(incident, name),
            record=said[name],
            policy=work.policy,
        )
        for name in state.COLUMNS
        if name in said and getattr(incident, name) != said[name]
    ]


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    after = ""
    while ids := await store.ids(work, after, PAGE):
        for sentence in await _held(work, ids):
            yield sentence
        after = ids[-1]
    for id_ in await store.missing(work, PAGE):
        name = await _name(work, id_)
        yield f"{name}: it is missing in the table, the record says it was declared."
    for rows in PARTS:
        async for sentence in ledger.follow(work, rows):
            yield sentence


async def _held(work: Work, ids: Sequence[str]) -> list[str]:
    """Hold a page of them; one that can't be read keeps no other from being held."""
    try:
        found = await store.these(work, ids)
        told: dict[str, list[Record]] = {id_: [] for id_ in ids}
        for record in await ledger.history(work, ids):
            told[record.about].append(record)
        rolls = await rollheld.untrue(work, {one.id: one.ref for one in found}, told)
        held = (_sentences(work, one, told[one.id]) for one in found)
        return [*chain.from_iterable(held), *rolls]
    except state.UNREADABLE:
        if len(ids) == 1:
            return [await _unreadable(work, ids[0])]
    middle = len(ids) // 2
    return [*await _held(work, ids[:middle]), *await _held(work, ids[middle:])]


def _sentences(work: Work, incident: Incident, history: Sequence[Record]) -> list[str]:
    if not history:
        return [f"{incident.ref}: the record knows nothing of it."]
    return [str(one) for one in _compared(work, incident, history)]


async def _unreadable(work: Work, id_: str) -> str:
    """Say which fields of a row no Longwatch ever wrote, or that its record is so."""
    name = await _name(work, id_)
    fields = [one for one in state.COLUMNS if not await _reads(work, id_, one)]
    if not fields:
        return f"{name}: what its record says can't be read."
    return f"{name}: {', '.join(fields)} can't be read in the table."


async def _reads(work: Work, id_: str, field: str) -> bool:
    try:
        await store.value(work, id_, field)
    except state.UNREADABLE:
        return False
    return True


async def _name(work: Work, id_: str) -> str:
    """Call an incident as its declaration does, or by its id."""
    try:
        return str((await ledger.history(work, [id_]))[0].data["ref"])
    except (*state.UNREADABLE, IndexError):
        return f"Incident {id_}"
