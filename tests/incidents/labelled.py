"""The labelled set: 200 incidents, and new ones whose like among them is known."""

import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from bot.incidents import Text

FILE = Path(__file__).with_name("similar_set.toml")
SAID = {field.name for field in fields(Text)} - {"id"}


@cache
def read() -> dict[str, list[dict[str, Any]]]:
    """Read the set, by the names of its lists."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def text(id_: str, row: dict[str, Any]) -> Text:
    """Make the text of a row of the set."""
    return Text(id=id_, **{name: row[name] for name in SAID if name in row})


@cache
def earlier() -> tuple[Text, ...]:
    """Give the earlier incidents; the id of each is its number."""
    return tuple(text(str(row["number"]), row) for row in read()["earlier"])


def half(name: str, second: int) -> list[dict[str, Any]]:
    """Give the first, third, fifth... of a list, or with 1 the second, fourth..."""
    return read()[name][second::2]


@cache
def items() -> tuple[Text, ...]:
    """Give every open action item: those that would have prevented one come last."""
    said = [row["item"] for name in ("items", "recurrences") for row in read()[name]]
    return tuple(Text(id=item, title=item) for item in said)
