"""`longwatch playground`: its options. The rest is loaded only when somebody plays."""

import asyncio
import logging
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from bot.runtime.commands import terminal
from bot.runtime.commands.terminal import Json

USUAL = 4242
FEW = 12

Port = Annotated[
    int | None,
    typer.Option(
        min=1, max=65535, help=f"Where the page is; else at {USUAL}, or at a free one."
    ),
]
Socket = Annotated[
    bool, typer.Option("--socket", help="Connect the bot by Socket Mode, not by HTTP.")
]
Year = Annotated[
    bool,
    typer.Option(
        "--year",
        help="Play a year of the calendar for a team, and judge what was said.",
    ),
]
Seed = Annotated[int, typer.Option(help="Of --year: what chance begins with.")]
Days = Annotated[
    int, typer.Option(min=42, max=366, help="Of --year: how many days are played.")
]


def playground(  # noqa: PLR0913 (the options, by name)
    *,
    port: Port = None,
    socket: Socket = False,
    year: Year = False,
    seed: Seed = 7,
    days: Days = 365,
    as_json: Json = False,
) -> None:
    """Start a Slack on this machine with the bot beside it, to try everything.

    With --year a team of twelve in four zones lives through a year of the operations
    calendar: they confirm, forget, leave and go on holiday, and Longwatch is stopped
    for a week. It exits 1 if anything that was promised did not hold.
    """
    from bot.runtime.playing import folders  # noqa: PLC0415 (only who plays needs it)

    with (
        folders.inhabited() as (folder, lock),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        if year:
            _year(runner, folder, seed, days, as_json=as_json)
            return
        from bot.runtime.playing import beside  # noqa: PLC0415 (the same)

        ports = (port,) if port else (USUAL, 0)
        runner.run(beside.play(folder, ports, socket=socket, lock=lock))


def _year(
    runner: asyncio.Runner, folder: Path, seed: int, days: int, *, as_json: bool
) -> None:
    """Play it, say what came of it, and exit 1 if something did not hold."""
    from bot.runtime import observe  # noqa: PLC0415 (only who plays needs it)
    from bot.runtime.playing.year.play import Year as Played  # noqa: PLC0415 (the same)

    observe.configure_logs(level=logging.ERROR)
    with terminal.progress("A year") as progress:
        played = Played(folder=folder, number=seed, length=days, progress=progress)
        told = runner.run(played.run())
    if as_json:
        terminal.as_json(told)
    else:
        _tell(told)
    raise typer.Exit(0 if told["ok"] else 1)


def _tell(told: dict[str, Any]) -> None:
    terminal.say("\n".join(told["transcript"]))
    counts = [(name, str(count)) for name, count in told["occurrences"].items()]
    terminal.table(("what", "how many"), counts)
    for sentence in told["wrong"][:FEW]:
        terminal.say(sentence, style="red", err=True)
    held = "Everything that was promised held."
    terminal.say(held if told["ok"] else f"{len(told['wrong'])} promises did not hold.")
