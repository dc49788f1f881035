"""The app manifest, made from what is registered: nothing in it is written twice."""

from typing import Any

import handlers
from bot.core import fit
from bot.core.verbs import Command, Shortcut

NAME = "Longwatch"
DESCRIPTION = "Incidents in Slack, from the first word to the last."
LONG = (
    "Longwatch runs the Operate phase of your software. Type /incident declare and it "
    "opens a room, brings in who is needed, keeps the clock, the promises and the "
    "record, and nudges until the work is done and proven. Every fact goes into a "
    "tamper-evident ledger. It stores only what your team writes to it."
)
COLOUR = "#14324a"
HINT = 1000  # characters of a command's usage that Slack takes
# Events that Slack sends under another name than the one it is subscribed by.
SUBSCRIBED = {
    "message": "message.channels",
    "message.bot_message": "message.channels",
    "message.file_share": "message.channels",
    "message.me_message": "message.channels",
    "message.thread_broadcast": "message.channels",
    "message.message_changed": "message.channels",
    "message.message_deleted": "message.channels",
    "message.channel_topic": "message.channels",
    "message.channel_purpose": "message.channels",
    "message.group_topic": "message.groups",
    "message.group_purpose": "message.groups",
}
# What each event needs to be subscribed to; an empty text where that is nothing.
NEEDED = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_rename": "channels:read",
    "group_rename": "groups:read",
    "user_change": "users:read",
    "app_home_opened": "",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
}


def build(url: str | None = None) -> dict[str, Any]:
    """Give the manifest: for HTTP at *url*, or for Socket Mode without one."""
    endpoint = f"{url.rstrip('/')}/slack/events" if url else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG,
            "background_color": COLOUR,
        },
        "features": _features(endpoint),
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": _settings(endpoint),
    }


def scopes() -> list[str]:
    """Give every scope that a call or an event needs."""
    needed = {NEEDED[event] for event in events() if NEEDED[event]}
    return sorted(set(handlers.SCOPES) | needed)


def events() -> list[str]:
    """Give every event that something listens to, by the name it is subscribed by."""
    return sorted({SUBSCRIBED.get(name, name) for name in handlers.EVENTS})


def _features(endpoint: str | None) -> dict[str, Any]:
    where = {"url": endpoint} if endpoint else {}
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [
            _shortcut(callback, shortcut)
            for callback, shortcut in handlers.SHORTCUTS.items()
        ],
        "slash_commands": [
            {**_command(command), **where}
            for _, command in sorted(handlers.COMMANDS.items())
        ],
    }


def _shortcut(callback: str, shortcut: Shortcut) -> dict[str, Any]:
    return {
        "name": shortcut.name,
        "type": "message" if shortcut.message else "global",
        "callback_id": callback,
        "description": shortcut.about,
    }


def _command(command: Command) -> dict[str, Any]:
    usage = " | ".join(verb.name for verb in command.verbs)
    return {
        "command": command.name,
        "description": command.about[:1].upper() + command.about[1:],
        "usage_hint": fit.cut(usage, HINT),
        "should_escape": True,
    }


def _settings(endpoint: str | None) -> dict[str, Any]:
    where = {"request_url": endpoint} if endpoint else {}
    return {
        "event_subscriptions": {**where, "bot_events": events()},
        "interactivity": {"is_enabled": True, **where},
        "org_deploy_enabled": False,
        "socket_mode_enabled": endpoint is None,
        "token_rotation_enabled": False,
    }
