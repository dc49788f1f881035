"""The commands that show what a team may choose: `longwatch policy`."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.core import policy, settings, toml
from bot.core.errors import Missing, Refused
from bot.core.policy import Policies
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example
from bot.workspaces import Workspace

commands = typer.Typer(help="The policy: what a team may choose.", no_args_is_help=True)


class NoPolicyFile(Missing):
    """There is no policy file to check: name one, or set LONGWATCH_POLICY."""


File = Annotated[
    Path | None,
    typer.Argument(help="The file to check; else that of LONGWATCH_POLICY."),
]


@commands.command("check", epilog=example("longwatch policy check policy.toml"))
def check(file: File = None, *, as_json: Json = False) -> None:
    """Check a policy file: name every line that is wrong, and what to write there."""
    if file is None:
        named = os.environ.get("LONGWATCH_POLICY", "").strip()
        if not named:
            raise NoPolicyFile
        file = Path(named)
    found = policy.check(file.expanduser())
    if as_json:
        listed = [asdict(mistake) for mistake in found]
        terminal.as_json({"file": str(file), "ok": not found, "mistakes": listed})
    for mistake in [] if as_json else found:
        itself = mistake.key == str(file)  # it can't be read at all
        terminal.say(f"{'' if itself else f'{file}: '}{mistake}", style="red")
    if not found and not as_json:
        terminal.say(f"{file}: no mistake")
    raise typer.Exit(1 if found else 0)


@commands.command("show", epilog=example("longwatch policy show > policy.toml"))
def show(*, workspace: One = None, as_json: Json = False) -> None:
    """Print the policy that holds, whole: a file that `policy check` takes again.

    It is what ships, under LONGWATCH_POLICY, under what was chosen in Slack.
    """
    held = asyncio.run(_held(workspace))
    if as_json:
        terminal.as_json(asdict(held))
        return
    said = (held.note, f"digest {held.digest}: it stands on what is decided under it")
    heading = [f"# {' '.join(line.split())}" for line in said]
    typer.echo("\n".join([*heading, "", toml.dumps(held.policy)]), nl=False)


@dataclass(frozen=True, kw_only=True)
class Held:
    """The policy of a workspace, or what holds for all of them."""

    workspace: str | None
    file: str | None
    note: str
    """What it is made of, in a sentence."""
    digest: str
    policy: dict[str, Any]


async def _held(wanted: str | None) -> Held:
    given = settings.load(os.environ, slack=False)
    policies = policy.load(given.policy)
    file = str(given.policy) if given.policy else None
    layers = f"what ships{f', {file}' if file else ''}"
    try:
        every = await offline.installed(given)
    except Refused as refusal:
        if wanted:
            raise
        why = f"before anything is chosen in Slack ({refusal})"
        return _shown(policies, None, file, f"What holds {why}: {layers}")
    found = offline.named(every, wanted)
    if len(found) == 1:
        (one,) = found
        here = f"What holds in {offline.of(one)}"
        note = f"{here}: {layers}, what is chosen in Slack"
        return _shown(policies, one, file, note)
    return _shown(policies, None, file, _common(layers, found))


def _common(layers: str, several: Sequence[Workspace]) -> str:
    if not several:
        return f"What holds; no workspace is installed yet: {layers}"
    ids = ", ".join(each.id for each in several)
    return f"What holds where nothing else is chosen (--workspace {ids}): {layers}"


def _shown(
    policies: Policies, one: Workspace | None, file: str | None, note: str
) -> Held:
    whole = offline.chosen(policies, [one] if one else [])(one.id if one else "")
    return Held(
        workspace=one.id if one else None,
        file=file,
        note=note,
        digest=whole.digest,
        policy=_keyed(whole.model_dump(mode="json", exclude_none=True, by_alias=True)),
    )


def _keyed(table: dict[Any, Any]) -> dict[str, Any]:
    """Write keys as TOML has them: text."""
    return {
        str(key): _keyed(held) if isinstance(held, dict) else held
        for key, held in table.items()
    }
