"""Files of rows, CSV and TOML, read into entries, or what is wrong where.

A file is taken whole or not at all; each mistake is told with its line. TOML gives no
lines for values: they are found by looking for each table and the keys below it.
"""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.core.errors import Invalid

MOST = 500  # rows of one file
BIGGEST = 1_000_000  # characters of one
AT = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
Understood = tuple[Mapping[str, Any], Sequence[Invalid]]
Raw = tuple[int, Mapping[str, str], Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong with a file, and in which line."""

    line: int
    problem: str


class Unreadable(Exception):
    """A file that can't be taken as it is; `mistakes` says where and why."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep what is wrong, by lines."""
        self.mistakes = sorted(mistakes, key=lambda one: one.line)
        super().__init__(self.mistakes[0].problem)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a file: what was understood, and in which line each stands."""

    line: int
    found: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    mistakes: Sequence[Mistake] = ()
    """What is wrong with its fields, each taken by itself."""

    def mistake(self, wrong: Invalid) -> Mistake:
        """Say in which line something is wrong."""
        line = self.lines.get(wrong.field, self.line)
        return Mistake(line=line, problem=f"{wrong.field}: {str(wrong).rstrip('.')}")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What the rows of a file are.

    `read` gives what was understood of a row's fields, and what is wrong with them;
    `named` gives the name by which a row is known once.
    """

    noun: str
    keys: tuple[str, ...]
    needed: tuple[str, ...]
    also: Mapping[str, str]
    """Other names of columns."""
    read: Callable[[Mapping[str, str]], Understood]
    named: Callable[[str], str]
    example: str = "…"
    examples: Mapping[str, str] = field(default_factory=dict)
    """How some fields are written; the others as *example*."""

    @property
    def table(self) -> str:
        """Give what the tables of a TOML file are called."""
        return f"{self.noun}s"

    @property
    def columns(self) -> Mapping[str, str]:
        """Give the key of each name that a column may have."""
        return {**{key: key for key in self.keys}, **self.also}

    @property
    def no_toml(self) -> str:
        """Say that it is no TOML of these."""
        begins = f"each begins with a line `[[{self.table}]]`"
        return f"it is no TOML of {self.table}: {begins}"

    @property
    def no_csv(self) -> str:
        """Say how a CSV of these begins."""
        return f"the first line names the columns: {','.join(self.keys)}"


def entries(shape: Shape, text: str, kind: str = "") -> list[Entry]:
    """Read a file of the *kind* csv or toml, or tell all that is wrong with its fields.

    Without a kind it is told by its look.
    """
    found = rows(shape, text, kind)
    mistakes = [mistake for entry in found for mistake in entry.mistakes]
    if mistakes:
        raise Unreadable(mistakes)
    return found


def rows(shape: Shape, text: str, kind: str = "") -> list[Entry]:
    """Read a file; each row holds its mistakes, for whoever finds more of them."""
    whole = tidied(text)
    if len(whole) > BIGGEST:
        raise _one(1, f"it has more than {BIGGEST:,} characters")
    toml = is_toml(whole, kind)
    raw = [*(_toml(shape, whole) if toml else _csv(shape, whole))]
    if not raw:
        empty = f"there is no {shape.noun} below the first line"
        raise _one(1, shape.no_toml if toml else empty)
    if len(raw) > MOST:
        raise _one(raw[MOST][0], f"a file may have {MOST} {shape.table}, this has more")
    return _read(shape, raw)


def holds(shape: Shape, text: str, kind: str = "") -> bool:
    """Tell whether a file looks like one of this shape, right or wrong."""
    whole = tidied(text)
    if is_toml(whole, kind):
        return any(_head(shape).fullmatch(line) for line in whole.split("\n"))
    first = whole.lstrip("\n").partition("\n")[0]
    named = {_column(cell) for cell in re.split("[,;\t]", first.replace('"', ""))}
    return {*shape.needed} <= {shape.columns.get(name, "") for name in named}


def tidied(text: str) -> str:
    """Give a text without what programs put before and between its lines."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def is_toml(whole: str, kind: str) -> bool:
    """Tell TOML from CSV."""
    return kind == "toml" or (not kind and whole.lstrip()[:1] in ("[", "#"))


def _one(line: int, problem: str) -> Unreadable:
    return Unreadable([Mistake(line=line, problem=problem)])


def _head(shape: Shape) -> re.Pattern[str]:
    return re.compile(rf"\s*\[\[\s*{shape.table}\s*\]\]\s*(?:#.*)?")


def _read(shape: Shape, raw: Sequence[Raw]) -> list[Entry]:
    """Read the fields of all of them, and what is wrong with each."""
    found, seen = list[Entry](), dict[str, int]()
    for line, said, lines in raw:
        needed = dict.fromkeys(shape.needed, "")
        understood, wrong = shape.read({**needed, **said})
        entry = Entry(line=line, found=understood, lines=lines)
        name = shape.named(understood.get("name", ""))
        if name and name in seen:
            again = Invalid("name", f"it stands in line {seen[name]} already")
            wrong = [*wrong, again]
        seen.setdefault(name, line)
        found.append(replace(entry, mistakes=[*map(entry.mistake, wrong)]))
    return found


def _csv(shape: Shape, text: str) -> Iterator[Raw]:
    """Read a table with a line of columns; commas, semicolons or tabs between them."""
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    before = 0
    columns: list[str] | None = None
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(shape, line, cells)
                continue
            yield _row(line, columns, cells)
    except csv.Error as error:
        raise _one(before + 1, f"it is no CSV: {error}") from None
    if columns is None:
        raise _one(1, shape.no_csv)


def _column(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())


def _columns(shape: Shape, line: int, cells: Sequence[str]) -> list[str]:
    names = [_column(cell) for cell in cells]
    unknown = [name for name in names if name not in shape.columns]
    if unknown:
        raise _one(line, f"“{unknown[0][:40]}” is no column: {shape.no_csv}")
    columns = [shape.columns[name] for name in names]
    lacking = [key for key in shape.needed if key not in columns]
    if lacking or len(set(columns)) < len(columns):
        which = f"no column {lacking[0]}" if lacking else "a column twice"
        raise _one(line, f"it has {which}: {shape.no_csv}")
    return columns


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Raw:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise _one(line, f"it has more cells than the {len(columns)} columns")
    said = dict(zip(columns, cells, strict=False))
    return line, said, {}


def _toml(shape: Shape, text: str) -> Iterator[Raw]:
    """Read tables of an array."""
    tables = _tables(shape, text)
    lines = text.split("\n")
    heads = [n for n, line in enumerate(lines, 1) if _head(shape).fullmatch(line)]
    for number, table in enumerate(tables):
        at = heads[number] if len(heads) == len(tables) else 1
        ends = [head for head in heads if head > at] or [len(lines) + 1]
        yield _table(shape, at, table, _where(shape, lines, at, ends[0]))


def _tables(shape: Shape, text: str) -> list[Any]:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = AT.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise _one(line, f"it is no TOML: {AT.sub('', str(error)).strip()}") from None
    except RecursionError:
        raise _one(1, "it is nested too deeply") from None
    tables = whole.pop(shape.table, [])
    if whole or not isinstance(tables, list):
        raise _one(1, shape.no_toml)
    return tables


def _where(shape: Shape, lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Give in which line each key of a table stands."""
    found = dict[str, int]()
    for number in range(start + 1, end):
        key, equals, _ = lines[number - 1].partition("=")
        name = shape.columns.get(key.strip().strip("\"'").casefold())
        if equals and name:
            found.setdefault(name, number)
    return found


def _table(shape: Shape, line: int, table: Any, lines: Mapping[str, int]) -> Raw:  # noqa: ANN401 (what TOML holds)
    if not isinstance(table, dict):
        raise _one(line, shape.no_toml)
    said = dict[str, str]()
    for key, value in table.items():
        name = shape.columns.get(key.casefold())
        if name is None:
            raise _one(line, f"“{key[:40]}” is none of {', '.join(shape.keys)}")
        if not isinstance(value, str | date) or name in said:
            twice = f"{name} stands there twice" if name in said else ""
            example = f'{name} = "{shape.examples.get(name, shape.example)}"'
            problem = twice or f"{name} is written in quotes, such as {example}"
            raise _one(lines.get(name, line), problem)
        said[name] = str(value)
    return line, said, lines
