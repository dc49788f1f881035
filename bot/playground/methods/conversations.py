"""`conversations.*` that make, name, describe, open and close channels."""

import re
import unicodedata
from typing import Any

from bot.playground import docs, rooms
from bot.playground.call import Call, NoChannel, Refused
from bot.playground.things import Channel

Json = dict[str, Any]

NAME_LENGTH = 80
TOPIC_LENGTH = 250
MOST_OPENED = 8
"""The most people that one direct conversation may be opened with."""

GOOD_NAME = re.compile(r"[a-z0-9_-]+")
RESERVED = frozenset({"here", "channel", "everyone", "group"})


def described(call: Call, channel: Channel) -> Json:
    """Describe *channel* as the caller sees it."""
    common: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.is_im,
        "is_mpim": False,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
    }
    if channel.is_im:
        return {**common, "user": channel.other(call.bot), "is_user_deleted": False}
    return {**common, **_named_fields(call, channel)}


def _named_fields(call: Call, channel: Channel) -> Json:
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": call.bot in channel.members,
        "creator": channel.creator,
        "context_team_id": call.world.team.id,
        "topic": channel.topic.payload(),
        "purpose": channel.purpose.payload(),
    }


def _free_name(call: Call) -> str:
    name = unicodedata.normalize("NFC", call.text("name"))
    if not name.strip():
        raise Refused("invalid_name_required")
    if len(name) > NAME_LENGTH:
        raise Refused("invalid_name_maxlength")
    if not any(character.isalnum() for character in name):
        raise Refused("invalid_name_punctuation")
    if not GOOD_NAME.fullmatch(name):
        raise Refused("invalid_name_specials")
    if name in RESERVED:
        raise Refused("invalid_name")
    if call.world.named(name):
        raise Refused("name_taken")
    return name


def create(call: Call) -> Json:
    """Create a channel; no other, archived and private ones included, has its name."""
    name = _free_name(call)
    if call.world.forbidden_to_create:
        raise Refused("restricted_action")
    made = rooms.create(call.world, call.bot, name, is_private=call.flag("is_private"))
    return {"channel": described(call, made)}


def info(call: Call) -> Json:
    """Describe a channel."""
    channel = call.channel()
    answer = described(call, channel)
    own = docs.of_channel(call.world, channel.id)
    if own is not None:
        empty = not own.markdown.strip()
        answer["properties"] = {"canvas": {"file_id": own.id, "is_empty": empty}}
    if call.flag("include_num_members"):
        answer["num_members"] = len(channel.members)
    return {"channel": answer}


def _named(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    return channel


def _described_by(call: Call, name: str) -> tuple[Channel, str]:
    _named(call)
    channel = call.member_channel()
    value = call.text(name)
    if len(value) > TOPIC_LENGTH:
        raise Refused("too_long")
    return channel, value


def set_topic(call: Call) -> Json:
    """Set the topic, at most 250 characters."""
    channel, topic = _described_by(call, "topic")
    if channel.topic.value == topic:
        call.report("the topic was already so")
    rooms.set_topic(call.world, channel, call.bot, topic)
    return {"channel": described(call, channel)}


def set_purpose(call: Call) -> Json:
    """Set the purpose, at most 250 characters."""
    channel, purpose = _described_by(call, "purpose")
    if channel.purpose.value == purpose:
        call.report("the purpose was already so")
    rooms.set_purpose(call.world, channel, call.bot, purpose)
    return {"channel": described(call, channel)}


def rename(call: Call) -> Json:
    """Give a channel another name."""
    _named(call)
    channel = call.member_channel()
    rooms.rename(call.world, channel, call.bot, _free_name(call))
    return {"channel": described(call, channel)}


def archive(call: Call) -> Json:
    """Archive a channel; never #general."""
    channel = _named(call)
    if channel.is_archived:
        raise Refused("already_archived")
    if channel.is_general:
        raise Refused("cant_archive_general")
    call.member_channel()
    rooms.archive(call.world, channel, call.bot)
    return {}


def unarchive(call: Call) -> Json:
    """Open an archived channel again."""
    channel = _named(call)
    if not channel.is_archived:
        raise Refused("not_archived")
    rooms.unarchive(call.world, channel, call.bot)
    return {}


def open_direct(call: Call) -> Json:
    """Open the direct message with one person."""
    if call.text("channel"):
        return {"channel": {"id": call.channel().id}}
    users = [user for user in call.text("users").split(",") if user]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_OPENED:
        raise Refused("too_many_users")
    if len(users) > 1 or users == [call.bot]:
        raise Refused("invalid_user_combination")
    return _open(call, users[0])


def _open(call: Call, user: str) -> Json:
    person = call.world.people.get(user)
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    before = len(call.world.channels)
    channel = call.world.direct(call.bot, user)
    if call.flag("prevent_creation") and len(call.world.channels) > before:
        raise NoChannel
    known = len(call.world.channels) == before
    state = {"no_op": True, "already_open": True} if known else {}
    full = described(call, channel) if call.flag("return_im") else {"id": channel.id}
    return {**state, "channel": full}


METHODS = {
    "conversations.create": create,
    "conversations.info": info,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.rename": rename,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.open": open_direct,
}
