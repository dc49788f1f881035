"""The command that brings in what a team keeps in files: `longwatch import`."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import calendar, findings, library, services
from bot.core import tabular
from bot.core.errors import Invalid, Missing, Refused
from bot.core.tabular import Entry
from bot.core.work import Work
from bot.library import Draft, Unreadable
from bot.runtime import bringing
from bot.runtime.commands import offline, terminal
from bot.runtime.commands.terminal import Json, One, example

commands = typer.Typer()

Where = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help="A folder of Markdown, or a .csv, .toml, .sarif, .json."
    ),
]
KINDS = (".csv", ".toml")
REPORTS = (".sarif", ".json")
Mistakes = list[dict[str, Any]]
Reader = Callable[[str, str], list[Entry]]
Keeper = Callable[[Work, list[Entry]], Awaitable[dict[str, str]]]


class NoFiles(Missing):
    """There is no Markdown file (*.md) in {folder}."""


class NotThere(Missing):
    """There is no file, and no folder, {path}."""


class OtherKind(Refused):
    """{path} is no folder of Markdown, and no file of services, keys or findings.

    Services and keys are a .csv or .toml, findings a .csv, .sarif or .json.
    """


class TooLarge(Refused):
    """{path} has more than {most} megabytes: part it, and bring in each part."""


class NotKept(Refused):
    """{name}: {why} Nothing was brought in."""


class SameName(Refused):
    """{one} and {other} have one name: a document is called as its file is."""


@commands.command("import", epilog=example("longwatch import runbooks/"))
def bring(path: Where, *, workspace: One = None, as_json: Json = False) -> None:
    """Bring in documents, services, keys, or findings.

    A folder holds Markdown: a file begins with lines such as `title: Auth: nobody can
    log in`, `surfaces: auth` and `words: login, sso` (also kind, state, owner,
    severities, superseded_by, instead, since), then an empty line, then Markdown.
    Its name is the document's.

    A .csv has a line of columns (name, owner, standby, rpo, rto, surface, runbook,
    plan), a .toml has `[[services]]` tables with the same keys.

    An inventory of keys has the columns name, kind, lives, owner, value, rotated,
    expires, how, or `[[keys]]` tables. It never holds the keys themselves.

    Findings are SARIF 2.1, JSON with `scanner` and `findings`, or a .csv with the
    columns title and severity (also kind, reference, place, surface, owner, source).

    All of it is taken, or each mistake is told with its line and nothing is. Bringing
    it in again changes only what has changed.
    """
    place = path.expanduser()
    if reported(place):
        _report(place, workspace, as_json=as_json)
        return
    kept = DOCUMENTS if place.is_dir() else _kind(place)
    what, noun = kept.what, kept.noun
    done, mistakes = kept.act(place, workspace)
    if mistakes:
        _tell(mistakes, as_json=as_json)
        raise typer.Exit(1)
    if as_json:
        terminal.as_json({"ok": True, what: done})
        return
    for name, deed in done.items():
        terminal.say(f"{name}: {deed}")
    counted = sorted(Counter(done.values()).items())
    said = ", ".join(f"{n} {deed}" for deed, n in counted)
    counts = f"{len(done)} {noun}{'s' * (len(done) != 1)}"
    terminal.say(f"{counts}: {said}")


def reported(file: Path) -> bool:
    """Tell whether a file holds findings: by its ending, or the columns of a .csv."""
    if not file.is_file():
        return False
    ending = file.suffix.casefold()
    if ending == ".csv":
        with file.open("rb") as opened:
            return findings.head(opened.read(4096))
    return ending in REPORTS


def _report(file: Path, wanted: str | None, *, as_json: bool) -> None:
    """Bring in a file of findings; say what came of it, or what is wrong where."""
    try:
        if file.stat().st_size > findings.BIGGEST:
            raise TooLarge(path=file, most=findings.BIGGEST // 1024 // 1024)
        read = findings.table if file.suffix.casefold() == ".csv" else findings.reports
        runs = asyncio.run(_reports(read(file.read_bytes()), wanted))
    except findings.Unreadable as unreadable:
        _tell(
            [
                {"file": str(file), "line": one.line, "problem": _problem(one)}
                for one in unreadable.mistakes
            ],
            as_json=as_json,
        )
        raise typer.Exit(1) from None
    if as_json:
        terminal.as_json({"ok": True, "findings": runs})
        return
    for run in runs:
        back = f"{run['back']} back, " if run["back"] else ""
        counts = f"{run['new']} new, {back}{run['gone']} gone, {run['known']} known"
        terminal.say(f"{run['source']}: {counts}")


def _problem(one: findings.Mistake) -> str:
    return f"{one.path}: {one.problem}" if one.path else one.problem


async def _reports(
    read: Sequence[findings.Report], wanted: str | None
) -> list[dict[str, Any]]:
    async with offline.opened(wanted) as opened:
        whose: dict[str, Any] = {"workspace": opened.only, "actor": offline.ACTOR}
        with terminal.progress("Importing") as progress:
            records = await bringing.bring(opened.transactions, read, progress, **whose)
        return [*map(bringing.told, records)]


def _documents(folder: Path, wanted: str | None) -> tuple[dict[str, str], Mistakes]:
    drafts, mistakes = _read(folder)
    return ({} if mistakes else asyncio.run(_bring(drafts, wanted))), mistakes


def _kind(file: Path) -> "Kind":
    """Tell what a file holds, by its table or its columns."""
    if not file.is_file():
        raise NotThere(path=file)
    if file.suffix.casefold() not in KINDS:
        raise OtherKind(path=file)
    text = file.read_bytes().decode("utf-8", "replace")
    return KEYS if calendar.keyimport.holds(text, _suffix(file)) else SERVICES


def _suffix(file: Path) -> str:
    return file.suffix.casefold().removeprefix(".")


def _services(file: Path, wanted: str | None) -> tuple[dict[str, str], Mistakes]:
    """Bring in a file of services; give what was done, or what is wrong where."""

    async def keep(work: Work, found: list[Entry]) -> dict[str, str]:
        return await services.bring(work, found, library.name)

    return _rows(file, wanted, services.entries, keep)


def _keys(file: Path, wanted: str | None) -> tuple[dict[str, str], Mistakes]:
    """Bring in an inventory of keys; give what was done, or what is wrong where."""
    known = calendar.keyimport
    return _rows(file, wanted, known.entries, known.bring)


def _rows(
    file: Path, wanted: str | None, read: Reader, keep: Keeper
) -> tuple[dict[str, str], Mistakes]:
    try:
        found = read(file.read_text("utf-8"), _suffix(file))
        return asyncio.run(_registered(found, wanted, keep)), []
    except tabular.Unreadable as wrong:
        told = [(one.line, one.problem) for one in wrong.mistakes]
    except UnicodeDecodeError:
        told = [(1, "it is not text in UTF-8")]
    return {}, [{"file": str(file), "line": n, "problem": said} for n, said in told]


async def _registered(
    found: list[Entry], wanted: str | None, keep: Keeper
) -> dict[str, str]:
    async with offline.opened(wanted) as opened:
        whose: dict[str, Any] = {"workspace": opened.only, "actor": offline.ACTOR}
        async with opened.transactions.begin(**whose) as work:
            return await keep(work, found)


def _read(folder: Path) -> tuple[dict[str, Draft], Mistakes]:
    """Read every file; give the drafts by name, and what is wrong with which line."""
    files = sorted(folder.rglob("*.md"))
    if not files:
        raise NoFiles(folder=folder)
    drafts, mistakes = dict[str, Draft](), Mistakes()
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


def _tell(mistakes: Mistakes, *, as_json: bool) -> None:
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
            try:
                done[name] = await library.bring(work, name, draft, also=drafts)
            except Invalid as wrong:
                raise NotKept(name=name, why=wrong) from None
            progress(number, len(drafts))
    return done


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What can be brought in: what they are called, and how."""

    what: str
    noun: str
    act: Callable[[Path, str | None], tuple[dict[str, str], Mistakes]]


DOCUMENTS = Kind(what="documents", noun="file", act=_documents)
SERVICES = Kind(what="services", noun="service", act=_services)
KEYS = Kind(what="keys", noun="key", act=_keys)
