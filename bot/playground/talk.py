"""What changes a message: saying, editing, deleting, pinning, reacting."""

from copy import deepcopy
from typing import Any, cast

from bot.playground import kit
from bot.playground.things import Channel, Message
from bot.playground.world import World

Json = dict[str, Any]

GONE = "This message was deleted."


def identified(world: World, blocks: list[Json]) -> list[Json]:
    """Copy *blocks*, with an id for each block and element that came without one."""
    copied = deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", world.next_id("b"))
    for found in kit.interactive(copied):
        cast("Json", found.element).setdefault("action_id", world.next_id("a"))
    return copied


def say(world: World, channel: Channel, message: Message) -> Message:
    """Put *message* in *channel* and announce it, unless only one person sees it."""
    message.team = world.team.id
    message.blocks = identified(world, message.blocks)
    channel.messages[message.ts] = message
    channel.read[message.user] = message.ts
    world.touch({channel.id, "channels"}, message.visible_to)
    if message.visible_to is None:
        world.hear(_event(channel, message.payload(), message.ts), channel)
    return message


def system(
    world: World, channel: Channel, actor: str, subtype: str, text: str, **extra: str
) -> None:
    """Write the line that Slack itself writes when something happens to a channel."""
    message = Message(
        ts=world.ts(),
        channel=channel.id,
        user=actor,
        text=text,
        subtype=subtype,
        extra=dict(extra),
    )
    say(world, channel, message)


def edit(world: World, channel: Channel, message: Message, changed: Json) -> None:
    """Replace the fields of *message* that *changed* holds, and announce it."""
    previous = message.payload()
    message.versions.append(message.blocks)
    for name, value in changed.items():
        setattr(message, name, value)
    message.blocks = identified(world, message.blocks)
    message.edited = {"user": message.user, "ts": world.ts()}
    world.touch({channel.id}, message.visible_to)
    if message.visible_to is None:
        _hidden(
            world,
            channel,
            subtype="message_changed",
            message=message.payload(),
            previous_message=previous,
        )


def delete(world: World, channel: Channel, message: Message) -> None:
    """Take *message* away and announce it; a thread's first one leaves a tombstone."""
    if channel.replies(message.ts):
        _bury(world, channel, message)
        return
    del channel.messages[message.ts]
    world.touch({channel.id}, message.visible_to)
    if message.visible_to is None:
        _hidden(
            world,
            channel,
            subtype="message_deleted",
            deleted_ts=message.ts,
            previous_message=message.payload(),
        )


def _bury(world: World, channel: Channel, message: Message) -> None:
    previous = message.payload()
    message.text, message.subtype, message.bot_id = GONE, "tombstone", None
    message.blocks, message.attachments = [], []
    message.extra = {"user": "USLACKBOT", "hidden": True}
    world.touch({channel.id}, None)
    now = {**message.payload(), "thread_ts": message.ts}
    _hidden(
        world,
        channel,
        subtype="message_changed",
        message=now,
        previous_message=previous,
    )


def _hidden(world: World, channel: Channel, **fields: str | Json) -> None:
    ts = world.ts()
    world.hear(
        _event(channel, {"type": "message", "hidden": True, **fields}, ts), channel
    )


def _event(channel: Channel, payload: Json, ts: str) -> Json:
    return {
        **payload,
        "ts": ts,
        "channel": channel.id,
        "channel_type": {"im": "im", "groups": "group"}.get(channel.kind, "channel"),
        "event_ts": ts,
    }


def pin(world: World, channel: Channel, message: Message, actor: str) -> None:
    """Pin *message*; everybody in the channel sees that it was done."""
    message.pinned = True
    text = f"<@{actor}> pinned a message to this channel."
    system(world, channel, actor, "pinned_item", text)
    _pin(world, channel, message, {"type": "pin_added", "user": actor})


def unpin(world: World, channel: Channel, message: Message, actor: str) -> None:
    """Take the pin from *message*."""
    message.pinned = False
    world.touch({channel.id, "channels"}, None)
    left = any(other.pinned for other in channel.messages.values())
    told = {"type": "pin_removed", "user": actor, "has_pins": left}
    _pin(world, channel, message, told)


def _pin(world: World, channel: Channel, message: Message, told: Json) -> None:
    item = {
        "type": "message",
        "channel": channel.id,
        "message": message.payload(),
        "created": int(world.clock.now()),
        "created_by": told["user"],
    }
    event = {"channel_id": channel.id, "item": item, "event_ts": world.ts()}
    world.hear({**told, **event}, channel)


def react(world: World, message: Message, name: str, user: str) -> None:
    """Add the reaction *name* of *user*."""
    message.reactions.setdefault(name, []).append(user)
    _reaction(world, message, "reaction_added", name, user)


def unreact(world: World, message: Message, name: str, user: str) -> None:
    """Take back the reaction *name* of *user*."""
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    _reaction(world, message, "reaction_removed", name, user)


def _reaction(world: World, message: Message, kind: str, name: str, user: str) -> None:
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": item,
        "item_user": message.user,
        "event_ts": world.ts(),
    }
    world.hear(event, world.channels[message.channel])
    world.touch({message.channel}, None)
