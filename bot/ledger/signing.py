"""Signing what a log is at a moment, so that nobody can say later it was otherwise.

Invariants:
* never two checkpoints that contradict each other: before it signs, the log is rolled
  forward from the newest checkpoint, over the very bytes of the entries
* a database that is older than a kept checkpoint gets no signature
* a note is kept in the data folder before it stands in the database
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import vault
from bot.core.errors import Missing, Refused
from bot.core.work import Work
from bot.ledger import kept, notes, rules, store
from bot.ledger.notes import BadNote, Checkpoint, Verifier
from bot.ledger.rules import Frontier

NAME = "longwatch/ledger"  # whose signature it is
PRIVATE = "ledger_keys.private"
YOUNG = timedelta(hours=1)  # a log is signed first within a minute of its beginning
CHUNK = 500  # entries read at a time
GONE = "The database has it no more: bring the table ledger_keys back from a backup."


class NoKey(Missing):
    """There is no key to sign the ledger's checkpoints with: open it first."""


class RolledBack(Refused):
    """The database has {size} entries, its checkpoint {kept}: it is an older copy.

    Nothing is signed before the newer one is back.
    """


class Contradicted(Refused):
    """The ledger was altered: its first {size} entries don't lead to {what}.

    `longwatch ledger verify` says where.
    """


class Spoilt(Refused):
    """The newest checkpoint in {where} is damaged or forged: {why}.

    `longwatch ledger verify` says more.
    """


async def open_key(work: Work) -> Verifier:
    """Give the public half of the signing key, made at first run.

    The vault must be unlocked for `vault.SYSTEM`.
    """
    if await store.key(work) is None:
        await store.add_key(work, _fresh(work))
    key = await store.key(work)
    if key is None:
        raise NoKey
    return Verifier.parse(key.vkey)


def _fresh(work: Work) -> store.SigningKey:
    """Make a key, its private half sealed."""
    private = Ed25519PrivateKey.generate()
    public = notes.verifier(NAME, private)
    raw = private.private_bytes_raw()
    return store.SigningKey(
        vkey=str(public),
        name=NAME,
        private=work.sealer.seal(vault.SYSTEM, PRIVATE, str(public), raw),
        created=work.now,
    )


async def checkpoint(work: Work, *, home: Path) -> Checkpoint | None:
    """Sign what the log of this workspace is now, and keep the note in *home*.

    Gives the newest checkpoint again when nothing was added, None for an empty log.
    Raises NoKey, RolledBack, Contradicted, Spoilt, or Untrusted for a key that *home*
    doesn't know.
    """
    head = await store.head(work, lock=True)
    if head is None or head.size == 0:
        if last := published(work, home):
            raise RolledBack(size=0, kept=last.size)
        return None
    private = await _key(work)
    kept.trust(home, notes.verifier(NAME, private))
    frontier = await _grown(work, head, home)
    now = Checkpoint(origin=head.origin, size=head.size, root=frontier.root())
    note = await _publish(work, home, now, private)
    newest = await store.newest(work)
    if newest is None or newest.size < now.size:
        row = store.Signed(
            workspace=work.workspace,
            size=now.size,
            note=note,
            frontier=frontier.dump(),
            at=work.now,
        )
        await store.add_signed(work, row)
    return now


async def _publish(
    work: Work, home: Path, now: Checkpoint, private: Ed25519PrivateKey
) -> str:
    """Give the note over what the log is *now*, kept in *home*."""
    file = kept.path(home, work.workspace)
    last, note = published(work, home), kept.newest(file)
    if last is None:
        await _begin(work, home, now.size)
    if last is None or note is None or last.size < now.size:
        note = notes.sign(str(now), NAME, private)
        await asyncio.to_thread(kept.keep, file, note)
    return note


async def _begin(work: Work, home: Path, size: int) -> None:
    """Note that proof begins here, if the log is older: what was kept is gone."""
    first = await store.began(work)
    young = first is not None and work.now - first < YOUNG
    if young and await store.newest(work) is None:
        return
    begins = kept.Begun(size=size, at=work.now)
    await asyncio.to_thread(kept.begin, home, work.workspace, begins)


