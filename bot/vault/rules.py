"""The envelope: how a secret is sealed, and how the key that sealed it is wrapped.

Two layers, both AES-256-GCM with a random nonce. A data key seals values of one
workspace and one purpose; the key-encryption key (KEK) wraps data keys. Pure but for
the random bytes.

A sealed value is `V1`, the length of the data key's id, the id, the nonce, then
ciphertext and tag. What is authenticated beside it: the format, the data key, the
workspace, the table, the column and the row; so a value that was moved opens nowhere.

Invariants:
* no key and no secret stands in a repr or in an error
* a KEK's id is a hash and tells nothing of the key
* the format is never changed, only a new version is added beside it
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.errors import Refused

FORMAT = b"V1"
KEY = 32  # bytes
ID = 8  # bytes of a data key's id
NONCE = 12  # bytes


class Purpose(StrEnum):
    """What a data key is for; one key never serves two."""

    SECRETS = "secrets"
    """Tokens and passwords of other systems."""
    OPENINGS = "openings"
    """The salts that open what the ledger committed to."""
    CHECK = "check"
    """Nothing: it only shows that its KEK is the right one."""


class KeyState(StrEnum):
    """What a data key may still do."""

    ACTIVE = "active"
    """Seal and open: one for each workspace and purpose."""
    DECRYPT_ONLY = "decrypt-only"
    """Open what it sealed before a newer key took over."""
    SHREDDED = "shredded"
    """Nothing: the wrapped key is gone, and with it all that it sealed."""


class Damaged(Refused):
    """What was sealed for {place} does not open: it was altered, or moved there."""


class Locked(Refused):
    """The vault has no key {key} for workspace {workspace}."""


PURPOSES = {"ledger_entries.opening": Purpose.OPENINGS}


def purpose(place: str) -> Purpose:
    """Give what values of the column *place* are sealed for."""
    return PURPOSES.get(place, Purpose.SECRETS)


@dataclass(frozen=True, kw_only=True)
class DataKey:
    """A data key, unwrapped, and whose it is."""

    id: str
    workspace: str
    purpose: Purpose
    secret: bytes = field(repr=False)

    def seal(self, place: str, row: str, value: bytes) -> bytes:
        """Seal *value* for the column *place* ("table.column") of *row*."""
        nonce, bound = secrets.token_bytes(NONCE), self._bound(place, row)
        return _head(self.id) + nonce + AESGCM(self.secret).encrypt(nonce, value, bound)

    def open(self, place: str, row: str, sealed: bytes) -> bytes:
        """Open what was sealed for the same place and row; else raise Damaged."""
        nonce, text = _cut(sealed.removeprefix(_head(self.id)))
        try:
            return AESGCM(self.secret).decrypt(nonce, text, self._bound(place, row))
        except (InvalidTag, ValueError):
            raise Damaged(place=place) from None

    def _bound(self, place: str, row: str) -> bytes:
        table, _, column = place.partition(".")
        return framed(FORMAT, self.id, self.workspace, table, column, row)


@dataclass(frozen=True, kw_only=True)
class Kek:
    """The key-encryption key: it wraps data keys and nothing else."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Give the name that wrapped keys carry: a hash of the key."""
        return hashlib.sha256(b"longwatch/kek/1" + self.secret).hexdigest()[:16]

    def wrap(self, key: DataKey) -> bytes:
        """Wrap *key*, bound to its id, workspace and purpose."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.secret).encrypt(nonce, key.secret, _label(key))

    def unwrap(
        self, wrapped: bytes, *, key: str, workspace: str, purpose: Purpose
    ) -> DataKey:
        """Unwrap a data key; raise Damaged when it was altered or is another's."""
        blank = DataKey(id=key, workspace=workspace, purpose=purpose, secret=b"")
        nonce, text = _cut(wrapped)
        try:
            secret = AESGCM(self.secret).decrypt(nonce, text, _label(blank))
        except (InvalidTag, ValueError):
            raise Damaged(place="data_keys.wrapped") from None
        return DataKey(id=key, workspace=workspace, purpose=purpose, secret=secret)


def fresh(workspace: str, purpose: Purpose) -> DataKey:
    """Make a new data key."""
    id_, secret = secrets.token_hex(ID), secrets.token_bytes(KEY)
    return DataKey(id=id_, workspace=workspace, purpose=purpose, secret=secret)


def sealed_by(sealed: bytes, place: str) -> str:
    """Read which data key sealed a value; raise Damaged for an unknown format."""
    if sealed[: len(FORMAT)] != FORMAT or sealed[len(FORMAT) : 3] != bytes([ID]):
        raise Damaged(place=place)
    return sealed[3 : 3 + ID].hex()


def framed(*parts: str | bytes) -> bytes:
    """Join *parts*, each after its length, so that no two lists look the same."""
    raw = [part if isinstance(part, bytes) else part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def _head(key: str) -> bytes:
    return FORMAT + bytes([ID]) + bytes.fromhex(key)


def _cut(sealed: bytes) -> tuple[bytes, bytes]:
    return sealed[:NONCE], sealed[NONCE:]


def _label(key: DataKey) -> bytes:
    return framed("data key", key.id, key.workspace, key.purpose)
