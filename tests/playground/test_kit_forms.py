"""Inputs as a person fills them: refusals of the client, and the state Slack sends."""

import datetime as dt

import pytest

from bot.playground import kit
from tests.playground.kit_samples import (
    boxes,
    field,
    leaf,
    number,
    option,
    plain,
    section,
    select,
    talks,
    users,
)

A = option()
EXTERNAL = {"type": "external_select"}
DATE = {"type": "datepicker"}
TIME = {"type": "timepicker"}
MOMENT = {"type": "datetimepicker"}
EMAIL = {"type": "email_text_input"}
URL = {"type": "url_text_input"}
FILES = {"type": "file_input", "max_files": 1}
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def asks(element, **more):
    """Build a view that asks one question, under the block_id `b`."""
    element = {"action_id": "a", **element}
    question = {"type": "input", "block_id": "b", "label": plain(), "element": element}
    return {"type": "modal", "blocks": [{**question, **more}]}


STATES = [
    # text, and what text-like inputs send
    (field(), "Down", "value", "Down"),
    (number(), 3, "value", "3"),
    (EMAIL, "dana@a.example", "value", "dana@a.example"),
    (URL, "https://a.example/x?y", "value", "https://a.example/x?y"),
    # options go as the objects that were offered
    (select(), "a", "selected_option", A),
    (select(), "A", "selected_option", A),
    (select(), A, "selected_option", A),
    (
        {"type": "static_select", "option_groups": [{"label": 1, "options": [A]}]},
        "a",
        "selected_option",
        A,
    ),
    (boxes(), "a", "selected_options", [A]),
    (boxes(), ["a"], "selected_options", [A]),
    (EXTERNAL, A, "selected_option", A),
    (
        EXTERNAL,
        "INC-1",
        "selected_option",
        {
            "text": {"type": "plain_text", "text": "INC-1", "emoji": True},
            "value": "INC-1",
        },
    ),
    # people and conversations by id
    ({"type": "users_select"}, "U1", "selected_user", "U1"),
    (users(), ["U1", "U2"], "selected_users", ["U1", "U2"]),
    (talks(), "C1", "selected_conversation", "C1"),
    ({"type": "multi_channels_select"}, ["C1"], "selected_channels", ["C1"]),
    # dates as text, moments as a number
    (DATE, dt.date(2026, 11, 22), "selected_date", "2026-11-22"),
    (TIME, "09:05", "selected_time", "09:05"),
    (MOMENT, NOON, "selected_date_time", 1795348800),
    (MOMENT, 1700000000, "selected_date_time", 1700000000),
    # rich text and files
    ({"type": "rich_text_input"}, "x", "rich_text_value", leaf(type="text", text="x")),
    (FILES, "F1", "files", [{"id": "F1"}]),
    # nothing
    (field(), "", "value", None),
    (select(initial_option=A), None, "selected_option", None),
    (DATE, None, "selected_date", None),
    (boxes(initial_options=[A]), [], "selected_options", []),
    (users(), None, "selected_users", []),
]


@pytest.mark.parametrize(("element", "value", "name", "held"), STATES)
def test_a_typed_value_is_sent_as_slack_sends_it(element, value, name, held):
    view = asks(element, optional=True)

    assert kit.typed(view, {"b": value}) == {}
    assert kit.state(view, {"b": value}) == {
        "b": {"a": {"type": element["type"], name: held}}
    }


INITIAL = [
    (field(initial_value="Down"), "value", "Down"),
    (select(initial_option=A), "selected_option", A),
    (boxes(initial_options=[A]), "selected_options", [A]),
    (users(initial_users=["U1"]), "selected_users", ["U1"]),
    ({**DATE, "initial_date": "2026-01-01"}, "selected_date", "2026-01-01"),
    ({**MOMENT, "initial_date_time": 17}, "selected_date_time", 17),
]


@pytest.mark.parametrize(("element", "name", "held"), INITIAL)
def test_an_untouched_input_holds_what_it_held_at_first(element, name, held):
    view = asks(element)

    assert kit.typed(view, {}) == {}
    assert kit.state(view)["b"]["a"][name] == held


REFUSED = [
    # asked and not answered
    (field(), None, "Please complete this required field."),
    (field(), "", "Please complete this required field."),
    (users(), [], "Please complete this required field."),
    # too short, too long
    (field(min_length=3), "ab", "Please use at least 3 characters."),
    (field(max_length=3), "abcd", "Please use no more than 3 characters."),
    (field(), "x" * 3001, "Please use no more than 3000 characters."),
    # forms
    (EMAIL, "dana", "Please enter a valid email address."),
    (EMAIL, "dana@example", "Please enter a valid email address."),
    (URL, "a.example", "Please enter a valid URL."),
    (URL, "https://a b.example", "Please enter a valid URL."),
    # numbers
    (number(), "three", "Please enter a number."),
    (number(), 1.5, "Please enter a whole number."),
    (number(min_value="2"), "1", "Please enter 2 or more."),
    (number(max_value="2"), "3", "Please enter 2 or less."),
    # what is not offered
    (select(), "b", "Please choose one of the options."),
    (boxes(), ["a", "b"], "Please choose one of the options."),
    # too many
    (users(max_selected_items=1), ["U1", "U2"], "Please choose no more than 1."),
    (FILES, ["F1", "F2"], "Please choose no more than 1."),
    # times
    (DATE, "tomorrow", "Please choose a date."),
    (TIME, "25:00", "Please choose a time."),
    (MOMENT, "noon", "Please choose a date and time."),
]


@pytest.mark.parametrize(("element", "value", "sentence"), REFUSED)
def test_the_client_refuses_what_does_not_fit(element, value, sentence):
    assert kit.typed(asks(element), {"b": value}) == {"b": sentence}


def test_an_optional_input_may_stay_empty_whatever_its_least_length():
    view = asks(field(min_length=3), optional=True)

    assert kit.typed(view, {"b": ""}) == {}


def test_a_value_for_no_field_is_refused():
    assert kit.typed(asks(field(), optional=True), {"note": "x"}) == {
        "note": "There is no such field."
    }


def test_a_state_is_not_built_of_what_does_not_fit():
    with pytest.raises(kit.Unfit, match="one of the options"):
        kit.state(asks(select()), {"b": "z"})


def test_elements_outside_inputs_hold_a_state_and_are_never_asked_for():
    pick = {"type": "users_select", "action_id": "who"}
    day = {**DATE, "action_id": "day", "initial_date": "2026-01-01"}
    go = {"type": "button", "text": plain(), "action_id": "go"}
    message = {
        "blocks": [
            section(block_id="s", accessory=pick),
            {"type": "actions", "block_id": "x", "elements": [day, pick, go]},
        ]
    }

    assert kit.typed(message, {}) == {}
    assert kit.state(message, {"s": "U1", "x": {"who": "U2"}}) == {
        "s": {"who": {"type": "users_select", "selected_user": "U1"}},
        "x": {
            "day": {"type": "datepicker", "selected_date": "2026-01-01"},
            "who": {"type": "users_select", "selected_user": "U2"},
        },
    }
