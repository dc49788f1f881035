"""The weekly digest: what happened, what is due, what comes; all with buttons."""

from bot.digest.cards import EDITION, VIEWS
from bot.digest.facts import Sent
from bot.digest.rules import Kind, asked
from bot.digest.send import TIMED
from bot.digest.show import choose, show

__all__ = [
    "EDITION",
    "TIMED",
    "VIEWS",
    "Kind",
    "Sent",
    "asked",
    "choose",
    "show",
]
