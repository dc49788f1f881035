"""Telling a secret from what is said of one: what looks like a key is kept nowhere.

It is a guess that errs on both sides. Names of places, addresses, ids and file paths
pass; what is random, long and of one piece does not.
"""

import math
import re
from collections import Counter

from bot.core.errors import Invalid

KNOWN = (
    (re.compile(r"-----\s*BEGIN [A-Z ]*(?:KEY|CERTIFICATE|MESSAGE)"), "a PEM file"),
    (re.compile(r"\bxox[a-z]-[\w-]{6,}|\bxapp-[\w-]{6,}"), "a token of Slack"),
    (re.compile(r"hooks\.slack\.com/(?:services|workflows)/\S"), "a hook of Slack"),
    (re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{12,}"), "an access key of AWS"),
    (re.compile(r"\bgh[a-z]_\w{16,}|\bgithub_pat_\w{16,}"), "a token of GitHub"),
    (re.compile(r"\bgl[a-z]{2,5}-[\w-]{16,}"), "a token of GitLab"),
    (re.compile(r"\b(?:sk|rk|whsec|pk)[-_][\w-]{16,}"), "an API key"),
    (re.compile(r"\bAIza[\w-]{20,}"), "an API key of Google"),
    (re.compile(r"\bSG\.[\w-]{10,}\.[\w-]{10,}"), "an API key of SendGrid"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{4,}"), "a signed token"),
    (re.compile(r"://[^\s/:@]+:[^\s/@]{3,}@"), "an address with a password"),
    (re.compile(r"\blongwatch-kek-1:\S"), "the key file of Longwatch"),
)
UUID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
PIECE = re.compile(r"[A-Za-z0-9+=_~!$%^&*]{20,}")
HEX = re.compile(r"(?:[0-9a-fA-F]{2}[: ]?){16,}")
KINDS = tuple(map(re.compile, ("[a-z]", "[A-Z]", "[0-9]")))
LONG, RANDOM = 32, 3.4  # characters of one case; bits of a character


def secret(text: str) -> str:
    """Say what *text* holds that looks like a secret; empty where nothing does."""
    for pattern, what in KNOWN:
        if pattern.search(text):
            return what
    rest = UUID.sub(" ", text)
    if HEX.search(rest):
        return "a key in hexadecimal digits"
    found = any(map(_random, PIECE.findall(rest)))
    return "a long random text" if found else ""


def _random(piece: str) -> bool:
    """Tell whether one piece looks made by a machine: mixed, and without repetition."""
    kinds = sum(bool(kind.search(piece)) for kind in KINDS)
    digits = sum(one.isdecimal() for one in piece)
    mixed = kinds == len(KINDS) or (len(piece) >= LONG and kinds > 1 and digits > 3)  # noqa: PLR2004 (a year has four)
    return mixed and "_" not in piece.strip("_")[1:-1] and _bits(piece) > RANDOM


def _bits(piece: str) -> float:
    """Give the bits of entropy of a character, by how often each stands there."""
    shares = (count / len(piece) for count in Counter(piece).values())
    return -sum(share * math.log2(share) for share in shares)


def refuse(field: str, text: str) -> None:
    """Refuse what looks like a secret beside its *field*; it is not repeated."""
    if what := secret(text):
        raise Invalid(
            field,
            f"That looks like {what}. Here stands only where a key lives and how it is "
            "rotated, never the key: nothing was kept. If it is one, it is "
            "compromised by having been typed: rotate it",
        )
