"""Checkpoints kept outside the database, in the data folder of Longwatch.

`ledger.vkey` holds the verifier keys that are trusted here, one a line;
`checkpoints/<workspace>.txt` every note that was published, oldest first, each ended
by a line of its own. `checkpoints/<workspace>.begun` is there where a ledger that was
older was signed with nothing kept from before: since when it is proven. Whoever changes
the database can't change these with it.

Invariants:
* a note is on the disk before it counts as published
* a note that was torn by a crash was never published: it is passed over, and cut off
  before the next is written
* a trusted key is never replaced by what stands in the database
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core import files
from bot.core.errors import Refused
from bot.ledger.notes import Verifier

KEYS = "ledger.vkey"
FOLDER = "checkpoints"
END = b"====\n"
TAIL = 8192  # bytes: more than any two notes


class Untrusted(Refused):
    """The ledger's key {key} is not the one trusted in {where}: nothing was signed.

    Bring that file, or the database, back from a backup.
    """


class Unreadable(Refused):
    """{where} is not what Longwatch wrote: {why}. Bring it back from a backup."""


def trusted(home: Path) -> list[Verifier]:
    """Give the keys that are trusted in *home*; none before the first checkpoint.

    Raises Unreadable when the file is not what was written.
    """
    path = home / KEYS
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        return [Verifier.parse(line) for line in text.splitlines() if line]
    except ValueError as bad:
        raise Unreadable(where=path, why=bad) from None


def trust(home: Path, key: Verifier) -> None:
    """Trust *key* if *home* trusts none and keeps no checkpoint; else compare.

    Raises Untrusted when another key is trusted, or checkpoints of a lost one remain.
    """
    known = trusted(home)
    if key in known:
        return
    if known or workspaces(home):
        raise Untrusted(key=key.id.hex(), where=home / KEYS)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = home / f".{KEYS}"
    _write(draft, 0, f"{key}\n".encode())
    draft.replace(home / KEYS)
    _sync(home)


def path(home: Path, workspace: str) -> Path:
    """Give the file that keeps the checkpoints of *workspace*."""
    return home / FOLDER / f"{workspace}.txt"


def workspaces(home: Path) -> list[str]:
    """Give the workspaces whose checkpoints are kept in *home*."""
    return sorted(file.stem for file in (home / FOLDER).glob("*.txt"))


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Where proof begins, because nothing was kept from before."""

    size: int
    """The entries that were there already."""
    at: datetime

    def __str__(self) -> str:
        """Say it in a sentence."""
        when = f"{self.at:%Y-%m-%d %H:%M}Z"
        return (
            f"Proof begins at entry {self.size}, {when}: nothing is kept from before."
        )


def begun(home: Path, workspace: str) -> Begun | None:
    """Give where proof begins; None where it does at the first entry."""
    file = path(home, workspace).with_suffix(".begun")
    try:
        said = json.loads(file.read_text("utf-8"))
        return Begun(size=said["size"], at=datetime.fromisoformat(said["at"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as bad:
        raise Unreadable(where=file, why=bad) from None


def begin(home: Path, workspace: str, begins: Begun) -> None:
    """Keep where proof begins: on the disk before the first note is."""
    file = path(home, workspace).with_suffix(".begun")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"size": begins.size, "at": begins.at.isoformat()}
    _write(file, 0, json.dumps(said).encode() + b"\n")
    _sync(file.parent)


def length(file: Path) -> int:
    """Give how many bytes *file* has by now."""
    return file.stat().st_size if file.exists() else 0


def notes(file: Path, up_to: int) -> Iterator[str]:
    """Read the notes in the first *up_to* bytes, oldest first, one at a time."""
    if not file.exists():
        return
    lines: list[bytes] = []
    with file.open("rb") as kept:
        for line in kept:
            up_to -= len(line)
            if up_to < 0:
                return
            if line == END:
                yield b"".join(lines).decode(errors="replace")
                lines = []
            else:
                lines.append(line)


def newest(file: Path) -> str | None:
    """Read the note that was kept last."""
    whole = _end(file).split(END)[:-1]
    return whole[-1].decode(errors="replace") if whole else None


def keep(file: Path, note: str) -> None:
    """Add *note* to what *file* keeps; it is on the disk when this returns."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    torn = len(_end(file).split(END)[-1])
    _write(file, length(file) - torn, note.encode() + END)
    _sync(file.parent)


def _end(file: Path) -> bytes:
    """Read the last bytes of *file*: nothing if there is no such file yet."""
    if not file.exists():
        return b""
    with file.open("rb") as kept:
        kept.seek(max(0, length(file) - TAIL))
        return kept.read()


def _write(file: Path, start: int, data: bytes) -> None:
    """Make *file* end with *data* from byte *start* on, and wait for the disk."""
    flags = os.O_RDWR | os.O_CREAT
    with files.named(file), os.fdopen(os.open(file, flags, 0o600), "r+b") as written:
        written.truncate(start)
        written.seek(start)
        written.write(data)
        written.flush()
        os.fsync(written.fileno())


def _sync(folder: Path) -> None:
    """Wait until the disk knows the names in *folder*."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
