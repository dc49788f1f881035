"""What a person reads: the visible text of texts, blocks, messages and views."""

import re
from collections.abc import Callable, Iterator, Mapping

from bot.playground.kit import walk
from bot.playground.kit.forms import SLOTS
from bot.playground.kit.schema import Json

Names = Mapping[str, str]
_CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)
_TOKEN = re.compile(r"<([^<>\n]+)>")
_MARKED = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~])")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_BLANK: Names = {}
# The fields that show something, in the order in which they are read.
_SHOWN = (
    *("pretext", "title", "rich_text_title", "label", "caption", "text", "subtitle"),
    *("body", "fields", "alt_text", "details", "output", "elements", "child_blocks"),
    *("tasks", "rows", "blocks", "accessory", "element", "hint", "description"),
    *("subtext", "actions", "positive_button", "negative_button"),
)
_CHOSEN = ("initial_option", "initial_options", "initial_value", "placeholder")
_INLINE = ("context", "actions", "context_actions")
_JOINED = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")


def plain(content: object, names: Names = _BLANK) -> str:
    """Return the visible text of a message, a view, blocks or one object.

    Lines stand for blocks; markup is taken away, escapes are undone, links show their
    label, dates their fallback. A message with blocks shows these and not its text.
    `names` holds the names of ids, as in {"U1": "dana"}.
    """
    if isinstance(content, Mapping):
        return _object(content, names)
    return _lines(_items(content, names))


def spoken(text: str, names: Names = _BLANK) -> str:
    """Return a mrkdwn text as a person reads it."""
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts.append(_formatted(text[end : code.start()], names))
        parts.append(_unescaped(_tokens(code[1] or code[2] or "", names)))
        end = code.end()
    return "".join((*parts, _formatted(text[end:], names)))


def _formatted(text: str, names: Names) -> str:
    bare, before = _tokens(text, names), ""
    while bare != before:
        bare, before = _MARKED.sub(r"\2", bare), bare
    return _unescaped(bare)


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _tokens(text: str, names: Names) -> str:
    return _TOKEN.sub(lambda found: _token(found[1], names), text)


def _token(inner: str, names: Names) -> str:
    body, _, label = inner.partition("|")
    who = body[1:].removeprefix("subteam^")
    if body.startswith("!date^"):
        return label
    if body.startswith("#"):
        return f"#{names.get(who) or label or who}"
    if body.startswith(("@", "!")):
        return f"@{names.get(who) or label.removeprefix('@') or who}"
    return label or body.removeprefix("mailto:")


def _lines(parts: Iterator[str]) -> str:
    return "\n".join(part for part in parts if part)


def _items(content: object, names: Names) -> Iterator[str]:
    for _, item in walk.items(content, ""):
        yield plain(item, names)


def _object(value: Json, names: Names) -> str:
    kind = walk.kind(value)
    if kind in _READ:
        return _READ[kind](value, names)
    return _lines(_fields(value, names))


def _fields(value: Json, names: Names) -> Iterator[str]:
    instead = bool(value.get("blocks"))
    for name in _SHOWN:
        item = value.get(name)
        if isinstance(item, str) and not (name == "text" and instead):
            yield spoken(item, names)
        elif not isinstance(item, str):
            yield plain(item, names)
    if instead or "attachments" in value:
        yield plain(value.get("attachments"), names)


def _literal(value: Json, _: Names) -> str:
    return str(value.get("text", ""))


def _inline(between: str) -> Callable[[Json, Names], str]:
    def read(value: Json, names: Names) -> str:
        parts = _items(value.get("elements"), names)
        return between.join(part for part in parts if part)

    return read


def _list(value: Json, names: Names) -> str:
    ordered, offset = value.get("style") == "ordered", value.get("offset")
    first = offset + 1 if isinstance(offset, int) else 1
    lines = enumerate(_items(value.get("elements"), names), first)
    return _lines(f"{n}. {line}" if ordered else f"• {line}" for n, line in lines)


def _rows(value: Json, names: Names) -> str:
    rows = (walk.items(row, "") for _, row in walk.items(value.get("rows"), ""))
    cells = (" | ".join(plain(cell, names) for _, cell in row) for row in rows)
    return _lines(iter((str(value.get("caption", "")), *cells)))


def _chart(value: Json, names: Names) -> str:
    """Read what a chart plots: a line of points for a pie, one for each series."""
    drawn = value.get("chart")
    parts = drawn if isinstance(drawn, Mapping) else {}
    lines = [spoken(str(value.get("title", "")), names), _points(parts.get("segments"))]
    for _, series in walk.items(parts.get("series"), ""):
        if isinstance(series, Mapping):
            told = _points(series.get("data"))
            lines.append(f"{series.get('name', '')}: {told}")
    return _lines(iter(lines))


def _points(data: object) -> str:
    points = (point for _, point in walk.items(data, ""))
    told = (point for point in points if isinstance(point, Mapping))
    return ", ".join(f"{one.get('label', '')} {one.get('value', '')}" for one in told)


def _boxes(value: Json, names: Names) -> str:
    return plain(value.get("options"), names)


def _choice(value: Json, names: Names) -> str:
    for name in _CHOSEN:
        if value.get(name):
            item = value[name]
            return item if isinstance(item, str) else plain(item, names)
    return ""


def _named(field: str, sign: str) -> Callable[[Json, Names], str]:
    def read(value: Json, names: Names) -> str:
        name = str(value.get(field, ""))
        return f"{sign}{names.get(name, name)}"

    return read


def _emoji(value: Json, _: Names) -> str:
    return f":{value.get('name', '')}:"


def _date(value: Json, _: Names) -> str:
    return str(value.get("fallback") or value.get("format", ""))


def _link(value: Json, _: Names) -> str:
    return str(value.get("text") or value.get("url", ""))


def _mrkdwn(value: Json, names: Names) -> str:
    return spoken(str(value.get("text", "")), names)


_READ: Mapping[str, Callable[[Json, Names], str]] = {
    "plain_text": _literal,
    "text": _literal,
    "raw_text": _literal,
    "raw_number": _literal,
    "markdown": _literal,
    "mrkdwn": _mrkdwn,
    "link": _link,
    "user": _named("user_id", "@"),
    "usergroup": _named("usergroup_id", "@"),
    "broadcast": _named("range", "@"),
    "channel": _named("channel_id", "#"),
    "emoji": _emoji,
    "date": _date,
    "table": _rows,
    "data_table": _rows,
    "data_visualization": _chart,
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    "rich_text_list": _list,
    **dict.fromkeys(_INLINE, _inline(" ")),
    **dict.fromkeys(_JOINED, _inline("")),
    **dict.fromkeys(SLOTS.keys() - {"checkboxes", "radio_buttons"}, _choice),
}
