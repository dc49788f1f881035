"""The command that hands an incident out: `longwatch export`."""

import asyncio
import getpass
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import incidents
from bot.core import render
from bot.core.errors import Refused
from bot.core.policy import Policy
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

Number = Annotated[str, typer.Argument(metavar="INC-42", help="Which incident.")]
Into = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Write it to this file.")
]


class NotWritten(Refused):
    """{file} can't be written: {why}."""


@commands.command(
    "export", epilog=example("longwatch export INC-42 --output inc-42.md")
)
def export(
    number: Number, *, workspace: One = None, output: Into = None, as_json: Json = False
) -> None:
    """Write an incident as Markdown, or with --json as data: all that is known of it.

    A private one too; that it was exported, and by whom, is then on its record. Where
    the table was altered, what the record says is written, and the exit code is 1.
    """
    told, policy = asyncio.run(_export(number, workspace))
    if as_json:
        written = terminal.json_of(told)
    else:
        readable = incidents.readable(told, policy)
        written = render.document("incidents.export", **readable) + "\n"
    if output is None:
        typer.echo(written, nl=False)
    else:
        _write(output.expanduser(), written, private=told["incident"]["private"])
        terminal.say(f"{told['incident']['ref']} is in {output}")
    for wrong in told["contradictions"]:
        terminal.say(wrong["sentence"], err=True)
    raise typer.Exit(1 if told["contradictions"] else 0)


async def _export(number: str, wanted: str | None) -> tuple[dict[str, Any], Policy]:
    """Give what is known of an incident; of a private one it is recorded first."""
    async with offline.opened(wanted) as opened:
        render.override(opened.given.templates)
        whose: dict[str, Any] = {"workspace": opened.only, "actor": offline.ACTOR}
        async with opened.transactions.look(**whose) as work:
            found = await incidents.exportable(work, number)
        if found.private:
            async with opened.transactions.begin(**whose) as work:
                incidents.took_out(work, found, _operator())
        async with opened.transactions.look(**whose) as work:
            return await incidents.export(work, found), work.policy


def _operator() -> str:
    """Name who runs the command, as the machine calls them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container where the user has no name
        return f"user {os.getuid()}"


def _write(file: Path, text: str, *, private: bool) -> None:
    """Write a file; what is private is for its owner alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        with os.fdopen(os.open(file, flags, 0o666), "w", encoding="utf-8") as written:
            if private:
                os.fchmod(written.fileno(), 0o600)
            written.write(text)
    except OSError as error:
        raise NotWritten(file=file, why=error.strerror) from None
