"""Rate limits: a bucket of tokens for each method, and one per channel for posts.

They follow the playground's clock, which is never behind the real one by which an app
waits, and can be switched off.
"""

import math
from dataclasses import dataclass, field

#: Calls a minute by tier; "special" methods allow several hundred.
TIERS = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}

POSTS = "chat.postMessage"
"""The method with a limit of its own: one a second in each channel, and bursts."""

BURST = 5
"""How many messages a channel takes at once before it slows down."""


UNDER_WAY = 0.1
"""Seconds of grace around a wait: calls cross the answer, clocks differ a little."""


def _lane(method: str, channel: str) -> str:
    return f"{method} {channel}" if method == POSTS else method


@dataclass(kw_only=True)
class Bucket:
    """Holds at most *size* tokens and gains *rate* of them each second."""

    size: float
    rate: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Return the seconds until there is a token: 0 when there is one."""
        gained = max(0.0, now - self.at) * self.rate
        self.left, self.at = min(self.size, self.left + gained), now
        return 0.0 if self.left >= 1 else (1 - self.left) / self.rate


@dataclass(kw_only=True)
class Limits:
    """The buckets of one app in one workspace."""

    on: bool = True
    buckets: dict[str, Bucket] = field(default_factory=dict)
    pauses: dict[str, tuple[float, float]] = field(default_factory=dict)

    def forget(self) -> None:
        """Begin anew: every bucket is full, and nobody was told to wait."""
        self.buckets.clear()
        self.pauses.clear()

    def told(self, method: str, channel: str, now: float, wait: int) -> None:
        """Remember that the app was told to *wait* so many seconds."""
        self.pauses[_lane(method, channel)] = (now, now + wait)

    def hurried(self, method: str, channel: str, now: float) -> bool:
        """Tell whether this call comes while the app ought to wait.

        What was under way when it was told is not counted.
        """
        told, over = self.pauses.get(_lane(method, channel), (0.0, 0.0))
        return told + UNDER_WAY < now < over - UNDER_WAY

    def take(self, method: str, tier: str, channel: str, now: float) -> int:
        """Spend one call; return 0, or the whole seconds to wait before the next.

        A call that has to wait spends nothing.
        """
        if not self.on:
            return 0
        buckets = [self._bucket(method, TIERS[tier], TIERS[tier] / 60, now)]
        if method == POSTS:
            buckets.append(self._bucket(_lane(method, channel), BURST, 1, now))
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait:
            return math.ceil(wait)
        for bucket in buckets:
            bucket.left -= 1
        return 0

    def _bucket(self, key: str, size: float, rate: float, now: float) -> Bucket:
        made = Bucket(size=size, rate=rate, left=size, at=now)
        return self.buckets.setdefault(key, made)
