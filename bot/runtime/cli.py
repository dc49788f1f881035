"""The command line."""

import asyncio
import gc
import os
import sys
from collections.abc import Coroutine
from typing import Any

import structlog
import typer
import uvloop

from bot.core import settings
from bot.core.errors import Refused
from bot.core.settings import Settings
from bot.runtime import observe, schema
from bot.runtime.app import Longwatch
from bot.runtime.commands import (
    doctor,
    export,
    gates,
    ground,
    importing,
    ledger,
    manifest,
    metrics,
    playground,
    policy,
    refusing,
    similar,
    terminal,
    tombstone,
)
from bot.runtime.commands.terminal import Json, example
from bot.runtime.serving import serving

log = structlog.get_logger(__name__)
app = typer.Typer(
    name="longwatch",
    help="Incidents in Slack, from the first word to the last.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
db = typer.Typer(help="The database: migrations.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(manifest.commands)
app.add_typer(policy.commands, name="policy")
app.add_typer(doctor.commands)
app.add_typer(export.commands)
app.add_typer(similar.commands)
app.add_typer(metrics.commands)
app.add_typer(gates.commands)
app.add_typer(importing.commands)
app.add_typer(tombstone.commands)
app.add_typer(ledger.commands, name="ledger")
app.add_typer(ledger.keys_commands, name="keys")
app.command("playground", epilog=example("longwatch playground --port 8080"))(
    playground.playground
)


class SqliteIsSingle(Refused):
    """SQLite serves one process: use `longwatch run`, or PostgreSQL for the two."""


def main() -> None:
    """Run a command: exit 0 done, 1 refused, 2 usage."""
    refusing.ended(app, sys.argv)


@app.command(epilog=example("longwatch run"))
def run() -> None:
    """Answer Slack and work by itself, in one process."""
    given = settings.load(os.environ)
    _log()
    ground.prepare(given)
    with ground.alone(given):
        if schema.file(given.database_url):
            asyncio.run(schema.upgrade(given.database_url))
        _serve(given)


@app.command(epilog=example("longwatch web"))
def web() -> None:
    """Answer Slack only; a worker does the rest."""
    given = settings.load(os.environ)
    _log()
    _many(given)
    _serve(given, worker=False)


@app.command(epilog=example("longwatch worker"))
def worker() -> None:
    """Do what is due only: effects in Slack, timers, the ledger's signatures.

    How it is, it says at PORT too, or at 3001: a web on the same machine has 3000.
    """
    given = settings.load(os.environ)
    _log()
    _many(given)
    if "port" not in given.model_fields_set:
        given = given.model_copy(update={"port": given.port + 1})
    _serve(given, web=False)


@db.command("upgrade", epilog=example("longwatch db upgrade"))
def db_upgrade(*, as_json: Json = False) -> None:
    """Bring the database to the newest migration."""
    given = settings.load(os.environ, slack=False)
    ground.prepare(given)
    asyncio.run(schema.upgrade(given.database_url))
    _tell_migration(as_json=as_json)


@db.command("check", epilog=example("longwatch db check"))
def db_check(*, as_json: Json = False) -> None:
    """Tell whether the database is at the newest migration."""
    given = settings.load(os.environ, slack=False)
    asyncio.run(schema.require(given.database_url))
    _tell_migration(as_json=as_json)


def _tell_migration(*, as_json: bool) -> None:
    if as_json:
        terminal.as_json({"migration": schema.head()})
    else:
        typer.echo(f"The database is at migration {schema.head()}.")


def _log() -> None:
    """Write nothing but lines of JSON from here on: somebody's machine reads them."""
    observe.configure_logs()
    observe.log_crashes()


def _many(given: Settings) -> None:
    if schema.file(given.database_url):
        raise SqliteIsSingle


def _serve(given: Settings, *, web: bool = True, worker: bool = True) -> None:
    """Serve until a signal ends it; what was begun is ended first."""
    asyncio.run(ground.look(given))
    _loop(_until_signalled(given, web=web, worker=worker))


async def _until_signalled(given: Settings, *, web: bool, worker: bool) -> None:
    longwatch = Longwatch(given, web=web, worker=worker)
    async with serving(longwatch.application(), given.host, given.port) as address:
        log.info("Longwatch serves at %s", address)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: no collection looks through it again
        await longwatch.signalled()


def _loop(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)
