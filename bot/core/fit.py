"""Fitting: whatever was rendered is cut to what Slack takes, never refused by it.

Limits are those of Slack's Block Kit reference, in Unicode code points. A text is cut
after escaping, never inside an escape, and ends with an ellipsis.
"""

import json
from collections.abc import Iterator
from typing import Any

Block = dict[str, Any]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
TOTAL = 9500  # all text of one message; Slack refuses from about 11,000
TEXT = 3900  # the fallback text; chat.update refuses above 4,000
DOCUMENT = 100_000  # characters of a canvas; Slack takes a mebibyte, escapes and all
VIEW = 200_000  # bytes of a view's blocks, as JSON is sent; Slack refuses 250 KB
MORE = {
    "type": "context",
    "elements": [{"type": "plain_text", "text": "… and more than fits here."}],
}

# What holds the text -> at most this many code points.
LONGEST = {
    "header.text": 150,
    "data_visualization.title": 50,
    "section.text": 3000,
    "section.fields": 2000,
    "context.elements": 3000,
    "button.text": 75,
    "button.accessibility_label": 75,
    "input.label": 2000,
    "input.hint": 2000,
    "modal.title": 24,
    "modal.submit": 24,
    "modal.close": 24,
    "option.text": 75,
    "option.description": 75,
    "confirm.title": 100,
    "confirm.text": 300,
    "confirm.confirm": 30,
    "confirm.deny": 30,
    "placeholder": 150,
    "text.text": 3000,
}
MOST = {"elements": 25, "context": 10, "fields": 10, "options": 100}


def cut(text: str, limit: int) -> str:
    """Cut *text* to *limit* code points, not inside an escape such as `&amp;`."""
    if len(text) <= limit:
        return text
    short = text[: limit - 1]
    entity = short.rfind("&", max(0, len(short) - 5))
    if entity >= 0 and ";" not in short[entity:]:
        short = short[:entity]
    opened = short.rfind("<")
    if opened > short.rfind(">"):
        short = short[:opened]
    return short.rstrip() + "…"


def message(text: str, blocks: list[Block]) -> dict[str, Any]:
    """Give *blocks* and their plain *text* as Slack takes them in one message."""
    return {
        "text": cut(text, TEXT) or "…",
        "blocks": _within_total(_most(_fitted(blocks), BLOCKS["message"])),
    }


def view(view: dict[str, Any]) -> dict[str, Any]:
    """Give a modal or Home view as Slack takes it."""
    fitted = {
        key: {**value, "text": cut(value["text"], LONGEST[f"modal.{key}"])}
        if key in ("title", "submit", "close")
        else value
        for key, value in view.items()
    }
    blocks = _most(_fitted(view["blocks"]), BLOCKS[view["type"]])
    return {**fitted, "blocks": _within_size(blocks)}


def document(text: str) -> str:
    """Give a document as a canvas takes it, cut after a line."""
    if len(text) <= DOCUMENT:
        return text
    kept, _, _ = text[:DOCUMENT].rpartition("\n")
    return f"{kept}\n\n… and more than fits here.\n"


def _most(blocks: list[Block], limit: int) -> list[Block]:
    return blocks if len(blocks) <= limit else [*blocks[: limit - 1], MORE]


def _fitted(blocks: list[Block]) -> list[Block]:
    return [_object(block, str(block["type"])) for block in blocks]


def _object(thing: Block, kind: str) -> Block:
    """Cut every text inside one block, element, option or confirm dialog."""
    return {key: _value(key, value, kind) for key, value in thing.items()}


def _value(key: str, value: Any, kind: str) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(value, list):
        return _list(key, value, kind)
    if isinstance(value, str):
        return cut(value, LONGEST.get(f"{kind}.{key}", len(value)))
    if not isinstance(value, dict):
        return value
    if value.get("type") in ("plain_text", "mrkdwn"):
        limit = LONGEST.get(f"{kind}.{key}") or LONGEST.get(key) or 3000
        return {**value, "text": cut(value["text"], limit)}
    return _object(value, _kind(key, value))


def _list(key: str, items: list[Any], kind: str) -> list[Any]:
    most = MOST.get(kind) if kind == "context" else MOST.get(key)
    rich = kind.startswith("rich_text")
    kept = items if rich or not most else items[:most]
    return [
        _value(key, item, kind)
        if _is_text(item)
        else _object(item, _kind(key, item))
        if isinstance(item, dict)
        else item
        for item in kept
    ]


def _is_text(item: object) -> bool:
    return isinstance(item, dict) and item.get("type") in ("plain_text", "mrkdwn")


def _kind(key: str, value: Block) -> str:
    """Name an object by its type, or by where it stands when it has none."""
    if key in ("options", "option", "initial_option", "initial_options"):
        return "option"
    return str(value.get("type", key))


def _within_total(blocks: list[Block]) -> list[Block]:
    """Leave out the last blocks when all text together would be refused."""
    left, kept = TOTAL, list[Block]()
    for block in blocks:
        left -= sum(len(text) for text in _texts(block))
        if left < 0:
            return [*kept, MORE]
        kept.append(block)
    return kept


def _within_size(blocks: list[Block]) -> list[Block]:
    """Leave out the last blocks of too large a view, but no field of its form."""
    sizes = [len(json.dumps(block)) for block in blocks]
    over, kept = sum(sizes) - VIEW, list(blocks)
    for index in reversed(range(len(blocks))):
        if over > 0 and blocks[index]["type"] != "input":
            over -= sizes[index]
            del kept[index]
    return kept if len(kept) == len(blocks) else [*kept, MORE]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
