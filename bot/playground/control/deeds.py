"""The control API's other deeds: what people do in Slack without the app."""

import base64
from collections.abc import Callable
from typing import Any

from bot.playground import docs, rooms, screen, spelling, talk
from bot.playground.parts import Parts
from bot.playground.screen import NotOnScreen
from bot.playground.things import Channel, File, Message

Json = dict[str, Any]
Deed = Callable[[Parts, Json, Channel], None]


def _message(body: Json, place: Channel) -> Message:
    return screen.message(place, str(body["ts"]), str(body["user"]))


def react(parts: Parts, body: Json, place: Channel) -> None:
    """Add a reaction to a message."""
    shown, name = _message(body, place), str(body["name"])
    if body["user"] not in shown.reactions.get(name, []):
        talk.react(parts.world, shown, name, body["user"])


def unreact(parts: Parts, body: Json, place: Channel) -> None:
    """Take a reaction back."""
    shown, name = _message(body, place), str(body["name"])
    if body["user"] in shown.reactions.get(name, []):
        talk.unreact(parts.world, shown, name, body["user"])


def join(parts: Parts, body: Json, place: Channel) -> None:
    """Join a public channel."""
    if body["user"] not in place.members:
        rooms.add(parts.world, place, body["user"])


def leave(parts: Parts, body: Json, place: Channel) -> None:
    """Leave a channel."""
    if body["user"] in place.members:
        rooms.remove(parts.world, place, body["user"])


def invite(parts: Parts, body: Json, place: Channel) -> None:
    """Bring somebody, the bot included, into a channel."""
    for user in body["users"]:
        if user not in parts.world.people:
            raise NotOnScreen(f"There is nobody here with the id {user!r}.")
        if user not in place.members:
            rooms.add(parts.world, place, user, inviter=body["user"])


def kick(parts: Parts, body: Json, place: Channel) -> None:
    """Remove somebody, the bot included, from a channel."""
    if body["who"] in place.members:
        rooms.remove(parts.world, place, body["who"])


def rename(parts: Parts, body: Json, place: Channel) -> None:
    """Give a channel another name."""
    if parts.world.named(str(body["name"])):
        raise NotOnScreen("This name is taken.")
    rooms.rename(parts.world, place, body["user"], str(body["name"]))


def topic(parts: Parts, body: Json, place: Channel) -> None:
    """Set a channel's topic."""
    rooms.set_topic(parts.world, place, body["user"], str(body["topic"]))


def archive(parts: Parts, body: Json, place: Channel) -> None:
    """Archive a channel."""
    rooms.archive(parts.world, place, body["user"])


def unarchive(parts: Parts, body: Json, place: Channel) -> None:
    """Open an archived channel again."""
    rooms.unarchive(parts.world, place, body["user"])


def delete_channel(parts: Parts, body: Json, place: Channel) -> None:
    """Delete a channel for good."""
    rooms.delete(parts.world, place, body["user"])


def delete(parts: Parts, body: Json, place: Channel) -> None:
    """Delete a message; admins may delete those of others."""
    shown, user = _message(body, place), body["user"]
    if shown.user != user and not parts.world.people[user].is_admin:
        raise NotOnScreen("Only admins can delete what others said.")
    talk.delete(parts.world, place, shown)


def share(parts: Parts, body: Json, place: Channel) -> None:
    """Share a file in a channel one is in, with or without a word to it."""
    user, text = body["user"], str(body.get("text", ""))
    if user not in place.members or place.is_archived:
        raise NotOnScreen("Nothing can be shared here.")
    world = parts.world
    file = File(
        id=world.next_id("F"),
        channel=place.id,
        user=user,
        name=str(body["name"]),
        mimetype=str(body.get("mimetype", "text/plain")),
        held=base64.b64decode(str(body["held"])),
        created=int(world.clock.now()),
    )
    world.files[file.id] = file
    said = Message(
        ts=world.ts(),
        channel=place.id,
        user=user,
        text=spelling.for_message(world, text),
        blocks=spelling.blocks(world, text),
        subtype="file_share",
        thread_ts=body.get("thread_ts"),
        extra={"files": [file.payload(world.address)], "upload": False},
    )
    talk.say(world, place, said)


def canvas(parts: Parts, body: Json, place: Channel) -> None:
    """Write in a canvas by hand: in the one named, else in the channel's own."""
    world, user, markdown = parts.world, body["user"], str(body["markdown"])
    own = docs.of_channel(world, place.id)
    found = world.canvases.get(str(body["canvas"])) if "canvas" in body else own
    if found is None:
        title = str(body.get("title", "Untitled"))
        made = {"title": title, "markdown": markdown, "channel": place.id}
        docs.create(world, user, its_own=True, **made)
        return
    if docs.access(world, found, user) not in docs.WRITING:
        raise NotOnScreen("This canvas can only be read.")
    docs.write(world, found, markdown)


def delete_canvas(parts: Parts, body: Json, place: Channel) -> None:
    """Delete a canvas among the tabs of a channel."""
    found = parts.world.canvases.get(str(body["canvas"]))
    if found is None or found.channel != place.id:
        raise NotOnScreen("This canvas is not here (any more).")
    docs.delete(parts.world, found)


def edit(parts: Parts, body: Json, place: Channel) -> None:
    """Put right what one said oneself."""
    shown, text = _message(body, place), str(body["text"])
    if shown.user != body["user"]:
        raise NotOnScreen("Only what you said yourself can be edited.")
    if not text.strip():
        raise NotOnScreen("There is nothing to send.")
    said = spelling.for_message(parts.world, text)
    blocks = spelling.blocks(parts.world, text)
    talk.edit(parts.world, place, shown, {"text": said, "blocks": blocks})


def pin(parts: Parts, body: Json, place: Channel) -> None:
    """Pin a message; everybody in the channel sees who did."""
    shown = _message(body, place)
    if not shown.pinned:
        talk.pin(parts.world, place, shown, body["user"])


def unpin(parts: Parts, body: Json, place: Channel) -> None:
    """Take the pin from a message."""
    shown = _message(body, place)
    if shown.pinned:
        talk.unpin(parts.world, place, shown, body["user"])


def dismiss(parts: Parts, body: Json, place: Channel) -> None:
    """Dismiss a message that only this person sees."""
    shown = _message(body, place)
    if shown.visible_to is None:
        raise NotOnScreen("Everybody sees this message; it can't be dismissed.")
    talk.delete(parts.world, place, shown)


def read(parts: Parts, body: Json, place: Channel) -> None:
    """Mark a channel read."""
    place.read[body["user"]] = max(place.messages, default="")
    parts.world.touch({"channels"}, body["user"])


DEEDS: dict[str, Deed] = {
    "react": react,
    "unreact": unreact,
    "join": join,
    "leave": leave,
    "invite": invite,
    "kick": kick,
    "rename": rename,
    "topic": topic,
    "archive": archive,
    "unarchive": unarchive,
    "delete_channel": delete_channel,
    "delete": delete,
    "share": share,
    "edit": edit,
    "canvas": canvas,
    "delete_canvas": delete_canvas,
    "pin": pin,
    "unpin": unpin,
    "dismiss": dismiss,
    "read": read,
}
"""Each takes `user` and `channel`, and answers `{}`."""
