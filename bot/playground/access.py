"""Who may read a file: nobody but those who were given it, in one way or another."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from bot.playground import kit
from bot.playground.things import File
from bot.playground.world import World

Json = dict[str, Any]

SCOPE = "files:read"
"""Without it an app reads no file at all."""


def may_read(world: World, file: File, user: str) -> bool:
    """Tell whether *user* had the file, is where it was shared, or was given it."""
    place = world.channels.get(file.channel)
    there = place is not None and user in place.members
    return user == file.user or there or user in file.readers


def may_see(world: World, file: File, user: str) -> bool:
    """Tell whether *user* may read the file, or sees a picture of it somewhere."""
    return may_read(world, file, user) or any(
        pictured(world, node["slack_file"]) is file
        for blocks in _shown(world, user)
        for _, node in kit.nodes(blocks, "")
        if "slack_file" in node
    )


def _shown(world: World, user: str) -> Iterator[object]:
    """Yield the blocks that *user* has before their eyes."""
    places = (one for one in world.channels.values() if one.visible_to(user))
    for message in chain.from_iterable(place.messages.values() for place in places):
        if message.visible_to in {None, user}:
            yield [message.blocks, message.attachments]
    yield [view.blocks for view in world.stacks.get(user, ())]
    if user in world.homes:
        yield world.homes[user].blocks


def pictured(world: World, named: object) -> File | None:
    """Find the file that a `slack_file` names, by its id or by where it is read."""
    if not isinstance(named, Mapping):
        return None
    if "id" in named:
        return world.files.get(str(named["id"]))
    everything = world.files.values()
    addresses = {f.payload(world.address)["url_private"]: f for f in everything}
    return addresses.get(named.get("url"))
