"""8.4, rules 28 to 30: fields that agree, tables and charts, pictures."""

import itertools

import pytest

from tests.conformance.blocks import (
    ELEMENTS,
    LINK,
    actions,
    asking,
    bars,
    button,
    cells,
    chart,
    container,
    context,
    data_table,
    group,
    image,
    leaf,
    option,
    options,
    pie,
    plain,
    section,
    select,
    table,
    typed,
)
from tests.conformance.surfaces import home, modal


@pytest.mark.parametrize(
    "block",
    [
        # both, or neither, of options and groups
        actions(
            {"type": "static_select", "options": [option()], "option_groups": [group()]}
        ),
        # chosen at first is what is not offered, or not in every field
        select(initial_option=option("b")),
        select(initial_option=option(description=plain("d"))),
        select(initial_option={**option(), "text": plain("A", emoji=True)}),
        actions(
            {
                "type": "checkboxes",
                "options": options(2),
                "initial_options": [option("7")],
            }
        ),
        # an address belongs to overflow menus
        select(options=[option(url=LINK)]),
        # filters that filter nothing
        actions({"type": "conversations_select", "filter": {}}),
        actions({"type": "conversations_select", "filter": {"include": []}}),
        # filters and responses where they do not belong
        actions({"type": "users_select", "filter": {"exclude_bot_users": True}}),
        actions({"type": "conversations_select", "response_url_enabled": True}),
        asking({"type": "channels_select", "response_url_enabled": True}),  # no modal
        section(accessory=ELEMENTS["datetimepicker"][1]),
        # dates and times
        actions({"type": "datepicker", "initial_date": "2026-02-30"}),
        actions({"type": "datepicker", "initial_date": "28.2.2026"}),
        actions({"type": "timepicker", "initial_time": "24:00"}),
        actions({"type": "timepicker", "initial_time": "9:00"}),
        actions({"type": "datetimepicker", "initial_date_time": 170000000}),
        actions({"type": "datetimepicker", "initial_date_time": "1700000000"}),
        # texts
        typed(min_length=5, max_length=4),
        typed(max_length=2, initial_value="abc"),
        actions({"type": "multi_external_select", "focus_on_load": True}),
        actions(button(agent_prompt_display="x")),  # of a prompt that is not there
    ],
    ids=itertools.count(),
)
async def test_rule_28_fields_of_an_element_agree(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "number_input"},  # is_decimal_allowed is required
        {"type": "number_input", "is_decimal_allowed": True, "min_value": 1},
        {"type": "number_input", "is_decimal_allowed": True, "initial_value": "few"},
        {"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"},
        {
            "type": "number_input",
            "is_decimal_allowed": True,
            "min_value": "3",
            "max_value": "2",
        },
        {
            "type": "number_input",
            "is_decimal_allowed": True,
            "max_value": "2",
            "initial_value": "3",
        },
        {"type": "rich_text_input", "min_lines": 5, "max_lines": 4},
    ],
    ids=itertools.count(),
)
async def test_rule_28_numbers_of_an_input_agree(surfaces, element):
    body = await surfaces.opens(modal(asking(element)))
    assert body["error"] == "invalid_arguments"


async def test_rule_28_files_are_not_dispatched(surfaces):
    block = asking({"type": "file_input"}, dispatch_action=False)
    assert (await surfaces.opens(modal(block)))["error"] == "invalid_arguments"


async def test_rule_28_a_modal_may_ask_for_an_address_for_answers(surfaces):
    for kind in ("conversations_select", "channels_select"):
        block = asking({"type": kind, "response_url_enabled": True})
        assert (await surfaces.opens(modal(block)))["ok"]
    several = asking(
        {"type": "multi_conversations_select", "response_url_enabled": True}
    )
    assert (await surfaces.opens(modal(several)))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    "menu",
    [
        select(options=[option("a"), option("a", text=plain("B"))]),
        actions({"type": "static_select", "option_groups": [group(), group()]}),
    ],
    ids=["side by side", "in two groups"],
)
async def test_rule_28_two_options_of_one_value_are_reported(surfaces, slack, menu):
    assert await surfaces.judges("M", menu) is None
    assert "same value" in " ".join(await slack.violations())


async def test_rule_28_one_element_of_a_view_takes_the_focus(surfaces):
    focused = typed(focus_on_load=True)
    assert (await surfaces.opens(modal(focused)))["ok"]
    body = await surfaces.opens(modal(focused, focused))
    assert body["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    "payload",
    [
        {"blocks": [table([["a"]]), table([["b"]])]},
        {"blocks": [container(table([["a"]])), table([["b"]])]},
        {"blocks": [table([["a"]])], "attachments": [{"blocks": [table([["b"]])]}]},
    ],
    ids=["side by side", "nested", "attached"],
)
async def test_rule_29_a_message_has_one_table(api, payload):
    body = await api.say(text="x", **payload)
    assert body["error"] == "invalid_attachments"
    assert "only_one_table_allowed" in " ".join(body["response_metadata"]["messages"])


