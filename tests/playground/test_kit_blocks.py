"""What a strict Slack refuses in the common blocks, and what it takes."""

import pytest

from tests.playground.kit_samples import (
    check,
    context,
    found,
    leaf,
    mrkdwn,
    picture,
    plain,
    rich,
    section,
)

TOO_LONG = "must be less than {} characters"
NO_SCHEMA = "failed to match all allowed schemas"

REFUSED = [
    # a block that nobody knows
    ({"type": "banner"}, "unsupported type: banner", "/type"),
    # a block without a type
    ({"text": plain()}, "missing required field: type", ""),
    # a type that is no text
    ({"type": 7}, "unsupported type: 7", "/type"),
    # a block that is no object
    ("section", "must provide an object", ""),
    # a block that Slack alone may write
    ({"type": "file", "external_id": "1"}, "unsupported type: file", "/type"),
    # a field that Slack does not know
    (section(colour="red"), "invalid additional property: colour", ""),
    # nothing to show
    ({"type": "section"}, "missing required field: text or fields", ""),
    # text as a bare string
    (section(text="x"), "must provide an object", "/text"),
    # empty text
    (section(text=mrkdwn("")), "must be more than 0 characters", "/text/text"),
    # one code point too many
    (section(text=mrkdwn("é" * 3001)), TOO_LONG.format(3001), "/text/text"),
    # Slack says first that no schema fits
    (section(text=mrkdwn("x" * 3001)), NO_SCHEMA, "/text"),
    # emoji belongs to plain_text
    (section(text=mrkdwn(emoji=True)), "invalid additional property: emoji", "/text"),
    # verbatim belongs to mrkdwn
    (
        section(text=plain(verbatim=True)),
        "invalid additional property: verbatim",
        "/text",
    ),
    # a text that is null
    (section(text=mrkdwn(None)), "must provide a string", "/text/text"),
    # no fields at all in the list
    (section(fields=[]), "no fewer than 1 items allowed", "/fields"),
    # eleven fields
    (section(fields=[mrkdwn()] * 11), "no more than 10 items allowed", "/fields"),
    # a field of a section has less room than its text
    (
        section(fields=[mrkdwn("x" * 2001)]),
        TOO_LONG.format(2001),
        "/fields/0/text",
    ),
    # the number of a boolean
    (section(expand=1), "must provide a boolean", "/expand"),
    # an input as accessory
    (
        section(accessory={"type": "plain_text_input"}),
        "unsupported type: plain_text_input",
        "/accessory/type",
    ),
    # the one picker that does not fit beside a section
    (
        section(accessory={"type": "datetimepicker"}),
        "unsupported type: datetimepicker",
        "/accessory/type",
    ),
    # an empty block_id
    (section(block_id=""), "must be more than 0 characters", "/block_id"),
    # a long block_id
    (section(block_id="x" * 256), TOO_LONG.format(256), "/block_id"),
    # a header takes plain_text only
    ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn", "/text/type"),
    # a long header
    (
        {"type": "header", "text": plain("x" * 151)},
        TOO_LONG.format(151),
        "/text/text",
    ),
    # a header without text
    ({"type": "header"}, "missing required field: text", ""),
    # a level that does not exist
    (
        {"type": "header", "text": plain(), "level": 5},
        "must be less than or equal to 4",
        "/level",
    ),
    # a divider has no content
    ({"type": "divider", "text": plain()}, "invalid additional property: text", ""),
    # an image without its source
    (picture(), "missing required field: image_url or slack_file", ""),
    # an image with two sources
    (
        picture(image_url="https://a.example/x.png", slack_file={"id": "F1"}),
        "only one of image_url, slack_file is allowed",
        "",
    ),
    # an image nobody else can fetch
    (
        picture(image_url="http://localhost/x.png"),
        "must be a public https URL",
        "/image_url",
    ),
    # an image without alternative text
    (
        {"type": "image", "image_url": "https://a.example/x.png"},
        "missing required field: alt_text",
        "",
    ),
    # a file named twice
    (
        picture(slack_file={"id": "F1", "url": "https://a.example"}),
        "only one of id, url is allowed",
        "/slack_file",
    ),
    # a stray type on an object that has none
    (
        picture(slack_file={"id": "F1", "type": "file"}),
        "invalid additional property: type",
        "/slack_file",
    ),
    # an empty context
    (context(), "no fewer than 1 items allowed", "/elements"),
    # eleven elements in a context
    (context(*[mrkdwn()] * 11), "no more than 10 items allowed", "/elements"),
    # a button in a context
    (
        context({"type": "button", "text": plain()}),
        "unsupported type: button",
        "/elements/0/type",
    ),
    # an input without its label
    (
        {"type": "input", "element": {"type": "plain_text_input"}},
        "missing required field: label",
        "",
    ),
    # an input block around a button
    (
        {
            "type": "input",
            "label": plain(),
            "element": {"type": "button", "text": plain()},
        },
        "unsupported type: button",
        "/element/type",
    ),
    # a file is not sent while it is chosen
    (
        {
            "type": "input",
            "label": plain(),
            "element": {"type": "file_input"},
            "dispatch_action": True,
        },
        "invalid additional property: dispatch_action",
        "",
    ),
    # an empty leaf
    (leaf(type="text", text=""), "must be more than 0 characters", "/text"),
    # a leaf that nobody knows
    (leaf(type="marquee"), "unsupported type: marquee", "/type"),
    # a mark that nobody knows
    (
        leaf(type="text", text="x", style={"blink": True}),
        "invalid additional property: blink",
        "/style",
    ),
    # an emoji with colons
    (
        leaf(type="emoji", name=":tada:"),
        "must be an emoji name without colons",
        "/name",
    ),
    # a broadcast to nobody
    (leaf(type="broadcast", range="all"), "must be a valid enum value", "/range"),
    # a colour by name
    (leaf(type="color", value="red"), "must be a valid hex color", "/value"),
    # a date as text
    (
        leaf(type="date", timestamp="1", format="{date}"),
        "must provide an integer",
        "/timestamp",
    ),
    # a list of no known style
    (
        rich({"type": "rich_text_list", "style": "dashed", "elements": []}),
        "must be a valid enum value",
        "/style",
    ),
    # a list indented too far
    (
        rich(
            {"type": "rich_text_list", "style": "bullet", "elements": [], "indent": 9}
        ),
        "must be less than or equal to 8",
        "/indent",
    ),
    # a mention in preformatted text
    (
        rich(
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "user", "user_id": "U1"}],
            }
        ),
        "unsupported type: user",
        "/type",
    ),
]


