"""The command that hands something out: `longwatch export`.

An incident, a postmortem, the metrics, or the calendar.
"""

import asyncio
import getpass
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import incidents, postmortems
from bot.core import render
from bot.core.errors import Refused
from bot.core.work import Work
from bot.metrics import USUAL
from bot.postmortems import Postmortem
from bot.runtime import paper
from bot.runtime.commands import calendar, metrics, offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()
PDF, DATA, SHEET = ".pdf", ".json", ".csv"
ENDINGS = ("", ".md", DATA, PDF, SHEET)
METRICS, CALENDAR = "metrics", "calendar"
SHEETS = {METRICS: metrics.sheet, CALENDAR: calendar.sheet}
SAID = {METRICS: "The metrics are", CALENDAR: "The calendar is"}
ONLY_THESE = (
    "metrics and calendar, and nothing else, go into .csv; they go into .json too."
)
NO_FONT = (
    "No font with many scripts is on this machine (DejaVu Sans): "
    "letters beyond Western Europe's become question marks."
)


def _known(file: Path | None) -> Path | None:
    """Refuse a *file* whose ending promises what can't be written."""
    if file and file.suffix.casefold() not in ENDINGS:
        kinds = "the file can end in .md, .json, .pdf or .csv"
        raise typer.BadParameter(f"{kinds}, not in {file.suffix}.")
    return file


Number = Annotated[
    str,
    typer.Argument(
        metavar="INC-42",
        help="Which incident, or postmortem: PM-7; or `metrics`, `calendar`.",
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Write metrics or calendar as CSV.")]
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
def export(  # noqa: PLR0913 (what may be said of an export, by name)
    number: Number,
    *,
    workspace: One = None,
    output: Into = None,
    as_json: Json = False,
    as_csv: Csv = False,
    period: metrics.Length = USUAL,
) -> None:
    """Write an incident, or a postmortem, as Markdown, or with --json as data.

    `metrics` writes those of the last 90 days, or of --period, as JSON, or with --csv
    as a sheet. `calendar` writes every routine and every occurrence, or with --csv the
    occurrences as a sheet.

    A file whose name ends in .json holds data; a postmortem's that ends in .pdf is a
    PDF, which says how many characters its font lacks.

    All that is known of it, of a private one too; that it was exported, and by whom, is
    then on its record. Where the table was altered, what the record says is written,
    and the exit code is 1.
    """
    if (what := number.casefold()) in SHEETS:
        _whole(what, workspace, period, output, as_csv=as_csv)
        return
    if as_csv or _ending(output) == SHEET:
        raise typer.BadParameter(ONLY_THESE)
    told, text, zone = asyncio.run(_export(number, workspace))
    data = as_json or _ending(output) == DATA
    written = terminal.json_of(told) if data else text + "\n"
    if output is None:
        typer.echo(written, nl=False)
    else:
        paper_ = _ending(output) == PDF
        whole = _paper(told, zone) if paper_ else written.encode()
        _write(output.expanduser(), whole, private=_private(told))
        terminal.say(f"{_ref(told)} is in {output}")
    _end(told.get("contradictions", []))


def _end(wrongs: Iterable[dict[str, Any]]) -> NoReturn:
    """Say what the table contradicts the record in; that is no good end."""
    code = 0
    for wrong in wrongs:
        terminal.say(wrong["sentence"], err=True)
        code = 1
    raise typer.Exit(code)


def _whole(
    what: str,
    workspace: str | None,
    period: str,
    output: Path | None,
    *,
    as_csv: bool,
) -> None:
    """Write metrics or calendar: as a sheet if one is asked for, else as data."""
    if _ending(output) not in ("", DATA, SHEET):
        raise typer.BadParameter(ONLY_THESE)
    if what == METRICS:
        told = asyncio.run(metrics.measured(period, "", workspace))
    else:
        told = asyncio.run(calendar.whole(workspace))
    sheet = as_csv or _ending(output) == SHEET
    written = SHEETS[what](told) if sheet else terminal.json_of(told)
    if output is None:
        typer.echo(written, nl=False)
        return
    _write(output.expanduser(), written.encode(), private=what == CALENDAR)
    terminal.say(f"{SAID[what]} in {output}")


def _ending(output: Path | None) -> str:
    return output.suffix.casefold() if output else ""


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
