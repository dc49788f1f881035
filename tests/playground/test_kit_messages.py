"""A message as a whole: what it must hold, how much, and what is reported."""

import pytest

from bot.playground import kit
from tests.playground.kit_samples import (
    button,
    container,
    found,
    leaf,
    mrkdwn,
    option,
    picture,
    plain,
    section,
    select,
)

RICH = {"type": "rich_text", "elements": []}
LONG = section(text=mrkdwn("x" * 2600))
ESCAPED = "escaped character in plain_text is shown as it stands"
METADATA = {"event_type": "incidents.declared", "event_payload": {"incident": 1}}

REFUSED = [
    # nothing at all
    ({}, "no_text"),
    # nothing to see
    ({"text": " \n", "blocks": []}, "no_text"),
    # null is nothing
    ({"text": None}, "no_text"),
    # two ways to write the text
    ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
    # Markdown beside blocks
    ({"blocks": [section()], "markdown_text": "x"}, "markdown_text_conflict"),
    # long Markdown
    ({"markdown_text": "x" * 12_001}, "msg_too_long"),
    # blocks as JSON in JSON
    ({"text": "x", "blocks": "[]"}, "invalid_blocks_format"),
    # a text that is none
    ({"text": 1}, "invalid_arguments"),
    # blocks that hold too much together
    ({"text": "x", "blocks": [LONG] * 6}, "msg_blocks_too_long"),
    # too many attachments
    ({"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    # a wrong block in an attachment
    ({"text": "x", "attachments": [{"blocks": [RICH]}]}, "invalid_attachments"),
    # an attachment with a field of its own
    ({"text": "x", "attachments": [{"shade": "red"}]}, "invalid_attachments"),
    # an attachment that is none
    ({"text": "x", "attachments": ["x"]}, "invalid_attachments"),
    # metadata without its type
    ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
    # metadata that is no object
    ({"text": "x", "metadata": "{}"}, "invalid_metadata_format"),
    # metadata with a stray field
    ({"text": "x", "metadata": {**METADATA, "key": 1}}, "invalid_metadata_format"),
    # heavy metadata
    (
        {"text": "x", "metadata": {**METADATA, "event_payload": {"x": "x" * 8192}}},
        "metadata_too_large",
    ),
]


@pytest.mark.parametrize(("payload", "code"), REFUSED)
def test_a_wrong_message_is_refused_with_slacks_code(payload, code):
    assert kit.message(payload).code == code


TAKEN = [
    {"text": "x"},
    {"text": "x", "blocks": [], "attachments": []},
    {"markdown_text": "# Title"},
    {"text": "x", "blocks": [section()], "metadata": METADATA},
    {"text": "x", "metadata": {}},
    {"text": "x", "attachments": [{"color": "#ff0000", "blocks": [section()]}]},
    {"text": "x", "thread_ts": "1700000000.000100", "unfurl_links": False},
]


@pytest.mark.parametrize("payload", TAKEN)
def test_a_right_message_is_taken_without_a_word(payload):
    assert kit.message(payload) == kit.Findings()


def test_only_an_update_refuses_a_long_text():
    long = {"text": "x" * 4001}

    assert kit.message(long, method="chat.update").code == "msg_too_long"
    assert kit.message(long, method="chat.postMessage").ok
    assert kit.message({"text": "x" * 4000}, method="chat.update").ok


def test_the_first_refusal_gives_the_code_and_all_errors_are_told():
    attachment = {"blocks": [{"type": "section"}]}
    findings = kit.message({"blocks": [{"type": "x"}], "attachments": [attachment]})

    assert findings.code == "invalid_blocks"
    assert [pointer for _, pointer in found(findings)] == [
        "/blocks/0/type",
        "/attachments/0/blocks/0",
    ]


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


REPORTED = [
    # notifications and screen readers get nothing
    ({"blocks": [section()]}, "no fallback text"),
    # longer than advised
    ({"text": "x" * 4001}, "text is longer than the advised 4000 characters"),
    # longer than Slack keeps
    ({"text": "x" * 40_001}, "text is cut at 40000 characters"),
    # close to the limit that nobody documents
    ({"text": "x", "blocks": [LONG] * 4}, "blocks hold more than 10000 characters"),
    # a mistake in the text
    ({"text": "a < b"}, "bare < in the text [json-pointer:/text]"),
    # a mistake deep in a block
    (
        {"text": "x", "blocks": [container(section(text=mrkdwn("R&D")))]},
        "bare & in the text [json-pointer:/blocks/0/child_blocks/0/text]",
    ),
    # a mistake in an attachment
    (
        {"text": "x", "attachments": [{"text": "**x**"}]},
        "**bold** of Markdown in mrkdwn [json-pointer:/attachments/0/text]",
    ),
    # markup where none is read
    (
        {"text": "x", "blocks": [{"type": "header", "text": plain("R&amp;D")}]},
        f"{ESCAPED} [json-pointer:/blocks/0/text]",
    ),
    # everybody is called
    ({"text": "<!channel> down"}, "mass mention in the text [json-pointer:/text]"),
    # everybody is called from rich text
    (
        {"text": "x", "blocks": [leaf(type="broadcast", range="here")]},
        "mass mention in rich text [json-pointer:/blocks/0/elements/0/elements/0]",
    ),
    # a picture in the clear
    (
        {"text": "x", "blocks": [picture(image_url="http://a.example/x.png")]},
        "image_url is not https [json-pointer:/blocks/0]",
    ),
    # a picture that a screen reader cannot tell
    (
        {"text": "x", "blocks": [picture(alt_text=" ", slack_file={"id": "F1"})]},
        "image without a description [json-pointer:/blocks/0]",
    ),
    # a choice that cannot be told from another
    (
        {"text": "x", "blocks": [actions(select(options=[option(), option()]))]},
        "two options with the same value [json-pointer:/blocks/0/elements/0]",
    ),
    # two main actions
    (
        {
            "text": "x",
            "blocks": [
                actions(
                    button(style="primary"),
                    button(style="primary", action_id="b", text=plain("Stop")),
                )
            ],
        },
        "more than one primary button [json-pointer:/blocks]",
    ),
    # destruction without a question
    (
        {"text": "x", "blocks": [actions(button(style="danger"))]},
        "danger button without confirm [json-pointer:/blocks/0/elements/0]",
    ),
    # buttons that sound the same
    (
        {"text": "x", "blocks": [actions(button(), button(action_id="b"))]},
        '2 buttons "Go" without accessibility_label',
    ),
    # buttons of a time long gone
    (
        {"text": "x", "attachments": [{"actions": []}]},
        "legacy attachment actions [json-pointer:/attachments/0]",
    ),
]


@pytest.mark.parametrize(("payload", "sentence"), REPORTED)
def test_bad_manners_are_taken_and_reported(payload, sentence):
    findings = kit.message(payload)

    assert findings.code is None
    assert findings.reports == (sentence,)


def test_a_mass_mention_may_be_allowed():
    payload = {"text": "<!here> a < b"}

    findings = kit.message(payload, mentions_allowed=True)

    assert findings.reports == ("bare < in the text [json-pointer:/text]",)


def test_a_text_without_markup_is_not_read_as_such():
    assert kit.message({"text": "a < b & c", "mrkdwn": False}) == kit.Findings()


def test_buttons_of_one_label_are_told_apart_by_their_spoken_ones():
    first = button(accessibility_label="Acknowledge INC-1")
    second = button(accessibility_label="Acknowledge INC-2", action_id="b")

    assert kit.message({"text": "x", "blocks": [actions(first, second)]}).reports == ()


def test_everyone_who_is_mentioned_is_found():
    payload = {
        "text": "<@U1> in <#C1|ops>",
        "blocks": [
            section(text=mrkdwn("<!subteam^S1> <!here>")),
            leaf(type="user", user_id="U2"),
            leaf(type="text", text="<@U9>"),
            section(text=plain("<@U8>")),
        ],
        "attachments": [{"text": "<@W3|eve>"}],
    }

    assert kit.mentioned(payload) == ["U1", "C1", "S1", "here", "U2", "W3"]
