"""What commands take and print: styled for a terminal, plain for a pipe."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from bot.core.markdown import UNSEEN

Json = Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")]

One = Annotated[
    str | None,
    typer.Option("--workspace", metavar="ID", help="The workspace it is about."),
]


def example(command: str) -> str:
    """Give the last line of a command's help: how it is typed."""
    return f"For example: {command}"


def harmless(text: str) -> str:
    """Take out of *text* what a terminal would obey: a database may hold anything."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def say(text: str, style: str | None = None, *, err: bool = False) -> None:
    """Print *text* as it is, in rich's *style* on a terminal."""
    console = Console(stderr=err, emoji=False, markup=False, highlight=False)
    console.print(harmless(text), style=style, soft_wrap=True)


def as_json(said: Mapping[str, Any]) -> None:
    """Print JSON; what has no form there is written as text."""
    typer.echo(json_of(said), nl=False)


def json_of(said: Mapping[str, Any]) -> str:
    """Write JSON, for people and programs alike."""
    return json.dumps(said, indent=2, default=str) + "\n"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: with lines on a terminal, else in columns; programs take JSON."""
    console = Console()
    rows = [[*map(harmless, row)] for row in rows]
    if not console.is_terminal:
        for line in _columns([headings, *rows]):
            typer.echo(line)
        return
    drawn = Table(*headings)
    for row in rows:
        drawn.add_row(*map(escape, row))
    console.print(drawn)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(wide) for cell, wide in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work has come, on stderr if that is a terminal.

    Gives what is to be called with (done, in all).
    """
    console = Console(stderr=True)
    silent = not console.is_terminal
    with Progress(console=console, transient=True, disable=silent) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
