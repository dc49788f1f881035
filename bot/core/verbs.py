"""Verbs: the grammar that commands share. A handler's tables are made of these."""

import difflib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bot.core.errors import Missing

Listener = Callable[..., Awaitable[None]]
LIKE = 0.7  # of 1: how like a word is to one that may have been meant


class Misspelt(Missing):
    """I don't know “{word}”. Did you mean `{command} {near}`?"""  # noqa: D400 (it asks)


def spelt(words: str, command: str, known: Iterable[str]) -> None:
    """Refuse words whose first is nearly one of *known*, the words of *command*.

    It is called where the words are nothing else: no name, and what finds nothing.
    """
    word = words.partition(" ")[0]
    near = _misspelt(word.casefold(), [*known])
    if near:
        raise Misspelt(word=word[:40], command=command, near=near)


def _misspelt(word: str, known: list[str]) -> str | None:
    """Find the one that is like *word*, or has its letters in another order."""
    if word in known:
        return None
    swapped = [one for one in known if sorted(one) == sorted(word)]
    close = swapped or difflib.get_close_matches(word, known, n=1, cutoff=LIKE)
    return close[0] if close else None


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One word that a command understands.

    `does` is the listener; `usage` its arguments as help shows them; `about` one line
    of what it is for; `aliases` other words for it.
    """

    name: str
    does: Listener
    about: str
    usage: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Give every word that means this verb."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class Command:
    """One slash command: what it is for, its verbs, and an example of them."""

    name: str
    about: str
    verbs: tuple[Verb, ...]
    example: str = ""

    def find(self, word: str) -> Verb | None:
        """Find the verb that *word* means, in any case."""
        return self._by_word.get(word.casefold())

    @cached_property
    def _by_word(self) -> dict[str, Verb]:
        """Index the verbs; where two claim a word, the first has it."""
        return {word: verb for verb in reversed(self.verbs) for word in verb.words}


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """One entry of Slack's shortcut menus; `message` for those of a message."""

    name: str
    about: str
    does: Listener
    message: bool = False


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """What one handler module listens to, by Slack's names."""

    commands: tuple[Command, ...] = ()
    actions: dict[str, Listener] = field(default_factory=dict)
    views: dict[str, Listener] = field(default_factory=dict)
    closed: dict[str, Listener] = field(default_factory=dict)
    """Of forms that ask to be told when they are closed without being sent."""
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    events: dict[str, Listener] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    """Scopes that its calls need, each with the reason."""
