"""Findings: what a check says of a setup, in a sentence, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    """It is as it should be."""
    WRONG = "wrong"
    """It keeps Longwatch from working, now or soon."""
    UNCHECKED = "unchecked"
    """It can't be seen from here, or only once something else is mended."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    check: str
    state: State
    sentence: str
    mend: str = ""
    """What to do about it; empty where there is nothing to do."""


def ok(check: str, sentence: str) -> Finding:
    """Say that it is as it should be."""
    return Finding(check=check, state=State.OK, sentence=sentence)


def wrong(check: str, sentence: str, mend: str) -> Finding:
    """Say what is wrong, and how to mend it."""
    return Finding(check=check, state=State.WRONG, sentence=sentence, mend=mend)


def unchecked(check: str, sentence: str, mend: str = "") -> Finding:
    """Say why it could not be looked at."""
    return Finding(check=check, state=State.UNCHECKED, sentence=sentence, mend=mend)
