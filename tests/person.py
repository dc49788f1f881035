"""People for tests: they type, press, fill in and read, through the control API.

    async with person.slack(url) as slack:
        dana = slack.person("dana")
        await dana.types("#incidents", "/incident declare")
        await dana.modal("Declare")
        await dana.submits(title="Checkout 500s", severity="sev2")
        await dana.sees("#incidents", "Checkout 500s")
        await dana.presses("Acknowledge", channel="#incidents")

Whatever needs time is waited for as a condition, never slept for.
"""

import asyncio
import base64
import contextlib
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp

from bot.playground import kit

Json = dict[str, Any]
Found = TypeVar("Found")

PATIENCE = 45.0
POLL = 0.02
JSON = {"Content-Type": "application/json"}
LARGE = 2**20
"""Bytes that are better not sent at once."""


class Refused(Exception):
    """The client does not let the person do it; `fields` holds what is said where."""

    def __init__(self, body):
        super().__init__(body["error"])
        self.fields = body.get("fields", {})


async def eventually(
    look: Callable[[], Awaitable[Found]], what: str, within: float = PATIENCE
) -> Found:
    """Look again and again until what is found is true; fail saying *what* it was."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not (found := await look()):
        if loop.time() > deadline:
            raise AssertionError(f"It did not happen within {within} s: {what}")
        await asyncio.sleep(POLL)
    return found


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message as a person sees it: `text` is what can be read of it."""

    ts: str
    author: str
    text: str
    ephemeral: bool
    raw: Json = field(repr=False)

    @property
    def buttons(self) -> list[str]:
        """Return the labels of its buttons."""
        return [label for label, _ in labelled(self.raw["blocks"])]

    def answers(self, text: str | None) -> bool:
        """Tell whether this is a private answer that reads *text* to a notification."""
        return self.ephemeral and self.raw["text"] == text


def labelled(blocks: list[Json]) -> list[tuple[str, Json]]:
    """Return what can be pressed in *blocks*: label, and where it is."""
    found = []
    for one in kit.interactive(blocks):
        element = one.element
        label = element.get("text") or element.get("placeholder") or {}
        where = {"block_id": one.block_id, "action_id": element["action_id"]}
        found.append((label.get("text", element["action_id"]), where))
    return found


@dataclass(kw_only=True)
class Slack:
    """The playground, seen from a test."""

    url: str
    session: aiohttp.ClientSession
    people: dict[str, Json] = field(default_factory=dict)
    app: Json = field(default_factory=dict)

    async def get(self, path: str, **query: object) -> Json:
        """Read from the control API."""
        asked = {name: str(value) for name, value in query.items()}
        address = f"{self.url}/control/{path}"
        async with self.session.get(address, params=asked) as response:
            return await _body(response)

    async def post(self, path: str, body: object = None, **fields: object) -> Json:
        """Act through the control API."""
        address = f"{self.url}/control/{path}"
        sent = json.dumps(fields if body is None else body).encode()
        data = io.BytesIO(sent) if len(sent) > LARGE else sent
        async with self.session.post(address, data=data, headers=JSON) as response:
            return await _body(response)

    async def forget(self, path: str) -> None:
        """Forget `faults`, `calls`, `deliveries` or `violations`."""
        async with self.session.delete(f"{self.url}/control/{path}") as response:
            await _body(response)

    def person(self, name: str) -> "Person":
        """Return the person with this handle."""
        return Person(slack=self, name=name, id=self.people[name]["id"])

    async def forward(self, **time: float) -> None:
        """Push the clock: `minutes=15`, `hours=1`, `days=1` and so on."""
        await self.post("clock", advance=timedelta(**time).total_seconds())

    async def now(self) -> float:
        """Tell the playground's time, in Unix seconds."""
        return (await self.get("clock"))["now"]

    async def calls(self, method: str = "", since: int = 0) -> list[Json]:
        """Return the recorded Web API calls, of one method if it is given."""
        recorded = (await self.get("calls", since=since))["calls"]
        return [call for call in recorded if method in {"", call["method"]}]

    async def deliveries(self, kind: str = "") -> list[Json]:
        """Return what was delivered to the app, of one kind if it is given."""
        recorded = (await self.get("deliveries"))["deliveries"]
        return [one for one in recorded if kind in {"", one["kind"]}]

    async def violations(self) -> list[str]:
        """Return what the app did wrong, as `where: message`."""
        recorded = (await self.get("violations"))["violations"]
        return [f"{one['where']}: {one['message']}" for one in recorded]

    async def fault(self, method: str, kind: str, **more: object) -> None:
        """Let the next calls of *method* suffer a fault of this *kind*."""
        await self.post("faults", [{"method": method, "kind": kind, **more}])

    async def paused(self, within: float = PATIENCE) -> Json:
        """Wait until a call is paused, and return it."""
        found = (await self.get("paused", wait=within))["paused"]
        assert found, f"no call was paused within {within} s"
        return found[0]

    async def resume(self) -> None:
        """Let the paused calls go on."""
        await self.post("resume")

    async def channels(self, seen_by: str = "dana") -> dict[str, Json]:
        """Return the channels that a person sees, by name."""
        state = await self.get("state", **{"as": self.people[seen_by]["id"]})
        return {one["name"]: one for one in state["channels"] if one["name"]}

    async def connected(self, within: float = PATIENCE) -> None:
        """Wait until the app answers."""

        async def look():
            return (await self.get("state"))["bot"]["up"]

        await eventually(look, "the app is up", within)

    def names(self) -> dict[str, str]:
        """Return how ids are read."""
        people = {one["id"]: one["display_name"] for one in self.people.values()}
        return {**people, self.app["user_id"]: self.app["name"]}


