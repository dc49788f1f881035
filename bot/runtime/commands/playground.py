"""`longwatch playground`: its options. The rest is loaded only when somebody plays."""

import asyncio
from typing import Annotated

import typer
import uvloop

USUAL = 4242

Port = Annotated[
    int | None,
    typer.Option(
        min=1, max=65535, help=f"Where the page is; else at {USUAL}, or at a free one."
    ),
]
Socket = Annotated[
    bool, typer.Option("--socket", help="Connect the bot by Socket Mode, not by HTTP.")
]


def playground(*, port: Port = None, socket: Socket = False) -> None:
    """Start a Slack on this machine with the bot beside it, to try everything."""
    from bot.runtime.playing import beside, folders  # noqa: PLC0415 (only who plays needs it)

    ports = (port,) if port else (USUAL, 0)
    with (
        folders.inhabited() as (folder, lock),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(beside.play(folder, ports, socket=socket, lock=lock))
