"""The command that tells how it went: `longwatch metrics`; and that as a sheet."""

import asyncio
import csv
import io
from typing import Annotated, Any

import typer

from bot import metrics
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

COLUMNS = ("Metric", "Value", "Target", "Before", "Made of")
FEW = 5  # numbers of incidents that a line of text names

Length = Annotated[
    str, typer.Option("--period", metavar="90d", help="Until now: 30d, 12w or 1y.")
]
Surface = Annotated[
    str, typer.Option("--surface", metavar="NAME", help="Only what affected it.")
]


@commands.command("metrics", epilog=example("longwatch metrics --period 30d --json"))
def tell(
    *,
    period: Length = metrics.USUAL,
    surface: Surface = "",
    workspace: One = None,
    as_json: Json = False,
) -> None:
    """Tell how it went: each metric with its target, and as it was before.

    With --json each comes with its definition, numerator, denominator and the numbers
    of the very incidents; those of private ones too, and nothing else of them.
    """
    told = asyncio.run(measured(period, surface, workspace))
    if as_json:
        terminal.as_json(told)
        return
    terminal.table(COLUMNS, [_row(one["title"], one) for one in told["metrics"]])
    if told["surfaces"]:
        terminal.say("")
        each = [_row(name, one) for name, one in told["surfaces"].items()]
        terminal.table(("Availability of", *COLUMNS[1:]), each)


async def measured(period: str, surface: str, wanted: str | None) -> dict[str, Any]:
    """Give the metrics of a workspace as data."""
    async with (
        offline.opened(wanted) as opened,
        opened.transactions.look(workspace=opened.only, actor=offline.ACTOR) as work,
    ):
        made = await metrics.report(work, period, surface)
        return metrics.data(made, opened.only)


def sheet(told: dict[str, Any]) -> str:
    """Write the metrics as CSV."""
    written = io.StringIO()
    sheet = csv.DictWriter(written, metrics.COLUMNS, lineterminator="\n")
    sheet.writeheader()
    sheet.writerows(metrics.rows(told))
    return written.getvalue()


def _row(title: str, one: dict[str, Any]) -> tuple[str, ...]:
    key = metrics.Key(one["key"])
    aim = f"{one['target']['sense']} {metrics.said(key, one['target']['value'])}"
    met = {True: "met", False: "missed", None: "\N{EN DASH}"}[one["met"]]
    ids = one["ids"]
    few = ", ".join(ids[:FEW]) + (f" and {len(ids) - FEW} more" if ids[FEW:] else "")
    return (
        title,
        metrics.said(key, one["value"]),
        f"{met}: {aim}" if one["met"] is not None else _unjudged(one, aim),
        metrics.said(key, one["before"]["value"]),
        few or "\N{EN DASH}",
    )


def _unjudged(one: dict[str, Any], aim: str) -> str:
    return aim if one["judged"] else f"{aim}, {metrics.SHORT}"
