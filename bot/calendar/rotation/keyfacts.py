"""What happens to keys. Only added to: years of records are read through these."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfKey(Fact):
    """Something happened to a key; `title` is what it is called."""

    name = ""
    title: str


@dataclass(frozen=True, kw_only=True)
class KeyDescribed(OfKey):
    """What is said of a key, whole."""

    name = ""
    slug: str
    kind: str
    lives: str
    owners: tuple[str, ...]
    value: str
    how: str
    rotated: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeyAdded(KeyDescribed):
    """A key came into the inventory, with a routine of its own."""

    name = "calendar.key_added"
    routine: str
    own: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyChanged(KeyDescribed):
    """Something else is said of a key; one that was retired is used again."""

    name = "calendar.key_changed"
    revived: bool = False


@dataclass(frozen=True, kw_only=True)
class KeyRotated(OfKey):
    """A key was rotated, as an occurrence proves; `was` is how it stood before."""

    name = "calendar.key_rotated"
    ref: str
    task: str
    rotated: datetime
    was: str
    expires: datetime | None = None
    before: datetime | None = None
    expired: datetime | None = None
    proof: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyUnrotated(OfKey):
    """That a key was rotated is taken back: it stands as it did before."""

    name = "calendar.key_unrotated"
    ref: str
    state: str
    rotated: datetime | None = None
    expires: datetime | None = None
    proof: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyLeaked(OfKey):
    """Somebody may know a key who should not; `people` are those who own it."""

    name = "calendar.key_compromised"
    what: str
    kind: str
    value: str
    severity: int
    people: tuple[str, ...]
    ref: str
    leak: str


@dataclass(frozen=True, kw_only=True)
class KeyCleared(OfKey):
    """A key is not compromised after all: `of` is the fact that said it was."""

    name = "calendar.key_cleared"
    of: str
    ref: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class KeyUnused(OfKey):
    """A key is used no more."""

    name = "calendar.key_retired"
    reason: str
