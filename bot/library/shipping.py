"""The documents that ship: short, for the surfaces and severities that ship too.

A workspace has them without a row of its own, in the newest words, until it writes,
edits or retires one of the same name.
"""

from functools import cache
from pathlib import Path

from bot.library import reading
from bot.library.rules import Sheet

FOLDER = Path(__file__).with_name("documents")
PREFIX = "shipped-"  # of an id: those of rows are UUIDs


@cache
def sheets() -> dict[str, Sheet]:
    """Give what ships, by name."""
    return {file.stem: _sheet(file) for file in sorted(FOLDER.glob("*.md"))}


def _sheet(file: Path) -> Sheet:
    draft = reading.parse(file.read_text("utf-8"))
    return Sheet(id=PREFIX + file.stem, slug=file.stem, **vars(draft))


def by_id(id_: str) -> Sheet | None:
    """Find the one with this id."""
    return sheets().get(id_.removeprefix(PREFIX)) if id_.startswith(PREFIX) else None
