"""What an entry of the ledger says: names and ids in the open, words as commitments.

A commitment is an HMAC-SHA256 of the canonical value under a salt of its own. Whoever
holds the salt can show that the value is the recorded one; without it, nothing about
the value can be learned or guessed. Pure.

Invariants:
* nothing personal stands in a leaf: not who did it, not what was said
* the bytes of a leaf are written once and never spelled again: proofs hash what is
  stored
* a field keeps its salt alone, so that one field can be erased
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import canon

VERSION = 1
SALT = 32  # bytes
ACTOR = "actor"
DATA = "data."  # before the name of a data field in an opening

OPEN = ("id", "name", "about", "at", "policy", "because")
FIELDS = {"v", *OPEN, ACTOR, "data"}
NOBODY = "erased"  # what stands for the actor of a record once it is erased
ERASED = object()  # a field of data that a record no longer has

Salts = dict[str, str]  # path of a field -> its salt, in hexadecimal


def committed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Give every field of *record* that a leaf only commits to, by its path."""
    data = {DATA + name: value for name, value in record["data"].items()}
    return {ACTOR: record["actor"], **data}


def commitment(salt: str, value: object) -> str:
    """Commit to *value* under *salt*: 64 hexadecimal digits."""
    return hmac.digest(bytes.fromhex(salt), canon.dumps(value), "sha256").hex()


def written(
    record: Mapping[str, Any], salt: Callable[[int], bytes]
) -> tuple[bytes, Salts]:
    """Write the leaf of *record*, and the salts that open it.

    Salts are taken from *salt*, which gives that many random bytes.
    """
    words = committed(record)
    salts = {path: salt(SALT).hex() for path in words}
    hidden = {path: commitment(salts[path], value) for path, value in words.items()}
    leaf = {
        "v": VERSION,
        **open_part(record),
        ACTOR: hidden.pop(ACTOR),
        "data": {path.removeprefix(DATA): hash_ for path, hash_ in hidden.items()},
    }
    return canon.dumps(leaf), salts


def read(leaf: bytes) -> dict[str, Any]:
    """Read a leaf back; raise ValueError for bytes that were never one."""
    parsed: dict[str, Any] = canon.loads(leaf)
    match parsed:
        case {"data": dict()} if parsed.keys() >= FIELDS:
            return parsed
    raise ValueError("this is not a leaf of the ledger")


def open_part(record: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a leaf says of *record* in the open, as it is spelled there."""
    spelled: dict[str, Any] = canon.loads(
        canon.dumps({field: record[field] for field in OPEN})
    )
    return spelled


def hidden_part(leaf: Mapping[str, Any]) -> dict[str, str]:
    """Give the commitments of a parsed *leaf*, by the paths of their fields."""
    data = {DATA + name: hash_ for name, hash_ in leaf["data"].items()}
    return {ACTOR: leaf[ACTOR], **data}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a record says beside what its leaf committed to."""

    changed: tuple[str, ...]
    """Fields that are not what was recorded."""
    erased: frozenset[str]
    """Paths of fields whose salt is gone: nothing can be shown about them."""


def compared(
    leaf: Mapping[str, Any], record: Mapping[str, Any], salts: Salts
) -> Comparison:
    """Hold *record* against its parsed *leaf*, through the *salts* that are left."""
    said, words, hidden = open_part(record), committed(record), hidden_part(leaf)
    changed = [field for field, value in said.items() if leaf.get(field) != value]
    changed += [path for path in words if path not in hidden]
    erased = frozenset(hidden.keys() - salts.keys())
    for path, expected in hidden.items():
        value = words.get(path, ERASED)
        if not _holds(expected, value, salts.get(path)):
            changed.append(path)
    return Comparison(changed=tuple(changed), erased=erased)


def _holds(expected: str, value: object, salt: str | None) -> bool:
    """Tell whether *value* is what was committed to, or is erased as it should be."""
    if salt is None or value is ERASED:
        return salt is None and value in (ERASED, NOBODY)
    try:
        return hmac.compare_digest(commitment(salt, value), expected)
    except canon.NotCanonical:  # nothing like it was ever recorded
        return False
