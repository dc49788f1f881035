"""Tokens of addresses that somebody else calls: shown once, kept as a hash.

A token begins with the workspace that it is of, so that it is looked for in there and
nowhere else; what follows is 256 bits that nobody guesses.
"""

import hashlib
import hmac
import re
import secrets
import uuid

SHAPE = re.compile(r"([0-9a-f]{32})[A-Za-z0-9_-]{43}")


def make(workspace: str) -> str:
    """Make a token of a workspace."""
    return f"{uuid.UUID(workspace).hex}{secrets.token_urlsafe(32)}"


def workspace(token: str) -> str:
    """Give the workspace that a token claims to be of; empty where it is no token."""
    found = SHAPE.fullmatch(token)
    return str(uuid.UUID(found[1])) if found else ""


def digest(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def opens(token: str, kept: str | None) -> bool:
    """Tell, in the same time for any, whether what is *kept* is of a token."""
    wanted = digest(token)
    return hmac.compare_digest(kept or "-" * len(wanted), wanted)
