"""/incident: every verb as a command, a form and a button."""

from bot.core.verbs import Command, Listeners, Shortcut
from handlers.incidents import declare, end, lead, quoting, responders, rooms, talk
from handlers.incidents.verbs import VERBS
from handlers.incidents.ways import button, filled, opening, showing

LISTENERS = Listeners(
    commands=(
        Command(
            name="/incident",
            about="declare an incident and see it through",
            example="/incident declare sev2 checkout 500s since 14:05 @dana lead",
            verbs=VERBS,
        ),
    ),
    actions={
        "incidents.declare": declare.form,
        "incidents.retract": declare.undo,
        "incidents.acknowledge": button(lead.acknowledge),
        "incidents.assign": responders.hand_over,
        "incidents.claim": responders.claim_button,
        "incidents.drop": responders.drop_button,
        "incidents.roles": showing("incidents.roster"),
        "incidents.catchup": showing("incidents.catchup"),
        "incidents.severity": opening("incidents.severity", lead.severities),
        "incidents.phase": opening("incidents.phase"),
        "incidents.update": opening("incidents.update", talk.update_context),
        "incidents.note": opening("incidents.note"),
        "incidents.timeline": talk.timeline_button,
        "incidents.strike": talk.strike,
        "incidents.times": opening("incidents.times"),
        "incidents.show": showing("incidents.incident"),
        "incidents.resolve": opening("incidents.resolve"),
        "incidents.reopen": opening("incidents.reopen"),
        "incidents.close": button(end.close),
        "incidents.decline": opening("incidents.decline", end.decline_context),
        "incidents.merge": opening("incidents.merge", end.merge_context),
        "incidents.undo": end.undo_button,
    },
    views={
        "incidents.declare": declare.submit,
        "incidents.assign": filled(responders.assign_form),
        "incidents.claim": filled(responders.claim_form),
        "incidents.drop": filled(responders.drop_form),
        "incidents.severity": filled(lead.severity_form),
        "incidents.phase": filled(lead.phase_form),
        "incidents.update": filled(talk.update_form),
        "incidents.note": filled(talk.note_form),
        "incidents.times": filled(lead.times_form),
        "incidents.quote": quoting.submit,
        "incidents.resolve": filled(end.resolve_form),
        "incidents.reopen": filled(end.reopen_form),
        "incidents.decline": filled(end.decline_form),
        "incidents.merge": filled(end.merge_form, lock=False),
    },
    shortcuts={
        "incidents.declare": Shortcut(
            name="Declare incident",
            about="Open the form that declares an incident",
            does=declare.form,
        ),
        "incidents.declare_from_message": Shortcut(
            name="Declare from message",
            about="Declare an incident that begins with this message",
            does=declare.from_message,
            message=True,
        ),
        "incidents.quote": Shortcut(
            name="Add to timeline",
            about="Put this message on the timeline of an incident",
            does=quoting.from_message,
            message=True,
        ),
    },
    events={
        "member_joined_channel": rooms.entered,
        "member_left_channel": rooms.left,
        "channel_rename": rooms.renamed,
        "group_rename": rooms.renamed,
        "message.channel_topic": rooms.retopiced,
        "message.group_topic": rooms.retopiced,
        "message.channel_purpose": rooms.retopiced,
        "message.group_purpose": rooms.retopiced,
    },
    scopes={
        "pins:write": "to pin the incident card",
        "bookmarks:write": "to put links at the top of a room",
        "bookmarks:read": "to look whether a bookmark is there already",
        "channels:history": "to find a message whose receipt was lost",
        "groups:history": "to find one in a private room",
        "im:history": "to find one in a direct message",
    },
)