@dataclass(frozen=True, kw_only=True)
class ListedKey:
    """One key that signs checkpoints, or did, as it may be shown."""

    vkey: str
    """The public half, to be handed out: name, id and key."""
    created: datetime | None
    """None for a key that only the data folder knows."""
    retired: datetime | None
    trusted: bool
    """It is trusted in the data folder: only then its signatures count."""
    problem: str | None = None
    """Why it can't be used, in a sentence."""


async def keys(session: AsyncSession, home: Path) -> list[ListedKey]:
    """List the keys of the database, the oldest first, and others trusted in *home*.

    Raises Unreadable when what *home* trusts can't be read.
    """
    trusted = [str(key) for key in kept.trusted(home)]
    rows = await store.keys(session)
    known = {row.vkey for row in rows}
    gone = [vkey for vkey in trusted if vkey not in known]
    return [
        *(_listed(row, trusted, home) for row in rows),
        *(
            ListedKey(vkey=vkey, created=None, retired=None, trusted=True, problem=GONE)
            for vkey in gone
        ),
    ]


def _listed(row: store.SigningKey, trusted: list[str], home: Path) -> ListedKey:
    known = row.vkey in trusted
    strange = f"It is not trusted in {home / kept.KEYS}: what it signed doesn't count."
    return ListedKey(
        vkey=row.vkey,
        created=row.created,
        retired=row.retired,
        trusted=known,
        problem=strange if trusted and not known else None,
    )


async def _key(work: Work) -> Ed25519PrivateKey:
    key = await store.key(work)
    if key is None:
        raise NoKey
    raw = work.sealer.open(vault.SYSTEM, PRIVATE, key.vkey, key.private)
    return Ed25519PrivateKey.from_private_bytes(raw)


def published(work: Work, home: Path) -> Checkpoint | None:
    """Give the newest checkpoint kept in *home*; raise Spoilt for what it can't be."""
    file = kept.path(home, work.workspace)
    note = kept.newest(file)
    try:
        return notes.checkpoint(note, kept.trusted(home)) if note else None
    except BadNote as bad:
        raise Spoilt(where=file, why=bad) from None


async def _grown(work: Work, head: store.Log, home: Path) -> Frontier:
    """Roll the log forward from its newest checkpoint to the head; refuse if it can't.

    On the way it must pass through the newest checkpoint that is kept in *home*.
    """
    last = published(work, home)
    try:
        frontier = _resumed(await store.newest(work), kept.trusted(home))
    except ValueError as bad:  # a note or a frontier that isn't what we wrote
        raise Spoilt(where="the database", why=bad) from None
    newest = max(frontier.size, last.size if last else 0)
    if newest > head.size:
        raise RolledBack(size=head.size, kept=newest)
    if last is not None and last.size >= frontier.size:
        frontier = await _forward(work, frontier, last.size)
        if frontier.root() != last.root:
            raise Contradicted(size=last.size, what="the newest checkpoint")
    frontier = await _forward(work, frontier, head.size)
    if frontier.dump() != head.frontier:
        raise Contradicted(size=head.size, what="its head")
    return frontier


def _resumed(last: store.Signed | None, trusted: list[Verifier]) -> Frontier:
    """Give the frontier of the newest checkpoint, which its signature vouches for."""
    if last is None:
        return Frontier()
    frontier = Frontier.load(last.frontier)
    signed = notes.checkpoint(last.note, trusted)
    if (signed.size, signed.root) != (frontier.size, frontier.root()):
        raise BadNote("its frontier is not what was signed")
    return frontier


async def _forward(work: Work, frontier: Frontier, size: int) -> Frontier:
    """Extend *frontier* to *size* entries, hashing each anew."""
    while frontier.size < size:
        limit = min(CHUNK, size - frontier.size)
        entries = await store.entries(work, frontier.size, size, limit)
        expected = range(frontier.size, frontier.size + limit)
        if [entry.seq for entry in entries] != list(expected):
            raise Contradicted(size=size, what="its head: some are missing")
        frontier = frontier.extended(rules.leaf_hash(entry.leaf) for entry in entries)
    return frontier
