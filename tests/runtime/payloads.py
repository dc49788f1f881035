"""What Slack sends, as SLACK.md has it: each function gives a payload that is whole."""

import itertools

TEAM, DANA = "T0HARBOUR", "U0DANA"
_turn = itertools.count(1)


def trigger():
    """Give a trigger that was not used before."""
    return f"{next(_turn)}.{next(_turn)}.aa"


def command(text="list", **more):
    return {
        "command": "/incident",
        "text": text,
        "team_id": TEAM,
        "user_id": DANA,
        "channel_id": "C0GENERAL",
        "trigger_id": trigger(),
        **more,
    }


def action(action_id="incidents.acknowledge", value="", **more):
    used = {"type": "button", "action_id": action_id, "value": value}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": DANA, "team_id": TEAM},
        "channel": {"id": "C0GENERAL"},
        "container": {"type": "message", "channel_id": "C0GENERAL"},
        "trigger_id": trigger(),
        "actions": [{**used, "block_id": "b", "action_ts": "1.1"}],
        **more,
    }


def submission(callback_id="incidents.declare", blocks=(), **values):
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": DANA, "team_id": TEAM},
        "view": {
            "id": f"V{trigger()}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": "",
            "blocks": list(blocks),
            "state": {"values": values},
        },
    }


def closed(callback_id="incidents.declare"):
    return {**submission(callback_id), "type": "view_closed", "is_cleared": False}


def shortcut(callback_id="incidents.declare", **more):
    return {
        "type": "shortcut",
        "team": {"id": TEAM},
        "user": {"id": DANA, "team_id": TEAM},
        "trigger_id": trigger(),
        "callback_id": callback_id,
        **more,
    }


def message_action(callback_id="incidents.declare_from_message", **more):
    message = {"type": "message", "user": DANA, "ts": "1.1", "text": "it is down"}
    found = shortcut(callback_id, channel={"id": "C0GENERAL"}, message=message)
    return {**found, "type": "message_action", **more}


def suggestion():
    asked = {"action_id": "value", "block_id": "owner", "value": "da"}
    return {**shortcut(), "type": "block_suggestion", **asked}


def event(event_id="Ev1", **event):
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": event_id,
        "event": {"type": "user_change", "user": {"id": DANA, "name": "dana"}, **event},
    }


EVERY = (
    command, action, submission, closed, shortcut, message_action, suggestion, event,
)  # fmt: skip
