"""The command that hands an incident, or a postmortem, out: `longwatch export`."""

import asyncio
import getpass
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import incidents, postmortems
from bot.core import render
from bot.core.errors import Refused
from bot.core.work import Work
from bot.postmortems import Postmortem
from bot.runtime import paper
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()
PDF, DATA = ".pdf", ".json"
ENDINGS = ("", ".md", DATA, PDF)
NO_FONT = (
    "No font with many scripts is on this machine (DejaVu Sans): "
    "letters beyond Western Europe's become question marks."
)


def _known(file: Path | None) -> Path | None:
    """Refuse a *file* whose ending promises what can't be written."""
    if file and file.suffix.casefold() not in ENDINGS:
        kinds = "the file can end in .md, .json or .pdf"
        raise typer.BadParameter(f"{kinds}, not in {file.suffix}.")
    return file


Number = Annotated[
    str,
    typer.Argument(metavar="INC-42", help="Which incident, or postmortem: PM-7."),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help="Write it to this file.", callback=_known
    ),
]


class NotWritten(Refused):
    """{file} can't be written: {why}."""


@commands.command(
    "export", epilog=example("longwatch export INC-42 --output inc-42.md")
)
def export(
    number: Number, *, workspace: One = None, output: Into = None, as_json: Json = False
) -> None:
    """Write an incident, or a postmortem, as Markdown, or with --json as data.

    A file whose name ends in .json holds data; a postmortem's that ends in .pdf is a
    PDF, which says how many characters its font lacks.

    All that is known of it, of a private one too; that it was exported, and by whom, is
    then on its record. Where the table was altered, what the record says is written,
    and the exit code is 1.
    """
    told, text, zone = asyncio.run(_export(number, workspace))
    ending = output.suffix.casefold() if output else ""
    written = terminal.json_of(told) if as_json or ending == DATA else text + "\n"
    if output is None:
        typer.echo(written, nl=False)
    else:
        data = _paper(told, zone) if ending == PDF else written.encode()
        _write(output.expanduser(), data, private=_private(told))
        terminal.say(f"{_ref(told)} is in {output}")
    wrongs = told.get("contradictions", [])
    for wrong in wrongs:
        terminal.say(wrong["sentence"], err=True)
    raise typer.Exit(1 if wrongs else 0)


def _paper(told: dict[str, Any], zone: str) -> bytes:
    """Give a postmortem as a PDF, and say what its font lacks."""
    if "timeline" not in told:
        raise paper.NoPdf(why="only a postmortem has one, such as PM-7")
    font = paper.font()
    if font is None:
        terminal.say(NO_FONT, err=True)
    printed = paper.pdf(postmortems.readable(told, zone), font)
    if printed.note:
        terminal.say(printed.note, err=True)
    return printed.data


def _private(told: dict[str, Any]) -> bool:
    """Tell whether what is exported is for the people of a room alone."""
    return bool(told["private"] if "private" in told else told["incident"]["private"])


def _ref(told: dict[str, Any]) -> str:
    return str(told["ref"] if "ref" in told else told["incident"]["ref"])


async def _export(number: str, wanted: str | None) -> tuple[dict[str, Any], str, str]:
    """Give what is known, its Markdown, and the team's zone.

    Of what is private it is recorded first.
    """
    async with offline.opened(wanted) as opened:
        render.override(opened.given.templates)
        whose: dict[str, Any] = {"workspace": opened.only, "actor": offline.ACTOR}
        async with opened.transactions.look(**whose) as work:
            pm = await postmortems.exportable(work, number)
            found = pm and await postmortems.incident_of(work, pm)
            found = found or await incidents.exportable(work, number)
        if found.private:
            async with opened.transactions.begin(**whose) as work:
                incidents.took_out(work, found, _operator())
        async with opened.transactions.look(**whose) as work:
            zone = work.policy.business.zone
            if pm is not None:
                return *await _postmortem(work, pm), zone
            told = await incidents.export(work, found)
            readable = incidents.readable(told, work.policy)
            return told, render.document("incidents.export", **readable), zone


async def _postmortem(work: Work, found: Postmortem) -> tuple[dict[str, Any], str]:
    told = await postmortems.export(work, found)
    readable = postmortems.readable(told, work.policy.business.zone)
    return told, render.document(postmortems.MARKDOWN, **readable)


def _operator() -> str:
    """Name who runs the command, as the machine calls them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container where the user has no name
        return f"user {os.getuid()}"


def _write(file: Path, data: bytes, *, private: bool) -> None:
    """Write a file; what is private is for its owner alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        with os.fdopen(os.open(file, flags, 0o666), "wb") as written:
            if private:
                os.fchmod(written.fileno(), 0o600)
            written.write(data)
    except OSError as error:
        raise NotWritten(file=file, why=error.strerror) from None
