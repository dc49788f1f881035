"""The key-encryption key: where it is kept, and how it is made and read.

`env:NAME` reads it from the environment; anything else is the path of a file that is
made at first run, readable by its owner alone. Kept apart from the data folder: who
copies the data has not copied the key.
"""

import base64
import binascii
import os
import secrets
import stat
from collections.abc import MutableMapping
from pathlib import Path

from bot.core.errors import Refused
from bot.vault.rules import KEY, Kek

PREFIX = "longwatch-kek-1:"  # begins a key file, so that no other file passes for one
ENV = "env:"
LONGEST = 1000  # bytes of a file that may be a key
SHARED = stat.S_IRWXG | stat.S_IRWXO


class KeyMissing(Refused):
    """There is no key in {where}.

    Bring back the one that this data was sealed with, or say in LONGWATCH_KEYS where
    it is.
    """


class KeyUnmade(Refused):
    """There is no key in {where} yet, and none can be made there: {why}.

    Let Longwatch write there once, or say in LONGWATCH_KEYS where to keep it.
    """


class KeyUnreadable(Refused):
    """The key file {where} can't be read: {why}.

    Let Longwatch read it, and nobody else.
    """


class KeyExposed(Refused):
    """Others can read the key file {where}: run `chmod 400` on it, then try again."""


class KeyMisplaced(Refused):
    """The key file {where} lies in the data folder: keep it apart from the data."""


class KeyMalformed(Refused):
    """{where} holds no key of Longwatch: {problem}."""


def read(
    where: str,
    *,
    data: Path,
    environment: MutableMapping[str, str] | None = None,
    make: bool = True,
) -> Kek:
    """Read the KEK from *where*, a path or `env:NAME`; *make* a file that is missing.

    A variable is taken out of *environment* once it is read, so that no child process
    inherits it. Raises KeyMissing, KeyUnmade, KeyUnreadable, KeyExposed,
    KeyMisplaced or KeyMalformed.
    """
    if where.startswith(ENV):
        known = os.environ if environment is None else environment
        name = where.removeprefix(ENV)
        if name not in known:
            raise KeyMissing(where=where)
        return _parse(known.pop(name), where)
    path = Path(where).expanduser().resolve()
    if path.is_relative_to(data.resolve()):
        raise KeyMisplaced(where=path)
    try:
        if make:
            _make(path)
    except OSError as error:
        raise KeyUnmade(where=path, why=error.strerror) from None
    return _parse(_guarded(path), str(path))


def _make(path: Path) -> None:
    """Make the file with a fresh key, whole or not at all; an existing one stays."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = PREFIX + base64.b64encode(secrets.token_bytes(KEY)).decode() + "\n"
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(draft, flags, 0o400), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first: its key counts
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _guarded(path: Path) -> str:
    """Read a file that only its owner may read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(LONGEST).decode("ascii", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        raise KeyMissing(where=path) from None
    except OSError as error:
        raise KeyUnreadable(where=path, why=error.strerror) from None
    if mode & SHARED:
        raise KeyExposed(where=path)
    return text


def _parse(text: str, where: str) -> Kek:
    if not text.startswith(PREFIX):
        raise KeyMalformed(where=where, problem=f"it does not begin with {PREFIX!r}")
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX).strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyMalformed(where=where, problem="it is not in base64") from None
    if len(secret) != KEY or len(set(secret)) < KEY // 4:
        raise KeyMalformed(where=where, problem=f"it is not {KEY} random bytes")
    return Kek(secret=secret)
