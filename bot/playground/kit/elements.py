"""Block elements: every button, menu, picker and field, with its exact limits."""

import datetime as dt
import math
import re
import zoneinfo
from collections.abc import Mapping

from bot.playground.kit.findings import Finding, Found, inside
from bot.playground.kit.objects import (
    BOX_OPTION,
    CHANNEL,
    CONFIRM,
    CONVERSATION,
    DISPATCH,
    FILE,
    FILES_MOST,
    FILTER,
    GROUP,
    IDENTIFIER,
    LINES,
    LINK,
    MENU_OPTION,
    OPTION,
    OPTIONS_MOST,
    PICTURE,
    TEXT_MOST,
    USER,
    WORKFLOW,
    initial,
    plain_text,
)
from bot.playground.kit.rich import RICH_TEXT
from bot.playground.kit.schema import (
    Bool,
    Choice,
    Int,
    Json,
    Many,
    Rule,
    Shape,
    Spec,
    Str,
    either,
    needs,
    ordered,
    plain,
    tagged,
)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _real_date(value: Json, at: str) -> Found:
    if "initial_date" in value and not _is_date(value["initial_date"]):
        yield Finding("must be a valid date", inside(at, "initial_date"))


def _within_lengths(value: Json, at: str) -> Found:
    given, here = value.get("initial_value"), inside(at, "initial_value")
    most = value.get("max_length", TEXT_MOST)
    if given is not None and len(given) > most:
        yield Finding(f"must be less than {most + 1} characters", here)


def _within_bounds(value: Json, at: str) -> Found:
    given = float(value.get("initial_value", "nan"))
    low = float(value.get("min_value", "-inf"))
    high = float(value.get("max_value", "inf"))
    if not math.isnan(given) and not low <= given <= high:
        yield Finding("must be within the bounds", inside(at, "initial_value"))


def _whole(value: Json, at: str) -> Found:
    for name in ("initial_value", "min_value", "max_value"):
        if not value["is_decimal_allowed"] and "." in value.get(name, ""):
            yield Finding("must be a whole number", inside(at, name))


def _few_enough(name: str) -> Rule:
    def rule(value: Json, at: str) -> Found:
        most = value.get("max_selected_items")
        if most is not None and len(value.get(name, ())) > most:
            yield Finding(f"no more than {most} items allowed", inside(at, name))

    return rule


