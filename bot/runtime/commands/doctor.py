"""The command that names what is wrong with a setup: `longwatch doctor`.

Every check runs, whatever the others find, and none for longer than `BOUND`.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import aiohttp
import typer

from bot.core import settings
from bot.core.errors import Refused
from bot.runtime import observe
from bot.runtime.checks import CHECKS, Check, Finding, Patient, State
from bot.runtime.checks.findings import unchecked, wrong
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

BOUND = 12.0  # seconds for one check; they run side by side
STYLES = {State.OK: "green", State.WRONG: "bold red", State.UNCHECKED: "yellow"}
MARKS = {State.OK: "ok", State.WRONG: "WRONG", State.UNCHECKED: "not checked"}


@commands.command("doctor", epilog=example("longwatch doctor"))
def doctor(*, workspace: One = None, as_json: Json = False) -> None:
    """Name what is wrong with this setup, all of it, and how to mend it.

    It looks at the environment, the key, the database, the policy, the app in Slack
    and the bot that runs, and changes nothing.
    """
    found = asyncio.run(examine(os.environ, workspace))
    well = all(finding.state is not State.WRONG for finding in found)
    if as_json:
        terminal.as_json({"well": well, "findings": [asdict(each) for each in found]})
    else:
        _tell(found)
    raise typer.Exit(0 if well else 1)


async def examine(
    environ: Mapping[str, str], wanted: str | None = None
) -> list[Finding]:
    """Run every check on the setup of *environ*; raise NoSuchWorkspace."""
    given, problems = settings.examine(environ)
    async with aiohttp.ClientSession() as session:
        patient = Patient(
            given=given,
            problems=problems,
            environ=dict(environ),
            wanted=wanted,
            session=session,
        )
        found = await asyncio.gather(
            *(_run(patient, name, *check) for name, check in CHECKS.items())
        )
    return [finding for each in found for finding in each]


async def _run(
    patient: Patient, name: str, check: Check, variables: Sequence[str]
) -> list[Finding]:
    """Run one check: the outermost loop of a look at something that may be broken."""
    spoilt = patient.spoilt(*variables)
    if spoilt:
        return [unchecked(name, f"That can't be seen before {spoilt} is mended.")]
    try:
        async with asyncio.timeout(BOUND):
            return await check(patient)
    except offline.NoSuchWorkspace:
        raise
    except TimeoutError:
        sentence = f"This could not be seen within {BOUND:g} seconds."
        return [wrong(name, sentence, "see what keeps it waiting, and try again")]
    except Refused as refusal:
        return [wrong(name, str(refusal), "put that right, and try again")]
    except Exception as error:  # noqa: BLE001 (a check that breaks hides no other)
        said = observe.SECRET.sub("[masked]", f"{type(error).__name__}: {error}")
        mend = "look at it by hand, and report this line: the check itself broke"
        return [wrong(name, f"This can't be checked ({said}).", mend)]


def _tell(found: Sequence[Finding]) -> None:
    """Tell a person: what is wrong stands out, and how to mend it stands below."""
    for each in found:
        line = f"{MARKS[each.state]:<12} {each.check}: {each.sentence}"
        terminal.say(line, style=STYLES[each.state])
        if each.mend:
            terminal.say(f"{'':<12} To mend it: {each.mend}.")
    many = sum(each.state is State.WRONG for each in found)
    terminal.say("")
    ending = f"{many} thing{'s are' if many > 1 else ' is'} wrong."
    terminal.say(ending if many else "Nothing is wrong.")
