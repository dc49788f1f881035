"""The commands that prove: `longwatch ledger` and `longwatch keys`."""

import asyncio
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import (
    approvals,
    backups,
    calendar,
    cycles,
    findings,
    hunts,
    incidents,
    ledger,
    library,
    maintenance,
    postmortems,
    services,
    vault,
)
from bot.core import settings
from bot.core.errors import Refused
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.offline import Named, Opened
from bot.runtime.commands.terminal import Json, example

commands = typer.Typer(
    help="The ledger: prove it, sign it, hand it out.", no_args_is_help=True
)
keys_commands = typer.Typer(
    help="The keys of the vault and of the ledger.", no_args_is_help=True
)

PROJECTIONS: tuple[ledger.Projection, ...] = (
    approvals.held,
    backups.held,
    calendar.held,
    findings.held,
    hunts.held,
    cycles.held,
    incidents.held,
    library.held,
    maintenance.held,
    postmortems.held,
    services.held,
)
Only = Annotated[
    str | None,
    typer.Option("--workspace", metavar="ID", help="One workspace; else every one."),
]
Folder = Annotated[
    Path, typer.Argument(help="Made here, with a folder for each workspace.")
]


@commands.command(
    "verify", epilog=example("longwatch ledger verify --workspace T0123ABCD")
)
def verify(*, workspace: Only = None, as_json: Json = False) -> None:
    """Prove the ledger against the checkpoints kept in LONGWATCH_HOME."""
    found = asyncio.run(_verify(workspace))
    proven = all(each.proven for each in found.values())
    if as_json:
        listed = [_verified(named, each) for named, each in found.items()]
        terminal.as_json({"proven": proven, "workspaces": listed})
    for named, each in {} if as_json else found.items():
        _tell(named, each)
    raise typer.Exit(0 if proven else 1)


@commands.command("checkpoint", epilog=example("longwatch ledger checkpoint"))
def checkpoint(*, workspace: Only = None, as_json: Json = False) -> None:
    """Sign what the ledger is now, and keep the signature in LONGWATCH_HOME."""
    signed = asyncio.run(_checkpoint(workspace))
    if as_json:
        listed = [{**asdict(named), **asdict(each)} for named, each in signed.items()]
        terminal.as_json({"workspaces": listed})
    for named, each in {} if as_json else signed.items():
        _tell_signed(named, each)
    raise typer.Exit(1 if any(each.problem for each in signed.values()) else 0)


@commands.command("export", epilog=example("longwatch ledger export audit"))
def export(folder: Folder, *, workspace: Only = None, as_json: Json = False) -> None:
    """Write the signed ledger where an outsider can check it: no words, no secrets."""
    written = asyncio.run(_export(folder, workspace))
    if as_json:
        listed = [{**asdict(named), **asdict(each)} for named, each in written.items()]
        terminal.as_json({"workspaces": listed})
    for named, each in {} if as_json else written.items():
        terminal.say(f"{named}: {_entries(each.entries)} in {each.folder}")
        if each.unsigned:
            left_out = f"{_entries(each.unsigned)} not signed yet, and left out"
            terminal.say(f"  {left_out}; `longwatch ledger checkpoint` signs.")


@keys_commands.command("list", epilog=example("longwatch keys list"))
def keys(*, as_json: Json = False) -> None:
    """List the keys, whose they are, and which can't be used."""
    data, signing = asyncio.run(_keys())
    wrong = {key.id: key.problem for key in data if key.problem}
    wrong |= {key.vkey: key.problem for key in signing if key.problem}
    if as_json:
        signers = [asdict(key) for key in signing]
        terminal.as_json({"data_keys": [*map(asdict, data)], "signing_keys": signers})
    else:
        terminal.table(COLUMNS, [*map(_data_key, data), *map(_signing_key, signing)])
    if not (data or signing or as_json):
        terminal.say("There is no key yet: the first start makes them.")
    for id_, problem in {} if as_json else wrong.items():
        terminal.say(f"{id_}: {problem}", style="red")
    raise typer.Exit(1 if wrong else 0)


async def _verify(wanted: str | None) -> dict[Named, ledger.Verification]:
    async with offline.opened(wanted) as opened:
        return {named: await _prove(opened, named) for named in opened.about}


async def _prove(opened: Opened, named: Named) -> ledger.Verification:
    whose = {"workspace": named.workspace, "actor": offline.ACTOR}
    home = opened.given.home
    with terminal.progress(f"Verifying {named}") as progress:
        async with opened.transactions.look(**whose) as work:
            return await ledger.verify(
                work, home=home, progress=progress, projections=PROJECTIONS
            )


@dataclass(frozen=True, kw_only=True)
class _Signed:
    """What came of signing one ledger."""

    entries: int = 0
    note: str | None = None
    """The newest checkpoint; None where there is nothing to sign."""
    file: str
    begun: str | None = None
    """Where proof begins, in a sentence, if not at the first entry."""
    problem: str | None = None


