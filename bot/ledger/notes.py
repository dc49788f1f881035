"""Signed notes and checkpoints, in the text formats of C2SP. Pure.

A note is text, an empty line, and signature lines; a checkpoint is a note whose text
is origin, size and root of a log. Anyone can check one with the verifier key alone
(c2sp.org/signed-note, c2sp.org/tlog-checkpoint).

Invariants:
* a note counts only when a key that the reader trusts has signed it
* a line by a trusted key that doesn't verify spoils the note; lines by unknown keys
  are passed over, so that a key can be changed while both sign
"""

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"  # the type byte before an Ed25519 key
KEY = 32  # bytes of a public key
KEY_ID = 4  # bytes that name a key in a signature line
ROOT = 32  # bytes of SHA-256
DASH = "\N{EM DASH} "
LONGEST = 100_000  # characters of a note that is worth reading


class BadNote(ValueError):
    """A note, a checkpoint or a verifier key that can't be trusted; says why."""


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """A public key and the name it signs by."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Give the four bytes that a signature line begins with."""
        named = self.name.encode() + b"\n" + ED25519 + self.key
        return hashlib.sha256(named).digest()[:KEY_ID]

    def __str__(self) -> str:
        """Give the verifier key as people keep it: name, id and key."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.key).decode()}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read a verifier key; raise BadNote when it is not one of ours."""
        name, _, rest = text.strip().partition("+")
        id_, _, key = rest.partition("+")
        raw = _base64(key)
        verifier = cls(name=name, key=raw[1:])
        if raw[:1] != ED25519 or len(raw) != 1 + KEY or verifier.id.hex() != id_:
            raise BadNote("this is not a verifier key")
        return verifier


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What a log was at one moment: how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """Give the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a checkpoint's text; lines after the third are extensions."""
        match text.split("\n"):
            case [origin, size, root, *_] if size.isascii() and size.isdigit():
                parsed = cls(origin=origin, size=int(size), root=_base64(root))
            case _:
                raise BadNote("this is not a checkpoint")
        if str(parsed.size) != size or len(parsed.root) != ROOT or not origin:
            raise BadNote("this is not a checkpoint")
        return parsed


def verifier(name: str, key: Ed25519PrivateKey) -> Verifier:
    """Give the public half of *key*."""
    return Verifier(name=name, key=key.public_key().public_bytes_raw())


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Sign *text*, which ends with a line break, as *name*: a note."""
    signature = verifier(name, key).id + key.sign(text.encode())
    return f"{text}\n{DASH}{name} {b64encode(signature).decode()}\n"


def opened(note: str, trusted: Iterable[Verifier]) -> str:
    """Give the text of *note* if a key in *trusted* signed it; else raise BadNote."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n") or len(note) > LONGEST:
        raise BadNote("this is not a signed note")
    text += "\n"
    keys = {(key.name, key.id): key for key in trusted}
    signed = False
    for line in lines.removesuffix("\n").split("\n"):
        name, signature = _signature(line)
        if key := keys.get((name, signature[:KEY_ID])):
            _verify(key, signature[KEY_ID:], text)
            signed = True
    if not signed:
        raise BadNote("no key that is trusted here has signed it")
    return text


def checkpoint(note: str, trusted: Iterable[Verifier]) -> Checkpoint:
    """Give the checkpoint that *note* holds, its signature checked."""
    return Checkpoint.parse(opened(note, trusted))


def _signature(line: str) -> tuple[str, bytes]:
    name, _, signature = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not name or not signature:
        raise BadNote("a signature line is malformed")
    return name, _base64(signature)


def _verify(key: Verifier, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, text.encode())
    except InvalidSignature:
        raise BadNote("its signature does not belong to its text") from None


def _base64(text: str) -> bytes:
    """Read base64; of several ways to write the same bytes only the usual one."""
    try:
        found = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("it is not in base64") from None
    if b64encode(found).decode() != text:
        raise BadNote("it is not in base64 as it is written")
    return found
