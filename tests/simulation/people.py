"""People who use the bot, by chance: they type, press, fill in, and do it twice.

What they say is unique, so that it can be found again; `asked` remembers what they were
told was done.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.playground import kit
from bot.playground.control.acts import ACTS
from bot.playground.control.deeds import DEEDS
from bot.playground.kit import Unfit
from bot.playground.screen import NotOnScreen
from bot.playground.things import Channel, Message, View
from tests.simulation.bots import World

Json = dict[str, Any]
NAMES = ("U0DANA", "U0ANA", "U0KENJI", "U0PRIYA", "U0SAM", "U0LIV")
WHERE = ("general", "incidents", "payments")
FORMS = {"updated": "update", "resolved": "resolve"}
Act = Callable[["Crowd"], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Something unique that was asked for, and whether the bot said it was done."""

    kind: str
    words: str
    done: bool


class Crowd:
    """Everybody in the workspace, and the chance that moves them."""

    def __init__(self, world: World) -> None:
        self.world, self.parts = world, world.parts
        self.chance = random.Random(f"people {world.seed}")  # noqa: S311 (chance, not secrecy)
        self.asked: list[Asked] = []
        self.sent: set[str] = set()
        self.count, self.tries, self.pace = 0, 40, 1.0

    def words(self, what: str) -> str:
        """Make words that nobody else says."""
        self.count += 1
        return f"{what} q{self.count:03d}z"

    def somebody(self) -> str:
        return self.chance.choice(NAMES)

    def repeat(self) -> int:
        """Decide how often the same request is delivered, at once."""
        if self.world.calm or self.chance.random() >= self.world.plan.doubled:
            return 1
        self.world.tally["delivery doubled"] += 1
        return self.chance.choice((2, 2, 3))

    async def does(self, act: str, **body: Any) -> Json:
        """Do one thing in the client; nothing happens where it is not on the screen."""
        try:
            done = await ACTS[act](self.parts, {**body, "repeat": self.repeat()})
        except (NotOnScreen, Unfit, KeyError):
            return {}
        return done

    async def types(self, text: str, words: str = "", kind: str = "") -> None:
        """Type a command, and note what was answered."""
        where = self.chance.choice(WHERE)
        who = "U0DANA" if self.chance.random() < 0.6 else self.somebody()
        told = await self.does("command", user=who, channel=where, text=text)
        answer, ok = told.get("answer"), _ok(told)
        done = ok and (
            not answer or "declared: " in answer or answer.endswith(": done")
        )
        self.world.tally[f"said: {text.split()[1]}"] += done
        if words and told:
            self.asked.append(Asked(kind=kind, words=words, done=done))

    async def submits(self, user: str, words: str, kind: str, **values: Any) -> None:
        """Fill in the form that opens, if it opens in time."""
        form = f"incidents.{FORMS.get(kind, kind)}"
        view = await self._opened(user, form)
        if view is None:
            return
        self.sent.add(view.id)
        told = await self.does("submit", user=user, view=view.id, values=values)
        answer = (told.get("delivered") or {}).get("body")
        if told:
            done = _ok(told) and not answer
            self.asked.append(Asked(kind=kind, words=words, done=done))
        self.parts.world.stacks[user] = []

    async def _opened(self, user: str, form: str) -> View | None:
        """Wait for a form that was not sent yet; one form is sent by one act."""
        for _ in range(self.tries):
            stack = self.parts.world.stacks.get(user)
            top = stack[-1] if stack else None
            if top and top.body["callback_id"] == form and top.id not in self.sent:
                return top
            await asyncio.sleep(0.2)
        return None

    def rooms(self) -> list[Channel]:
        """Give the rooms that the bot made."""
        world = self.parts.world
        found = world.channels.values()
        return [c for c in found if c.creator == world.app.user_id and not c.is_im]

    def buttons(self, action: str) -> list[tuple[Message, str, Json]]:
        """Give each message with this button, who sees it, and the button."""
        found = []
        for channel in self.parts.world.channels.values():
            for message in channel.messages.values():
                for one in kit.interactive(message.blocks):
                    if one.element["action_id"] == action:
                        seer = message.visible_to or self._reader(channel)
                        found.append((message, seer, dict(one.element)))
        return found

    def _reader(self, channel: Channel) -> str:
        people = [one for one in channel.members if one in NAMES]
        return self.chance.choice(people) if people else "U0DANA"

    async def presses(self, action: str) -> str | None:
        """Press a button somewhere; give who did."""
        found = self.buttons(action)
        if not found:
            return None
        message, who, element = self.chance.choice(found)
        told = await self.does(
            "click",
            user=who,
            channel=message.channel,
            ts=message.ts,
            action_id=element["action_id"],
        )
        self.world.tally[f"pressed: {action}"] += bool(told)
        return who if told else None

    def deed(self, what: str, user: str, place: Channel, **body: Any) -> None:
        """Do something in Slack without the bot."""
        given = {"user": user, "channel": place.id, **body}
        try:
            DEEDS[what](self.parts, given, place)
        except (NotOnScreen, KeyError):
            return

    def ref(self) -> str:
        """Name one of the incidents that there may be."""
        return f"INC-{self.chance.randint(1, max(1, self.declared))}"

    @property
    def declared(self) -> int:
        return sum(one.kind == "declare" for one in self.asked)


def _ok(told: Json) -> bool:
    return (told.get("delivered") or {}).get("status") == 200
