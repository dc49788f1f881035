"""The ground: the data folder and the database's file, made for their owner alone.

One process at a time serves a database of SQLite. It holds a lock beside the file; the
system lets go of it when the process is gone, killed or not.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot import vault
from bot.core import files
from bot.core.db import Database
from bot.core.errors import Busy, Refused
from bot.core.settings import Settings
from bot.runtime import schema
from bot.runtime.commands import offline

OWN = 0o700
PRIVATE = 0o600


class NoFolder(Refused):
    """There is no folder {folder} to keep the database in.

    Make it, or put DATABASE_URL right.
    """


class AlreadyServed(Refused):
    """Another process of Longwatch serves {file}: SQLite serves one at a time.

    End that one first, or use PostgreSQL.
    """


def prepare(given: Settings) -> None:
    """Make the data folder, and the file of a database that is none yet.

    Raises NoFolder; OSError names the file that can't be made.
    """
    given.home.mkdir(mode=OWN, parents=True, exist_ok=True)
    file = schema.file(given.database_url)
    if file is None:
        return
    if not file.parent.is_dir():
        raise NoFolder(folder=file.parent)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))


@contextmanager
def alone(given: Settings) -> Iterator[None]:
    """Be the only one that serves a database of SQLite; else raise AlreadyServed."""
    file = schema.file(given.database_url)
    if file is None:
        yield
        return
    beside = file.with_name(f"{file.name}.lock")
    lock = os.open(beside, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        _take(lock, beside, file)
        yield
    finally:
        os.close(lock)


def _take(lock: int, beside: Path, file: Path) -> None:
    try:
        with files.named(beside):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyServed(file=file) from None


async def look(given: Settings) -> None:
    """Raise what ails the database, or is wrong with the key.

    A key that is missing is made, once. None is made where data is sealed already: no
    new one would open it.
    """
    async with offline.database(given) as found:
        await _write_to(found)
        async with found.reading(vault.SYSTEM) as session:
            sealed = await vault.sealed(session)
    vault.read(
        given.keys, data=given.home, environment=dict(os.environ), make=not sealed
    )


async def _write_to(found: Database) -> None:
    """Raise what somebody has to mend; whoever is busy may be waited for."""
    try:
        await found.answers()
    except Busy as refusal:
        if refusal.ails:
            raise
