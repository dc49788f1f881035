"""Pictures: everything that Slack shows of one incident, comparable with another's.

A picture leaves out what differs between two runs: ids, numbers, times, who declared,
and notices that something went wrong.
It is a plain list of lines, so that a double is a line too many.
"""

import json
import re
from collections import Counter
from collections.abc import Callable

from bot.playground import kit
from bot.playground.server import Playground
from bot.playground.things import Channel, Message
from bot.playground.world import World

ID = re.compile(r"\b[A-Z]{1,2}01[0-9A-F]{6}\b")
DIGITS = re.compile(r"\d+")
ALONE = re.compile(r'"only to"|^\(to ')
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def of(playground: Playground, number: int, declarer: str) -> list[str]:
    """Give what Slack shows of incident *number*, line by line, sorted."""
    world = playground.parts.world
    neutral = _neutral(world, declarer)
    ref, stem = re.compile(rf"\bINC-{number}\b"), f"inc-{number}-"
    lines: list[str] = []
    for channel in world.channels.values():
        where = _place(world, channel)
        ours = channel.name.startswith(stem)
        if ours:
            lines += [f"{where} {line}" for line in _room(channel)]
        for message in channel.messages.values():
            text = kit.plain(message.payload(), _names(world))
            notice = _kind(message).startswith("notice:")
            if ours or (message.bot_id and ref.search(text) and not notice):
                lines.append(f"{where} {_said(message, text)}")
    return sorted(neutral(line) for line in lines)


def keys(playground: Playground) -> list[str]:
    """Give our own key of each message that has one: none may be twice in a channel.

    What moved into another room has its key in both.
    """
    found = [
        (channel.id, (message.metadata or {}).get("event_payload", {}))
        for channel in playground.parts.world.channels.values()
        for message in channel.messages.values()
    ]
    return [f"{payload['key']} in {place}" for place, payload in found if payload]


def for_all(lines: list[str]) -> list[str]:
    """Give what more than one person sees of a picture."""
    return [line for line in lines if not ALONE.search(line)]


def differences(shown: list[str], wanted: list[str], *, sure: bool) -> list[str]:
    """Give what is shown otherwise than wanted, but for the line to the caller.

    It goes to a `response_url` that a process has in memory, or else directly; nobody
    can look whether it arrived: unless it is *sure* it may be lost, but not doubled.
    """
    lost = Counter(wanted) - Counter(shown)
    more = Counter(shown) - Counter(wanted)
    for line in [line for line in lost if '"only to"' in line]:
        directly = [one for one in more if _words(one) == _words(line)]
        if directly or not sure:
            lost -= Counter([line])
            more -= Counter(directly)
    return [*(f"- {line}" for line in lost), *(f"+ {line}" for line in more)]


def _words(line: str) -> str:
    """Give what is said in a line of a picture, wherever that is."""
    return line.partition("} ")[2]


def _place(world: World, channel: Channel) -> str:
    if channel.is_im:
        return f"(to {channel.other(world.app.user_id)})"
    return f"#{channel.name}"


def _room(channel: Channel) -> list[str]:
    """Give what a room is, apart from what is said in it."""
    kept = [f"bookmark {one['title']}: {one['link']}" for one in channel.bookmarks]
    return [
        f"private={channel.is_private} archived={channel.is_archived}",
        f"topic {channel.topic.value}",
        f"purpose {channel.purpose.value}",
        f"members {' '.join(sorted(channel.members))}",
        *kept,
    ]


def _said(message: Message, text: str) -> str:
    marks = {
        "thread": bool(message.thread_ts),
        "pinned": message.pinned,
        "only to": message.visible_to,
        "kind": message.subtype,
        "key": _kind(message),
    }
    told = json.dumps({name: mark for name, mark in marks.items() if mark})
    return f"{told} {' / '.join(text.splitlines())}"


def _kind(message: Message) -> str:
    """Give the part of our key that is the same in every run."""
    key = (message.metadata or {}).get("event_payload", {}).get("key", "")
    return UUID.sub("", key)


def _names(world: World) -> dict[str, str]:
    return {one.id: one.display_name or one.name for one in world.people.values()}


def _neutral(world: World, declarer: str) -> Callable[[str], str]:
    handle = world.people[declarer].name

    def neutral(line: str) -> str:
        line = UUID.sub("ID", line).replace(world.address, "")
        line = ID.sub("ID", line.replace(declarer, "WHO"))
        return DIGITS.sub("#", re.sub(rf"\b{handle}\b", "WHO", line))

    return neutral
