"""Files of findings, CSV and JSON, read into drafts; or what is wrong where.

Invariants:
* a file is read whole, or all that is wrong with it is told: nothing is taken of it
* what is too large, too deep or no text is refused before anything looks into it
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from bot.core import tidy
from bot.core.errors import Invalid
from bot.findings import rules
from bot.findings.reports import Mistake, Report, Unreadable, wrong
from bot.findings.rules import Draft

MOST = 10_000  # findings of one file
BIGGEST = 10 * 1024 * 1024  # bytes of one
CSV = "csv"
CSV_IS = {"complete": False, "scanner": False}
KEYS = ("title", "severity", "kind", "reference", "place", "surface", "owner")
COLUMNS = {
    **{key: key for key in (*KEYS, "source")},
    **dict.fromkeys(("name", "summary", "finding"), "title"),
    **dict.fromkeys(("level", "priority"), "severity"),
    **dict.fromkeys(("type", "category"), "kind"),
    **dict.fromkeys(("cve", "rule", "rule_id", "id"), "reference"),
    **dict.fromkeys(("file", "location", "path"), "place"),
    **dict.fromkeys(("service", "component", "package"), "surface"),
    **dict.fromkeys(("scanner", "tool"), "source"),
}
HEAD = "the first line names the columns: title,severity, and as you like "
NO_CSV = f"{HEAD}{','.join(KEYS[2:])},source"
MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK": "a zip",
    b"\x1f\x8b": "gz",
}


def decoded(body: bytes) -> str:
    """Give the text of a file, or refuse it."""
    if len(body) > BIGGEST:
        raise wrong(f"it has more than {BIGGEST // 1024 // 1024} megabytes", line=1)
    for mark, called in MARKS.items():
        if body.startswith(mark):
            raise wrong(f"it is {called}: save it as text in UTF-8", line=1)
    try:
        return body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise wrong("it is not text in UTF-8", line=line) from None


def parsed(body: bytes) -> Any:  # noqa: ANN401 (whatever JSON it holds)
    """Read JSON, or say in which line it is none."""
    text = decoded(body)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        deep = "depth" in error.msg or "ecursion" in error.msg
        said = "it is nested too deeply" if deep else f"it is no JSON: {error.msg}"
        raise wrong(said, line=error.lineno) from None


def table(body: bytes) -> list[Report]:
    """Read a CSV: each source in it is a report, in which nothing is gone."""
    found: dict[str, list[Draft]] = {}
    mistakes, owners = list[Mistake](), dict[str, Mistake]()
    for line, said in _rows(decoded(body)):
        try:
            one = _draft(said)
        except Invalid as refused:
            problem = f"{refused.field}: {str(refused).rstrip('.')}"
            mistakes.append(Mistake(problem=problem, line=line))
            continue
        found.setdefault(one.source, []).append(one)
        owners.setdefault(one.owner, Mistake(problem="", line=line))
        if sum(map(len, found.values())) > MOST:
            raise wrong(f"a file may have {MOST:,} findings, this has more", line=line)
    if mistakes:
        raise Unreadable(mistakes)
    if not found:
        raise wrong("there is no finding below the first line", line=1)
    return [
        Report(source=source, drafts=tuple(drafts), owners=owners, **CSV_IS)
        for source, drafts in found.items()
    ]


def _draft(said: Mapping[str, str]) -> Draft:
    for name, text in said.items():
        if text.lstrip().startswith("="):
            raise Invalid(name, "It begins with =, as a formula does: write words")
    source = tidy.line(said.get("source", "")) or CSV
    if len(source) > rules.SOURCE:
        raise Invalid("source", f"It may have {rules.SOURCE} characters")
    return replace(rules.draft(said), source=source)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a table with a line of columns; commas, semicolons or tabs between them."""
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns, before = list[str](), 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _columns(line, cells)
                continue
            if any(cell.strip() for cell in cells[len(columns) :]):
                many = len(columns)
                raise wrong(f"it has more cells than the {many} columns", line=line)
            yield line, dict(zip(columns, cells, strict=False))
    except csv.Error as error:
        raise wrong(f"it is no CSV: {error}", line=before + 1) from None


def _columns(line: int, cells: Sequence[str]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in cells]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise wrong(f"“{unknown[0][:40]}” is no column: {NO_CSV}", line=line)
    columns = [COLUMNS[name] for name in names]
    lacking = [key for key in KEYS[:2] if key not in columns]
    if lacking or len(set(columns)) < len(columns):
        which = f"no column {lacking[0]}" if lacking else "a column twice"
        raise wrong(f"it has {which}: {NO_CSV}", line=line)
    return columns


def head(body: bytes) -> bool:
    """Tell whether a CSV is one of findings, by the columns that it names."""
    first = body[:4096].decode("utf-8-sig", "replace").lstrip("\n").partition("\n")[0]
    names = {
        re.sub(r"\W+", "_", one.strip()).casefold()
        for one in re.split(r"[,;\t]", first)
    }
    return any(COLUMNS.get(name) == "severity" for name in names)
