"""JSON as Slack reads it: no NaN, and no nesting without end."""

import json
from typing import Any, NoReturn

DEEPEST = 100
"""Levels of nesting that are read; no payload of Slack's comes near it."""


def loads(text: str | bytes) -> Any:  # noqa: ANN401 (JSON)
    """Parse *text*, or raise `ValueError`."""
    try:
        parsed = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None
    _measure(parsed, DEEPEST)
    return parsed


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _measure(value: object, left: int) -> None:
    inner: list[object] = []
    if isinstance(value, dict):
        inner = list(value.values())
    if isinstance(value, list):
        inner = value
    if inner and not left:
        raise ValueError("nested too deep")
    for item in inner:
        _measure(item, left - 1)
