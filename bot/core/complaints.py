"""Complaints: what an engine or a file says when it can't, as one refusal.

Invariants:
* what the machine can't do is a refusal, with what to do; what we did wrong is a bug
* a file's error is never the database's: it names the file
"""

import os
import time
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.core import files
from bot.core.errors import Busy, Failing, Full, ReadOnly, Refused, Unsure

# 55P03 lock, 57014 statement, 40P01 deadlock, 40001 serialisation, 53300 full,
# 57P0x the server leaves, 08xxx the connection broke
TRANSIENT = ("55P03", "57014", "40P01", "40001", "53300", "57P", "08")
# By what PostgreSQL and SQLite call them.
ILLS: dict[str, type[Busy]] = {
    "53100": Full,
    "SQLITE_FULL": Full,
    "25006": ReadOnly,
    "SQLITE_READONLY": ReadOnly,
    "58030": Failing,
    "SQLITE_IOERR": Failing,
}
AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN")
SHUT = ("28", "3D000", "55000")  # the server lets us in no more, while we connect
BROKEN = ("InternalClientError", "InterfaceError", "ConnectionDoesNotExistError")
ROOM = 8 * 1024 * 1024  # bytes: less than that on the disk, and it is as good as full
LATELY = 60.0  # seconds for which an ill that was met counts


class told_plainly:  # noqa: N801 (reads as the verb it is)
    """Turn the many errors of an engine that is away into one refusal."""

    def __init__(self, refusal: type[Busy | Unsure]) -> None:
        """Raise *refusal* where nothing better is known."""
        self.refusal = refusal

    def __enter__(self) -> None:
        """Watch what happens inside."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        """Raise the refusal in place of a complaint."""
        refusal = None if error is None else _refusal(error, self.refusal)
        if refusal is not None:
            raise refusal from error


def _refusal(error: BaseException, otherwise: type[Busy | Unsure]) -> Refused | None:
    if isinstance(error, OSError) and (trouble := files.trouble(error)):
        return trouble
    ill = _ill(error)
    if ill is None and not _transient(error):
        return None
    return (ill or otherwise)()


def _ill(error: BaseException) -> type[Busy] | None:
    """Give what keeps the engine from writing, until somebody mends it."""
    code = _code(error)
    return next((ill for name, ill in ILLS.items() if code.startswith(name)), None)


def _code(error: BaseException) -> str:
    """Give what the engine calls its error; nothing where it is none of its own."""
    said = getattr(error, "orig", error)
    code = getattr(said, "sqlstate", None) or getattr(said, "sqlite_errorname", None)
    return str(code or "")


def _transient(error: BaseException) -> bool:
    if isinstance(error, IntegrityError | LookupError):
        return False  # a missing template is both an OSError and a LookupError
    code = _code(error)
    if isinstance(error, DBAPIError):
        passing = (*TRANSIENT, *AWAY, *(SHUT if error.statement is None else ()))
        return code.startswith(passing) or error.connection_invalidated
    return isinstance(error, PoolTimeout | OSError) or type(error).__name__ in BROKEN


class Ailments:
    """What keeps a database from being written to, as far as that is seen here.

    An ill that was met counts for a minute: an engine may still take what is small.
    """

    def __init__(self, file: Path | None) -> None:
        """Watch the disk of *file*, if the database is one."""
        self._file = file
        self._met: Busy | None = None
        self._at = 0.0

    def meet(self, context: Any) -> None:  # noqa: ANN401 (SQLAlchemy's own)
        """Note what an engine's error says of it."""
        ill = _ill(context.original_exception)
        if ill is not None:
            self._met, self._at = ill(), time.monotonic()

    def now(self) -> str:
        """Say what ails it; nothing where all is well."""
        if self._file and self._crowded(self._file):
            return Full.ails
        lately = self._met and time.monotonic() - self._at < LATELY
        return self._met.ails if self._met and lately else ""

    def _crowded(self, file: Path) -> bool:
        try:
            disk = os.statvfs(file.parent)
        except OSError:
            return False  # it can't be opened either, which tells
        return disk.f_bavail * disk.f_frsize < ROOM
