"""Writing TOML, which the standard library only reads."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
DELETE = "\x7f"  # the one character that TOML wants escaped and JSON does not


def dumps(table: Mapping[str, Any]) -> str:
    """Write *table*: text, numbers, truth values, lists and tables of them."""
    return "\n".join(_lines(table, ())).strip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Write what a table holds itself, then each table in it under its own heading."""
    inner = {key: held for key, held in table.items() if isinstance(held, Mapping)}
    own = {key: held for key, held in table.items() if key not in inner}
    if path and (own or not inner):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, held in own.items():
        yield f"{_key(key)} = {_value(held)}"
    for key, held in inner.items():
        yield from _lines(held, (*path, key))


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(held: object) -> str:
    if isinstance(held, str):
        return _text(held)
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, int) or (isinstance(held, float) and math.isfinite(held)):
        return repr(held)
    if isinstance(held, list | tuple):
        return f"[{', '.join(map(_value, held))}]"
    if isinstance(held, Mapping):
        pairs = (f"{_key(key)} = {_value(value)}" for key, value in held.items())
        return f"{{{', '.join(pairs)}}}"
    raise TypeError(f"TOML has no form for {held!r}")


def _text(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace(DELETE, "\\u007f")
