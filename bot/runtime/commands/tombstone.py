"""The command that archives what is long retired: `longwatch tombstone`."""

import difflib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import library
from bot.library import Plan, Remove, Write
from bot.runtime.clock import Clock
from bot.runtime.commands import terminal
from bot.runtime.commands.terminal import Json, example

commands = typer.Typer()

FORMAT = "longwatch/tombstone/1"
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder with the Markdown files.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the difference, and change nothing.")
]
Age = Annotated[
    str,
    typer.Option("--older-than", metavar="6m", help="How long retired: 180d, 6m, 1y."),
]


@commands.command("tombstone", epilog=example("longwatch tombstone docs --dry-run"))
def tombstone(
    folder: Folder,
    *,
    dry_run: DryRun = False,
    older_than: Age = "6m",
    as_json: Json = False,
) -> None:
    """Move what is long retired to _archive/, with every link to it, and from it.

    A Markdown file is retired by a line near its top, `Status: Retired 2026-01-31`, or
    by the keys `status: retired` and `retired: 2026-01-31` at its head. It keeps its
    text and its path below _archive/. README.md at the top of the folder, else
    index.md, lists the archive in a section that is folded in. A run that was
    interrupted loses nothing: the next one ends what it began.
    """
    folder, last = folder.expanduser(), library.long_ago(Clock()().date(), older_than)
    with library.alone_in(folder):
        plan = _planned(folder, last)
        if not dry_run:
            with terminal.progress("Archiving") as progress:
                library.carry_out(folder, plan, progress)
    if as_json:
        terminal.as_json(_told(plan, dry_run=dry_run))
        return
    for line in (*(_diff(plan) if dry_run else ()), *_lines(plan, dry_run=dry_run)):
        terminal.say(line)


def _planned(folder: Path, last: date) -> Plan:
    with terminal.progress("Reading") as progress:
        tree = library.read_tree(folder, progress)
    plan = library.plan_archive(tree, last)
    library.require_room(folder, plan)
    return plan


def _rewritten(plan: Plan) -> list[str]:
    """Give the files that stay where they are, and say something else."""
    to = {move.to for move in plan.moves}
    writes = [one.place for one in plan.steps if isinstance(one, Write)]
    return [place for place in writes if place not in to]


def _told(plan: Plan, *, dry_run: bool) -> dict[str, Any]:
    moved = [
        {"from": one.place, "to": one.to, "retired": one.since.isoformat()}
        for one in plan.moves
    ]
    told = {"format": FORMAT, "dry_run": dry_run, "moved": moved, "index": plan.index}
    told |= {"rewritten": _rewritten(plan), "problems": dict(plan.problems)}
    return told | ({"diff": "\n".join(_diff(plan))} if dry_run else {})


def _lines(plan: Plan, *, dry_run: bool) -> Iterator[str]:
    """Say what was done, or would be, and what nobody can do but a person."""
    for move in plan.moves:
        yield f"{move.place} -> {move.to} (retired {move.since})"
    for place in _rewritten(plan):
        yield f"{place}: {'the index' if place == plan.index else 'links'}"
    for place, problem in plan.problems.items():
        yield f"{place} stays: {problem}"
    archived, changed = len(plan.moves), len(_rewritten(plan))
    said = f"{archived} archived, {changed} rewritten."
    if not plan.steps:
        said = "Nothing is to be archived, and every link leads where it should."
    yield f"{said} This was a dry run: nothing was changed." if dry_run else said


def _diff(plan: Plan) -> Iterator[str]:
    """Write what would change, as `diff -u` does."""
    was = {move.to: move.place for move in plan.moves}
    writes = [one for one in plan.steps if isinstance(one, Write)]
    removed = {one.place: one.before for one in plan.steps if isinstance(one, Remove)}
    for one in writes:
        old = was.get(one.place, one.place)
        before = removed.get(old, one.before or "")
        lines = before.splitlines(), one.after.splitlines()
        if old != one.place:
            yield f"rename {old} -> {one.place}"
        yield from difflib.unified_diff(*lines, old, one.place, lineterm="")
