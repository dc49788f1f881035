"""The signed checkpoints that a log is held against: the database's and the kept ones.

Invariants:
* only a note that a key trusted in the data folder has signed, for this very log, is
  believed; any other is a finding
* kept notes are read once, in their order, never all at once
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.work import Work
from bot.ledger import kept, notes, store
from bot.ledger.findings import Kind, Report
from bot.ledger.notes import BadNote, Checkpoint, Verifier

BASE = "in the database"


@dataclass
class Anchors:
    """Checkpoints by size, as verification comes past them."""

    work: Work
    origin: str
    file: Path
    trusted: list[Verifier]
    report: Report
    _waiting: Checkpoint | None = None
    _many: int = 0
    """Sound ones that are kept: each but the last stands in the database too."""
    _kept: Iterator[Checkpoint] = field(init=False)

    def __post_init__(self) -> None:
        """Bound the kept notes: what is kept from now on belongs to a later look."""
        self._kept = self._believed(kept.length(self.file))

    async def within(self, after: int, up_to: int) -> dict[int, list[Checkpoint]]:
        """Give, by size, the checkpoints over more than *after*, at most *up_to*."""
        found = list(self._until(up_to))
        for row in await store.signed(self.work, after, up_to):
            checkpoint = self._believe(row.note, BASE, size=row.size)
            if checkpoint is not None and checkpoint not in found:
                found.append(checkpoint)
        by_size: dict[int, list[Checkpoint]] = {}
        for checkpoint in found:
            by_size.setdefault(checkpoint.size, []).append(checkpoint)
        return by_size

    async def beyond(self, size: int) -> None:
        """Look for checkpoints that cover more than the *size* entries there are."""
        outside = max((each.size for each in self._rest()), default=0)
        last = await store.newest(self.work)
        inside = last.size if last is not None else 0
        if inside > size:
            sentence = f"Entries were cut off: {size} are left, {inside} were signed."
            self.report.add(Kind.TRUNCATED, sentence)
        elif outside > size:
            sentence = (
                f"The database is older than the checkpoint in {self.file}, or was cut"
                f" off: it has {size} entries, {outside} were signed."
            )
            self.report.add(Kind.OLDER, sentence)
        if last is None and self._many > 1:
            sentence = "The database has no checkpoint any more: they were deleted."
            self.report.add(Kind.UNSIGNED, sentence)
        if inside and not kept.newest(self.file):
            sentence = f"No checkpoint is kept in {self.file}: only the database says."
            self.report.add(Kind.UNTRUSTED, sentence)

    def _until(self, up_to: int) -> Iterator[Checkpoint]:
        """Give kept checkpoints until one covers more than *up_to* entries."""
        for checkpoint in self._rest():
            if checkpoint.size > up_to:
                self._waiting = checkpoint
                return
            yield checkpoint

    def _rest(self) -> Iterator[Checkpoint]:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            yield waiting
        yield from self._kept

    def _believed(self, up_to: int) -> Iterator[Checkpoint]:
        """Read the kept notes; one that goes back in size contradicts an earlier."""
        newest = 0
        for note in kept.notes(self.file, up_to):
            checkpoint = self._believe(note, f"in {self.file}")
            if checkpoint is None:
                continue
            if checkpoint.size > newest:
                newest = checkpoint.size
                self._many += 1
                yield checkpoint
            else:
                over = f"over {checkpoint.size} entries in {self.file}"
                sentence = f"A checkpoint {over} follows one over {newest}."
                self.report.add(Kind.FORGED, sentence)

    def _believe(
        self, note: str, where: str, size: int | None = None
    ) -> Checkpoint | None:
        """Check a note's signature, origin and size; what can't be believed is told."""
        if not self.trusted:
            return None
        self.report.checkpoints += 1
        try:
            return self._checked(note, size)
        except BadNote as bad:
            over = "" if size is None else f" over {size} entries"
            self.report.add(
                Kind.FORGED, f"The checkpoint {where}{over} is forged: {bad}."
            )
            return None

    def _checked(self, note: str, size: int | None) -> Checkpoint:
        checkpoint = notes.checkpoint(note, self.trusted)
        if checkpoint.origin != self.origin:
            raise BadNote("it is about another log")
        if size not in (None, checkpoint.size):
            raise BadNote(f"it says {checkpoint.size} entries, its row {size}")
        return checkpoint
