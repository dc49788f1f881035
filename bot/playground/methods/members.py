"""`conversations.*` that bring people in, let them go, and list who is there."""

from typing import Any

from bot.playground import rooms
from bot.playground.call import Call, Invalid, Refused
from bot.playground.methods.conversations import described
from bot.playground.things import Channel

Json = dict[str, Any]

MOST_INVITED = 100
"""The most people that one call may invite."""


def _room(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    return channel


def invite(call: Call) -> Json:
    """Bring people in; one who can't be invited fails all, unless `force` is set."""
    _room(call)
    channel = call.member_channel()
    users = [user.strip() for user in call.text("users").split(",") if user.strip()]
    if not users:
        raise Refused("no_user")
    if len(users) > MOST_INVITED:
        raise Invalid("[ERROR] must provide at most 100 users")
    obstacles = {user: _obstacle(call, channel, user) for user in users}
    errors = [
        {"user": user, "ok": False, "error": error}
        for user, error in obstacles.items()
        if error
    ]
    if errors and not call.flag("force"):
        raise Refused(str(errors[0]["error"]), errors=errors)
    for user in (user for user, error in obstacles.items() if not error):
        rooms.add(call.world, channel, user, inviter=call.bot)
    answer: Json = {"channel": described(call, channel)}
    return {**answer, "errors": errors} if errors else answer


def _obstacle(call: Call, channel: Channel, user: str) -> str | None:
    person = call.world.people.get(user)
    if user == call.bot:
        return "cant_invite_self"
    if person is None or person.deleted:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    if person.is_stranger:
        return "no_external_invite_permission"
    return "user_is_restricted" if person.is_guest else None


def join(call: Call) -> Json:
    """Join a public channel."""
    channel = _room(call)
    if channel.is_private:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot in channel.members:
        call.warnings.append("already_in_channel")
    else:
        rooms.add(call.world, channel, call.bot)
    return {"channel": described(call, channel)}


def leave(call: Call) -> Json:
    """Leave a channel; never #general."""
    channel = _room(call)
    if channel.is_general:
        raise Refused("cant_leave_general")
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot not in channel.members:
        return {"not_in_channel": True}
    rooms.remove(call.world, channel, call.bot)
    return {}


def kick(call: Call) -> Json:
    """Remove a person from a channel; never from #general."""
    channel, user = _room(call), call.text("user")
    if user not in call.world.people:
        raise Refused("user_not_found")
    if user == call.bot:
        raise Refused("cant_kick_self")
    if channel.is_general:
        raise Refused("cant_kick_from_general")
    if not {call.bot, user} <= set(channel.members):
        raise Refused("not_in_channel")
    rooms.remove(call.world, channel, user)
    return {}


def members(call: Call) -> Json:
    """List who is in a channel."""
    listed = [{"id": user} for user in call.channel().members]
    page, metadata = call.page(listed)
    ids = [entry["id"] for entry in page]
    return {"members": ids, "response_metadata": metadata}


METHODS = {
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.kick": kick,
    "conversations.members": members,
}
