"""`conversations.history` and `.replies`: what was said, newest and oldest first."""

from typing import Any

from bot.playground.call import PAGE, Call, Refused
from bot.playground.things import Channel, Message

Json = dict[str, Any]

COMMERCIAL = 15
"""The most messages that a commercial app outside the Marketplace is given at once."""


def history(call: Call) -> Json:
    """List what was said in a channel, without replies, newest first."""
    channel = _readable(call)
    shown = [
        message
        for message in channel.messages.values()
        if message.visible_to is None and message.in_channel
    ]
    chosen = sorted(_between(call, shown), key=lambda message: message.ts, reverse=True)
    told = [_told(call, channel, message) for message in chosen]
    page, metadata = call.page(told, most=_most(call))
    return {
        "messages": page,
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": sum(message.pinned for message in shown),
        "response_metadata": metadata,
    }


def replies(call: Call) -> Json:
    """List a thread: its first message, then the replies, oldest first."""
    channel = _readable(call)
    parent = channel.messages.get(call.text("ts"))
    if parent is None or parent.visible_to is not None:
        raise Refused("thread_not_found")
    root = parent.thread_ts or parent.ts
    thread = [channel.messages[root], *channel.replies(root)]
    told = [_told(call, channel, message) for message in _between(call, thread)]
    page, metadata = call.page(told, most=_most(call))
    more = bool(metadata["next_cursor"])
    return {"messages": page, "has_more": more, "response_metadata": metadata}


def _most(call: Call) -> int:
    return COMMERCIAL if call.app.commercial else PAGE


def _readable(call: Call) -> Channel:
    channel = call.channel()
    if call.bot not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = _bound(call, "oldest", "0"), _bound(call, "latest", "9" * 10)
    if call.flag("inclusive"):
        return [message for message in messages if oldest <= message.ts <= latest]
    return [message for message in messages if oldest < message.ts < latest]


def _bound(call: Call, name: str, default: str) -> str:
    value = call.text(name, default)
    seconds, _, fraction = value.partition(".")
    if not seconds.isdecimal() or not (fraction or "0").isdecimal():
        raise Refused(f"invalid_ts_{name}")
    return f"{int(seconds):010d}.{fraction[:6]:0<6}"


def _told(call: Call, channel: Channel, message: Message) -> Json:
    told = message.payload()
    if message.metadata and call.flag("include_all_metadata"):
        told["metadata"] = message.metadata
    answers = channel.replies(message.ts)
    if answers:
        told["thread_ts"] = message.ts
        told["reply_count"] = len(answers)
        told["reply_users"] = list(dict.fromkeys(reply.user for reply in answers))
        told["latest_reply"] = answers[-1].ts
    return told


METHODS = {"conversations.history": history, "conversations.replies": replies}
