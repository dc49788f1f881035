"""Home: what one person sees first, and what waits for them."""

from bot.home.page import VIEWS
from bot.home.service import FOLLOWS, TIMED, opened

__all__ = ["FOLLOWS", "TIMED", "VIEWS", "opened"]
