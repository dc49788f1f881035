"""Handing a log out: a folder that an outsider can check without us.

Invariants:
* what is written leads to the newest kept checkpoint, or the export is refused
* the file `checkpoint` is written last: a folder without it is not whole
* no words and no salts: leaves only commit to what people wrote
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.core import canon, files
from bot.core.errors import Conflict
from bot.core.work import Work
from bot.ledger import kept, rules, signing, store
from bot.ledger.notes import Checkpoint
from bot.ledger.proving import Progress
from bot.ledger.rules import Frontier
from bot.ledger.signing import Contradicted
from bot.ledger.store import Entry
from bot.ledger.tiles import Tiles

CHUNK = 500  # entries read at a time
NEWEST = "the newest checkpoint"
README = """\
The ledger of workspace {workspace} of Longwatch: {size} entries, to be checked by
anybody.

entries.jsonl    One entry a line, numbered from 0 (`seq`). `leaf` is the very text that
                 was hashed: SHA-256 of a zero byte and the text in UTF-8 (RFC 6962).
                 What people wrote stands in it as HMAC-SHA256 under a salt that is not
                 handed out.
tile/            Hashes of the tree (c2sp.org/tlog-tiles): they prove one entry without
                 the others.
checkpoint       The newest signed checkpoint (c2sp.org/tlog-checkpoint).
checkpoints.txt  Every checkpoint, the oldest first, each ended by a line `====`.
keys.jsonl       The verifier keys of the checkpoints (c2sp.org/signed-note). Compare
                 them with what you were given by another way: they are what you trust.
"""


class NothingSigned(Conflict):
    """No checkpoint of workspace {workspace} is kept in {home}.

    Run `longwatch ledger checkpoint` first.
    """


class FolderInUse(Conflict):
    """{folder} is there already: name a folder that is not."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was handed out, and where it is."""

    folder: Path
    entries: int
    unsigned: int
    """The newest entries, left out because no checkpoint covers them yet."""
    checkpoints: int


async def export(
    work: Work,
    *,
    home: Path,
    folder: Path,
    progress: Progress = lambda _done, _of: None,
) -> Exported:
    """Write the log of this workspace into *folder*, which is made.

    Raises NothingSigned, Spoilt, FolderInUse, or Contradicted when the entries do not
    lead to the newest checkpoint kept in *home*.
    """
    note = kept.newest(kept.path(home, work.workspace))
    signed = signing.published(work, home)
    if note is None or signed is None:
        raise NothingSigned(workspace=work.workspace, home=home)
    written = _Folder.made(folder)
    await _write_entries(work, written, signed, progress)
    keys = [key for key in await signing.keys(work.session, home) if key.trusted]
    head = await store.head(work, lock=False)
    written.end(README.format(workspace=work.workspace, size=signed.size), keys)
    return Exported(
        folder=folder,
        entries=signed.size,
        unsigned=max(0, head.size - signed.size) if head else 0,
        checkpoints=written.conclude(kept.path(home, work.workspace), note),
    )


async def _write_entries(
    work: Work, written: "_Folder", signed: Checkpoint, progress: Progress
) -> None:
    """Write what the checkpoint *signed* covers; refuse what it does not fit."""
    done = 0
    while done < signed.size:
        limit = min(CHUNK, signed.size - done)
        entries = await store.entries(work, done, signed.size, limit)
        if [entry.seq for entry in entries] != list(range(done, done + limit)):
            raise Contradicted(size=signed.size, what=f"{NEWEST}: some are missing")
        written.add(entries)
        done += limit
        progress(done, signed.size)
    if written.frontier.root() != signed.root:
        raise Contradicted(size=signed.size, what=NEWEST)


@dataclass
class _Folder:
    """The files of one export while they are written."""

    path: Path
    frontier: Frontier = field(default_factory=Frontier)
    tiles: Tiles = field(default_factory=Tiles)

    @classmethod
    def made(cls, path: Path) -> "_Folder":
        """Make the folder; raise FolderInUse when it is there."""
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            raise FolderInUse(folder=path) from None
        return cls(path)

    def add(self, entries: Sequence[Entry]) -> None:
        """Write the next entries, and the tiles that become whole with them."""
        file = self.path / "entries.jsonl"
        with files.named(file), file.open("ab") as lines:
            for entry in entries:
                said = {"seq": entry.seq, "leaf": entry.leaf.decode(errors="replace")}
                lines.write(canon.dumps(said) + b"\n")
                hash_ = rules.leaf_hash(entry.leaf)
                self.frontier = self.frontier.extended([hash_])
                for name, tile in self.tiles.add(hash_):
                    self._write(name, tile)

    def end(self, readme: str, keys: Sequence[signing.ListedKey]) -> None:
        """Write what is not known before the last entry, but the checkpoints."""
        for name, tile in self.tiles.rest():
            self._write(name, tile)
        self._write("README.txt", readme.encode())
        lines = (
            canon.dumps({"key": k.vkey, "created": k.created, "retired": k.retired})
            + b"\n"
            for k in keys
        )
        self._write("keys.jsonl", b"".join(lines))

    def conclude(self, file: Path, newest: str) -> int:
        """Write the checkpoints up to the *newest*; tell how many there are."""
        count = 0
        copy = self.path / "checkpoints.txt"
        with files.named(copy), copy.open("wb") as copied:
            for note in kept.notes(file, kept.length(file)):
                copied.write(note.encode() + kept.END)
                count += 1
                if note == newest:
                    break
        self._write("checkpoint", newest.encode())
        return count

    def _write(self, name: str, content: bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with files.named(file):
            file.write_bytes(content)
