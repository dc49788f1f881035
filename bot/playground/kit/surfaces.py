"""Where blocks and elements may stand, what must be unique, what adds up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from bot.playground.kit import walk
from bot.playground.kit.findings import Finding, Found, inside

ONE_TABLE = "only_one_table_allowed"
CHARTS_MOST = 2
MARKDOWN_MOST = 12_000


class Surface(StrEnum):
    """The places where blocks are shown."""

    MESSAGE = "message"
    """A message in a conversation, ephemeral ones included."""
    MODAL = "modal"
    """A view that opens over the conversation."""
    HOME = "home"
    """The app's own tab."""


BLOCKS_MOST = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
_MESSAGE = frozenset({Surface.MESSAGE})
_MODAL = frozenset({Surface.MODAL})
_PAGES = frozenset({Surface.MESSAGE, Surface.HOME})
_VIEWS = frozenset({Surface.MODAL, Surface.HOME})
_WHERE: Mapping[str, frozenset[Surface]] = {
    # Blocks; those not named stand everywhere.
    "alert": _MODAL,
    "call": _MESSAGE,
    "card": _PAGES,
    "carousel": _PAGES,
    "container": _PAGES,
    "context_actions": _MESSAGE,
    "data_table": _PAGES,
    "data_visualization": _MESSAGE,
    "markdown": _MESSAGE,
    "plan": _MESSAGE,
    "table": _PAGES,
    "task_card": _MESSAGE,
    # Elements.
    "datetimepicker": frozenset({Surface.MESSAGE, Surface.MODAL}),
    "workflow_button": _MESSAGE,
    "email_text_input": _MODAL,
    "file_input": _MODAL,
    "number_input": _MODAL,
    "url_text_input": _MODAL,
}


Part = tuple[str, object]
"""Blocks, after the JSON pointer at which they stand."""


def check(blocks: object, at: str, surface: Surface) -> Found:
    """Yield what is wrong with the blocks of one surface."""
    yield from each(blocks, at, surface)
    yield from whole([(at, blocks)], surface)


def each(blocks: object, at: str, surface: Surface) -> Found:
    """Yield what is wrong with the blocks one by one."""
    for placed in walk.nodes(blocks, at):
        yield from _misplaced(placed, surface)
    yield from _repeated_actions(walk.leaves(blocks, at))


def whole(parts: Sequence[Part], surface: Surface) -> Found:
    """Yield what is wrong with all blocks of one payload together."""
    placed = [one for at, blocks in parts for one in walk.blocks(blocks, at)]
    yield from _repeated_blocks(placed)
    for at, blocks in parts:
        yield from _nested(blocks, at, surface)
    yield from _totals(placed, parts[0][0])
    nodes = (node for at, blocks in parts for _, node in walk.nodes(blocks, at))
    if sum(node.get("focus_on_load") is True for node in nodes) > 1:
        said = "focus_on_load is allowed for one element only"
        yield Finding(said, parts[0][0])


def _misplaced(placed: walk.Placed, surface: Surface) -> Found:
    at, node = placed
    kind = walk.kind(node)
    in_input = at.endswith("/element")
    typed_rich = kind == "rich_text_input" and in_input
    allowed = _VIEWS if typed_rich else _WHERE.get(kind)
    if allowed is not None and surface not in allowed:
        yield Finding(f"unsupported type: {kind}", inside(at, "type"))
    answers = node.get("response_url_enabled")
    if answers and not (in_input and surface is Surface.MODAL):
        yield Finding("invalid additional property: response_url_enabled", at)


def _repeated_blocks(placed: Iterable[walk.Placed]) -> Found:
    seen = set()
    for at, block in placed:
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield Finding(f'block_id "{name}" already exists', inside(at, "block_id"))
        seen.add(name if isinstance(name, str) else None)


def _repeated_actions(placed: Iterable[walk.Placed]) -> Found:
    for at, block in placed:
        seen = set()
        for here, node in walk.nodes(block, at):
            name = node.get("action_id")
            if isinstance(name, str) and name in seen:
                said = f'action_id "{name}" already exists in this block'
                yield Finding(said, inside(here, "action_id"))
            seen.add(name if isinstance(name, str) else None)


def _nested(blocks: object, at: str, surface: Surface) -> Found:
    most, top = BLOCKS_MOST[surface], sum(1 for _ in walk.items(blocks, at))
    if sum(1 for _ in walk.blocks(blocks, at)) > most >= top:
        yield Finding(f"no more than {most} items allowed", at)


def _totals(placed: Sequence[walk.Placed], at: str) -> Found:
    kinds = Counter(walk.kind(block) for _, block in placed)
    if kinds["table"] > 1:
        yield Finding(ONE_TABLE, at)
    if kinds["data_visualization"] > CHARTS_MOST:
        yield Finding(f"no more than {CHARTS_MOST} data_visualization allowed", at)
    written = [b.get("text") for _, b in placed if b.get("type") == "markdown"]
    if sum(len(text) for text in written if isinstance(text, str)) > MARKDOWN_MOST:
        said = f"must be less than {MARKDOWN_MOST + 1} characters in all markdown"
        yield Finding(said, at)
