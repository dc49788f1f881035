"""What the policy says of maintenance: who signs off, when it is announced."""

from typing import Annotated

from pydantic import Field, StrictInt

from bot.core.allowed import Signer, Table, Wall
from bot.core.durations import ClockDuration


class Quiet(Table):
    """The hours in which few people work: they may go over midnight."""

    start: Wall
    end: Wall


class Maintenance(Table):
    """Who answers for maintenance and signs it off, and how it goes on.

    A window may be extended `extend_times` by `extend_most` percent of what was
    planned; what is beyond that is asked of whoever signs off windows.
    """

    owner: Signer
    change_approver: Signer
    patch_approver: Signer
    window_approver: Signer
    announce_before: tuple[ClockDuration, ...]
    usual: ClockDuration
    longest: ClockDuration
    extend_times: Annotated[StrictInt, Field(ge=0, le=10)]
    extend_most: Annotated[StrictInt, Field(ge=0, le=200)]
    watch_for: ClockDuration
    remind_every: ClockDuration
    quiet_hours: Quiet
