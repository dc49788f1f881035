"""What is done to the ledger: append to it, erase what a field said."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import canon
from bot.core.errors import Missing
from bot.core.facts import Fact, Record
from bot.core.work import Work
from bot.ledger import leaves, rules, store
from bot.ledger.rules import Frontier

OPENING = "ledger_entries.opening"
ORIGIN = "longwatch/ledger/"  # before the workspace: a log's name in checkpoints
FIELDS = leaves.DATA + "fields"  # where an erasure says what it erased


class NoSuchField(Missing):
    """There is no field {field} left to erase in record {record}."""


@dataclass(frozen=True, kw_only=True)
class Erased(Fact):
    """Someone erased what fields of a record said; *about* is the record's id."""

    name = store.ERASED
    fields: tuple[str, ...]
    reason: str


class Logs:
    """Appends to the log of each workspace, and remembers where it left it.

    The head is moved from there in one statement. Only when it is elsewhere, because
    another process moved it or a transaction was rolled back, is it asked for.
    """

    def __init__(self) -> None:
        """Remember none yet."""
        self._left: dict[str, Frontier] = {}

    async def append(self, work: Work) -> None:
        """Enter what *work* recorded: the hook that runs last before a commit.

        The head is locked until the commit. The first append begins the log.
        """
        if not work.records:
            return
        moved, known = False, self._left.pop(work.workspace, None)
        if known is not None:
            entries, grown = _next(work, known)
            moved = await store.move(work, grown.size, grown.dump(), known.dump())
        if not moved:
            entries, grown = _next(work, await _head(work))
            await store.move(work, grown.size, grown.dump())
        await store.append(work, entries)
        self._left[work.workspace] = grown


async def _head(work: Work) -> Frontier:
    head = await store.head(work, lock=True)
    if head is None:
        await store.create(work, ORIGIN + work.workspace, Frontier().dump())
        head = await store.head(work, lock=True)
    return Frontier.load(head.frontier if head else b"")


def _next(work: Work, end: Frontier) -> tuple[list[dict[str, Any]], Frontier]:
    """Make the entries of what *work* recorded, behind *end*, and the new end."""
    entries = [
        _entry(work, record, end.size + at) for at, record in enumerate(work.records)
    ]
    return entries, end.extended(entry["leaf_hash"] for entry in entries)


def _entry(work: Work, record: Record, seq: int) -> dict[str, Any]:
    leaf, salts = leaves.written(record.model_dump(), secrets.token_bytes)
    hash_ = rules.leaf_hash(leaf)
    return {
        "seq": seq,
        "leaf": leaf,
        "leaf_hash": hash_,
        "record": record.id,
        "opening": sealed(work, seq, hash_, salts),
    }


def sealed(work: Work, seq: int, leaf_hash: bytes, salts: leaves.Salts) -> bytes:
    """Seal *salts* for one entry: for its number and for exactly its leaf.

    So an entry that was edited or moved is found even before a checkpoint covers it.
    """
    row = f"{seq}:{leaf_hash.hex()}"
    return work.sealer.seal(work.workspace, OPENING, row, canon.dumps(salts))


def unsealed(work: Work, seq: int, leaf_hash: bytes, opening: bytes) -> leaves.Salts:
    """Open what `sealed` made for the same number and leaf; else raise Damaged."""
    row = f"{seq}:{leaf_hash.hex()}"
    salts: leaves.Salts = canon.loads(
        work.sealer.open(work.workspace, OPENING, row, opening)
    )
    return salts


async def erase(
    work: Work, record: Record, fields: Sequence[str], *, reason: str
) -> None:
    """Erase what *fields* of a record said, salts and words; the proofs still hold.

    A field is `actor` or `data.<name>`. That it was erased is a fact of its own.
    Raises NoSuchField when one of them is not there, was erased before, or says what
    another erasure erased.
    """
    entry = await store.entry_of(work, record.id)
    salts: leaves.Salts = {}
    if entry is not None and entry.opening is not None:
        salts = unsealed(work, entry.seq, entry.leaf_hash, entry.opening)
    for field in fields:
        needed = record.name == Erased.name and field == FIELDS
        if entry is None or needed or salts.pop(field, None) is None:
            raise NoSuchField(field=field, record=record.id)
        entry.opening = sealed(work, entry.seq, entry.leaf_hash, salts)
        _silence(record, field)
    work.record(Erased(about=record.id, fields=tuple(fields), reason=reason))


def _silence(record: Record, field: str) -> None:
    """Take the words of one field out of *record*."""
    if field == leaves.ACTOR:
        record.actor = leaves.NOBODY
        return
    name = field.removeprefix(leaves.DATA)
    record.data = {key: said for key, said in record.data.items() if key != name}
