"""Running: what a chore may use of the bot that runs it."""

from typing import Protocol

from bot.core.db import Database
from bot.core.settings import Settings
from bot.core.work import Transactions
from bot.runtime.acquaintances import Acquaintances
from bot.runtime.clock import Clock
from bot.runtime.groups import Groups
from bot.runtime.installations import Installations


class Running(Protocol):
    """The bot, put together (`bot.runtime.app`), as far as chores know it."""

    settings: Settings
    clock: Clock
    database: Database
    transactions: Transactions
    installations: Installations
    acquaintances: Acquaintances
    groups: Groups
