"""Inputs as a person fills them: what the client refuses, and what Slack sends.

A person types plain Python values: text, the value or the label of an option, ids,
ISO dates, a list for whatever takes many. `convert` turns them into the values of
`state.values`, or raises `Unfit` with the sentence shown at the field.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.kit import walk
from bot.playground.kit.objects import FILES_MOST, TEXT_MOST, choices
from bot.playground.kit.schema import Json

REQUIRED = "Please complete this required field."
UNKNOWN = "There is no such field."
Convert = Callable[[Json, object], object]


class Unfit(ValueError):
    """The value does not fit the field; the message is what the person is told."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Say where an element keeps its value: in the state, and at first."""

    field: str
    initial: str
    convert: Convert
    many: bool = False

    @property
    def empty(self) -> list[object] | None:
        """Return what stands for nothing chosen."""
        return [] if self.many else None


def _text(element: Json, value: object) -> str:
    text, low = str(value), element.get("min_length", 0)
    high = element.get("max_length", TEXT_MOST)
    if len(text) < low:
        raise Unfit(f"Please use at least {low} characters.")
    if len(text) > high:
        raise Unfit(f"Please use no more than {high} characters.")
    return text


def _formed(form: str, sentence: str) -> Convert:
    pattern = re.compile(form)

    def convert(_: Json, value: object) -> str:
        if not pattern.fullmatch(str(value)):
            raise Unfit(sentence)
        return str(value)

    return convert


def _number(element: Json, value: object) -> str:
    text = str(value)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise Unfit("Please enter a number.")
    if "." in text and not element.get("is_decimal_allowed"):
        raise Unfit("Please enter a whole number.")
    if float(text) < float(element.get("min_value", "-inf")):
        raise Unfit(f"Please enter {element['min_value']} or more.")
    if float(text) > float(element.get("max_value", "inf")):
        raise Unfit(f"Please enter {element['max_value']} or less.")
    return text


def _date(_: Json, value: object) -> str:
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Unfit("Please choose a date.") from None


def _moment(_: Json, value: object) -> int:
    if isinstance(value, dt.datetime) and value.tzinfo:
        return int(value.timestamp())
    if isinstance(value, int):
        return value
    raise Unfit("Please choose a date and time.")


def _option(element: Json, value: object) -> object:
    if "external" in str(element.get("type")):
        label = {"type": "plain_text", "text": str(value), "emoji": True}
        return value if isinstance(value, Mapping) else {"text": label, "value": value}
    for option in choices(element):
        if value in (option, option["value"], option["text"]["text"]):
            return option
    raise Unfit("Please choose one of the options.")


def _id(_: Json, value: object) -> str:
    return str(value)


def _rich(_: Json, value: object) -> object:
    if isinstance(value, Mapping):
        return value
    leaf = {"type": "text", "text": str(value)}
    section = {"type": "rich_text_section", "elements": [leaf]}
    return {"type": "rich_text", "elements": [section]}


def _file(_: Json, value: object) -> object:
    return value if isinstance(value, Mapping) else {"id": str(value)}


def _listed(one: Convert) -> Convert:
    def convert(element: Json, value: object) -> list[object]:
        several = value if isinstance(value, (list, tuple)) else [value]
        chosen = [one(element, item) for item in several]
        most = element.get("max_selected_items", element.get("max_files"))
        if most is None and walk.kind(element) == "file_input":
            most = FILES_MOST
        if most is not None and len(chosen) > most:
            raise Unfit(f"Please choose no more than {most}.")
        return chosen

    return convert


def _one(what: str, convert: Convert) -> Slot:
    return Slot(field=f"selected_{what}", initial=f"initial_{what}", convert=convert)


def _several(what: str, convert: Convert) -> Slot:
    return Slot(
        field=f"selected_{what}",
        initial=f"initial_{what}",
        convert=_listed(convert),
        many=True,
    )


def _value(convert: Convert) -> Slot:
    return Slot(field="value", initial="initial_value", convert=convert)


