"""Files of services, CSV and TOML, read into entries, or what is wrong where."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.errors import Invalid
from bot.services import rules

MOST = 500  # services of one file
BIGGEST = 1_000_000  # characters of one
COLUMNS = {
    **{key: key for key in rules.KEYS},
    **dict.fromkeys(("service", "title"), "name"),
    **dict.fromkeys(("standby_class", "class"), "standby"),
    **dict.fromkeys(("rpo_objective",), "rpo"),
    **dict.fromkeys(("rto_objective",), "rto"),
    **dict.fromkeys(("dr_plan", "disaster_recovery_plan"), "plan"),
}
HEAD = re.compile(r"\s*\[\[\s*services\s*\]\]\s*(?:#.*)?")
AT = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
NO_TOML = "it is no TOML of services: each begins with a line `[[services]]`"
NO_CSV = f"the first line names the columns: {','.join(rules.KEYS)}"


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
    """One service of a file: what was understood, and in which line each stands."""

    line: int
    found: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def mistake(self, wrong: Invalid) -> Mistake:
        """Say in which line something is wrong."""
        line = self.lines.get(wrong.field, self.line)
        return Mistake(line=line, problem=f"{wrong.field}: {str(wrong).rstrip('.')}")


Raw = tuple[int, Mapping[str, str], Mapping[str, int]]


def entries(text: str, kind: str = "") -> list[Entry]:
    """Read a file of the *kind* csv or toml; without one it is told by its look."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(whole) > BIGGEST:
        raise _one(1, f"it has more than {BIGGEST:,} characters")
    toml = kind == "toml" or (not kind and whole.lstrip()[:1] in ("[", "#"))
    raw = [*(_toml(whole) if toml else _csv(whole))]
    if not raw:
        raise _one(1, NO_TOML if toml else "there is no service below the first line")
    if len(raw) > MOST:
        raise _one(raw[MOST][0], f"a file may have {MOST} services, this has more")
    return _read(raw)


def _one(line: int, problem: str) -> Unreadable:
    return Unreadable([Mistake(line=line, problem=problem)])


def _read(raw: Sequence[Raw]) -> list[Entry]:
    """Read the fields of all of them, and tell everything that is wrong."""
    found, mistakes, seen = list[Entry](), list[Mistake](), dict[str, int]()
    for line, said, lines in raw:
        needed = dict.fromkeys(rules.NEEDED, "")
        understood, wrong = rules.read({**needed, **said})
        entry = Entry(line=line, found=understood, lines=lines)
        mistakes += map(entry.mistake, wrong)
        slug = rules.slugged(understood.get("name", ""))
        if slug and slug in seen:
            again = Invalid("name", f"it stands in line {seen[slug]} already")
            mistakes.append(entry.mistake(again))
        seen.setdefault(slug, line)
        found.append(entry)
    if mistakes:
        raise Unreadable(mistakes)
    return found


def _csv(text: str) -> Iterator[Raw]:
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
                columns = _columns(line, cells)
                continue
            yield _row(line, columns, cells)
    except csv.Error as error:
        raise _one(before + 1, f"it is no CSV: {error}") from None
    if columns is None:
        raise _one(1, NO_CSV)


def _columns(line: int, cells: Sequence[str]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in cells]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise _one(line, f"“{unknown[0][:40]}” is no column: {NO_CSV}")
    columns = [COLUMNS[name] for name in names]
    lacking = [key for key in rules.NEEDED if key not in columns]
    if lacking or len(set(columns)) < len(columns):
        which = f"no column {lacking[0]}" if lacking else "a column twice"
        raise _one(line, f"it has {which}: {NO_CSV}")
    return columns


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> Raw:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise _one(line, f"it has more cells than the {len(columns)} columns")
    said = dict(zip(columns, cells, strict=False))
    return line, said, {}


def _toml(text: str) -> Iterator[Raw]:
    """Read tables of an array `services`."""
    tables = _tables(text)
    lines = text.split("\n")
    heads = [n for n, line in enumerate(lines, 1) if HEAD.fullmatch(line)]
    for number, table in enumerate(tables):
        at = heads[number] if len(heads) == len(tables) else 1
        ends = [head for head in heads if head > at] or [len(lines) + 1]
        yield _table(at, table, _where(lines, at, ends[0]))


def _tables(text: str) -> list[Any]:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = AT.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise _one(line, f"it is no TOML: {AT.sub('', str(error)).strip()}") from None
    except RecursionError:
        raise _one(1, "it is nested too deeply") from None
    tables = whole.pop("services", [])
    if whole or not isinstance(tables, list):
        raise _one(1, NO_TOML)
    return tables


def _where(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Give in which line each key of a table stands."""
    found = dict[str, int]()
    for number in range(start + 1, end):
        key, equals, _ = lines[number - 1].partition("=")
        name = COLUMNS.get(key.strip().strip("\"'").casefold())
        if equals and name:
            found.setdefault(name, number)
    return found


def _table(line: int, table: Any, lines: Mapping[str, int]) -> Raw:  # noqa: ANN401 (what TOML holds)
    if not isinstance(table, dict):
        raise _one(line, NO_TOML)
    said = dict[str, str]()
    for key, value in table.items():
        name = COLUMNS.get(key.casefold())
        if name is None:
            raise _one(line, f"“{key[:40]}” is none of {', '.join(rules.KEYS)}")
        if not isinstance(value, str) or name in said:
            twice = f"{name} stands there twice" if name in said else ""
            problem = twice or f'{name} is written in quotes, such as {name} = "1h"'
            raise _one(lines.get(name, line), problem)
        said[name] = value
    return line, said, lines
