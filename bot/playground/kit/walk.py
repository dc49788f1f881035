"""Walk a payload: its blocks, nested ones too, its objects, its live elements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.playground.kit.elements import ELEMENTS
from bot.playground.kit.findings import inside
from bot.playground.kit.schema import Json

_PLAIN = (str, bytes, int, float, type(None))
_NESTS = {"container": "child_blocks", "carousel": "elements"}


class Placed(NamedTuple):
    """An object and the JSON pointer at which it stands."""

    at: str
    value: Json


class Interactive(NamedTuple):
    """An element that a person can act on, and the block it stands in."""

    block_id: str
    element: Mapping[str, Any]


def kind(node: Json) -> str:
    """Return the `type` of an object, "" when there is none that can be one."""
    given = node.get("type")
    return given if isinstance(given, str) else ""


def items(value: object, at: str) -> Iterator[tuple[str, object]]:
    """Yield the members of a list with their pointers; nothing for any other."""
    if isinstance(value, (list, Sequence)) and not isinstance(value, (str, bytes)):
        for index, item in enumerate(value):
            yield inside(at, index), item


def blocks(value: object, at: str) -> Iterator[Placed]:
    """Yield every block of a list, each before the blocks nested in it."""
    for here, block in items(value, at):
        if isinstance(block, Mapping):
            yield Placed(here, block)
            nest = _NESTS.get(kind(block))
            if nest:
                yield from blocks(block.get(nest), inside(here, nest))


def leaves(value: object, at: str) -> Iterator[Placed]:
    """Yield every block of a list that nests no other."""
    for placed in blocks(value, at):
        if kind(placed.value) not in _NESTS:
            yield placed


def nodes(value: object, at: str) -> Iterator[Placed]:
    """Yield every object at or below a value, each before those below it."""
    waiting = [(at, value)]
    while waiting:
        here, one = waiting.pop()
        below: Iterable[tuple[str | int, object]] = ()
        if isinstance(one, (dict, Mapping)):
            yield Placed(here, one)
            below = one.items()
        elif isinstance(one, (list, Sequence)) and not isinstance(one, _PLAIN):
            below = enumerate(one)
        nested = [
            (inside(here, key), item)
            for key, item in below
            if not isinstance(item, _PLAIN)
        ]
        waiting += reversed(nested)


def surface_blocks(value: object) -> object:
    """Return the blocks of a message or view, or the value if it is a list."""
    return value.get("blocks") if isinstance(value, Mapping) else value


def interactive(value: object) -> list[Interactive]:
    """List what a person can act on in blocks, a message or a view, in order."""
    return [
        Interactive(str(block.get("block_id", "")), node)
        for _, block in leaves(surface_blocks(value), "")
        for _, node in nodes(block, "")
        if node is not block and kind(node) in ELEMENTS and kind(node) != "image"
    ]
