"""One call of a Web API method: its arguments, and the ways it can be refused.

Refused             the answer is `{"ok": false, "error": code, …}`
├── Invalid         … `invalid_arguments`, with messages that name what is wrong
└── NoChannel       … `channel_not_found`
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bot.playground import parsing
from bot.playground.catalog import Documented
from bot.playground.manifest import App
from bot.playground.things import Channel
from bot.playground.world import World

Json = dict[str, Any]

TRUE = frozenset({"true", "1"})
"""What a form may hold for true."""

FALSE = frozenset({"false", "0", ""})
"""What a form may hold for false."""

PAGE = 1000
"""The most items that one page of a list holds."""


class Refused(Exception):
    """Slack refuses the call with *code*; *more* stands beside it in the answer.

    `blame` tells whether it may be the app's mistake.
    """

    blame: ClassVar[bool] = True

    def __init__(self, code: str, **more: object) -> None:
        """Keep what the answer will hold."""
        super().__init__(code)
        self.code = code
        self.more = more

    def answer(self) -> Json:
        """Return the body of the answer."""
        return {"ok": False, "error": self.code, **self.more}


class Invalid(Refused):
    """The arguments do not have the form that the method asks for."""

    def __init__(self, *messages: str, code: str = "invalid_arguments") -> None:
        """Keep *messages* as Slack gives them, under `response_metadata`."""
        super().__init__(code, response_metadata={"messages": list(messages)})


class NoChannel(Refused):
    """There is no such channel, or the caller may not know of it."""

    def __init__(self) -> None:
        """Say no more than Slack does."""
        super().__init__("channel_not_found")


@dataclass(kw_only=True)
class Call:
    """A call under way; `report` takes what Slack lets pass but a bot should not do."""

    method: Documented
    world: World
    args: Json
    as_json: bool
    report: Callable[[str], None]
    warnings: list[str] = field(default_factory=list)

    @property
    def app(self) -> App:
        """Return the app that calls."""
        return self.world.app

    @property
    def bot(self) -> str:
        """Return the user id of the bot that calls."""
        return self.world.app.user_id

    def text(self, name: str, default: str = "") -> str:
        """Return a string argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return a boolean argument; absent is false."""
        word = str(self.args.get(name, False)).lower()
        if word not in TRUE | FALSE:
            self.report(f"{name} is not a boolean: {word}")
        return word in TRUE

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError:
            raise Refused(f"invalid_{name}") from None

    def structure(self, name: str, code: str) -> object:
        """Return a structured argument; in forms it is a string that holds JSON."""
        value: object = self.args.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            parsed: object = parsing.loads(value)
        except ValueError:
            raise Refused(code) from None
        return parsed

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel that the argument *name* holds, if the bot may see it."""
        found = self.world.channel(self.text(name), seen_by=self.bot)
        if found is None:
            raise NoChannel
        return found

    def member_channel(self, name: str = "channel") -> Channel:
        """Return a channel that is open and that the bot is a member of."""
        channel = self.channel(name)
        if channel.is_archived:
            raise Refused("is_archived")
        if self.bot not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def page(
        self, items: list[Json], default: int = 100, most: int = PAGE
    ) -> tuple[list[Json], Json]:
        """Cut *items* to one page; also return the metadata that leads to the next."""
        limit = self.number("limit", default)
        if not 1 <= limit <= PAGE:
            raise Refused("invalid_limit")
        limit = min(limit, most)
        cursor = self.text("cursor")
        start = self._start(cursor) if cursor else 0
        rest = len(items) > start + limit
        following = f"next:{start + limit}" if rest else ""
        return items[start : start + limit], {"next_cursor": following}

    @staticmethod
    def _start(cursor: str) -> int:
        word, _, number = cursor.partition(":")
        if word != "next" or not number.isdecimal():
            raise Refused("invalid_cursor")
        return int(number)
