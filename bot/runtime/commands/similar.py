"""The command that finds earlier incidents like one: `longwatch similar`."""

import asyncio
from typing import Annotated, Any

import typer

from bot import incidents
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

FORMAT = "longwatch/similar/1"
COLUMNS = ("", "Score", "Title", "Surface", "In common")
FEW = 8  # words of what they have in common

Number = Annotated[str, typer.Argument(metavar="INC-42", help="Which incident.")]
Most = Annotated[
    int, typer.Option("--most", min=1, max=100, help="How many at the most.")
]


@commands.command("similar", epilog=example("longwatch similar INC-42 --json"))
def similar(
    number: Number,
    *,
    most: Most = incidents.SIMILAR,
    workspace: One = None,
    as_json: Json = False,
) -> None:
    """List earlier incidents that are like one, by their words and surfaces.

    The same record always gives the same list. Private incidents are neither looked up
    nor listed: `longwatch export` gives one of them, and notes it on its record.
    """
    told = asyncio.run(_similar(number, most, workspace))
    if as_json:
        terminal.as_json(told)
    elif told["similar"]:
        terminal.table(COLUMNS, [_row(found) for found in told["similar"]])
    else:
        terminal.say(f"No earlier incident is like {told['ref']}.")


async def _similar(number: str, most: int, wanted: str | None) -> dict[str, Any]:
    async with (
        offline.opened(wanted) as opened,
        opened.transactions.look(workspace=opened.only, actor=offline.ACTOR) as work,
    ):
        found = await incidents.named(work, number)
        similars = await incidents.similar(work, found, most)
        return {
            "format": FORMAT,
            "ref": found.ref,
            "title": found.title,
            "similar": [one.told(work.policy) for one in similars],
        }


def _row(found: dict[str, Any]) -> tuple[str, ...]:
    words = ", ".join(found["words"][:FEW])
    surface = found["surface"] or "\N{EN DASH}"
    return found["ref"], f"{found['score']:.2f}", found["title"], surface, words
