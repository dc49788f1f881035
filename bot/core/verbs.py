"""Verbs: the grammar that commands share. A handler's tables are made of these."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property

Listener = Callable[..., Awaitable[None]]


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