async def _checkpoint(wanted: str | None) -> dict[Named, _Signed]:
    async with offline.opened(wanted) as opened:
        return {named: await _sign(opened, named.workspace) for named in opened.about}


async def _sign(opened: Opened, id_: str) -> _Signed:
    """Sign one ledger; a refusal is told and keeps no other from being signed."""
    home = opened.given.home
    file = ledger.notes_file(home, id_)
    try:
        async with opened.transactions.begin(
            workspace=id_, actor=offline.ACTOR
        ) as work:
            await ledger.open_key(work)
            signed = await ledger.checkpoint(work, home=home)
    except Refused as refusal:
        return _Signed(file=str(file), problem=str(refusal))
    note, size = (ledger.newest_note(file), signed.size) if signed else (None, 0)
    begun = ledger.begun(home, id_)
    said = str(begun) if begun else None
    return _Signed(file=str(file), note=note, entries=size, begun=said)


async def _export(folder: Path, wanted: str | None) -> dict[Named, ledger.Exported]:
    async with offline.opened(wanted) as opened:
        return {named: await _write(opened, named, folder) for named in opened.about}


async def _write(opened: Opened, named: Named, folder: Path) -> ledger.Exported:
    whose = {"workspace": named.workspace, "actor": offline.ACTOR}
    home, into = opened.given.home, folder / named.workspace
    with terminal.progress(f"Writing {named}") as progress:
        async with opened.transactions.look(**whose) as work:
            return await ledger.export(work, home=home, folder=into, progress=progress)


async def _keys() -> tuple[list[vault.ListedKey], list[ledger.ListedKey]]:
    given = settings.load(os.environ, slack=False)
    async with (
        offline.database(given) as database,
        database.reading(vault.SYSTEM) as session,
    ):
        if not await vault.sealed(session):
            return [], await ledger.keys(session, given.home)
        kek = vault.read(given.keys, data=given.home, make=False)
        data = await vault.Vault(kek).keys(session)
        return data, await ledger.keys(session, given.home)


def _verified(named: Named, verification: ledger.Verification) -> dict[str, Any]:
    summary = verification.summary
    return {
        **asdict(named),
        "proven": verification.proven,
        **asdict(summary),
        "unsigned": summary.unsigned,
        "findings": [
            {**asdict(finding), "advice": finding.advice}
            for finding in verification.findings
        ],
        "unlisted": verification.unlisted,
    }


def _tell(named: Named, verification: ledger.Verification) -> None:
    """Tell what was found: what, where, and what to do about it."""
    summary, findings = verification.summary, verification.findings
    said, style = "proven", "green"
    if findings:
        many = len(findings) + verification.unlisted
        said, style = f"NOT proven: {_count(many, 'finding')}", "bold red"
    if summary.begun and not findings:
        said, style = f"proven from entry {summary.begun.size} on", "yellow"
    terminal.say(f"{named}: {said}", style=style)
    if summary.begun:
        terminal.say(f"  {summary.begun}")
    signed = f"{summary.covered:,} of them signed"
    checked = f"{_count(summary.checkpoints, 'checkpoint')} checked"
    erased = f"{_count(summary.erased, 'field')} erased"
    terminal.say(f"  {_entries(summary.entries)}, {signed}; {checked}; {erased}")
    for finding in findings:
        terminal.say(f"  {finding}")
    if verification.unlisted:
        terminal.say(f"  and {verification.unlisted:,} more")
    for advice in dict.fromkeys(finding.advice for finding in findings):
        terminal.say(f"What to do: {advice}", style="bold")
    if not findings and summary.unsigned:
        terminal.say("The rest is signed within a minute, while a worker runs.")


def _tell_signed(named: Named, each: _Signed) -> None:
    if each.problem:
        terminal.say(f"{named}: {each.problem}", style="red")
    elif not each.note:
        terminal.say(f"{named}: nothing to sign yet")
    else:
        terminal.say(f"{named}: {_entries(each.entries)} signed")
        if each.begun:
            terminal.say(f"  {each.begun}", style="yellow")
        terminal.say(f"Kept in {each.file}; keep a copy elsewhere:\n\n{each.note}")


def _entries(many: int) -> str:
    return f"{many:,} entries" if many != 1 else "1 entry"


def _count(many: int, one: str) -> str:
    return f"{many:,} {one}" if many == 1 else f"{many:,} {one}s"


COLUMNS = ("key", "kind", "workspace", "purpose", "state", "wrapped by")


def _data_key(key: vault.ListedKey) -> list[str]:
    kind = "data key"
    return [key.id, kind, key.workspace, key.purpose, key.state, key.kek]


def _signing_key(key: ledger.ListedKey) -> list[str]:
    state = "retired" if key.retired else "active"
    return [key.vkey, "signing key", "-", "checkpoints", state, "-"]
