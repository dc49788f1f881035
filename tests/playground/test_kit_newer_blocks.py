"""What a strict Slack refuses in cards, tables, charts and plans."""

import pytest

from tests.playground.kit_samples import (
    bars,
    card,
    chart,
    check,
    container,
    data_table,
    found,
    leaf,
    mrkdwn,
    picture,
    plain,
    plan,
    section,
    table,
    task,
)

TOO_LONG = "must be less than {} characters"

REFUSED = [
    # a video over http
    (
        {
            "type": "video",
            "alt_text": "x",
            "title": plain(),
            "thumbnail_url": "https://a.example/t.png",
            "video_url": "http://a.example/v",
        },
        "must be a valid https URL",
        "/video_url",
    ),
    # a card that shows nothing
    (
        {"type": "card", "subtitle": mrkdwn()},
        "missing required field: hero_image or title or actions or body",
        "",
    ),
    # a card with two icons
    (
        card(
            icon=picture(slack_file={"id": "F1"}),
            slack_icon={"type": "icon", "name": "bot"},
        ),
        "only one of icon, slack_icon is allowed",
        "",
    ),
    # four buttons on a card
    (
        card(actions=[{"type": "button", "text": plain()}] * 4),
        "no more than 3 items allowed",
        "/actions",
    ),
    # a carousel of something else
    (
        {"type": "carousel", "elements": [section()]},
        "unsupported type: section",
        "/elements/0/type",
    ),
    # a container in a container
    (
        container(container(section())),
        "unsupported type: container",
        "/child_blocks/0/type",
    ),
    # eleven children
    (
        container(*[section()] * 11),
        "no more than 10 items allowed",
        "/child_blocks",
    ),
    # the children's field under another name
    (
        {"type": "container", "title": plain(), "blocks": [section()]},
        "invalid additional property: blocks",
        "",
    ),
    # collapsed but not collapsible
    (
        container(section(), default_collapsed=True),
        "default_collapsed requires is_collapsible",
        "/default_collapsed",
    ),
    # a divider under a header that collapses
    (
        container(section(), is_collapsible=True, has_header_divider=True),
        "has_header_divider requires a container not collapsible",
        "/has_header_divider",
    ),
    # rows of unequal length
    (
        table(["a", "b"], ["c"]),
        "all rows must have the same number of cells",
        "/rows/1",
    ),
    # too many columns
    (table(["a"] * 21), "no more than 20 items allowed", "/rows/0"),
    # a row without cells
    (table([]), "no fewer than 1 items allowed", "/rows/0"),
    # an alignment nobody knows
    (
        table(["a"], column_settings=[{"align": "justify"}]),
        "must be a valid enum value",
        "/column_settings/0/align",
    ),
    # more text than a table holds
    (
        table(["x" * 5001, "x" * 5000]),
        "must be less than 10001 characters in total",
        "/rows",
    ),
    # a data table of a header alone
    (data_table(["a"]), "no fewer than 2 items allowed", "/rows"),
    # an empty cell in a data table
    (data_table(["a"], [""]), "must be more than 0 characters", "/rows/1/0/text"),
    # a header in rich text
    (
        {**data_table(["a"], ["b"]), "rows": [[leaf(type="text", text="x")]] * 2},
        "header cells must not be rich_text",
        "/rows/0/0",
    ),
    # a row header that is no column
    (
        data_table(["a"], ["b"], row_header_column_index=1),
        "must be a column",
        "/row_header_column_index",
    ),
    # a data table without a caption
    (
        data_table(["a"], ["b"], caption=""),
        "must be more than 0 characters",
        "/caption",
    ),
    # a chart that nobody knows
    (chart(type="radar"), "unsupported type: radar", "/chart/type"),
    # a slice of nothing
    (
        chart(type="pie", segments=[{"label": "EU", "value": 0}]),
        "must be greater than 0",
        "/chart/segments/0/value",
    ),
    # seven slices
    (
        chart(type="pie", segments=[{"label": "EU", "value": 1}] * 7),
        "no more than 6 items allowed",
        "/chart/segments",
    ),
    # a value that is no number
    (bars(value="1"), "must provide a number", "/value"),
    # a value that no chart can draw
    (bars(value=float("inf")), "must provide a number", "/value"),
    # a point for no category
    (bars(label="June"), "must have one point for each category", "/series/0"),
    # a category twice
    (bars(["May", "May"]), "items must be unique", "/categories"),
    # long Markdown
    (
        {"type": "markdown", "text": "x" * 12_001},
        TOO_LONG.format(12_001),
        "/text",
    ),
    # an alert stands in modals only
    ({"type": "alert", "text": mrkdwn()}, "unsupported type: alert", "/type"),
    # a task that waits outside a plan
    (task(status="pending"), "must be a valid enum value", "/status"),
    # a task without its state
    (task(), "missing required field: status", ""),
    # the same task twice
    (plan("1", "1"), "task_id must be unique", "/tasks"),
    # an icon button in the wrong place
    (
        {"type": "actions", "elements": [{"type": "icon_button", "icon": "trash"}]},
        "unsupported type: icon_button",
        "/elements/0/type",
    ),
]


@pytest.mark.parametrize(("block", "message", "pointer"), REFUSED)
def test_a_wrong_newer_block_is_refused_with_a_pointer(block, message, pointer):
    findings = check(block)

    told = found(findings)
    assert findings.code == "invalid_blocks"
    assert any(m == message and p.endswith(pointer) for m, p in told), told
    assert findings.reports == ()


TAKEN = [
    {
        "type": "video",
        "alt_text": "",
        "title": plain(),
        "thumbnail_url": "https://a.example/t.png",
        "video_url": "https://a.example/v",
        "author_name": "Dana",
    },
    card(slack_icon={"type": "icon", "name": "bot"}, subtext=mrkdwn()),
    {"type": "carousel", "elements": [card(), card()]},
    container(section(), table(["a"]), is_collapsible=True, default_collapsed=True),
    table(["a", ""], ["c", "d"], column_settings=[None, {"is_wrapped": True}]),
    data_table(["a", "b"], ["c", "d"], page_size=10, row_header_column_index=1),
    chart(type="pie", segments=[{"label": "EU", "value": 0.5}]),
    bars(),
    {"type": "markdown", "text": "# Title\n**bold**"},
    {
        "type": "context_actions",
        "elements": [
            {"type": "icon_button", "icon": "trash", "text": plain()},
            {
                "type": "feedback_buttons",
                "positive_button": {"text": plain(), "value": "1"},
                "negative_button": {"text": plain(), "value": "0"},
            },
        ],
    },
    task(status="complete", details=leaf(type="text", text="x")),
    plan("1", "2"),
    {"type": "call", "call_id": "R1"},
]


@pytest.mark.parametrize("block", TAKEN)
def test_a_right_newer_block_is_taken(block):
    assert found(check(block)) == []
    assert check(block).code is None
