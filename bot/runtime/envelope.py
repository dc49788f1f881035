"""Envelopes: who asks, from where, what for, and what makes it one request."""

from collections.abc import Mapping
from typing import Any

INTERACTIVE = {
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "closed",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "block_suggestion": "options",
}


def kind_of(body: Mapping[str, Any]) -> str:
    """Name what kind of payload *body* is."""
    if "command" in body:
        return "command"
    return INTERACTIVE.get(str(body.get("type")), "event")


def whose(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Read Slack's ids of the team and org that an envelope is for."""
    team = body.get("team") or {}
    team_id = body.get("team_id") or (team.get("id") if isinstance(team, dict) else "")
    enterprise = body.get("enterprise") or {}
    org = enterprise.get("id") if isinstance(enterprise, dict) else None
    return team_id or None, body.get("enterprise_id") or org


def request_key(kind: str, body: Mapping[str, Any]) -> str | None:
    """Give what makes this request one request, however often it arrives."""
    if kind == "event":
        return f"event:{body['event_id']}" if body.get("event_id") else None
    if kind == "closed":
        return f"{kind}:{body['view']['id']}"
    if kind == "view":  # a form of several pages keeps its id: each page has a hash
        page = body["view"].get("hash") or ""
        return f"{kind}:{body['view']['id']}{':' if page else ''}{page}"
    if kind == "action":
        return f"action:{body['trigger_id']}:{body['actions'][0]['action_ts']}"
    return f"{kind}:{body['trigger_id']}" if body.get("trigger_id") else None


def actor(body: Mapping[str, Any]) -> str:
    """Give the id of whoever acts, `slack` when nobody does."""
    user = body.get("user")
    if isinstance(user, dict):
        return str(user["id"])
    event = body.get("event") or {}
    edited = event.get("message") or {}  # by whoever wrote it: nobody else can
    found = body.get("user_id") or event.get("user") or edited.get("user")
    return str(found["id"] if isinstance(found, dict) else found or "slack")


def channel(body: Mapping[str, Any]) -> str:
    """Give the id of the channel that it happened in, or an empty text."""
    found = body.get("channel") or {}
    place = found.get("id") if isinstance(found, dict) else found
    container = body.get("container") or {}
    return str(body.get("channel_id") or place or container.get("channel_id") or "")
