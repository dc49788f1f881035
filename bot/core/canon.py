"""Canonical JSON: one value, one spelling, so that a hash of it means something.

Invariants:
* keys are sorted by code point; no white space; UTF-8, escaped only where JSON must
* an instant is RFC 3339 in UTC, with microseconds: `2026-11-22T14:05:00.000000Z`
* an enum is its value; tuples and lists are the same; a whole number fits 64 bits
* what has no single spelling is refused: NaN, infinities, naive times, sets, bytes

The ledger's leaves are hashed from these bytes: a spelling is never changed, only
spellings for further types are added.
"""

import hashlib
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import orjson


class NotCanonical(TypeError):
    """A value that has no single spelling: a mistake in our code, not in the input."""


def dumps(value: object) -> bytes:
    """Spell *value* as canonical JSON in UTF-8, or raise `NotCanonical`."""
    try:
        return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # lone surrogates, 65-bit numbers
        raise NotCanonical(str(error)) from error


def loads(spelled: bytes | str) -> Any:  # noqa: ANN401  JSON is any value
    """Read JSON back; instants stay text."""
    return orjson.loads(spelled)


def digest(value: object) -> str:
    """Hash the canonical spelling of *value*: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(dumps(value)).hexdigest()


def _plain(value: object) -> object:
    """Turn *value* into what JSON has: objects, lists, text, numbers and constants."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {_key(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return _leaf(value)


def _leaf(value: object) -> object:
    """Give a single value as JSON has it."""
    match value:
        case float() if not math.isfinite(value):
            pass
        case None | bool() | str() | int() | float():
            return value
        case datetime() if value.utcoffset() is not None:
            return _instant(value)
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case UUID():
            return str(value)
    kind = type(value).__name__
    raise NotCanonical(f"no canonical spelling for {kind}: {value!r:.80}")


def _instant(value: datetime) -> str:
    """Spell an aware datetime; its zone is not part of it."""
    return (
        f"{value.astimezone(UTC).replace(tzinfo=None).isoformat('T', 'microseconds')}Z"
    )


def _key(key: object) -> str:
    """Give a key as plain text; keys that differ stay different."""
    if isinstance(key, str):
        return str.__str__(key)
    raise NotCanonical(f"a key must be text, not {type(key).__name__}: {key!r:.80}")
