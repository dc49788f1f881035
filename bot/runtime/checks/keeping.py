"""What is kept outside the database: the data folder, the templates, the ledger."""

import asyncio
import os
from pathlib import Path

from bot import ledger
from bot.core import render
from bot.core.errors import Refused
from bot.ledger import Standing
from bot.runtime.checks.findings import Finding, ok, unchecked, wrong
from bot.runtime.checks.patient import Patient
from bot.runtime.commands import offline
from bot.workspaces import Workspace

BACK = "bring the data folder (LONGWATCH_HOME) back from a copy, if there is one"


async def home(patient: Patient) -> list[Finding]:
    """Look whether checkpoints can be kept in the data folder."""
    place = patient.given.home
    inside = [place, *place.glob("checkpoints"), *place.glob("checkpoints/*.txt")]
    shut = next((path for path in inside if not _writable(path)), None)
    if shut is None:
        return [ok("home", f"Longwatch can write to {place}.")]
    sentence = f"Longwatch can't write to {shut}: no checkpoint of the ledger is kept."
    return [wrong("home", sentence, "let it, or put LONGWATCH_HOME right")]


def _writable(path: Path) -> bool:
    """Tell whether *path* can be written to, or be made."""
    there = next(each for each in (path, *path.parents) if each.exists())
    needed = os.W_OK | (os.X_OK if there.is_dir() else 0)
    return os.access(there, needed)


async def templates(patient: Patient) -> list[Finding]:
    """Look whether a team's own templates can be used."""
    folder = patient.given.templates
    if folder is None:
        return [ok("templates", "No template is replaced.")]
    try:
        many = render.check(folder)
    except render.BadTemplate as refusal:
        return [wrong("templates", str(refusal), "put that line right, and restart")]
    return [ok("templates", f"The templates in {folder} can be used ({many}).")]


async def records(patient: Patient) -> list[Finding]:
    """Look whether the ledger can be signed on, in each workspace."""
    try:
        rows = offline.named(await asyncio.shield(patient.installed), patient.wanted)
        async with offline.opened(patient.wanted, given=patient.given) as opened:
            found = [_standing(row.name, await _seen(opened, row)) for row in rows]
    except offline.NoSuchWorkspace:
        raise
    except Refused:
        return [unchecked("ledger", "It can't be read before that is mended.")]
    return found or [unchecked("ledger", "No workspace is installed yet.")]


async def _seen(opened: offline.Opened, row: Workspace) -> Standing:
    whose = {"workspace": row.id, "actor": offline.ACTOR}
    async with opened.transactions.look(**whose) as work:
        return await ledger.standing(work, opened.given.home)


def _standing(name: str, found: Standing) -> Finding:
    if found.sound is False:
        sentence = (
            f"{name}: the ledger does not fit the checkpoint that is kept: it is not"
            " signed any more."
        )
        return wrong("ledger", sentence, "`longwatch ledger verify` says what happened")
    if found.begun is not None:
        return unchecked("ledger", f"{name}: {found.begun}", BACK)
    signed = f"{found.signed} of {found.entries} entries signed"
    return ok("ledger", f"{name}: {signed}.")
