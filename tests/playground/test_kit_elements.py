"""What a strict Slack refuses in buttons, menus, pickers and fields."""

import pytest

from tests.playground.kit_samples import (
    CONFIRM,
    boxes,
    button,
    check_element,
    field,
    found,
    mrkdwn,
    number,
    option,
    plain,
    select,
    talks,
    users,
)

REFUSED = [
    # a long label
    (button(text=plain("x" * 76)), "must be less than 76 characters", "/text/text"),
    # a label with markup
    (button(text=mrkdwn()), "unsupported type: mrkdwn", "/text/type"),
    # no label
    ({"type": "button"}, "missing required field: text", ""),
    # a long value
    (button(value="x" * 2001), "must be less than 2001 characters", "/value"),
    # a number as value
    (button(value=1), "must provide a string", "/value"),
    # the default style is left out, not named
    (button(style="default"), "must be a valid enum value", "/style"),
    # a long action_id
    (button(action_id="x" * 256), "must be less than 256 characters", "/action_id"),
    # no address
    (button(url="here"), "must be a valid URL", "/url"),
    # a display of no prompt
    (
        button(agent_prompt_display="x"),
        "agent_prompt_display requires agent_prompt",
        "/agent_prompt_display",
    ),
    # a confirmation without its way out
    (
        button(confirm={**CONFIRM, "deny": None}),
        "must provide an object",
        "/confirm/deny",
    ),
    # a confirmation that lacks a field
    (
        button(confirm={"title": plain()}),
        "missing required field: text",
        "/confirm",
    ),
    # a stray type on a confirmation
    (
        button(confirm={**CONFIRM, "type": "confirm"}),
        "invalid additional property: type",
        "/confirm",
    ),
    # a long question
    (
        button(confirm={**CONFIRM, "text": mrkdwn("x" * 301)}),
        "must be less than 301 characters",
        "/confirm/text/text",
    ),
    # a menu without options
    ({"type": "overflow", "options": []}, "no fewer than 1 items", "/options"),
    # six options in an overflow menu
    (
        {"type": "overflow", "options": [option()] * 6},
        "no more than 5 items allowed",
        "/options",
    ),
    # neither options nor groups
    (
        {"type": "static_select"},
        "missing required field: options or option_groups",
        "",
    ),
    # both
    (
        select(option_groups=[{"label": plain(), "options": [option()]}]),
        "only one of options, option_groups is allowed",
        "",
    ),
    # 101 options
    (select(options=[option()] * 101), "no more than 100 items allowed", "/options"),
    # an option with markup in a menu
    (
        select(options=[option(text=mrkdwn())]),
        "unsupported type: mrkdwn",
        "/options/0/text/type",
    ),
    # an option with a type
    (
        select(options=[option(type="option")]),
        "invalid additional property: type",
        "/options/0",
    ),
    # only an overflow menu links
    (
        select(options=[option(url="https://a.example")]),
        "invalid additional property: url",
        "/options/0",
    ),
    # a long value of an option
    (
        select(options=[option("x" * 151)]),
        "must be less than 151 characters",
        "/options/0/value",
    ),
    # a long label of an option
    (
        select(options=[option(text=plain("x" * 76))]),
        "must be less than 76 characters",
        "/options/0/text/text",
    ),
    # chosen at first, but not offered
    (
        select(initial_option=option("b")),
        "must exactly match one of the options",
        "/initial_option",
    ),
    # offered with another label
    (
        select(initial_option=option(description=plain())),
        "must exactly match one of the options",
        "/initial_option",
    ),
    # the second of two is not offered
    (
        boxes(initial_options=[option(), option("b")]),
        "must exactly match one of the options",
        "/initial_options/1",
    ),
    # nothing chosen is said by leaving it out
    (boxes(initial_options=[]), "no fewer than 1 items allowed", "/initial_options"),
    # eleven boxes
    (boxes(options=[option()] * 11), "no more than 10 items allowed", "/options"),
    # more chosen than may be
    (
        users(initial_users=["U1", "U2"], max_selected_items=1),
        "no more than 1 items allowed",
        "/initial_users",
    ),
    # a name is no id
    (users(initial_users=["dana"]), "must be a valid user id", "/initial_users/0"),
    # a long placeholder
    (
        users(placeholder=plain("x" * 151)),
        "must be less than 151 characters",
        "/placeholder/text",
    ),
    # the one element that takes no focus
    (
        {"type": "multi_external_select", "focus_on_load": True},
        "invalid additional property: focus_on_load",
        "",
    ),
    # a filter of nothing
    (talks(filter={}), "missing required field: include or", "/filter"),
    # a filter that lets nothing through
    (
        talks(filter={"include": []}),
        "no fewer than 1 items allowed",
        "/filter/include",
    ),
    # a kind of conversation that nobody knows
    (
        talks(filter={"include": ["dm"]}),
        "must be a valid enum value",
        "/filter/include/0",
    ),
    # a date of another country
    (
        {"type": "datepicker", "initial_date": "31.12.2026"},
        "must be a valid date",
        "/initial_date",
    ),
    # a day that never comes
    (
        {"type": "datepicker", "initial_date": "2026-02-30"},
        "must be a valid date",
        "/initial_date",
    ),
    # an hour that never comes
    (
        {"type": "timepicker", "initial_time": "24:00"},
        "must be a valid time",
        "/initial_time",
    ),
    # milliseconds
    (
        {"type": "datetimepicker", "initial_date_time": 1700000000000},
        "must be less than or equal to 9999999999",
        "/initial_date_time",
    ),
    # more letters asked for than may be typed
    (
        field(min_length=9, max_length=5),
        "min_length must not be greater than max_length",
        "/min_length",
    ),
    # longer at first than may be typed
    (
        field(max_length=3, initial_value="four"),
        "must be less than 4 characters",
        "/initial_value",
    ),
    # a field that holds more than Slack does
    (field(max_length=3001), "must be less than or equal to 3000", "/max_length"),
    # a trigger that nobody knows
    (
        field(dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
        "must be a valid enum value",
        "/trigger_actions_on/0",
    ),
    # decimals neither allowed nor not
    ({"type": "number_input"}, "missing required field: is_decimal_allowed", ""),
    # bounds are strings
    (number(min_value=1), "must provide a string", "/min_value"),
    # a bound that is no number
    (number(min_value="one"), "must be a valid number", "/min_value"),
    # bounds the wrong way round
    (
        number(min_value="10", max_value="9"),
        "min_value must not be greater than max_value",
        "/min_value",
    ),
    # a fraction where there are none
    (number(initial_value="1.5"), "must be a whole number", "/initial_value"),
    # out of bounds from the start
    (
        number(initial_value="0", min_value="1"),
        "must be within the bounds",
        "/initial_value",
    ),
    # eleven files
    (
        {"type": "file_input", "max_files": 11},
        "must be less than or equal to 10",
        "/max_files",
    ),
    # rich text at first is a block
    (
        {"type": "rich_text_input", "initial_value": "x"},
        "must provide an object",
        "/initial_value",
    ),
]


@pytest.mark.parametrize(("element", "message", "pointer"), REFUSED)
def test_a_wrong_element_is_refused_with_a_pointer(element, message, pointer):
    findings = check_element(element)

    told = found(findings)
    assert findings.code == "invalid_arguments"
    assert any(m.startswith(message) and p.endswith(pointer) for m, p in told), told
