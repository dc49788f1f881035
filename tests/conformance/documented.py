"""What Slack documents of its methods: a copy of the reference, and how to read it.

The strict Slack has a list of its own; it is judged by this one.
"""

import json
from pathlib import Path

REFERENCE = json.loads(Path(__file__).with_name("slack-methods.json").read_text())
METHODS = REFERENCE["methods"]
CALLS_A_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}

# Refusals that stand in the rules and not in the reference's list of the method.
EVERYWHERE = {
    *REFERENCE["common_errors"],
    *("invalid_auth", "invalid_arguments", "missing_argument", "team_not_found"),
    *("invalid_json", "json_not_object", "team_access_not_granted"),
    "internal_error",
}
WRITING = {
    *("channel_not_found", "is_archived", "not_in_channel", "no_text"),
    *("invalid_attachments", "invalid_blocks", "invalid_blocks_format"),
    *("invalid_metadata_format", "metadata_too_large", "msg_blocks_too_long"),
    *("msg_too_long", "thread_not_found"),
}
"""Rules 14 to 23: they hold for every way of saying something."""

MEMBERS_ONLY = {"is_archived", "not_in_channel"}
"""The reference names no refusal for a channel that is archived, or not the bot's."""

BESIDES = {
    "chat.postMessage": WRITING,
    "chat.postEphemeral": WRITING,
    "chat.update": WRITING,
    "bookmarks.add": MEMBERS_ONLY,
    "bookmarks.edit": MEMBERS_ONLY,
    "bookmarks.remove": MEMBERS_ONLY,
    "pins.add": MEMBERS_ONLY,
    "pins.remove": MEMBERS_ONLY,
    "reactions.add": MEMBERS_ONLY,
    "canvases.create": MEMBERS_ONLY | {"channel_not_found"},
    "conversations.canvases.create": MEMBERS_ONLY | {"channel_not_found"},
    "reactions.remove": MEMBERS_ONLY,
    "conversations.replies": {"not_in_channel", "invalid_limit"},
    "conversations.history": {"invalid_limit"},
    "users.list": {"invalid_limit"},
    "views.open": {"push_limit_reached"},  # section 1.1: three views in a stack
}


def refusals(method):
    """Give every error that *method* may answer with."""
    if method not in METHODS:
        return EVERYWHERE
    return EVERYWHERE | set(METHODS[method]["errors"]) | BESIDES.get(method, set())


def scopes(method):
    """Give the scopes of which a bot needs one."""
    return METHODS[method]["scopes"].get("bot", [])
