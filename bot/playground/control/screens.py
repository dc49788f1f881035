"""What a person's client shows: state, channels, messages and views, as JSON."""

from collections.abc import Mapping
from typing import Any

from bot.playground import docs, kit, people, spelling
from bot.playground.people import Person
from bot.playground.things import Canvas, Channel, Message, View
from bot.playground.world import World

Json = dict[str, Any]


def team(world: World) -> Json:
    """Show the workspace."""
    return {
        "id": world.team.id,
        "name": world.team.name,
        "domain": world.team.domain,
        "free": world.free,
    }


def app(world: World) -> Json:
    """Show the app under test."""
    bot = world.people[world.app.user_id]
    return {
        "id": world.app.id,
        "name": world.app.name,
        "bot_id": world.app.bot_id,
        "user_id": bot.id,
        "home_tab": world.app.home_tab,
        "socket_mode": world.app.socket_mode,
        "initials": bot.initials,
        "colour": bot.colour,
    }


def offers(world: World) -> Json:
    """Show what the composer and the shortcut menus offer."""
    commands = [
        {
            "command": command.command,
            "description": command.description,
            "usage_hint": command.usage_hint,
        }
        for command in world.app.commands
    ]
    shortcuts = [
        {
            "name": shortcut.name,
            "type": shortcut.type,
            "callback_id": shortcut.callback_id,
            "description": shortcut.description,
        }
        for shortcut in world.app.shortcuts
    ]
    return {"commands": commands, "shortcuts": shortcuts}


def everyone(world: World, *, hidden: bool) -> list[Json]:
    """Show the people; the hidden ones only when asked."""
    now = world.clock.now()
    return [
        people.shown(person, now)
        for person in world.people.values()
        if not person.is_bot and (hidden or not person.hidden)
    ]


def channels(world: World, user: str) -> list[Json]:
    """Show the channels that *user* can see: named ones first, by name."""
    seen = [c for c in world.channels.values() if c.visible_to(user)]
    seen.sort(key=lambda c: (c.is_im, c.name, c.id))
    return [channel(world, c, user) for c in seen]


def channel(world: World, place: Channel, user: str) -> Json:
    """Show one channel in the sidebar and in its header."""
    read = place.read.get(user, "")
    unread = [
        message
        for message in place.messages.values()
        if message.ts > read and message.visible_to in {None, user}
    ]
    return {
        "id": place.id,
        "name": place.name,
        "is_private": place.is_private,
        "is_im": place.is_im,
        "is_archived": place.is_archived,
        "is_member": user in place.members,
        "topic": place.topic.value,
        "purpose": place.purpose.value,
        "unread": len(unread) if user in place.members else 0,
        "num_members": len(place.members),
        "members": list(place.members),
        "user": place.other(user) if place.is_im else None,
        "pins": sum(message.pinned for message in place.messages.values()),
        "bookmarks": [_bookmark(bookmark) for bookmark in place.bookmarks],
        "canvases": [_tab(one) for one in docs.seen(world, user, place.id)],
    }


def _tab(canvas: Canvas) -> Json:
    return {"id": canvas.id, "title": canvas.title}


def _bookmark(bookmark: Json) -> Json:
    return {name: bookmark[name] for name in ("id", "title", "link", "emoji")}


def canvas(world: World, shown: Canvas, user: str) -> Json:
    """Show a canvas, and what *user* may do with it."""
    return {
        "id": shown.id,
        "title": shown.title,
        "channel": shown.channel,
        "markdown": shown.markdown,
        "creator": shown.creator,
        "updated": shown.updated,
        "access": docs.access(world, shown, user),
    }


def messages(world: World, place: Channel, user: str, thread: str | None) -> list[Json]:
    """Show what *user* sees of a channel, or of one thread in it, oldest first."""
    seen = [m for m in place.messages.values() if m.visible_to in {None, user}]
    wanted = [m for m in seen if _stands(m, thread)]
    wanted.sort(key=lambda m: m.ts)
    return [message(world, place, m, user) for m in wanted]


def _stands(shown: Message, thread: str | None) -> bool:
    if thread is None:
        return shown.in_channel
    return thread in {shown.ts, shown.thread_ts}


def message(world: World, place: Channel, shown: Message, user: str) -> Json:
    """Show one message."""
    replies = place.replies(shown.ts)
    thread = {
        "count": len(replies),
        "latest": replies[-1].ts if replies else None,
        "users": list(dict.fromkeys(reply.user for reply in replies)),
    }
    return {
        "ts": shown.ts,
        "user": shown.user,
        "author": author(world.people[shown.user]),
        "text": shown.text,
        "blocks": shown.blocks,
        "subtype": shown.subtype,
        "thread_ts": shown.thread_ts,
        "thread": thread if replies else None,
        "reactions": [
            {"name": n, "count": len(u), "users": u, "mine": user in u}
            for n, u in shown.reactions.items()
        ],
        **_marks(shown),
        "metadata": shown.metadata,
        "values": values(shown.blocks, shown.typed.get(user, {})),
    }


def _marks(shown: Message) -> Json:
    """Show what a message is besides its text."""
    shared = shown.extra.get("files", [])
    return {
        "edited": shown.edited is not None,
        "files": [file["name"] for file in shared],
        "file_ids": [file["id"] for file in shared],
        "pinned": shown.pinned,
        "ephemeral": shown.visible_to is not None,
    }


def author(person: Person) -> Json:
    """Show who said something."""
    return {
        "id": person.id,
        "name": person.called,
        "real_name": person.real_name,
        "initials": person.initials,
        "colour": person.colour,
        "is_bot": person.is_bot,
    }


def view(shown: View | None) -> Json | None:
    """Show a modal or a Home tab."""
    if shown is None:
        return None
    body = shown.body
    return {
        "id": shown.id,
        "type": shown.type,
        "title": _label(body.get("title")),
        "submit": _label(body.get("submit")),
        "close": _label(body.get("close")),
        "blocks": shown.blocks,
        "callback_id": body.get("callback_id", ""),
        "hash": shown.hash,
        "errors": shown.errors,
        "values": values(shown.blocks, shown.typed),
    }


def _label(text: Json | None) -> str | None:
    return spelling.unescaped(text["text"]) if text else None


def values(blocks: list[Json], typed: dict[str, dict[str, object]]) -> Json:
    """Show plain values by block_id; by action_id below it where there are several."""
    states = kit.state(blocks, typed)
    plain = {
        block: {action: _plain(state) for action, state in held.items()}
        for block, held in states.items()
    }
    return {
        block: held if len(held) > 1 else next(iter(held.values()))
        for block, held in plain.items()
    }


def _plain(state: Mapping[str, object]) -> object:
    value = next(held for name, held in state.items() if name != "type")
    if isinstance(value, list):
        return [_value(one) for one in value]
    return _value(value)


def _value(held: object) -> object:
    if not isinstance(held, dict):
        return held
    if "url_private" in held:
        return file(held)
    return held["value"] if "value" in held else kit.plain([held])


def file(told: Json) -> Json:
    """Show a file that stands in a form."""
    return {name: told[name] for name in ("id", "name", "size")}


def top(world: World, user: str) -> Json | None:
    """Show the modal that lies on top before *user*."""
    stack = world.stacks.get(user)
    return view(stack[-1]) if stack else None
