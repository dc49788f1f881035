"""What a person types, as Slack passes it on: escaped, with mentions as ids."""

import re
from collections.abc import Iterator
from typing import Any

from bot.playground.world import World

Json = dict[str, Any]

TOKEN = re.compile(r"(@[\w.-]*\w|#[\w-]+|https?://[^\s<>|]+)")
BROADCASTS = frozenset({"here", "channel", "everyone"})


def escaped(text: str) -> str:
    """Escape the three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Undo `escaped`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def for_command(world: World, text: str) -> str:
    """Write the arguments of a command with `should_escape`: ids with their names."""
    return "".join(_named(world, leaf) for leaf in _leaves(world, text))


def for_message(world: World, text: str) -> str:
    """Write the text of a message."""
    return "".join(_plain(leaf) for leaf in _leaves(world, text))


def blocks(world: World, text: str) -> list[Json]:
    """Write a message as the rich text block that a client sends with it."""
    section = {"type": "rich_text_section", "elements": list(_leaves(world, text))}
    return [{"type": "rich_text", "elements": [section]}] if text else []


def _leaves(world: World, text: str) -> Iterator[Json]:
    for piece in TOKEN.split(text):
        if piece:
            yield _leaf(world, piece)


def _leaf(world: World, piece: str) -> Json:
    sign, name = piece[0], piece[1:]
    if sign == "@" and name in BROADCASTS:
        return {"type": "broadcast", "range": name}
    if sign == "@" and (person := world.handle(name)):
        return {"type": "user", "user_id": person.id}
    if sign == "#" and (channel := world.named(name)):
        return {"type": "channel", "channel_id": channel.id}
    if piece.startswith(("https://", "http://")):
        return {"type": "link", "url": piece}
    return {"type": "text", "text": piece}


def _plain(leaf: Json) -> str:
    return {
        "user": "<@{user_id}>",
        "channel": "<#{channel_id}>",
        "broadcast": "<!{range}>",
        "link": "<{url}>",
    }.get(leaf["type"], "{text}").format(**_safe(leaf))


def _safe(leaf: Json) -> dict[str, str]:
    return {name: escaped(str(value)) for name, value in leaf.items()}


def _named(world: World, leaf: Json) -> str:
    if leaf["type"] == "user":
        person = world.people[leaf["user_id"]]
        return f"<@{person.id}|{escaped(person.name)}>"
    if leaf["type"] == "channel":
        channel = world.channels[leaf["channel_id"]]
        return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"
    return _plain(leaf)
