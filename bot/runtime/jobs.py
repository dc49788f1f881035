"""Jobs: one effect to carry out in Slack, and what came of it."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core import canon
from bot.core.claims import Claimed
from bot.runtime.calls import Slack


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """How webhooks are called: for how many seconds, and if this machine may be."""

    timeout: float = 10.0
    loopback: bool = False


Measure = Callable[[str, str], Awaitable[dict[str, str]]]


async def _nothing(workspace: str, check: str) -> dict[str, str]:
    raise LookupError(f"nobody measures {check} of {workspace}")


@dataclass(frozen=True, kw_only=True)
class Job:
    """One claimed effect: its row, its parent's address, and what to show."""

    row: Claimed
    shown: Any
    slack: Slack
    bot: str = ""
    parent: Claimed | None = None
    home: Path = Path()
    within: float = 30.0
    """Seconds that a file may take to arrive."""
    hooks: Hooks = Hooks()
    alone: bool = False
    """Whether what it would be said below is gone."""
    measure: Measure = _nothing
    """What runs a check, by workspace and name; see `bot.runtime.measuring`."""

    @property
    def channel(self) -> str:
        """Give the channel (or person) that it goes to."""
        return str(self.parent.channel if self.parent else self.row.place)

    @property
    def thread(self) -> str | None:
        """Give the thread that it is said in: the one it names, or below its parent."""
        if self.alone:
            return None
        below = self.parent if self.row.detail.get("below") else None
        found: str | None = below.ts if below else self.row.detail.get("thread")
        return found

    @property
    def placed(self) -> dict[str, Any]:
        """Give where it is posted: in a thread, which `aloud` shows to the channel."""
        if not self.thread:
            return {"channel": self.channel}
        aloud = {"reply_broadcast": True} if self.row.detail.get("aloud") else {}
        return {"channel": self.channel, "thread_ts": self.thread, **aloud}

    @property
    def key(self) -> dict[str, Any]:
        """Give our own key, as metadata that finds the message again."""
        payload = {"key": self.row.key}
        return {"event_type": "longwatch", "event_payload": payload}


@dataclass(frozen=True, kw_only=True)
class Result:
    """What Slack answered, as the row keeps it."""

    channel: str | None = None
    ts: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    then: dict[str, Any] | None = None
    """The verb that is called once this is marked, and its arguments."""
    pause: tuple[tuple[str, ...], float] | None = None
    """What is left alone from now on, and until when (epoch)."""
    shows: bool = False
    """Whether the cards about the same thing show something of it that is new."""


def fingerprint(value: object) -> str:
    """Give what tells one rendering from another."""
    return hashlib.sha256(canon.dumps(value)).hexdigest()[:32]