async def test_rule_29_a_message_has_two_charts(surfaces):
    assert await surfaces.judges("M", pie(), bars()) is None
    assert await surfaces.judges("M", pie(), bars(), pie()) == "invalid_blocks"


async def test_rule_29_charts_in_attachments_count_with_the_others(api):
    held = {"blocks": [pie(), bars()], "attachments": [{"blocks": [pie()]}]}
    assert (await api.say(text="x", **held))["error"] == "invalid_blocks"


@pytest.mark.parametrize("kind", ["bar", "area", "line"])
async def test_rule_29_what_has_axes_may_go_below_zero(surfaces, kind):
    made = bars(2, ("May", "June"))
    made["chart"]["type"] = kind
    assert await surfaces.judges("M", made) is None
    turned = made["chart"]["series"][0]["data"]
    turned.reverse()
    assert await surfaces.judges("M", made) is None, "in any order"
    turned[0]["label"] = turned[1]["label"]
    assert await surfaces.judges("M", made) == "invalid_blocks"


async def test_rule_29_all_markdown_together_has_12_000_characters(surfaces):
    half = {"type": "markdown", "text": "x" * 6000}
    assert await surfaces.judges("M", half, half) is None
    more = {"type": "markdown", "text": "y"}
    assert await surfaces.judges("M", half, half, more) == "invalid_blocks"


async def test_rule_29_nested_blocks_count(surfaces):
    full = [container(*[section()] * 10) for _ in range(5)]  # 55 in all
    assert await surfaces.judges("M", *full[:4]) is None
    assert await surfaces.judges("M", *full) == "invalid_blocks"


@pytest.mark.parametrize(
    "block",
    [
        table([["a", "b"], ["c"]]),  # rows of different lengths
        table([["x" * 101] * 20] * 5),  # 10,100 characters
        {
            "type": "table",
            "rows": [[{"type": "raw_number", "value": "1", "text": "1"}]],
        },
        {"type": "table", "rows": [["a"]]},  # a cell is an object
        data_table([["a"], [""]]),  # an empty cell
        data_table([["a", "b"], ["c"]]),
        data_table([["a"], ["b"]], caption=""),
        data_table([["a"], ["b"]], row_header_column_index=1),
        {
            **data_table([["a"], ["b"]]),
            "rows": [[leaf(type="text", text="a")], cells("b")],  # a rich header
        },
        bars(categories=["May", "May"]),
        bars(extra=1),
        chart(
            type="bar",
            series=[{"name": "s", "data": [{"label": "June", "value": 1}]}],
            axis_config={"categories": ["May"]},
        ),
        chart(type="pie", segments=[{"label": "p", "value": 0}]),
        chart(type="pie", segments=[{"label": "p", "value": "1"}]),
    ],
    ids=itertools.count(),
)
async def test_rule_29_tables_and_charts_have_their_shape(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


async def test_rule_29_every_series_of_a_chart_has_its_own_name(surfaces):
    two = bars(series=2)
    two["chart"]["series"][1]["name"] = "s0"
    assert await surfaces.judges("M", two) == "invalid_blocks"


@pytest.mark.parametrize(
    "url",
    [
        *("https://localhost/x.png", "https://127.0.0.1/x.png", "ftp://a.example/x"),
        *("https://10.0.0.1/x.png", "/x.png", "data:image/png;base64,AA", "", "x"),
    ],
)
async def test_rule_30_a_picture_has_a_public_address(surfaces, url):
    assert await surfaces.judges("M", image(image_url=url)) == "invalid_blocks"
    assert await surfaces.judges("M", context(image(image_url=url))) == (
        "invalid_blocks"
    )


async def test_rule_30_a_picture_without_encryption_is_reported(surfaces, slack):
    assert await surfaces.judges("M", image(image_url="http://a.example/x.png")) is None
    assert "not https" in " ".join(await slack.violations())


async def test_rule_30_a_picture_has_one_source(surfaces):
    both = image(slack_file={"id": "F1"})
    assert await surfaces.judges("M", both) == "invalid_blocks"
    file = {
        "type": "image",
        "alt_text": "a cat",
        "slack_file": {"id": "F1", "url": LINK},
    }
    assert await surfaces.judges("M", file) == "invalid_blocks"
    assert await surfaces.judges("H", home()) == "invalid_arguments"
