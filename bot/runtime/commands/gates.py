"""The command that tells whether all is in order: `longwatch gates`."""

import asyncio
from typing import Any

import typer

from bot import cycles
from bot.cycles import Judged, Standing
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

CLOCK = "clock"  # who looks: nobody who is asked for anything
COLUMNS = ("Gate", "Stands", "Why", "Shown by")


@commands.command("gates", epilog=example("longwatch gates --json"))
def tell(*, workspace: One = None, as_json: Json = False) -> None:
    """Tell how the eight gates stand, what fails first; exit 1 when one fails.

    Of private incidents only how many there are is told.
    """
    judged = asyncio.run(_judged(workspace))
    failing = any(one.standing is Standing.FAILING for one in judged)
    if as_json:
        listed = [data(one) for one in judged]
        terminal.as_json({"ok": not failing, "gates": listed})
    else:
        terminal.table(COLUMNS, [_row(one) for one in judged])
    raise typer.Exit(1 if failing else 0)


async def _judged(wanted: str | None) -> list[Judged]:
    async with (
        offline.opened(wanted) as opened,
        opened.transactions.look(workspace=opened.only, actor=CLOCK) as work,
    ):
        return await cycles.gates(work)


def data(one: Judged) -> dict[str, Any]:
    """Give a gate as programs read it."""
    return {
        "gate": one.gate.value,
        "name": one.name,
        "standing": one.standing.value,
        "why": one.why,
        "ids": list(one.ids),
        "answered_by_a_person": one.answered,
    }


def _row(one: Judged) -> tuple[str, ...]:
    shown = ", ".join(one.ids) or "\N{EN DASH}"
    return one.name, one.standing.value, one.why, shown
