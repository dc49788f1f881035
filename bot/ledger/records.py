"""Records held against the entries that committed to them.

Invariants:
* a record is missing, changed, or exactly what was entered; nothing between
* a salt may be gone only where a record says that it was erased, and that record is
  held against an entry like any other
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.ledger import leaves, store
from bot.ledger.findings import Kind, Report
from bot.ledger.leaves import Salts
from bot.ledger.store import Entry

CHUNK = 1000  # ids looked up at a time

Query = Callable[[Work, Sequence[str]], Awaitable[Sequence[Record]]]


@dataclass
class Records:
    """Holds records against entries while verification walks along them."""

    work: Work
    report: Report

    async def hold(self, entries: Sequence[tuple[Entry, Salts]]) -> None:
        """Hold the record of each entry against its leaf, through its salts."""
        ids = [entry.record for entry, _ in entries]
        found = {row.id: row for row in await self._read(store.records, ids)}
        silent = [
            (entry, erased)
            for entry, salts in entries
            if (erased := self._compare(entry, salts, found.get(entry.record)))
        ]
        if silent:
            await self._excuse(silent)

    async def strangers(self) -> None:
        """Tell which records no entry commits to."""
        last: str | None = ""
        while last is not None:
            strangers, last = await store.unentered(self.work, last, CHUNK)
            for id_ in strangers:
                sentence = (
                    f"No entry commits to record {id_}: it was added, or cut off."
                )
                self.report.add(Kind.UNENTERED, sentence)

    def _compare(
        self, entry: Entry, salts: Salts, record: Record | None
    ) -> frozenset[str]:
        """Give the fields that can't be shown any more; tell what else is wrong."""
        try:
            leaf = leaves.read(entry.leaf)
        except ValueError:
            self._tell(Kind.EDITED, entry, "was edited: it can't be read")
            return frozenset()
        if leaf["id"] != entry.record:
            self._tell(Kind.EDITED, entry, "was edited: it names another record")
            return frozenset()
        if record is None:
            what = f"commits to record {entry.record}, which is missing"
            self._tell(Kind.RECORD_MISSING, entry, what)
            return frozenset()
        return self._hold_one(entry, leaf, salts, record)

    def _hold_one(
        self, entry: Entry, leaf: dict[str, Any], salts: Salts, record: Record
    ) -> frozenset[str]:
        comparison = leaves.compared(leaf, record.model_dump(), salts)
        if comparison.changed:
            names = ", ".join(comparison.changed)
            what = f"commits to record {entry.record}, which was changed: {names}"
            self._tell(Kind.RECORD_CHANGED, entry, what)
        return comparison.erased

    async def _excuse(self, silent: Sequence[tuple[Entry, frozenset[str]]]) -> None:
        """Count the fields that a record says were erased; tell the others."""
        erased: dict[str, set[str]] = {}
        ids = [entry.record for entry, _ in silent]
        for said in await self._read(store.erasures, ids):
            if isinstance(fields := said.data.get("fields"), list):
                erased.setdefault(said.about, set()).update(map(str, fields))
        for entry, fields in silent:
            known = erased.get(entry.record, set())
            self.report.erased += len(fields & known)
            if unknown := fields - known:
                names = ", ".join(sorted(unknown))
                what = f"was silenced: {names} can't be shown any more"
                self._tell(Kind.SILENCED, entry, what)

    def _tell(self, kind: Kind, entry: Entry, what: str) -> None:
        self.report.add(kind, f"Entry {entry.seq} {what}.", seq=entry.seq)

    async def _read(self, query: Query, ids: Sequence[str]) -> list[Record]:
        """Read records; one whose columns can't be read counts as missing."""
        try:
            found = await query(self.work, ids)
        except (ValueError, TypeError):
            if len(ids) == 1:
                return []
            middle = len(ids) // 2
            halves = (ids[:middle], ids[middle:])
            return [row for half in halves for row in await self._read(query, half)]
        return [record for record in found if isinstance(record.data, dict)]
