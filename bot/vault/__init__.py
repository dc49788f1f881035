"""The vault: secrets sealed at rest, each bound to the place it belongs to."""

from bot.vault.keys import (
    KeyExposed,
    KeyMalformed,
    KeyMisplaced,
    KeyMissing,
    KeyUnreadable,
    read,
)
from bot.vault.rules import Damaged, Kek, Locked
from bot.vault.service import SYSTEM, ListedKey, Vault, WrongKey, sealed

__all__ = [
    "SYSTEM",
    "Damaged",
    "Kek",
    "KeyExposed",
    "KeyMalformed",
    "KeyMisplaced",
    "KeyMissing",
    "KeyUnreadable",
    "ListedKey",
    "Locked",
    "Vault",
    "WrongKey",
    "read",
    "sealed",
]
