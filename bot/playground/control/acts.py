"""The control API's deeds: each does what a person does in their client."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from bot.playground import (
    choosing,
    modals,
    payloads,
    probes,
    screen,
    spelling,
    talk,
)
from bot.playground.control import screens
from bot.playground.deliver import Delivered
from bot.playground.kit import Unfit
from bot.playground.parts import Parts
from bot.playground.people import Person
from bot.playground.screen import Element, Incomplete, NotOnScreen
from bot.playground.things import Channel, Message, Typed, View

Json = dict[str, Any]
Act = Callable[[Parts, Json], Awaitable[Json]]

VALUES = ("value", "option", "options", "date", "time", "date_time")
"""Names under which the plain value of an element may stand."""


def _who(parts: Parts, body: Json) -> Person:
    return screen.person(parts.world, str(body["user"]))


def _where(parts: Parts, body: Json) -> Channel:
    return screen.channel(parts.world, str(body["channel"]), str(body["user"]))


def _message(parts: Parts, body: Json) -> Message:
    place = _where(parts, body)
    return screen.message(place, str(body["ts"]), str(body["user"]))


def _view(parts: Parts, body: Json) -> View:
    return screen.view(parts.world, str(body["view"]), str(body["user"]))


def _repeat(body: Json) -> int:
    return int(body.get("repeat", 1))


def _value(body: Json) -> object:
    return next((body[name] for name in VALUES if name in body), None)


def _told(
    parts: Parts, body: Json, delivered: Delivered | None, **more: object
) -> Json:
    told = None
    if delivered is not None:
        told = asdict(delivered)
        told.pop("stop")
    top = screens.top(parts.world, str(body["user"]))
    return {"delivered": told, "view": top, **more}


async def command(parts: Parts, body: Json) -> Json:
    """Type a slash command into a channel's composer."""
    user = _who(parts, body)
    if body.get("thread_ts"):
        raise NotOnScreen("Slash commands are not supported in threads. Sorry!")
    place = screen.open_channel(parts.world, str(body["channel"]), user.id)
    answer, text = await parts.interactions.command(
        user, place, str(body["text"]), _repeat(body)
    )
    return _told(parts, body, answer, answer=text)


async def message(parts: Parts, body: Json) -> Json:
    """Say something in a channel or a thread."""
    user, text = _who(parts, body), str(body["text"])
    place = screen.open_channel(parts.world, str(body["channel"]), user.id)
    if user.id not in place.members:
        raise NotOnScreen("Join the channel before you write in it.")
    if not text.strip():
        raise NotOnScreen("There is nothing to send.")
    said = Message(
        ts=parts.world.ts(),
        channel=place.id,
        user=user.id,
        text=spelling.for_message(parts.world, text),
        blocks=spelling.blocks(parts.world, text),
        thread_ts=body.get("thread_ts"),
        extra={"client_msg_id": parts.world.next_id("cm-").lower()},
    )
    talk.say(parts.world, place, said)
    return {"ts": said.ts}


def _found(blocks: list[Json], body: Json) -> Element | None:
    return screen.element(blocks, str(body["action_id"]), body.get("block_id"))


def _use(parts: Parts, body: Json, found: Element | None, typed: Typed) -> Element:
    if found is None:
        raise NotOnScreen(f"There is no {body['action_id']!r} on the screen.")
    readers = found.element.get("visible_to_user_ids")
    if readers and body["user"] not in readers:
        raise NotOnScreen("This button is shown to others only.")
    value = _value(body)
    if value is None:
        return found
    if found.element["type"] == "overflow":
        return _chosen(found, value)
    if found.holds:
        parts.interactions.put(_who(parts, body), typed, found, value)
    return found


def _chosen(found: Element, value: object) -> Element:
    for option in found.element["options"]:
        if option["value"] == value:
            element = {**found.element, "selected_option": option}
            return Element(block=found.block, element=element)
    raise NotOnScreen(f"There is no choice {value!r} in this menu.")


async def click(parts: Parts, body: Json) -> Json:
    """Use a button, select or other element of a message."""
    user, shown = _who(parts, body), _message(parts, body)
    old = reversed(shown.versions) if body.get("stale") else ()
    versions = (shown.blocks, *old)
    found = next(filter(None, (_found(blocks, body) for blocks in versions)), None)
    typed = shown.typed.setdefault(user.id, {})
    used = _use(parts, body, found, typed)
    parts.world.touch({shown.channel}, user.id)
    if not used.dispatches:
        return _told(parts, body, None, answer=None)
    answer = await parts.interactions.click(user, shown, used, _repeat(body))
    return _told(parts, body, answer, answer=None)


