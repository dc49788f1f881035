"""What people do with the app: commands, clicks, forms, shortcuts.

Only what is on the screen can be used, and a form is sent only when it is complete;
anything else is refused with `NotOnScreen` and never reaches the app. The same payload
can be delivered several times at once, as a hurried person or a flaky network does.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground import choosing, kit, modals, payloads, screen, spelling
from bot.playground.acks import Acks
from bot.playground.deliver import Delivered, Deliveries
from bot.playground.kit import Unfit
from bot.playground.manifest import Command
from bot.playground.people import Person
from bot.playground.respond import Responses
from bot.playground.screen import Element, Incomplete, NotOnScreen
from bot.playground.things import Channel, Message, Typed, View
from bot.playground.world import World

Json = dict[str, Any]
UNKNOWN = "There is no such field."
Offered = dict[tuple[str, str], list[Json]]


@dataclass(kw_only=True)
class Interactions:
    """The clients of all people in one workspace.

    `offered` remembers which options an external select has shown.
    """

    world: World
    deliveries: Deliveries
    responses: Responses
    acks: Acks
    offered: Offered = field(default_factory=dict)

    async def command(
        self, user: Person, place: Channel, text: str, repeat: int = 1
    ) -> tuple[Delivered, str | None]:
        """Type a slash command; also return the text of the app's answer."""
        name, _, rest = text.partition(" ")
        found = self.world.app.command(name)
        if found is None:
            raise NotOnScreen(f"{name} is not a valid command.")
        address = self.responses.issue(user.id, place.id)
        typed = {
            "command": name,
            "text": self._spelled(found, rest),
            "response_url": address,
            "trigger_id": modals.trigger(self.world, user.id, place.id),
        }
        payload = payloads.command(self.world, user, place, typed)
        answer = await self._send("slash_commands", payload, repeat)
        return answer, self.acks.command(user, place, name, answer)

    def _spelled(self, command: Command, text: str) -> str:
        if command.should_escape:
            return spelling.for_command(self.world, text)
        return spelling.escaped(text)

    async def click(
        self, user: Person, message: Message, used: Element, repeat: int = 1
    ) -> Delivered:
        """Use an element of a message, which already holds what was chosen."""
        blocks = _version(message, used)
        address = self.responses.issue(user.id, message.channel, message.ts)
        place = self.world.channels[message.channel]
        payload = {
            **self._action(user, used, message.typed.get(user.id, {}), place.id),
            **payloads.in_message(message, blocks, user.id),
            "channel": payloads.place(place),
            "response_url": address,
        }
        return await self._interactive(user, payload, repeat)

    async def act(
        self, user: Person, view: View, used: Element, repeat: int = 1
    ) -> Delivered:
        """Use an element of a view, which already holds what was chosen."""
        payload = {
            **self._action(user, used, view.typed, view.channel),
            **payloads.in_view(self.world, view),
        }
        return await self._interactive(user, payload, repeat)

    def _action(
        self,
        user: Person,
        used: Element,
        typed: dict[str, dict[str, object]],
        place: str | None,
    ) -> Json:
        block = used.block["block_id"]
        states = kit.state([used.block], typed).get(block, {})
        held: Any = states.get(used.element["action_id"])
        action = payloads.action(block, used.element, held, self.world.ts())
        return {
            **payloads.base(self.world, "block_actions", user),
            "trigger_id": modals.trigger(self.world, user.id, place),
            "actions": [action],
        }

    def put(self, user: Person, typed: Typed, used: Element, value: object) -> None:
        """Put the plain *value* into an element, or raise `Unfit`."""
        chosen = self._chosen(user, typed, used, value)
        kit.convert(used.element, chosen)
        _hold(typed, used, chosen)

    def _chosen(
        self, user: Person, typed: Typed, used: Element, value: object
    ) -> object:
        block, action = used.block["block_id"], used.element["action_id"]
        before = typed.get(block, {}).get(action)
        option = self._option(block, action, value)
        return choosing.chosen(self.world, user.id, used.element, option, before)

    def _option(self, block: str, action: str, value: object) -> object:
        shown = {o["value"]: o for o in self.offered.get((block, action), [])}
        if isinstance(value, list):
            return [shown.get(str(one), one) for one in value]
        return shown.get(value, value) if isinstance(value, str) else value

    async def submit(
        self, user: Person, view: View, values: Json, repeat: int = 1
    ) -> Delivered:
        """Send a form, filled with plain *values* by block_id."""
        refusals = self._fill(user, view, values) or kit.typed(view.body, view.typed)
        if refusals:
            raise Incomplete(refusals)
        payload = {
            **payloads.base(self.world, "view_submission", user),
            "trigger_id": modals.trigger(self.world, user.id, view.channel),
            "view": modals.payload(self.world, view),
            "response_urls": self._response_urls(user, view),
        }
        answer = await self._send("interactive", payload, repeat)
        self.acks.submission(user, view, answer)
        return answer

    def _fill(self, user: Person, view: View, values: Json) -> dict[str, str]:
        refusals = dict.fromkeys(_unknown(view, values), UNKNOWN)
        for found, value in _given(view, values):
            try:
                self.put(user, view.typed, found, value)
            except Unfit as unfit:
                refusals[found.block["block_id"]] = str(unfit)
        return refusals

    def _response_urls(self, user: Person, view: View) -> list[Json]:
        urls = []
        for found in screen.elements(view.blocks):
            block, action = found.block["block_id"], found.element["action_id"]
            chosen = view.typed.get(block, {}).get(action)
            if found.element.get("response_url_enabled") and chosen:
                address = self.responses.issue(user.id, str(chosen))
                named = {"block_id": block, "action_id": action}
                urls.append({**named, "channel_id": chosen, "response_url": address})
        return urls

    async def close(
        self, user: Person, view: View, values: Json, *, cleared: bool = False
    ) -> Delivered | None:
        """Close a form, left with plain *values*, without sending it.

        *cleared* closes those below it too. The app hears of it only if it asked: of
        the form that was closed, or of the lowest where all of them were.
        """
        self._leave(user, view, values)
        cleared = cleared or bool(view.body.get("clear_on_close"))
        gone = self.world.stacks[user.id][0] if cleared else view
        if cleared:
            modals.clear(self.world, user.id)
        else:
            modals.close(self.world, view)
        if not gone.body.get("notify_on_close"):
            return None
        payload = {
            **payloads.base(self.world, "view_closed", user),
            "view": modals.payload(self.world, gone, closed=True),
            "is_cleared": cleared,
        }
        return await self._interactive(user, payload, 1)

    def _leave(self, user: Person, view: View, values: Json) -> None:
        """Let the plain *values* stand in a form, fit to be sent or not."""
        if unknown := _unknown(view, values):
            raise NotOnScreen(f"There is no field {unknown[0]!r} in this form.")
        for found, value in _given(view, values):
            chosen = self._chosen(user, view.typed, found, value)
            _hold(view.typed, found, chosen)

    async def shortcut(
        self, user: Person, callback_id: str, repeat: int = 1
    ) -> Delivered:
        """Use a global shortcut."""
        if self.world.app.shortcut(callback_id, "global") is None:
            raise NotOnScreen(f"There is no shortcut {callback_id!r}.")
        payload = {
            **payloads.base(self.world, "shortcut", user),
            "callback_id": callback_id,
            "trigger_id": modals.trigger(self.world, user.id),
            "action_ts": self.world.ts(),
        }
        return await self._interactive(user, payload, repeat)

    async def message_shortcut(
        self, user: Person, message: Message, callback_id: str, repeat: int = 1
    ) -> Delivered:
        """Use a shortcut on a message."""
        if self.world.app.shortcut(callback_id, "message") is None:
            raise NotOnScreen(f"There is no shortcut {callback_id!r}.")
        place = self.world.channels[message.channel]
        payload = {
            **payloads.base(self.world, "message_action", user),
            "callback_id": callback_id,
            "trigger_id": modals.trigger(self.world, user.id, place.id),
            "action_ts": self.world.ts(),
            "message_ts": message.ts,
            "message": message.payload(),
            "channel": payloads.place(place),
            "response_url": self.responses.issue(user.id, place.id, message.ts),
        }
        return await self._interactive(user, payload, repeat)

    async def suggest(
        self, user: Person, used: Element, value: str, where: Json
    ) -> list[Json]:
        """Type into an external select and return the options that the app offers."""
        block, action = used.block["block_id"], used.element["action_id"]
        payload = {
            **payloads.base(self.world, "block_suggestion", user),
            "action_id": action,
            "block_id": block,
            "value": value,
            **where,
        }
        answer = await self._send("interactive", payload, 1)
        options = self.acks.suggestion(answer)
        self.offered[block, action] = options
        return options

    async def _interactive(self, user: Person, payload: Json, repeat: int) -> Delivered:
        answer = await self._send("interactive", payload, repeat)
        self.acks.plain(user, payload["type"], answer)
        return answer

    async def _send(self, kind: str, payload: Json, repeat: int) -> Delivered:
        if self.world.app.removed:
            raise NotOnScreen("The app was removed from this workspace.")
        several = (self.deliveries.send(kind, payload) for _ in range(repeat))
        answers = await asyncio.gather(*several)
        return next((answer for answer in answers if answer.ok), answers[0])


def _version(message: Message, used: Element) -> list[Json]:
    for blocks in (message.blocks, *reversed(message.versions)):
        if used.block in blocks:
            return blocks
    return message.blocks


def _hold(typed: Typed, used: Element, chosen: object) -> None:
    block, action = used.block["block_id"], used.element["action_id"]
    typed.setdefault(block, {})[action] = chosen


def _given(view: View, values: Json) -> Iterator[tuple[Element, object]]:
    """Pair fields with what is given for them; None is given for an emptied one."""
    for found in screen.elements(view.blocks):
        block, action = found.block["block_id"], found.element["action_id"]
        given = values.get(block)
        held = given if isinstance(given, dict) else {action: given}
        if found.holds and block in values and action in held:
            yield found, held[action]


def _unknown(view: View, values: Json) -> list[str]:
    """Give the names of *values* that no field of the form has."""
    fields = (found for found in screen.elements(view.blocks) if found.holds)
    return [*values.keys() - {found.block["block_id"] for found in fields}]
