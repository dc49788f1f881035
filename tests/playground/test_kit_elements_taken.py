"""What a strict Slack takes as buttons, menus, pickers and fields."""

import pytest

from tests.playground.kit_samples import (
    CONFIRM,
    boxes,
    button,
    check_element,
    field,
    found,
    leaf,
    mrkdwn,
    number,
    option,
    plain,
    select,
    talks,
    users,
)

TAKEN = [
    button(value="", style="danger", confirm={**CONFIRM, "style": "danger"}),
    button(url="slack://app?team=T1", accessibility_label="Acknowledge it"),
    button(agent_prompt="Sum it up", agent_prompt_display="Sum up"),
    {"type": "overflow", "options": [option(url="https://a.example")]},
    select(initial_option=option(), placeholder=plain(), confirm=CONFIRM),
    {
        "type": "static_select",
        "option_groups": [{"label": plain(), "options": [option(), option("b")]}],
        "initial_option": option("b"),
    },
    {"type": "multi_static_select", "options": [option()], "max_selected_items": 1},
    boxes(options=[{"text": mrkdwn("*a*"), "value": "a"}]),
    {"type": "radio_buttons", "options": [option()], "initial_option": option()},
    {"type": "external_select", "min_query_length": 0, "initial_option": option()},
    users(initial_users=["U1", "W2"], focus_on_load=True),
    talks(filter={"exclude_bot_users": True}, response_url_enabled=True),
    {"type": "channels_select", "initial_channel": "C1"},
    {"type": "datepicker", "initial_date": "2028-02-29"},
    {"type": "timepicker", "initial_time": "23:59", "timezone": "Asia/Kolkata"},
    {"type": "datetimepicker", "initial_date_time": 1700000000},
    field(multiline=True, min_length=0, max_length=3000, initial_value=""),
    number(min_value="-5", max_value="5", initial_value="0"),
    {"type": "number_input", "is_decimal_allowed": True, "initial_value": "1.5"},
    {"type": "email_text_input", "initial_value": "dana@a.example"},
    {"type": "url_text_input", "placeholder": plain()},
    {"type": "file_input", "filetypes": ["png"], "max_files": 10},
    {"type": "rich_text_input", "initial_value": leaf(type="text", text="x")},
]


@pytest.mark.parametrize("element", TAKEN)
def test_a_right_element_is_taken(element):
    assert found(check_element(element)) == []