async def _body(response):
    body = await response.json()
    if response.status == 409:
        raise Refused(body)
    assert response.status == 200, body
    return body


@contextlib.asynccontextmanager
async def slack(url: str) -> AsyncIterator[Slack]:
    """Connect to the playground at *url*."""
    async with aiohttp.ClientSession() as session:
        found = Slack(url=url, session=session)
        state = await found.get("state", hidden=1)
        found.people = {one["name"]: one for one in state["people"]}
        found.app = state["app"]
        yield found


@dataclass(kw_only=True)
class Person:
    """Someone in front of their client.

    `answer` is the text of the last answer to a command, `said` the whole of it.
    """

    slack: Slack
    name: str
    id: str
    answer: str | None = None
    said: Said | None = None
    last: Json = field(default_factory=dict, repr=False)

    async def _does(self, what: str, **fields: object) -> Json:
        self.last = await self.slack.post(what, user=self.id, **fields)
        if "answer" in self.last and self.last["answer"] is not None:
            self.answer = self.last["answer"]
        return self.last

    async def types(self, channel: str, text: str, **more: object) -> Json:
        """Type a message or a slash command and send it."""
        if not text.startswith("/"):
            return await self._does("message", channel=channel, text=text, **more)
        done = await self._does("command", channel=channel, text=text, **more)
        shown = reversed(await self.reads(channel))
        self.said = next((one for one in shown if one.answers(done["answer"])), None)
        return done

    @property
    def told(self) -> str:
        """Return all that can be read of the last answer to a command."""
        return self.said.text if self.said else ""

    async def state(self) -> Json:
        """Return everything that the client shows."""
        return await self.slack.get("state", **{"as": self.id})

    async def modal(self, title: str = "", within: float = PATIENCE) -> Json:
        """Wait for a modal on top with *title* in its title or text; return it."""

        async def look():
            views = (await self.state())["views"]
            return views[-1] if views and title in seen(views[-1]) else None

        def seen(view):
            return f"{view['title']}\n{kit.plain(view['blocks'], self.slack.names())}"

        return await eventually(look, f"{self.name} sees a modal {title!r}", within)

    async def no_modal(self, within: float = PATIENCE) -> None:
        """Wait until no modal is open."""

        async def look():
            return not (await self.state())["views"]

        await eventually(look, f"{self.name} sees no modal", within)

    async def submits(self, repeat: int = 1, **values: object) -> Json:
        """Fill the modal on top, by block_id, and send it.

        A file, or each of a list, is given by its name and its bytes.
        """
        view = await self.modal()
        sent = {name: await self._put(view, name, one) for name, one in values.items()}
        return await self._does("submit", view=view["id"], values=sent, repeat=repeat)

    async def _put(self, view: Json, block: str, value: object) -> object:
        """Upload the files of a field, and give their ids; leave any other value."""
        given = value if isinstance(value, list) else [value]
        if not (given and all(isinstance(one, tuple) for one in given)):
            return value
        return [await self.uploads(view, block, *one) for one in given]

    async def uploads(self, view: Json, block: str, name: str, held: bytes) -> str:
        """Choose a file for a field of a form; give its id."""
        fields = kit.interactive(view["blocks"])
        [action] = [o.element["action_id"] for o in fields if o.block_id == block]
        where = {"view": view["id"], "block_id": block, "action_id": action}
        sent = {"name": name, "held": base64.b64encode(held).decode()}
        return (await self._does("upload", **where, **sent))["file"]["id"]

    async def closes(self, *, cleared: bool = False, **values: object) -> Json:
        """Close the modal on top, left so by block_id; *cleared*: all of them."""
        left = {"view": (await self.modal())["id"], "values": values}
        return await self._does("close", **left, cleared=cleared)

    async def comes_into(self, channel: str) -> None:
        """Wait until this person is in a channel: only then it can be written in."""

        async def look():
            shown = (await self.slack.channels(seen_by=self.name)).get(channel)
            return shown and shown["is_member"]

        await eventually(look, f"{self.name} is in {channel}")

    async def reads(self, channel: str, thread: str | None = None) -> list[Said]:
        """Return what can be read in a channel, or in one thread, oldest first."""
        place = channel.removeprefix("#")
        query = {"as": self.id} | ({"thread": thread} if thread else {})
        shown = await self.slack.get(f"channels/{place}", **query)
        return [self._said(raw) for raw in shown["messages"]]

    async def told_directly(self) -> str:
        """Return what the app wrote to this person alone, in its direct messages."""
        channels = (await self.state())["channels"]
        ours = [
            one["id"] for one in channels if one["user"] == self.slack.app["user_id"]
        ]
        said = [message for one in ours for message in await self.reads(one)]
        return "\n".join(message.text for message in said)

    def _said(self, raw: Json) -> Said:
        return Said(
            ts=raw["ts"],
            author=raw["author"]["name"],
            text=kit.plain(raw, self.slack.names()),
            ephemeral=raw["ephemeral"],
            raw=raw,
        )

    async def sees(
        self,
        channel: str,
        text: str,
        thread: str | None = None,
        within: float = PATIENCE,
    ) -> Said:
        """Wait for a message with *text* in it; return the newest such."""

        async def look():
            try:
                said = await self.reads(channel, thread)
            except Refused:
                return None
            return next((one for one in reversed(said) if text in one.text), None)

        return await eventually(
            look, f"{self.name} reads {text!r} in {channel}", within
        )

    async def presses(
        self,
        label: str,
        channel: str | None = None,
        message: Said | None = None,
        **more: object,
    ) -> Json:
        """Press what has this *label*: in a message, a channel's newest, or a modal."""
        if channel is None:
            return await self._presses_in_view(label, more)
        said = [message] if message else reversed(await self.reads(channel))
        for one in said:
            for shown, where in labelled(one.raw["blocks"]):
                if shown == label:
                    used = {"channel": channel, "ts": one.ts, **where, **more}
                    return await self._does("click", **used)
        raise AssertionError(f"{self.name} finds no {label!r} in {channel}")

    async def presses_more(
        self, label: str, channel: str, message: Said | None = None
    ) -> Json:
        """Press what stands behind *More…* on the card of an incident."""
        await self.presses("More…", channel=channel, message=message)
        await self.modal(": more")
        return await self.presses(label)

    async def _presses_in_view(self, label: str, more: Json) -> Json:
        view = await self.modal()
        for shown, where in labelled(view["blocks"]):
            if shown == label:
                return await self._does("act", view=view["id"], **where, **more)
        raise AssertionError(f"{self.name} finds no {label!r} in the modal")

    async def leaves(self, **values: object) -> None:
        """Fill the modal on top, by block_id, and leave it so: nothing is sent."""
        view = await self.modal()
        fields = kit.interactive(view["blocks"])
        elements = {one.block_id: one.element["action_id"] for one in fields}
        for block, value in values.items():
            where = {"block_id": block, "action_id": elements[block]}
            await self._does("act", view=view["id"], **where, value=value)

    async def reacts(self, channel: str, message: Said, name: str = "pushpin") -> Json:
        """Add a reaction to a message."""
        return await self._to(message, "react", channel, name=name)

    async def takes_back(
        self, channel: str, message: Said, name: str = "pushpin"
    ) -> Json:
        """Take a reaction back."""
        return await self._to(message, "unreact", channel, name=name)

    async def pins(self, channel: str, message: Said) -> Json:
        """Pin a message."""
        return await self._to(message, "pin", channel)

    async def unpins(self, channel: str, message: Said) -> Json:
        """Take the pin from a message."""
        return await self._to(message, "unpin", channel)

    async def shares(
        self, channel: str, name: str, held: bytes, **more: object
    ) -> Said:
        """Share a file; give the message that does."""
        sent = {"name": name, "held": base64.b64encode(held).decode(), **more}
        await self._does("share", channel=channel, **sent)
        return (await self.reads(channel))[-1]

    async def edits(self, channel: str, message: Said, text: str) -> Json:
        """Put right what was said."""
        return await self._to(message, "edit", channel, text=text)

    async def deletes(self, channel: str, message: Said) -> Json:
        """Delete a message."""
        return await self._to(message, "delete", channel)

    async def _to(self, message: Said, what: str, channel: str, **more: object) -> Json:
        return await self._does(what, channel=channel, ts=message.ts, **more)

    async def uses_shortcut(self, callback_id: str, **more: object) -> Json:
        """Use a global shortcut."""
        return await self._does("shortcut", callback_id=callback_id, **more)

    async def uses_on(
        self, channel: str, message: Said, callback_id: str, **more: object
    ) -> Json:
        """Use a shortcut on a message."""
        used = {"channel": channel, "ts": message.ts, "callback_id": callback_id}
        return await self._does("message_shortcut", **used, **more)
