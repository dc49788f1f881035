"""`pins.*`, `bookmarks.*` and `reactions.*`: what hangs on channels and messages."""

import re
from typing import Any

from bot.playground import talk
from bot.playground.call import Call, Invalid, Refused
from bot.playground.methods.chat import found
from bot.playground.things import Channel, Message

Json = dict[str, Any]

MOST_PINS = 100
MOST_BOOKMARKS = 100
MOST_REACTIONS = 23
TITLE_LENGTH = 256
LINK_LENGTH = 2048

EMOJI = re.compile(r":[a-z0-9_+'-]+:")
REACTION = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def _item(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    if call.bot not in channel.members:
        raise Refused("not_in_channel")
    if not call.text("timestamp"):
        raise Refused("no_item_specified")
    return channel, found(channel, call.text("timestamp"))


def pin(call: Call) -> Json:
    """Pin a message; everyone in the channel sees that it was done."""
    channel, message = _item(call)
    if channel.is_archived:
        raise Refused("is_archived")
    if message.pinned:
        raise Refused("already_pinned")
    if sum(m.pinned for m in channel.messages.values()) >= MOST_PINS:
        raise Refused("too_many_pins")
    talk.pin(call.world, channel, message, call.bot)
    return {}


def unpin(call: Call) -> Json:
    """Take a pin away."""
    channel, message = _item(call)
    if not message.pinned:
        raise Refused("no_pin")
    talk.unpin(call.world, channel, message, call.bot)
    return {}


def pins(call: Call) -> Json:
    """List what is pinned in a channel."""
    channel = call.channel()
    items = [
        {"type": "message", "channel": channel.id, "message": message.payload()}
        for message in channel.messages.values()
        if message.pinned
    ]
    return {"items": items}


def _bookmarked(call: Call) -> Channel:
    return call.member_channel("channel_id")


def _fields(call: Call) -> Json:
    title, link, emoji = call.text("title"), call.text("link"), call.text("emoji")
    if len(title) > TITLE_LENGTH:
        raise Invalid("[ERROR] must be less than 257 characters [json-pointer:/title]")
    if link and (
        not link.startswith(("https://", "http://")) or len(link) > LINK_LENGTH
    ):
        raise Refused("invalid_link")
    if emoji and not EMOJI.fullmatch(emoji):
        raise Refused("invalid_emoji")
    sent = {"title": title, "link": link, "emoji": emoji}
    return {name: value for name, value in sent.items() if value}


def add_bookmark(call: Call) -> Json:
    """Add a link to the top of a channel; the same twice is two."""
    channel = _bookmarked(call)
    if call.text("type") != "link":
        raise Refused("invalid_bookmark_type")
    fields = _fields(call)
    if "link" not in fields:
        raise Refused("invalid_link")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise Refused("too_many_bookmarks")
    if any(bookmark["link"] == fields["link"] for bookmark in channel.bookmarks):
        call.report(f"the channel has this bookmark already: {fields['link']}")
    bookmark = {
        "id": call.world.next_id("Bk"),
        "channel_id": channel.id,
        "type": "link",
        "emoji": "",
        "date_created": int(call.world.clock.now()),
        "app_id": call.app.id,
        **fields,
    }
    channel.bookmarks.append(bookmark)
    call.world.touch({"channels", channel.id}, None)
    return {"bookmark": bookmark}


def _bookmark(call: Call, channel: Channel) -> Json:
    wanted = call.text("bookmark_id")
    for bookmark in channel.bookmarks:
        if bookmark["id"] == wanted:
            return bookmark
    raise Refused("not_found")


def edit_bookmark(call: Call) -> Json:
    """Change the title, link or emoji of a bookmark."""
    channel = _bookmarked(call)
    bookmark = _bookmark(call, channel)
    bookmark.update(_fields(call))
    bookmark["date_updated"] = int(call.world.clock.now())
    call.world.touch({"channels", channel.id}, None)
    return {"bookmark": bookmark}


def remove_bookmark(call: Call) -> Json:
    """Take a bookmark away."""
    channel = _bookmarked(call)
    channel.bookmarks.remove(_bookmark(call, channel))
    call.world.touch({"channels", channel.id}, None)
    return {}


def bookmarks(call: Call) -> Json:
    """List a channel's bookmarks."""
    return {"bookmarks": list(call.channel("channel_id").bookmarks)}


def react(call: Call) -> Json:
    """Add a reaction of the bot's."""
    channel, message = _item(call)
    name = _reaction(call)
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot in message.reactions.get(name, []):
        raise Refused("already_reacted")
    if name not in message.reactions and len(message.reactions) >= MOST_REACTIONS:
        raise Refused("too_many_emoji")
    talk.react(call.world, message, name, call.bot)
    return {}


def _reaction(call: Call) -> str:
    name = call.text("name")
    if not REACTION.fullmatch(name):
        raise Refused("invalid_name")
    return name


def unreact(call: Call) -> Json:
    """Take back a reaction of the bot's."""
    _, message = _item(call)
    name = _reaction(call)
    if call.bot not in message.reactions.get(name, []):
        raise Refused("no_reaction")
    talk.unreact(call.world, message, name, call.bot)
    return {}


METHODS = {
    "pins.add": pin,
    "pins.remove": unpin,
    "pins.list": pins,
    "bookmarks.add": add_bookmark,
    "bookmarks.edit": edit_bookmark,
    "bookmarks.remove": remove_bookmark,
    "bookmarks.list": bookmarks,
    "reactions.add": react,
    "reactions.remove": unreact,
}
