"""`canvases.*`: documents in Slack, a channel's own among them.

A plan that costs nothing has only part of it; which part, the refusals say.
"""

import re
from typing import Any

from bot.playground import docs
from bot.playground.call import Call, Invalid, NoChannel, Refused
from bot.playground.things import Canvas

Json = dict[str, Any]

LARGEST = 2**20
"""Bytes of the Markdown that one canvas holds."""

TITLE = "Untitled"
MENTION = re.compile(r"!\[\]\(([@#])(\w+)\)")
LEVELS = frozenset({"read", "write", "owner"})
WHOLE = frozenset({"replace", "insert_at_start", "insert_at_end"})
"""What can be done to a canvas without naming a section of it."""

SECTIONED = frozenset({"delete", "insert_after", "insert_before"})
RENAME = "rename"


def create(call: Call) -> Json:
    """Make a canvas that only its creator sees until others are given access."""
    channel = call.text("channel_id")
    if channel:
        call.member_channel("channel_id")
    if call.world.free:
        raise Refused(_of_free(call, channel))
    markdown = _content(call, call.args.get("document_content"))
    if len(markdown.encode()) > LARGEST:
        raise Refused("canvas_creation_failed")
    title = call.text("title") or TITLE
    made = docs.create(
        call.world, call.bot, title=title, markdown=markdown, channel=channel
    )
    return {"canvas_id": made.id}


def _of_free(call: Call, channel: str) -> str:
    if not channel:
        return "free_teams_cannot_create_standalone_canvases"
    if docs.of_channel(call.world, channel):
        return "free_team_canvas_tab_already_exists"
    return "free_teams_cannot_create_non_tabbed_canvases"


def create_for_channel(call: Call) -> Json:
    """Make a channel's own canvas: whoever is in it reads it, and writes in it."""
    channel = call.member_channel("channel_id")
    if call.world.free:
        raise Refused("team_tier_cannot_create_channel_canvases")
    if docs.of_channel(call.world, channel.id):
        raise Refused("channel_canvas_already_exists")
    markdown = _content(call, call.args.get("document_content"))
    if len(markdown.encode()) > LARGEST:
        raise Refused("canvas_creation_failed")
    made = docs.create(
        call.world,
        call.bot,
        title=call.text("title") or TITLE,
        markdown=markdown,
        channel=channel.id,
        its_own=True,
    )
    return {"canvas_id": made.id}


def _content(call: Call, content: object) -> str:
    """Read a document; whom it mentions has to be there."""
    if content is None:
        return ""
    said = content if isinstance(content, dict) else {}
    markdown = said.get("markdown")
    if said.get("type") != "markdown" or not isinstance(markdown, str):
        raise Invalid("[ERROR] must be Markdown [json-pointer:/document_content]")
    for sign, id_ in MENTION.findall(markdown):
        known = call.world.people if sign == "@" else call.world.channels
        if id_ not in known:
            call.report(f"mentions nobody: {id_}")
    return markdown


def edit(call: Call) -> Json:
    """Make exactly one change in a canvas."""
    canvas = _canvas(call)
    changes = call.structure("changes", "invalid_arguments")
    if not isinstance(changes, list) or len(changes) != 1:
        raise Invalid("[ERROR] must hold exactly one change [json-pointer:/changes]")
    if docs.access(call.world, canvas, call.bot) not in docs.WRITING:
        raise Refused("restricted_action")
    if call.world.free and not canvas.its_own:
        raise Refused("free_teams_cannot_edit_standalone_canvases")
    _change(call, canvas, changes[0])
    return {}


def _change(call: Call, canvas: Canvas, change: object) -> None:
    operation = change.get("operation") if isinstance(change, dict) else None
    if not isinstance(change, dict) or operation not in WHOLE | SECTIONED | {RENAME}:
        raise Invalid("[ERROR] unknown operation [json-pointer:/changes/0/operation]")
    if operation in SECTIONED or change.get("section_id"):
        call.report("sections of a canvas are not carried out here")
        raise Refused("canvas_editing_failed")
    if operation == RENAME:
        canvas.title = _content(call, change.get("title_content"))
        docs.touched(call.world, canvas)
        return
    content = _content(call, change.get("document_content"))
    before = {"insert_at_end": canvas.markdown}.get(operation, "")
    after = {"insert_at_start": canvas.markdown}.get(operation, "")
    markdown = "\n".join(filter(None, (before, content, after)))
    if len(markdown.encode()) > LARGEST:
        raise Refused("canvas_too_large")
    docs.write(call.world, canvas, markdown)


def _canvas(call: Call) -> Canvas:
    found = call.world.canvases.get(call.text("canvas_id"))
    if found is None or not docs.access(call.world, found, call.bot):
        raise Refused("canvas_not_found")
    return found


def give_access(call: Call) -> Json:
    """Let channels, or people, read or write a canvas of one's own."""
    canvas, level = _canvas(call), call.text("access_level")
    channels, people = _ids(call, "channel_ids"), _ids(call, "user_ids")
    if level not in LEVELS or bool(channels) == bool(people):
        raise Refused("invalid_parameters")
    if canvas.creator != call.bot:
        raise Refused("restricted_action")
    if any(call.world.channel(str(one), seen_by=call.bot) is None for one in channels):
        raise NoChannel
    if any(one not in call.world.people for one in people):
        raise Refused("user_not_found")
    canvas.readers |= dict.fromkeys([*channels, *people], level)
    docs.touched(call.world, canvas)
    return {}


def _ids(call: Call, name: str) -> list[str]:
    """Read a list of ids; a form may hold them between commas."""
    given = call.args.get(name)
    if isinstance(given, str) and not given.startswith("["):
        return [one.strip() for one in given.split(",") if one.strip()]
    listed = call.structure(name, "invalid_parameters") or []
    if not isinstance(listed, list):
        raise Refused("invalid_parameters")
    return [str(one) for one in listed]


METHODS = {
    "canvases.create": create,
    "canvases.edit": edit,
    "canvases.access.set": give_access,
    "conversations.canvases.create": create_for_channel,
}
