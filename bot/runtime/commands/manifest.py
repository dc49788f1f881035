"""The command that prints the app manifest: `longwatch manifest`."""

import os
from typing import Annotated

import typer

from bot.core import environ
from bot.runtime import manifest
from bot.runtime.commands import terminal
from bot.runtime.commands.terminal import example

commands = typer.Typer()


def _public(url: str | None) -> str | None:
    """Let an address pass that Slack can send requests to."""
    try:
        return None if url is None else environ.public(url)
    except ValueError as wrong:
        raise typer.BadParameter(f"{url} {wrong}") from None


Url = Annotated[
    str | None,
    typer.Option(
        "--http",
        metavar="URL",
        callback=_public,
        help="Slack sends requests to this public address.",
    ),
]
Socket = Annotated[
    bool, typer.Option("--socket", help="Longwatch opens the connection itself.")
]
Same = Annotated[
    bool, typer.Option("--json", help="Write JSON: it is JSON anyway, as Slack takes.")
]


@commands.command(
    "manifest", epilog=example("longwatch manifest --http https://bot.example.com")
)
def show_manifest(
    *, http: Url = None, socket: Socket = False, as_json: Same = False
) -> None:
    """Print the app manifest: paste it at api.slack.com/apps, *From a manifest*.

    Without an option the environment decides, as it does for `longwatch run`:
    SLACK_APP_TOKEN means Socket Mode, else LONGWATCH_URL is the address.
    """
    del as_json
    if http and socket:
        raise typer.BadParameter("give --http or --socket, not both")
    if not http and not socket and "SLACK_APP_TOKEN" not in os.environ:
        http = _public(os.environ.get("LONGWATCH_URL"))
        if http is None:
            raise typer.BadParameter("say how Slack reaches it: --http URL or --socket")
    terminal.as_json(manifest.build(http))
