"""Refusing: what a command says when it can't, and how it ends.

Whatever is wrong with the machine (a file, a port, a database) is said in a sentence.
Anything else is a bug, and crashes.
"""

import sys
from collections.abc import Callable, Sequence

from sqlalchemy.exc import DBAPIError

from bot.core import files
from bot.core.errors import Refused
from bot.runtime import schema
from bot.runtime.commands import terminal

REFUSED = 1


class Unfit(Refused):
    """The database does not hold what Longwatch keeps there ({why}).

    Bring it back from a backup.
    """


def ended(command: Callable[[], object], words: Sequence[str]) -> None:
    """Run a *command* that was typed as *words*; say a refusal, and exit with 1."""
    try:
        command()
    except (Refused, OSError, DBAPIError) as error:
        refusal = told(error)
        if refusal is None:
            raise
        if "--json" in words:
            terminal.as_json({"refused": str(refusal)})
        terminal.say(str(refusal), err=True)
        sys.exit(REFUSED)


def told(error: Refused | OSError | DBAPIError) -> Refused | None:
    """Give the refusal that an error amounts to; None for a bug."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, OSError):
        return files.trouble(error)
    return Unfit(why=schema.complaint(error))