_DATE = Str(form=re.compile(r"\d{4}-\d{2}-\d{2}"), says="must be a valid date")
_TIME = Str(form=re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d"), says="must be a valid time")
_ZONE = Choice(tuple(sorted(zoneinfo.available_timezones())))
_NUMERAL = Str(form=re.compile(r"-?\d+(?:\.\d+)?"), says="must be a valid number")
_FILETYPE = Str(form=re.compile(r"[A-Za-z0-9]+"), says="must be a file extension")
_LABEL = Str(high=75)
_ACTION: Mapping[str, Spec] = {"action_id": IDENTIFIER}
_FOCUS: Mapping[str, Spec] = {**_ACTION, "focus_on_load": Bool()}
_ASKED: Mapping[str, Spec] = {**_FOCUS, "confirm": CONFIRM}
_PROMPTED: Mapping[str, Spec] = {**_FOCUS, "placeholder": plain_text(150)}
_SELECT: Mapping[str, Spec] = {**_ASKED, "placeholder": plain_text(150)}
_STATIC: Mapping[str, Spec] = {
    "options": Many(OPTION, 1, OPTIONS_MOST),
    "option_groups": Many(GROUP, 1, OPTIONS_MOST),
}
_MOST: Mapping[str, Spec] = {"max_selected_items": Int(low=1)}
_QUERY: Mapping[str, Spec] = {"min_query_length": Int(low=0)}
_TALKS: Mapping[str, Spec] = {
    "default_to_current_conversation": Bool(),
    "filter": FILTER,
}
_ANSWERS: Mapping[str, Spec] = {"response_url_enabled": Bool()}
_TYPED: Mapping[str, Spec] = {
    **_PROMPTED,
    "initial_value": Str(low=0, high=TEXT_MOST),
    "dispatch_action_config": DISPATCH,
}


def _multi(initial_field: str, spec: Spec, **more: Spec) -> Shape:
    fields = {**_SELECT, **_MOST, **more, initial_field: Many(spec, 1)}
    return tagged((), _few_enough(initial_field), **fields)


def _boxes(initial_field: str, chosen: Spec) -> Shape:
    fields = {"options": Many(BOX_OPTION, 1, 10), initial_field: chosen}
    return tagged(("options",), initial(initial_field), **fields, **_ASKED)


def _feedback() -> Shape:
    return plain(
        ("text", "value"),
        text=plain_text(75),
        value=Str(high=2000),
        accessibility_label=_LABEL,
    )


_STYLE = Choice(("primary", "danger"))
_USERS = Many(USER, 1, 10)
IMAGE = tagged(
    ("alt_text",),
    either("image_url", "slack_file"),
    alt_text=Str(low=0, high=2000),
    image_url=PICTURE,
    slack_file=FILE,
)
BUTTON = tagged(
    ("text",),
    needs("agent_prompt_display", "agent_prompt"),
    **_ACTION,
    text=plain_text(75),
    value=Str(low=0, high=2000),
    url=LINK,
    style=_STYLE,
    accessibility_label=_LABEL,
    confirm=CONFIRM,
    agent_prompt=Str(high=4000),
    agent_prompt_display=Str(),
    visible_to_user_ids=_USERS,
)
ELEMENTS: Mapping[str, Shape] = {
    "button": BUTTON,
    "workflow_button": tagged(
        ("text", "workflow", "action_id"),
        **_ACTION,
        text=plain_text(75),
        workflow=WORKFLOW,
        style=_STYLE,
        accessibility_label=_LABEL,
    ),
    "icon_button": tagged(
        ("icon", "text"),
        **_ACTION,
        icon=Choice(("trash",)),
        text=plain_text(75),
        value=Str(low=0, high=2000),
        accessibility_label=_LABEL,
        visible_to_user_ids=_USERS,
        confirm=CONFIRM,
    ),
    "feedback_buttons": tagged(
        ("positive_button", "negative_button"),
        **_ACTION,
        positive_button=_feedback(),
        negative_button=_feedback(),
    ),
    "checkboxes": _boxes("initial_options", Many(BOX_OPTION, 1, 10)),
    "radio_buttons": _boxes("initial_option", BOX_OPTION),
    "overflow": tagged(
        ("options",),
        **_ACTION,
        options=Many(MENU_OPTION, 1, 5),
        confirm=CONFIRM,
    ),
    "static_select": tagged(
        (),
        either("options", "option_groups"),
        initial("initial_option"),
        **_SELECT,
        **_STATIC,
        initial_option=OPTION,
    ),
    "multi_static_select": tagged(
        (),
        either("options", "option_groups"),
        initial("initial_options"),
        _few_enough("initial_options"),
        **_SELECT,
        **_STATIC,
        **_MOST,
        initial_options=Many(OPTION, 1, OPTIONS_MOST),
    ),
    "external_select": tagged((), **_SELECT, **_QUERY, initial_option=OPTION),
    "multi_external_select": tagged(
        (),
        _few_enough("initial_options"),
        **{name: spec for name, spec in _SELECT.items() if name != "focus_on_load"},
        **_QUERY,
        **_MOST,
        initial_options=Many(OPTION, 1, OPTIONS_MOST),
    ),
    "users_select": tagged((), **_SELECT, initial_user=USER),
    "multi_users_select": _multi("initial_users", USER),
    "conversations_select": tagged(
        (), **_SELECT, **_TALKS, **_ANSWERS, initial_conversation=CONVERSATION
    ),
    "multi_conversations_select": _multi(
        "initial_conversations", CONVERSATION, **_TALKS
    ),
    "channels_select": tagged((), **_SELECT, **_ANSWERS, initial_channel=CHANNEL),
    "multi_channels_select": _multi("initial_channels", CHANNEL),
    "datepicker": tagged((), _real_date, **_SELECT, initial_date=_DATE),
    "timepicker": tagged((), **_SELECT, initial_time=_TIME, timezone=_ZONE),
    "datetimepicker": tagged(
        (), **_ASKED, initial_date_time=Int(low=10**9, high=10**10 - 1)
    ),
    "plain_text_input": tagged(
        (),
        ordered("min_length", "max_length"),
        _within_lengths,
        **_TYPED,
        multiline=Bool(),
        min_length=Int(low=0, high=TEXT_MOST),
        max_length=Int(low=1, high=TEXT_MOST),
    ),
    "number_input": tagged(
        ("is_decimal_allowed",),
        ordered("min_value", "max_value"),
        _whole,
        _within_bounds,
        **{**_TYPED, "initial_value": _NUMERAL},
        is_decimal_allowed=Bool(),
        min_value=_NUMERAL,
        max_value=_NUMERAL,
    ),
    "email_text_input": tagged((), **_TYPED),
    "url_text_input": tagged((), **_TYPED),
    "file_input": tagged(
        (),
        **_ACTION,
        max_files=Int(low=1, high=FILES_MOST),
        filetypes=Many(_FILETYPE, 1),
    ),
    "rich_text_input": tagged(
        (),
        ordered("min_lines", "max_lines"),
        **_PROMPTED,
        initial_value=RICH_TEXT,
        dispatch_action_config=DISPATCH,
        min_lines=LINES,
        max_lines=LINES,
    ),
    "image": IMAGE,
}
