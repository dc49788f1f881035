"""What is typed after `/ops service`: each word of it, with arguments or without."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from bot import library, services
from bot.core import render, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.verbs import spelt
from bot.core.work import Work
from bot.services import Criterion, Draft, Service
from handlers.incidents.ways import Asked
from handlers.services import filling

Way = Callable[[Asked, str], Awaitable[None]]
Context = Callable[[Work, Service, str], Awaitable[dict[str, Any]]]
Keep = Callable[[Work, str, Criterion, str], Awaitable[Record]]
ADD = "/ops service add Checkout surface billing owner @dana rpo 1h rto 4h warm"
EDIT = "/ops service edit Checkout rpo 30m runbook billing"
PROVE = "/ops service prove Checkout monitoring https://grafana.example.com/d/7"
WITHDRAW = "/ops service withdraw Checkout monitoring its dashboard was deleted"
RETIRE = "/ops service retire Checkout replaced by Billing 2"
REVIVE = "/ops service revive Checkout"
ALIASES = {
    **dict.fromkeys(("new", "register"), "add"),
    **dict.fromkeys(("change", "set"), "edit"),
    **dict.fromkeys(("proof", "proven"), "prove"),
    **dict.fromkeys(("unprove", "disprove"), "withdraw"),
    "unretire": "revive",
    "ls": "list",
}


async def way(asked: Asked, words: str) -> None:
    """Do what the first word says; a name alone shows the service."""
    verb, _, rest = words.strip().partition(" ")
    verb = ALIASES.get(verb.casefold(), verb.casefold()) or "list"
    if verb not in WAYS:
        verb, rest = "show", words
    rest = rest.strip()
    if verb not in BARE and not rest:
        verb = "list"
    await WAYS[verb](asked, rest)


async def _list(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        shown = await services.listed(work, words)
    said = render.message("services.list", **shown)
    await asked.says(said)


async def _show(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        try:
            found, _ = await services.meant(work, words)
        except services.NoSuchService:
            spelt(words, "/ops service", (*WAYS, *ALIASES))
            raise
        shown = await services.shown(work, found)
    said = render.card(services.CARD, **shown)
    await asked.says(said)


async def _add(asked: Asked, words: str) -> None:
    """Add what one line says; what it leaves out is asked for in the form."""
    name, said = services.line(words)
    given = {"owner": "me", **said, "name": name}
    if not all(given.get(key) for key in ("name", "standby", "rpo", "rto")):
        async with asked.look() as work:
            await roles.require(work, Role.MEMBER)
            context = await filling.empty(work, given)
        await asked.shows("services.edit", **context)
        return
    await asked.does(lambda work: _added(work, given), ADD)


async def _added(work: Work, given: Mapping[str, str]) -> Record:
    return await services.add(work, await resolved(work, services.draft(given)))


async def resolved(work: Work, draft: Draft, stays: Collection[str] = ()) -> Draft:
    """Find the owner and the document that were named, but for what *stays*."""
    owner, runbook = draft.owner, draft.runbook
    if "owner" not in stays:
        owner = await services.owner(work, owner)
    if "runbook" not in stays and runbook:
        runbook = await library.name(work, runbook)
    return replace(draft, owner=owner, runbook=runbook)


async def _edit(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, rest = await services.meant(work, words)
        context = {} if rest else await filling.edited(work, found)
    if not rest:
        await asked.shows("services.edit", **context)
        return
    await asked.does(lambda work: _changed(work, found.id, rest), EDIT)


async def _changed(work: Work, id_: str, words: str) -> Record:
    """Change what the words name, and nothing else."""
    stray, said = services.line(f"- {words}")
    if stray != "-":
        raise Invalid("name", f"“{stray[2:42]}” was not understood")
    found = await services.opened(work, id_)
    given = services.draft({**services.fields_of(found), **said})
    draft = await resolved(work, given, {"owner", "runbook"} - said.keys())
    return await services.change(work, id_, draft, seen=found.version)


def _proof(form: str, context: Context, act: Keep, usage: str) -> Way:
    """Make what is done with one criterion; what is left out is asked for in a form."""

    async def done(asked: Asked, words: str) -> None:
        async with asked.look() as work:
            await roles.require(work, Role.MEMBER)
            found, rest = await services.meant(work, words)
            first, _, said = rest.partition(" ")
            shown = await context(work, found, first)
        if not said.strip():
            await asked.shows(form, **shown)
            return
        given = services.chosen(first)
        await asked.does(lambda work: act(work, found.id, given, said), usage)

    return done


async def _retire(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        found, rest = await services.meant(work, words)
    if not rest:
        await asked.shows("services.retire", service=found)
        return
    await asked.does(lambda work: services.retire(work, found.id, rest), RETIRE)


async def _revive(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        found, _ = await services.meant(work, words)
    await asked.does(lambda work: services.revive(work, found.id), REVIVE)


async def _import(asked: Asked, words: str) -> None:
    del words  # a file has more lines than a command
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
    await asked.shows("services.import")


WAYS: Mapping[str, Way] = {
    "list": _list,
    "add": _add,
    "show": _show,
    "edit": _edit,
    "prove": _proof("services.prove", filling.proving, services.prove, PROVE),
    "withdraw": _proof(
        "services.withdraw", filling.withdrawing, services.withdraw, WITHDRAW
    ),
    "retire": _retire,
    "revive": _revive,
    "import": _import,
}
BARE = ("list", "add", "import")
"""The words that need no service."""
