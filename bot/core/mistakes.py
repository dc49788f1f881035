"""What is wrong with a file of TOML, and on which line.

The TOML reader says where a mistake of syntax is, but keeps no position of a key. So
the file is read statement by statement: a value that is there after a line and was
not there before it was written in the statement that ends with that line.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Where = tuple[str, ...]
Schema = Mapping[str, Any]

_WANTED = {
    "string_type": 'must be text in quotes, such as "text"',
    "int_type": "must be a whole number, such as 60",
    "int_parsing": "must be a whole number, such as 60",
    "float_type": "must be a number, such as 0.5",
    "float_parsing": "must be a number, such as 0.5",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list, such as []",
    "list_type": "must be a list, such as []",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "missing": "is missing",
}


@dataclass(frozen=True, kw_only=True, order=True)
class Mistake:
    """One thing that is wrong: its line (from 1), its dotted key, and what to do.

    The line is 0 where there is none: the file can't be read, or it is not a file.
    """

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        """Write it as one line."""
        place = f"line {self.line}:" if self.line else ""
        return " ".join(part for part in (place, self.key, self.sentence) if part)


@dataclass(frozen=True)
class Source:
    """The text of one TOML file."""

    text: str

    def syntax(self) -> Mistake | None:
        """Give the mistake that keeps the file from being read, if there is one."""
        try:
            tomllib.loads(self.text)
        except ValueError as error:  # also for a number of 5,000 digits
            return self._broken(str(error))
        return None

    def line(self, path: Where) -> int:
        """Give the line of *path*, or of what is nearest around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, min(1, len(self.text)))

    def mistake(self, path: Where, sentence: str) -> Mistake:
        """Tell what is wrong at *path*."""
        return Mistake(line=self.line(path), key=".".join(path), sentence=sentence)

    def _broken(self, said: str) -> Mistake:
        """Read the position out of the reader's message; an open end is its start."""
        reason, _, place = said.partition(" (at ")
        found = re.match(r"line (\d+)", place)
        line = int(found[1]) if found else self._unfinished()
        return Mistake(line=line, key="", sentence=f"is not TOML: {reason}")

    def _unfinished(self) -> int:
        """Give the line of the last statement, which the file ends in the middle of."""
        return max((after for after, _ in self._statements()), default=0) + 1

    def _statements(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield after each whole statement its last line and what is read up to it."""
        rows = self.text.split("\n")
        for end in range(1, len(rows) + 1):
            try:
                yield end, tomllib.loads("\n".join(rows[:end]))
            except ValueError:
                continue

    @cached_property
    def _lines(self) -> dict[Where, int]:
        lines: dict[Where, int] = {}
        before = 0
        for end, read in self._statements():
            for path in _paths(read):
                lines.setdefault(path, before + 1)
            before = end
        return lines


def _paths(held: object, path: Where = ()) -> Iterator[Where]:
    """Walk every key and item below *held*."""
    if isinstance(held, dict | list):
        pairs = held.items() if isinstance(held, dict) else enumerate(held)
        for key, value in pairs:
            yield (*path, str(key))
            yield from _paths(value, (*path, str(key)))


def told(refused: ValidationError, schema: Schema) -> list[tuple[Where, str]]:
    """Say of everything that pydantic *refused* where it stands and what to write."""
    errors = refused.errors(include_url=False, include_input=False)
    strange = {_where(error) for error in errors if error["loc"][-1] == "[key]"}
    return [
        (_where(error), _sentence(error, schema))
        for error in errors
        if not strange.intersection(_around(_where(error)))
    ]


def _around(inner: Where) -> Iterator[Where]:
    """Give the tables around a place: one that should not be there is told of once."""
    return (inner[:end] for end in range(len(inner)))


def _where(error: ErrorDetails) -> Where:
    return tuple(str(step) for step in error["loc"] if step != "[key]")


def _sentence(error: ErrorDetails, schema: Schema) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"is not a key of the policy{_nearest(_where(error), schema)}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return _WANTED.get(kind) or re.sub(r"^.*? should ", "must ", error["msg"])


def _nearest(wrong: Where, schema: Schema) -> str:
    """Name the key that may have been meant, or those that there are."""
    known = sorted(_keys(wrong[:-1], schema))
    near = difflib.get_close_matches(wrong[-1], known, n=1)
    if near:
        return f': did you mean "{near[0]}"?'
    return f": there are {', '.join(known)}" if known else ""


def _keys(path: Where, schema: Schema) -> set[str]:
    """Look up in a JSON schema which keys a table may have."""
    here: Any = schema
    for step in (*path, ""):
        while "$ref" in here:
            here = schema["$defs"][here["$ref"].rpartition("/")[2]]
        if step:
            inner = here.get("properties", {}).get(step)
            here = inner or here.get("additionalProperties") or here.get("items") or {}
    return set(here.get("properties", {}))
