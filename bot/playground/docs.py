"""Canvases: who sees one, who may write in it, and what changes one."""

from bot.playground.things import Canvas
from bot.playground.world import World

WRITING = frozenset({"write", "owner"})


def of_channel(world: World, channel: str) -> Canvas | None:
    """Find the channel's own canvas: there is at most one."""
    found = (c for c in world.canvases.values() if c.its_own and c.channel == channel)
    return next(found, None)


def seen(world: World, user: str, channel: str) -> list[Canvas]:
    """Give the canvases among a channel's tabs that *user* may read."""
    tabs = (c for c in world.canvases.values() if c.channel == channel)
    return [canvas for canvas in tabs if access(world, canvas, user)]


def access(world: World, canvas: Canvas, user: str) -> str:
    """Tell what *user* may do with a canvas; nothing of one they may not know of."""
    place = world.channels.get(canvas.channel)
    if user == canvas.creator:
        return "owner"
    if canvas.its_own and place is not None and place.visible_to(user):
        return "write" if user in place.members else "read"
    given = [level for id_, level in canvas.readers.items() if _is(world, user, id_)]
    return next((level for level in given if level in WRITING), "".join(given[:1]))


def _is(world: World, user: str, id_: str) -> bool:
    """Tell whether *user* has this id, or is in the channel that has it."""
    channel = world.channels.get(id_)
    return user == id_ or (channel is not None and user in channel.members)


def create(  # noqa: PLR0913 (what a canvas is made of)
    world: World,
    creator: str,
    *,
    title: str,
    markdown: str,
    channel: str = "",
    its_own: bool = False,
) -> Canvas:
    """Make a canvas, as a tab of a channel if one is named."""
    now = int(world.clock.now())
    canvas = Canvas(
        id=world.next_id("F"),
        title=title,
        markdown=markdown,
        creator=creator,
        created=now,
        updated=now,
        channel=channel,
        its_own=its_own,
    )
    world.canvases[canvas.id] = canvas
    touched(world, canvas)
    return canvas


def write(world: World, canvas: Canvas, markdown: str) -> None:
    """Replace all that stands in a canvas."""
    canvas.markdown, canvas.updated = markdown, int(world.clock.now())
    touched(world, canvas)


def delete(world: World, canvas: Canvas) -> None:
    """Delete a canvas for good."""
    del world.canvases[canvas.id]
    touched(world, canvas)


def touched(world: World, canvas: Canvas) -> None:
    """Have every page show it as it is now."""
    world.touch({"channels", canvas.channel}, None)
