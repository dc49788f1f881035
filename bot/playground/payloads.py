"""The payloads that Slack sends when a person does something."""

from typing import Any

from bot.playground import kit, modals
from bot.playground.people import Person
from bot.playground.things import Channel, Message, View
from bot.playground.world import World

Json = dict[str, Any]

SHOWN = (
    "text",
    "value",
    "style",
    "placeholder",
    "timezone",
    "url",
    "selected_option",
)
"""Fields of an element that come back with its action."""


def base(world: World, kind: str, user: Person) -> Json:
    """Begin a payload of type *kind*: who did it, where, for which app.

    For an app of a whole organisation there is an `enterprise` instead of a `team`.
    """
    org = world.app.enterprise
    return {
        "type": kind,
        "team": None if org else {"id": world.team.id, "domain": world.team.domain},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team,
        },
        "api_app_id": world.app.id,
        "token": "playground",
        "enterprise": {"id": org, "name": world.team.name} if org else None,
        "is_enterprise_install": org is not None,
    }


def place(channel: Channel) -> Json:
    """Name a channel as interactive payloads do."""
    return {"id": channel.id, "name": channel_name(channel)}


def channel_name(channel: Channel) -> str:
    """Return the name that payloads give for a channel."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def in_message(message: Message, blocks: list[Json], user: str) -> Json:
    """Tell in which message an element was used, and what stands chosen in it."""
    ephemeral = message.visible_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": ephemeral,
    }
    typed = message.typed.get(user, {})
    state = {"values": kit.state(blocks, typed)}
    told = {} if ephemeral else {"message": {**message.payload(), "blocks": blocks}}
    return {"container": container, "state": state, **told}


def in_view(world: World, view: View) -> Json:
    """Tell in which view an element was used."""
    container = {"type": "view", "view_id": view.id}
    return {"container": container, "view": modals.payload(world, view)}


def action(block_id: str, element: Json, held: Json | None, at: str) -> Json:
    """Describe the use of *element*, which now has the state *held*, if any."""
    shown = {name: element[name] for name in SHOWN if name in element}
    return {
        "action_id": element["action_id"],
        "block_id": block_id,
        **shown,
        **(held or {}),
        "type": element["type"],
        "action_ts": at,
    }


def command(world: World, user: Person, channel: Channel, typed: Json) -> Json:
    """Make the form of a slash command; *typed* has its command and text."""
    org = world.app.enterprise
    whole = {"enterprise_id": org, "enterprise_name": world.team.name} if org else {}
    return {
        "token": "playground",
        "team_id": world.team.id,
        "team_domain": world.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "api_app_id": world.app.id,
        "is_enterprise_install": "true" if org else "false",
        **whole,
        **typed,
    }