@pytest.mark.parametrize(("block", "message", "pointer"), REFUSED)
def test_a_wrong_block_is_refused_with_a_pointer(block, message, pointer):
    findings = check(block)

    told = found(findings)
    assert findings.code == "invalid_blocks"
    assert any(m == message and p.endswith(pointer) for m, p in told), told
    assert findings.reports == ()


TAKEN = [
    # the longest text
    section(text=mrkdwn("x" * 3000)),
    # fields alone
    {"type": "section", "fields": [mrkdwn("x" * 2000), plain(emoji=False)]},
    # text as it stands
    section(text=mrkdwn("https://a.example", verbatim=True)),
    # a header of the year 2026
    {"type": "header", "text": plain("x" * 150), "level": 2},
    {"type": "divider", "block_id": "line"},
    picture(image_url="https://a.example/x.png", title=plain()),
    picture(slack_file={"url": "https://files.example/x"}),
    context(mrkdwn(), plain(), picture(image_url="https://a.example/x.png")),
    # every leaf
    rich(
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "<!channel> & co", "style": {"bold": True}},
                {"type": "link", "url": "https://a.example", "text": "A"},
                {"type": "user", "user_id": "U1", "style": {"highlight": True}},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "team", "team_id": "T1"},
                {"type": "emoji", "name": "wave::skin-tone-3"},
                {"type": "date", "timestamp": 1700000000, "format": "{date}"},
                {"type": "color", "value": "#00FF7f"},
            ],
        },
        {"type": "rich_text_quote", "elements": [], "border": 1},
        {
            "type": "rich_text_preformatted",
            "elements": [{"type": "text", "text": "x"}],
            "language": "python",
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "x"}],
                }
            ],
            "offset": 3,
        },
    ),
]


@pytest.mark.parametrize("block", TAKEN)
def test_a_right_block_is_taken(block):
    assert found(check(block)) == []
    assert check(block).code is None


def test_a_finding_is_phrased_as_slack_does():
    findings = check(section(text=mrkdwn("x" * 3001)))

    assert findings.messages == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
