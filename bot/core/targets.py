"""What the metrics aim at, as the policy says it."""

from typing import Annotated

from pydantic import Field

from bot.core.allowed import Table
from bot.core.durations import ClockDuration

Share = Annotated[float, Field(gt=0, lt=100)]


class Targets(Table):
    """The figure each metric should be above or below."""

    availability: Share
    acknowledge: ClockDuration
    resolve: ClockDuration
    between_failures: ClockDuration
    satisfaction: Annotated[float, Field(ge=1, lt=5)]
    backups: Annotated[float, Field(gt=0, le=100)]
    patches: Share
    patch_routines: tuple[str, ...]
    """The keys of the routines whose duties are patches."""
    follow_up_age: ClockDuration
    nudge_to_done: ClockDuration
