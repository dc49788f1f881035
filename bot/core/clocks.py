"""How long a finding may wait, as the policy writes it, and who answers for it."""

from typing import Annotated

from pydantic import Field, PlainSerializer, StrictInt

from bot.core.allowed import Key, Table
from bot.core.durations import ClockDuration, Duration
from bot.core.duties import Maybe

Within = Annotated[
    Maybe, PlainSerializer(lambda found: found.render() if found else "")
]


class Clock(Table):
    """How soon a finding is judged, and mended, once it was found; "" for no end."""

    triage: Within
    fix: Within


class Findings(Table):
    """The clocks of findings by severity; who accepts a risk, and for how long."""

    critical: Clock
    high: Clock
    medium: Clock
    low: Clock
    vulnerability: Key
    audit: Key
    defect: Key
    exception_most: Duration
    silent_after: ClockDuration
    told_at_once: Annotated[StrictInt, Field(ge=1, le=20)]

    def clock(self, severity: str) -> Clock:
        """Give the clock that a severity starts."""
        clocks: dict[str, Clock] = {
            "critical": self.critical,
            "high": self.high,
            "medium": self.medium,
            "low": self.low,
        }
        return clocks[severity]

    def role(self, kind: str) -> str:
        """Give the role that answers for a kind of findings."""
        roles = {
            "vulnerability": self.vulnerability,
            "audit": self.audit,
            "defect": self.defect,
        }
        return roles[kind]
