"""`chat.*`: saying, editing, deleting, and the address of a message."""

import re
from typing import Any

from bot.playground import content, talk
from bot.playground.call import Call, NoChannel, Refused
from bot.playground.things import BROADCAST, Channel, Message

Json = dict[str, Any]

TS = re.compile(r"\d{10}\.\d{6}")
"""The form of a message's time."""

IGNORED = frozenset(
    {
        *("as_user", "icon_emoji", "icon_url", "link_names", "parse"),
        "username",
    }
)
"""Arguments that Slack takes, and that change nothing in the playground."""


def post_message(call: Call) -> Json:
    """Say something in a channel, in a thread, or to a person."""
    channel = _destination(call)
    _may_post(call, channel)
    message = _message(call, channel)
    talk.say(call.world, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": _told(call, message)}


def _destination(call: Call) -> Channel:
    name = call.text("channel")
    person = call.world.people.get(name)
    if person is not None:
        if not person.reachable:
            raise NoChannel
        return call.world.direct(call.bot, person.id)
    found = call.world.channels.get(name)
    if found is None and (named := call.world.named(name.lstrip("#"))):
        call.report(f"a channel is named, not identified: {name}")
        if call.app.enterprise:
            raise Refused("team_not_found")
        found = named
    if found is None or not found.visible_to(call.bot):
        raise NoChannel
    return found


def _may_post(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot in channel.members:
        return
    if channel.is_private or "chat:write.public" not in call.app.scopes:
        raise Refused("not_in_channel")


def _thread(call: Call, channel: Channel) -> str | None:
    thread = call.args.get("thread_ts")
    if thread is None or thread == "":
        return None
    if not isinstance(thread, str):
        call.report("thread_ts is a number: it loses digits")
    parent = channel.messages.get(str(thread))
    if parent is None or parent.visible_to or not TS.fullmatch(str(thread)):
        raise Refused("thread_not_found")
    if parent.thread_ts and parent.thread_ts != parent.ts:
        call.report("thread_ts is that of a reply, not of the thread's first message")
        return parent.thread_ts
    return parent.ts


def _message(call: Call, channel: Channel) -> Message:
    for name in call.args.keys() & IGNORED:
        call.report(f"{name} is not carried out here")
    message = content.of_call(call).message(call.world, channel.id)
    message.thread_ts = _thread(call, channel)
    if call.args.get("reply_broadcast"):
        _broadcast(call, message)
    return message


def _broadcast(call: Call, message: Message) -> None:
    """Have a reply be seen in its channel too."""
    if not message.thread_ts:
        call.report("reply_broadcast is said of what is no reply")
        return
    message.subtype = BROADCAST


def _told(call: Call, message: Message) -> Json:
    told = message.payload()
    if message.metadata:
        told["metadata"] = message.metadata
    if not message.text:
        call.warnings.append("missing_text_in_message")
    return told


def post_ephemeral(call: Call) -> Json:
    """Say something that only one member of the channel sees, until they reload."""
    channel = call.channel()
    _may_post(call, channel)
    user = call.text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = _message(call, channel)
    message.visible_to = user
    talk.say(call.world, channel, message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Replace the content of a message of the bot's own; what is not sent stays."""
    channel = call.channel()
    message = _own(call, channel, "cant_update_message", archived="is_inactive")
    sent = content.of_call(call)
    talk.edit(call.world, channel, message, sent.fields())
    told = _told(call, message)
    answer = {"channel": channel.id, "ts": message.ts, "text": message.text}
    return {**answer, "message": told}


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    channel = call.channel()
    refusal = "cant_delete_message"
    message = _own(call, channel, refusal, archived=refusal)
    talk.delete(call.world, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _own(call: Call, channel: Channel, refusal: str, *, archived: str) -> Message:
    ts = call.args.get("ts")
    if not isinstance(ts, str):
        call.report("ts is a number: it loses digits")
    message = found(channel, str(ts))
    if channel.is_archived:
        raise Refused(archived)
    if message.bot_id != call.app.bot_id:
        raise Refused(refusal)
    return message


def found(channel: Channel, ts: str) -> Message:
    """Find a message that the Web API can see, or refuse."""
    message = channel.messages.get(ts)
    if message is None or message.visible_to is not None:
        raise Refused("message_not_found")
    return message


def get_permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel()
    message = found(channel, call.text("message_ts"))
    return {"channel": channel.id, "permalink": call.world.permalink(message)}


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