_EMAIL = _formed(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "Please enter a valid email address.")
_URL = _formed(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "Please enter a valid URL.")
_TIME = _formed(r"([01]\d|2[0-3]):[0-5]\d", "Please choose a time.")
SLOTS: Mapping[str, Slot] = {
    "plain_text_input": _value(_text),
    "number_input": _value(_number),
    "email_text_input": _value(_EMAIL),
    "url_text_input": _value(_URL),
    "rich_text_input": Slot(
        field="rich_text_value", initial="initial_value", convert=_rich
    ),
    "file_input": Slot(
        field="files", initial="initial_files", convert=_listed(_file), many=True
    ),
    "datepicker": _one("date", _date),
    "timepicker": _one("time", _TIME),
    "datetimepicker": _one("date_time", _moment),
    "radio_buttons": _one("option", _option),
    "static_select": _one("option", _option),
    "external_select": _one("option", _option),
    "users_select": _one("user", _id),
    "conversations_select": _one("conversation", _id),
    "channels_select": _one("channel", _id),
    "checkboxes": _several("options", _option),
    "multi_static_select": _several("options", _option),
    "multi_external_select": _several("options", _option),
    "multi_users_select": _several("users", _id),
    "multi_conversations_select": _several("conversations", _id),
    "multi_channels_select": _several("channels", _id),
}


def convert(element: Json, value: object) -> object:
    """Turn a plain value into what the state holds for the element.

    None, "" and an empty list stand for nothing. Raises `Unfit`.
    """
    slot = SLOTS[walk.kind(element)]
    if value is None or value in ("", [], ()):
        return slot.empty
    return slot.convert(element, value)


def left(element: Json, value: object) -> object:
    """Turn a plain value into what the state of a form holds that is closed.

    Nothing is refused then: text stays as it was left, however short or malformed.
    """
    try:
        return convert(element, value)
    except Unfit:
        slot = SLOTS[walk.kind(element)]
        return str(value) if slot.field == "value" else slot.empty


def typed(view: object, values: Mapping[str, object]) -> dict[str, str]:
    """Refuse what a client refuses before a submit: sentences by block_id.

    `values` holds plain values by block_id; a block that is absent keeps what it
    holds at first.
    """
    refusals = {name: UNKNOWN for name in values if name not in _ids(view)}
    for block in _blocks(view):
        name = str(block.get("block_id", ""))
        for element in _elements(block):
            sentence = _refusal(block, element, values)
            if sentence:
                refusals[name] = sentence
    return refusals


def state(
    surface: object,
    values: Mapping[str, object] | None = None,
    reading: Convert = convert,
) -> dict[str, dict[str, dict[str, object]]]:
    """Build `state.values` of a view, a message or blocks, after typing `values`.

    `values` holds plain values by block_id, or by action_id below it where a block
    has several elements. Raises `Unfit` for a value that the field cannot take,
    unless *reading* is `left`.
    """
    held: dict[str, dict[str, dict[str, object]]] = {}
    for block in _blocks(surface):
        for element in _elements(block):
            kind = str(element["type"])
            value = reading(element, _held(block, element, values or {}))
            row = {"type": kind, SLOTS[kind].field: value}
            name, action = block.get("block_id", ""), element.get("action_id", "")
            held.setdefault(str(name), {})[str(action)] = row
    return held


def _blocks(surface: object) -> Iterator[Json]:
    for _, block in walk.leaves(walk.surface_blocks(surface), ""):
        yield block


def _ids(surface: object) -> set[str]:
    return {str(block.get("block_id", "")) for block in _blocks(surface)}


def _elements(block: Json) -> list[Mapping[str, Any]]:
    return [one.element for one in walk.interactive([block]) if _holds(one.element)]


def _holds(element: Json) -> bool:
    return walk.kind(element) in SLOTS


def _held(block: Json, element: Json, values: Mapping[str, object]) -> object:
    initial = element.get(SLOTS[str(element["type"])].initial)
    given = values.get(str(block.get("block_id", "")), initial)
    action = str(element.get("action_id", ""))
    if isinstance(given, Mapping) and action in given:
        return given[action]
    return initial if block.get("type") == "actions" else given


def _refusal(block: Json, element: Json, values: Mapping[str, object]) -> str:
    try:
        value = convert(element, _held(block, element, values))
    except Unfit as unfit:
        return str(unfit)
    asked = block.get("type") == "input" and not block.get("optional")
    return REQUIRED if asked and value in (None, []) else ""
