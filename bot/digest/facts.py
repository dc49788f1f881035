"""What happens to digests."""

from dataclasses import dataclass

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Sent(Fact):
    """The digest of a week was given out; `week` is the day that it is named by."""

    name = "digest.sent"
    week: str
    place: str
    late: bool
