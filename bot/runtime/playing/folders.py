"""Temporary folders of playgrounds: gone at the end, or swept by a later start.

Who lives in one holds a lock on a file in it; the system lets go of it when the last of
them is gone, killed or not. A folder without that file is none of ours.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "longwatch-"
LOCK = "playground.lock"


@contextmanager
def inhabited() -> Iterator[tuple[Path, int]]:
    """Make a folder and give it, with the lock's descriptor for others who live there.

    It is gone at the end. Folders whose inhabitants are all dead are swept before.
    """
    sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        draft = folder / f".{LOCK}"
        lock = os.open(draft, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            draft.rename(folder / LOCK)  # it is never there without being held
            yield folder, lock
        finally:
            os.close(lock)


def sweep(where: Path) -> None:
    """Delete the folders in *where* that playgrounds of ours have left behind."""
    for file in where.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError):  # somebody lives there, or sweeps it too
            _sweep(file)


def _sweep(file: Path) -> None:
    folder = file.parent
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        return
    lock = os.open(file, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(lock)
