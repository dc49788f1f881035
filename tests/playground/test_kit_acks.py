"""What an app may write in its answer to a payload, and in a response_url."""

import pytest

from bot.playground import kit
from tests.playground.kit_samples import field, found, mrkdwn, option, plain, section

ASK = {"type": "input", "label": plain(), "element": field(), "block_id": "title"}
VIEW = {
    "type": "modal",
    "title": plain(),
    "submit": plain(),
    "blocks": [ASK, section(block_id="note")],
}
GROUP = {"label": plain(), "options": [option()]}

TAKEN = [
    # nothing is always right, but for options
    ("command", None),
    ("command", ""),
    ("block_actions", None),
    ("view_submission", ""),
    ("view_closed", None),
    ("event_callback", None),
    # a command may answer in words
    ("command", "Done."),
    ("command", {"text": "Done.", "response_type": "in_channel"}),
    ("command", {"text": "Done.", "blocks": [section()]}),
    # a submit may go on
    ("view_submission", {"response_action": "clear"}),
    ("view_submission", {"response_action": "errors", "errors": {"title": "No."}}),
    ("view_submission", {"response_action": "update", "view": VIEW}),
    ("view_submission", {"response_action": "push", "view": VIEW}),
    # a menu may be empty
    ("block_suggestion", {"options": []}),
    ("block_suggestion", {"options": [option()] * 100}),
    ("block_suggestion", {"option_groups": [GROUP]}),
]


@pytest.mark.parametrize(("kind", "body"), TAKEN)
def test_a_right_answer_is_taken(kind, body):
    assert kit.ack(kind, body, VIEW) == kit.Findings()


REFUSED = [
    # a click is acknowledged with nothing
    ("block_actions", {"text": "x"}, "the body must be empty", ""),
    ("shortcut", "ok", "the body must be empty", ""),
    # a list is no message
    ("command", ["x"], "must provide an object", ""),
    # a message to nobody knows whom
    (
        "command",
        {"text": "x", "response_type": "public"},
        "must be a valid enum value",
        "/response_type",
    ),
    # a field of another method
    (
        "command",
        {"text": "x", "channel": "C1"},
        "invalid additional property: channel",
        "",
    ),
    # a wrong block in an answer
    (
        "command",
        {"text": "x", "blocks": [{"type": "x"}]},
        "unsupported type: x",
        "/blocks/0/type",
    ),
    # a submit is not answered in words
    ("view_submission", "Saved.", "must provide an object", ""),
    # an action that nobody knows
    (
        "view_submission",
        {"response_action": "close"},
        "must be a valid enum value",
        "/response_action",
    ),
    # a stray field
    (
        "view_submission",
        {"response_action": "clear", "view": VIEW},
        "invalid additional property: view",
        "",
    ),
    # an update of nothing
    (
        "view_submission",
        {"response_action": "update"},
        "missing required field: view",
        "",
    ),
    # an update with a wrong view
    (
        "view_submission",
        {"response_action": "update", "view": {**VIEW, "id": "V1"}},
        "invalid additional property: id",
        "/view",
    ),
    # an error at what is no input
    (
        "view_submission",
        {"response_action": "errors", "errors": {"note": "No."}},
        "must be the block_id of an input block in the view",
        "/errors/note",
    ),
    # an error nowhere, and a pointer that must be escaped
    (
        "view_submission",
        {"response_action": "errors", "errors": {"a/b~c": "No."}},
        "must be the block_id of an input block in the view",
        "/errors/a~1b~0c",
    ),
    # no error at all
    (
        "view_submission",
        {"response_action": "errors", "errors": {}},
        "no fewer than 1 items allowed",
        "/errors",
    ),
    # an error that says nothing
    (
        "view_submission",
        {"response_action": "errors", "errors": {"title": ""}},
        "must be more than 0 characters",
        "/errors/title",
    ),
    # a menu that never answers
    ("block_suggestion", None, "missing required field: options", ""),
    # both kinds of menu
    (
        "block_suggestion",
        {"options": [], "option_groups": []},
        "only one of options, option_groups is allowed",
        "",
    ),
    # a long menu
    (
        "block_suggestion",
        {"options": [option()] * 101},
        "no more than 100 items allowed",
        "/options",
    ),
    # an option with markup
    (
        "block_suggestion",
        {"options": [option(text=mrkdwn())]},
        "unsupported type: mrkdwn",
        "/options/0/text/type",
    ),
]


@pytest.mark.parametrize(("kind", "body", "message", "pointer"), REFUSED)
def test_a_wrong_answer_is_refused(kind, body, message, pointer):
    findings = kit.ack(kind, body, VIEW)

    assert not findings.ok
    assert (message, pointer) in found(findings)


ANSWERS = [
    # the usual one
    ({"text": "x", "replace_original": True, "thread_ts": "1.2"}, None),
    # to delete is all there is to say
    ({"delete_original": True}, None),
    ({"delete_original": True, "text": "x"}, "invalid_payload"),
    # nothing said
    ({"replace_original": True}, "no_text"),
    # a stray field
    ({"text": "x", "user": "U1"}, "invalid_payload"),
    # no message
    ("x", "invalid_payload"),
    # a wrong block
    ({"text": "x", "blocks": [{"type": "x"}]}, "invalid_blocks"),
]


@pytest.mark.parametrize(("body", "code"), ANSWERS)
def test_a_response_url_takes_messages_only(body, code):
    assert kit.answer(body).code == code
