"""Words: how a slash command's text is read, and what is said when it can't be."""

import difflib
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.core import render
from bot.core.errors import Missing
from bot.core.verbs import Command, Verb

HELP = ("help", "?", "-h", "--help")
QUOTES = str.maketrans("\u201c\u201d\u201e\u2018\u2019", '"""\'\'')


class UnknownVerb(Missing):
    """I don't know “{word}”.{hint} `{command} help` lists what I do know."""


def split(text: str) -> tuple[str, str]:
    """Split a command's text into its first word and the rest, tidied."""
    tidy = unicodedata.normalize("NFC", text).translate(QUOTES)
    first, *rest = tidy.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""


def meant(command: Command, word: str) -> Verb:
    """Find the verb of *word*, or refuse with the nearest one."""
    verb = command.find(word)
    if verb is None:
        near = nearest(word, [w for verb in command.verbs for w in verb.words])
        hint = f" Did you mean `{command.name} {near}`?" if near else ""
        raise UnknownVerb(word=word[:40], hint=hint, command=command.name)
    return verb


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Give the one of *known* that *word* is most like, if any is close."""
    close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return close[0] if close else None


def help_of(command: Command) -> dict[str, Any]:
    """Render what *command* understands, from its own table."""
    return render.message("workspaces.help", command=command)