async def act(parts: Parts, body: Json) -> Json:
    """Use an element of a modal or of the Home tab."""
    user, shown = _who(parts, body), _view(parts, body)
    used = _use(parts, body, _found(shown.blocks, body), shown.typed)
    if not used.dispatches:
        return _told(parts, body, None, answer=None)
    answer = await parts.interactions.act(user, shown, used, _repeat(body))
    return _told(parts, body, answer, answer=None)


async def upload(parts: Parts, body: Json) -> Json:
    """Choose a file for a field of a form; the app hears of it with the form."""
    user, found = _who(parts, body), _found(_view(parts, body).blocks, body)
    if found is None or found.element["type"] != "file_input":
        raise NotOnScreen("There is no field for files here.")
    try:
        file = choosing.take(parts.world, user.id, found.element, body)
    except Unfit as unfit:
        raise Incomplete({found.block["block_id"]: str(unfit)}) from unfit
    return {"file": screens.file(file.payload(parts.world.address))}


async def submit(parts: Parts, body: Json) -> Json:
    """Send the modal on top, filled with plain values by block_id."""
    user, shown = _who(parts, body), _view(parts, body)
    answer = await parts.interactions.submit(
        user, shown, body.get("values", {}), _repeat(body)
    )
    return _told(parts, body, answer, errors=shown.errors)


async def close(parts: Parts, body: Json) -> Json:
    """Close the modal on top, or with `cleared` all of them, without sending it.

    `values` are what its fields hold then, as in a submit; without them, and in fields
    that they leave out, is what was put there before.
    """
    user, shown = _who(parts, body), _view(parts, body)
    if shown.type == "home":
        raise NotOnScreen("The Home tab can't be closed.")
    answer = await parts.interactions.close(
        user, shown, body.get("values", {}), cleared=bool(body.get("cleared"))
    )
    return _told(parts, body, answer)


async def shortcut(parts: Parts, body: Json) -> Json:
    """Use a global shortcut."""
    answer = await parts.interactions.shortcut(
        _who(parts, body), str(body["callback_id"]), _repeat(body)
    )
    return _told(parts, body, answer, answer=None)


async def message_shortcut(parts: Parts, body: Json) -> Json:
    """Use a shortcut on a message."""
    user, shown, name = _who(parts, body), _message(parts, body), body["callback_id"]
    answer = await parts.interactions.message_shortcut(
        user, shown, str(name), _repeat(body)
    )
    return _told(parts, body, answer, answer=None)


async def suggest(parts: Parts, body: Json) -> Json:
    """Type into an external select and see what it offers."""
    user = _who(parts, body)
    if "view" in body:
        shown = _view(parts, body)
        blocks, where = shown.blocks, payloads.in_view(parts.world, shown)
    else:
        message = _message(parts, body)
        blocks, where = (
            message.blocks,
            payloads.in_message(message, message.blocks, user.id),
        )
    used = _use(parts, {**body, "value": None}, _found(blocks, body), {})
    value = str(body.get("value", ""))
    return {"options": await parts.interactions.suggest(user, used, value, where)}


async def home(parts: Parts, body: Json) -> Json:
    """Open the app's Home tab."""
    user, world = _who(parts, body), parts.world
    shown = world.homes.get(user.id)
    told = {"view": modals.payload(world, shown)} if shown else {}
    event = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": world.direct(world.app.user_id, user.id).id,
        "tab": "home",
        **told,
    }
    world.hear(event, None)
    return {"home": screens.view(shown)}


async def probe(parts: Parts, body: Json) -> Json:
    """Check the app's request URL, as Slack does and as impostors do."""
    user = _who(parts, body)
    return {"probes": await probes.send(parts.deliveries, user.id)}


ACTS: dict[str, Act] = {
    "command": command,
    "message": message,
    "click": click,
    "act": act,
    "upload": upload,
    "submit": submit,
    "close": close,
    "shortcut": shortcut,
    "message_shortcut": message_shortcut,
    "suggest": suggest,
    "home": home,
    "probe": probe,
}
"""What goes to the app, at once or with a form, by the last part of its path."""
