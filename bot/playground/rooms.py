"""What changes a channel: creation, members, name, topic, purpose, archive.

Each verb takes the actor's user id, changes the world, writes the system message that
people see and announces the event that apps hear.
"""

from bot.playground.talk import system
from bot.playground.things import Channel, Note
from bot.playground.world import World


def create(world: World, actor: str, name: str, *, is_private: bool = False) -> Channel:
    """Create a channel whose only member is *actor*."""
    channel = Channel(
        id=world.next_id("C"),
        name=name,
        creator=actor,
        created=int(world.clock.now()),
        is_private=is_private,
    )
    world.channels[channel.id] = channel
    add(world, channel, actor)
    return channel


def add(world: World, channel: Channel, user: str, *, inviter: str = "") -> None:
    """Make *user* a member, brought in by *inviter* or by themselves."""
    channel.members.append(user)
    extra = {"inviter": inviter} if inviter else {}
    text = f"<@{user}> has joined the channel"
    system(world, channel, user, "channel_join", text, **extra)
    _membership(world, channel, user, "member_joined_channel", **extra)


def remove(world: World, channel: Channel, user: str) -> None:
    """End the membership of *user*, who has left or was removed."""
    text = f"<@{user}> has left the channel"
    _membership(world, channel, user, "member_left_channel")
    channel.members.remove(user)
    system(world, channel, user, "channel_leave", text)


def _membership(
    world: World, channel: Channel, user: str, name: str, **extra: str
) -> None:
    event = {
        "type": name,
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": world.team.id,
        **extra,
    }
    world.hear(event, channel)
    world.touch({"channels", channel.id}, None)


def set_topic(world: World, channel: Channel, actor: str, topic: str) -> None:
    """Set the topic, as people see it beside the channel's name."""
    channel.topic = _note(world, actor, topic)
    text = f"<@{actor}> set the channel topic: {topic}"
    system(world, channel, actor, "channel_topic", text, topic=topic)
    world.touch({"channels"}, None)


def set_purpose(world: World, channel: Channel, actor: str, purpose: str) -> None:
    """Set the purpose, as people see it in the channel's description."""
    channel.purpose = _note(world, actor, purpose)
    text = f"<@{actor}> set the channel description: {purpose}"
    system(world, channel, actor, "channel_purpose", text, purpose=purpose)
    world.touch({"channels"}, None)


def _note(world: World, actor: str, value: str) -> Note:
    return Note(value=value, creator=actor, last_set=int(world.clock.now()))


def rename(world: World, channel: Channel, actor: str, name: str) -> None:
    """Give the channel another name."""
    old, channel.name = channel.name, name
    text = f'<@{actor}> has renamed the channel from "{old}" to "{name}"'
    system(world, channel, actor, "channel_name", text, old_name=old, name=name)
    described = {"id": channel.id, "name": name, "created": channel.created}
    event = {"type": f"{_prefix(channel)}_rename", "channel": described}
    world.hear(event, channel)
    world.touch({"channels", channel.id}, None)


def archive(world: World, channel: Channel, actor: str) -> None:
    """Archive the channel: it can be read, and nothing can be said in it."""
    text = f"<@{actor}> archived the channel"
    system(world, channel, actor, "channel_archive", text)
    channel.is_archived = True
    _fate(world, channel, actor, "archive")


def unarchive(world: World, channel: Channel, actor: str) -> None:
    """Open an archived channel again."""
    channel.is_archived = False
    text = f"<@{actor}> un-archived the channel"
    system(world, channel, actor, "channel_unarchive", text)
    _fate(world, channel, actor, "unarchive")


def delete(world: World, channel: Channel, actor: str) -> None:
    """Delete the channel for good, with everything said in it."""
    _fate(world, channel, actor, "deleted")
    del world.channels[channel.id]
    world.touch({"channels", channel.id}, None)


def _fate(world: World, channel: Channel, actor: str, what: str) -> None:
    event = {
        "type": f"{_prefix(channel)}_{what}",
        "channel": channel.id,
        "user": actor,
    }
    world.hear(event, channel)
    world.touch({"channels", channel.id}, None)


def _prefix(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"
