"""The command that brings documents in: `longwatch import`."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import library
from bot.core.errors import Missing, Refused
from bot.core.work import Work
from bot.library import Draft, Unreadable
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Where the Markdown files are.")
]


class NoFiles(Missing):
    """There is no Markdown file (*.md) in {folder}."""


class SameName(Refused):
    """{one} and {other} have one name: a document is called as its file is."""


@commands.command("import", epilog=example("longwatch import runbooks/"))
def bring(folder: Folder, *, workspace: One = None, as_json: Json = False) -> None:
    """Bring runbooks and playbooks in from Markdown files, all of them or none.

    A file begins with lines such as `title: Auth: nobody can log in`, `surfaces: auth`
    and `words: login, sso` (also kind, state, owner, severities), then an empty line,
    then Markdown. Its name is the document's: bringing it in again changes only what
    has changed.
    """
    drafts, mistakes = _read(folder.expanduser())
    if mistakes:
        _tell(mistakes, as_json=as_json)
        raise typer.Exit(1)
    done = asyncio.run(_bring(drafts, workspace))
    if as_json:
        terminal.as_json({"ok": True, "documents": done})
        return
    for name, what in done.items():
        terminal.say(f"{name}: {what}")
    counted = ", ".join(
        f"{n} {what}" for what, n in sorted(Counter(done.values()).items())
    )
    terminal.say(f"{len(done)} files: {counted}")


def _read(folder: Path) -> tuple[dict[str, Draft], list[dict[str, Any]]]:
    """Read every file; give the drafts by name, and what is wrong with which line."""
    files = sorted(folder.rglob("*.md"))
    if not files:
        raise NoFiles(folder=folder)
    drafts, mistakes = dict[str, Draft](), list[dict[str, Any]]()
    seen = dict[str, Path]()
    for file in files:
        name = library.slugged(file.stem)
        if name in seen:
            raise SameName(one=seen[name], other=file)
        seen[name] = file
        try:
            drafts[name] = library.parse(file.read_text("utf-8"))
        except Unreadable as wrong:
            mistakes += [
                {"file": str(file), "line": one.line, "problem": one.problem}
                for one in wrong.mistakes
            ]
        except UnicodeDecodeError:
            problem = "it is not text in UTF-8"
            mistakes.append({"file": str(file), "line": 1, "problem": problem})
    return drafts, mistakes


def _tell(mistakes: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        terminal.as_json({"ok": False, "mistakes": mistakes})
        return
    for one in mistakes:
        said = f"{one['file']}:{one['line']}: {one['problem']}"
        terminal.say(said, style="red", err=True)
    terminal.say("Nothing was brought in.", err=True)


async def _bring(drafts: dict[str, Draft], wanted: str | None) -> dict[str, str]:
    """Keep all of them in one transaction; tell of each what was done."""
    async with offline.opened(wanted) as opened:
        whose: dict[str, Any] = {"workspace": opened.only, "actor": offline.ACTOR}
        async with opened.transactions.begin(**whose) as work:
            return await _kept(work, drafts)


async def _kept(work: Work, drafts: dict[str, Draft]) -> dict[str, str]:
    done = dict[str, str]()
    with terminal.progress("Importing") as progress:
        for number, (name, draft) in enumerate(drafts.items(), 1):
            done[name] = await library.bring(work, name, draft)
            progress(number, len(drafts))
    return done
