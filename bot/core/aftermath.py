"""What follows an incident, as the policy writes it: postmortems and reports."""

from bot.core.allowed import Signer, Table
from bot.core.durations import ClockDuration, Duration


class Postmortems(Table):
    """When a postmortem is due, and the role that has to approve it; "" for none."""

    due: Duration
    approver: Signer
    security_approver: Signer


class Security(Table):
    """Who approves the report of a security incident, and when others are told."""

    approver: Signer
    authority_within: ClockDuration
    warn_before: ClockDuration
    chase_every: ClockDuration
