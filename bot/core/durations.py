"""Durations as the policy writes them: `15m`, `4h`, `1bd`.

A length of the clock is the same everywhere; business time depends on a calendar.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Unit(StrEnum):
    """What a `Duration` counts."""

    SECOND = "s"
    """Seconds by the clock."""
    MINUTE = "m"
    """Minutes by the clock."""
    HOUR = "h"
    """Hours by the clock."""
    DAY = "d"
    """Days of 24 hours."""
    BUSINESS_HOUR = "bh"
    """Hours while the team's calendar is open."""
    BUSINESS_DAY = "bd"
    """Days on which the team works."""


_CLOCK = {
    Unit.SECOND: timedelta(seconds=1),
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
}


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long something may take, as the policy writes it: `15m`, `4h`, `1bd`."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `15m`, `30s`, `1h`, `2d`, `4bh`, `1bd`; ValueError is a sentence."""
        found = re.fullmatch(r"([0-9]{1,4})(s|m|h|d|bh|bd)", text.strip().lower())
        if not found or int(found[1]) == 0:
            raise ValueError(
                f'"{text:.40}" is not a duration such as "15m", "1h", "2d", "4bh" '
                '(business hours) or "1bd" (business day)'
            )
        return cls(amount=int(found[1]), unit=Unit(found[2]))

    @property
    def elapsed(self) -> timedelta | None:
        """Give it by the clock; None where it depends on a calendar."""
        step = _CLOCK.get(self.unit)
        return None if step is None else step * self.amount

    def render(self) -> str:
        """Write it as the policy does: `15m`."""
        return f"{self.amount}{self.unit}"

    def words(self) -> str:
        """Write it for people: `15 minutes`, `1 business day`."""
        name = self.unit.name.lower().replace("_", " ")
        return f"{self.amount} {name}{'s' if self.amount > 1 else ''}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Let a pydantic field of this type be written as text."""
        return core_schema.no_info_after_validator_function(
            cls.parse,
            core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.render),
        )


@dataclass(frozen=True, kw_only=True)
class ClockDuration(Duration):
    """A duration by the clock: it takes no calendar to say when it is over."""

    def __post_init__(self) -> None:
        """Refuse business time; ValueError is a sentence."""
        if self.unit not in _CLOCK:
            raise ValueError(f'must go by the clock, such as "15m", not {self.words()}')

    @property
    def elapsed(self) -> timedelta:
        """Give it by the clock."""
        return _CLOCK[self.unit] * self.amount
