"""What happened, for tests and people: calls, deliveries and violations.

A violation is a sentence about something that the app did and should not do: either
Slack refused it, or Slack would let it pass and people would suffer.
"""

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SECRET = re.compile(r"\bx(?:ox[a-z]|app|oxe)[-.][\w.-]{3,}")
"""What a token of Slack looks like."""


def masked(value: object) -> object:
    """Copy *value* with every token in it replaced."""
    if isinstance(value, str):
        return SECRET.sub("***", value)
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


@dataclass(kw_only=True)
class Records:
    """Everything recorded since the start or the last clearing; numbers go on."""

    calls: list[Json] = field(default_factory=list)
    deliveries: list[Json] = field(default_factory=list)
    violations: list[Json] = field(default_factory=list)
    count: int = 0

    def call(self, method: str, at: float, started: float) -> Json:
        """Begin the record of a Web API call; the caller completes it in place."""
        record = {"n": self._next(), "method": method, "args": {}, "status": None}
        record |= {"error": None, "fault": None, "at": at}
        record |= {"started": started, "ended": None}
        self.calls.append(record)
        return record

    def delivery(self, kind: str, at: float, payload: Json) -> Json:
        """Begin the record of something delivered to the app."""
        record = {"n": self._next(), "kind": kind, "at": at, "status": None}
        record |= {"body": None, "ms": None, "timeout": False, "error": None}
        record |= {"payload": payload}
        self.deliveries.append(record)
        return record

    def violation(self, where: str, message: str) -> None:
        """Note that *where* (a method or a payload) did what *message* says."""
        entry = {"n": self._next(), "where": where, "message": str(masked(message))}
        self.violations.append(entry)

    def _next(self) -> int:
        self.count += 1
        return self.count
