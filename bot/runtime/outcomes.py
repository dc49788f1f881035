"""Outcomes: what a try of an effect means for its row."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.claims import Claimed
from bot.core.errors import Busy
from bot.core.queue import ONCE, State
from bot.runtime.calls import Late, Limited, Refusal, Unknown, Unreached
from bot.runtime.jobs import Result

TRIES = 10
BUGS = 4  # tries of what meets a bug: others wait behind it, and time mends few
DAY = 24 * 3600.0
LONGEST = 900.0  # seconds between two tries
BREATH = 0.5  # seconds that a busy database is left alone, or a little more
CALLED = "webhook"  # the kind of effect that nobody can look for
BUSY = "the database is busy"
HELD = "canvas_editing_locked"  # somebody types in it just now
ENDLESS = 1000  # tries: the day is over before they are
COMING_BACK = "is_archived"  # a room may just be brought back, ahead of its cards
ACCESS = {"account_inactive", "invalid_auth", "not_authed", "token_revoked"}
TOKEN = ACCESS | {"token_expired", "not_allowed_token_type", "team_access_not_granted"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one try ended: the columns that change, and who has to know."""

    row: Claimed
    changes: Mapping[str, Any]
    pause: tuple[tuple[str, ...], float] | None = None
    trouble: str | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    then: Mapping[str, Any] | None = None
    shows: bool = False

    @property
    def mended(self) -> bool:
        """Tell whether it has come right after people were shown that it had not."""
        return self.changes["error"] is None and self.row.error is not None

    @property
    def about(self) -> tuple[str, str]:
        """Give what it is about: a workspace, and an id of ours there."""
        return self.row.workspace, self.row.about.partition(":")[0]


def done(row: Claimed, result: Result) -> Outcome:
    """Note that it is in Slack as it was rendered."""
    changes = {
        "state": State.WAITING,
        "tries": 0,
        "not_before": 0.0,
        "first_try": None,
        "error": result.error,
        "unknown": False,
        "applied": row.rendered,
        "channel": result.channel or row.channel,
        "ts": result.ts or row.ts,
        "detail": result.detail,
    }
    return Outcome(
        row=row,
        changes=changes,
        pause=result.pause,
        trouble=result.error,
        then=result.then,
        shows=result.shows,
    )


def failed(row: Claimed, error: Exception, *, now: float, settle: float) -> Outcome:
    """Decide when to try again, or that a person must look."""
    if isinstance(error, Limited):
        return _limited(row, error, now)
    if isinstance(error, Late | Busy):
        return _untried(row, error, now)
    if isinstance(error, Unknown):
        return _unknown(row, str(error), now, settle)
    if isinstance(error, Unreached):
        return _later(row, "Slack can't be reached", now)
    code = error.error if isinstance(error, Refusal) else "bug"
    most = _patience(row, code)
    if most:
        return _doubtful(_later(row, code, now, most=most))
    return Outcome(row=row, changes=_dead(row, code), trouble=code)


def _patience(row: Claimed, code: str) -> int:
    """Give how many tries are made of what may pass by itself; 0: it does not."""
    if code == HELD:
        return ENDLESS
    return (
        BUGS if code == "bug" or (code == COMING_BACK and row.kind not in ONCE) else 0
    )


def _doubtful(outcome: Outcome) -> Outcome:
    """Have a call that nobody can look for count as one that may have arrived."""
    doubt = outcome.row.kind == CALLED or outcome.changes["unknown"]
    return replace(outcome, changes={**outcome.changes, "unknown": doubt})


def _untried(row: Claimed, error: Late | Busy, now: float) -> Outcome:
    """Go on soon: the lease was too short, or what to show could not be read."""
    if isinstance(error, Late):
        return Outcome(row=row, changes=_again(row, now, "late"))
    rest = BREATH * random.uniform(1, 2)  # noqa: S311 (jitter)
    return Outcome(row=row, changes=_again(row, now + rest, BUSY))


def _limited(row: Claimed, error: Limited, now: float) -> Outcome:
    rest = error.until + random.uniform(0, 0.2)  # noqa: S311 (jitter)
    changes = _again(row, max(rest, now), "ratelimited")
    return Outcome(row=row, changes=changes, pause=(error.key, error.until))


def _unknown(row: Claimed, why: str, now: float, settle: float) -> Outcome:
    if row.detail.get("respond"):
        # A line to one person is never said twice: better lost than doubled.
        return Outcome(row=row, changes={**_dead(row, why), "state": State.RELEASED})
    waiting = _later(row, why, now + settle)
    return Outcome(
        row=row,
        changes={**waiting.changes, "unknown": True},
        trouble=waiting.trouble,
    )


def _later(row: Claimed, why: str, now: float, most: int = TRIES) -> Outcome:
    """Back off, or give up after *most* tries or a day."""
    tries = row.tries + 1
    if tries >= most or now - (row.first_try or now) > DAY:
        return Outcome(row=row, changes=_dead(row, why), trouble=why)
    rest = min(LONGEST, 2.0 ** (tries - 1)) * random.uniform(0.5, 1)  # noqa: S311 (jitter)
    return Outcome(row=row, changes={**_again(row, now + rest, why), "tries": tries})


def _again(row: Claimed, at: float, why: str) -> dict[str, Any]:
    return {**_kept(row), "state": State.WAITING, "not_before": at, "error": why}


def _dead(row: Claimed, why: str) -> dict[str, Any]:
    return {**_kept(row), "state": State.DEAD, "error": why}


def _kept(row: Claimed) -> dict[str, Any]:
    """Give the columns that a failure leaves alone."""
    return {
        name: getattr(row, name)
        for name in ("first_try", "applied", "channel", "ts", "detail", "tries")
    } | {"unknown": row.unknown, "not_before": 0.0}
