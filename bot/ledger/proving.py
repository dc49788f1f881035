"""Proving a log: every byte hashed again, every signature and every record checked.

Reads in chunks, so that memory stays the same however long the log is. Nothing is
healed and nothing is written.

Invariants:
* no finding means: the entries are exactly those that were signed, in their order,
  up to the newest checkpoint; every record says what its entry committed to; and
  what tables made of the records follows from them, as their projections tell
* the tree is built from the stored leaf hashes, and each leaf is held against its own:
  so one edited leaf is one finding
* everything is read as of one moment, kept notes a moment before: what is written
  meanwhile is no finding
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from bot import vault
from bot.core.work import Work
from bot.ledger import kept, rules, service, store
from bot.ledger.anchors import Anchors
from bot.ledger.findings import Kind, Report, Verification
from bot.ledger.leaves import Salts
from bot.ledger.notes import Checkpoint
from bot.ledger.records import Records
from bot.ledger.rules import Frontier
from bot.ledger.store import Entry, Log

CHUNK = 500  # entries read at a time
SUSPECTS = 50  # altered entries that are compared with one another

Progress = Callable[[int, int], None]
Projection = Callable[[Work], AsyncIterator[str]]
"""Tells, in a sentence each, what of a table does not follow from the record."""


async def verify(
    work: Work,
    *,
    home: Path,
    progress: Progress = lambda _done, _of: None,
    projections: Sequence[Projection] = (),
) -> Verification:
    """Prove the log of this workspace against the checkpoints kept in *home*.

    Nothing was read with *work* before. Calls *progress* with (entries done, entries
    in all) as it goes. Words are compared with the keys that the vault has.
    """
    report = Report()
    anchors = _anchors(work, home, report)
    begun = kept.begun(home, work.workspace)
    await store.snapshot(work)
    head = await store.head(work, lock=False)
    size = head.size if head is not None else 0
    walk = _Walk(
        work=work,
        report=report,
        anchors=anchors,
        records=Records(work=work, report=report),
    )
    while chunk := await store.entries(work, walk.next, size, CHUNK):
        await walk.over(chunk)
        progress(walk.next, size)
    await walk.end(head)
    for projection in projections:
        async for sentence in projection(work):
            report.add(Kind.UNFOUNDED, sentence)
    return report.concluded(size, begun)


def _anchors(work: Work, home: Path, report: Report) -> Anchors:
    """Collect what the log is held against; say so when no key can be trusted."""
    file = kept.path(home, work.workspace)
    try:
        trusted = kept.trusted(home)
    except kept.Unreadable:
        trusted = []
    if not trusted and kept.newest(file):
        where = home / kept.KEYS
        report.add(Kind.UNTRUSTED, f"No verifier key is in {where}: nothing is proven.")
    origin = service.ORIGIN + work.workspace
    return Anchors(work=work, origin=origin, file=file, trusted=trusted, report=report)


@dataclass
class _Walk:
    """Where verification stands: the next number, and the tree so far."""

    work: Work
    report: Report
    anchors: Anchors
    records: Records
    next: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    whole: bool = True
    """The tree can still grow: no number was missing, no root was wrong."""
    suspects: list[Entry] = field(default_factory=list)
    """Entries that are not what was entered, until it is clear how."""
    named: bool = False
    """A finding since the last sound root: a wrong one needs no other."""
    locked: set[str] = field(default_factory=set)
    """What was said of keys that are not there."""

    async def over(self, entries: Sequence[Entry]) -> None:
        """Walk over the next entries, looking at the root wherever it was signed."""
        sound: list[tuple[Entry, Salts]] = []
        signed = await self.anchors.within(self.next, int(entries[-1].seq) + 1)
        for entry in filter(self._in_turn, entries):
            if (salts := self._opened(entry)) is not None:
                sound.append((entry, salts))
            if self.whole:
                self.frontier = self.frontier.extended([entry.leaf_hash])
                for checkpoint in signed.get(self.next, ()):
                    self._compare(checkpoint)
        await self.records.hold(sound)

    async def end(self, head: Log | None) -> None:
        """Hold the end of the walk against the *head*, and against what goes beyond."""
        self._name_suspects()
        size = head.size if head is not None else 0
        beyond = await store.outside(self.work, size)
        if self.next < size:
            cut = f"Entries {self.next} to {size - 1} were cut off from the end."
            self.report.add(Kind.TRUNCATED, cut, seq=self.next)
        elif head is not None and self.whole and self.frontier.dump() != head.frontier:
            self.report.add(Kind.HEAD, "The head is not what the entries lead to.")
        elif head is None and beyond:
            self.report.add(Kind.HEAD, "The head of the log is missing.")
            beyond = []
        for seq in beyond:
            added = f"Entry {seq} was added: the head knows nothing of it."
            self.report.add(Kind.ADDED, added, seq=seq)
        await self.anchors.beyond(size)
        await self.records.strangers()

    def _in_turn(self, entry: Entry) -> bool:
        """Follow the numbers; say which are missing, or come between."""
        seq, expected = entry.seq, self.next
        # SQLite lets 1.5 into a column of INTEGER; an owner may drop the primary key.
        if seq != int(seq) or seq < expected:
            added = f"Entry {seq} was added between others."
            self.report.add(Kind.ADDED, added, seq=seq)
            return False
        if seq > expected:
            gone = f"Entries {expected} to {seq - 1} are"
            gone = f"Entry {expected} is" if seq == expected + 1 else gone
            self.report.add(Kind.REMOVED, f"{gone} missing.", seq=expected)
            self.whole = False
        self.next = seq + 1
        return True

    def _opened(self, entry: Entry) -> Salts | None:
        """Give the salts of an entry that is what was entered; else suspect it."""
        if rules.leaf_hash(entry.leaf) == entry.leaf_hash:
            if entry.opening is None:
                return {}
            try:
                return service.unsealed(
                    self.work, entry.seq, entry.leaf_hash, entry.opening
                )
            except vault.Locked as refusal:
                self._tell_locked(entry, str(refusal))
                return None
            except vault.Damaged:
                pass
        self.named = True
        self.suspects.append(entry)
        if len(self.suspects) > SUSPECTS:
            self._accuse(self.suspects.pop(0))
        return None

    def _tell_locked(self, entry: Entry, refusal: str) -> None:
        """Tell once of each key that is not there, and of a few at the most."""
        if refusal not in self.locked and len(self.locked) < store.FEW:
            self.locked.add(refusal)
            sentence = f"Entry {entry.seq} can't be held against its record: {refusal}"
            self.report.add(Kind.LOCKED, sentence, seq=entry.seq)

    def _compare(self, checkpoint: Checkpoint) -> None:
        if self.frontier.root() == checkpoint.root:
            self.report.covered = checkpoint.size
            self.named = False
            return
        if not self.named:
            first, last = self.report.covered, checkpoint.size - 1
            sentence = (
                f"Entries {first} to {last} are not what was signed: some were edited."
            )
            self.report.add(Kind.EDITED, sentence, seq=first)
        self.whole = False

    def _name_suspects(self) -> None:
        """Tell entries that changed places from entries that were edited."""
        swapped: set[int] = set()
        for one, other in combinations(self.suspects, 2):
            if not swapped & {one.seq, other.seq} and self._swapped(one, other):
                swapped |= {one.seq, other.seq}
                sentence = f"Entries {one.seq} and {other.seq} were swapped."
                self.report.add(Kind.SWAPPED, sentence, seq=one.seq)
        for entry in self.suspects:
            if entry.seq not in swapped:
                self._accuse(entry)

    def _accuse(self, entry: Entry) -> None:
        sentence = f"Entry {entry.seq} was edited: it is not what was entered there."
        self.report.add(Kind.EDITED, sentence, seq=entry.seq)

    def _swapped(self, one: Entry, other: Entry) -> bool:
        """Tell whether two entries hold each other's leaf, or are each other whole."""
        if rules.leaf_hash(one.leaf) == other.leaf_hash:
            return rules.leaf_hash(other.leaf) == one.leaf_hash
        pairs = ((one, other), (other, one))
        return all(self._opens(a, b.seq, a.leaf_hash) for a, b in pairs) or all(
            self._opens(a, a.seq, b.leaf_hash) for a, b in pairs
        )

    def _opens(self, entry: Entry, seq: int, leaf_hash: bytes) -> bool:
        try:
            service.unsealed(self.work, seq, leaf_hash, entry.opening or b"")
        except (vault.Damaged, vault.Locked):
            return False
        return True
