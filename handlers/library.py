"""/ops runbooks: what the team has written down, and how it is written."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import library
from bot.core import marked, render, roles
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listeners, Verb
from bot.core.work import Begin, Work
from bot.library import Draft, Kind, Sheet, State

Open = Callable[..., None]
LISTED = 15
WORDS = ("list", "show", "write", "edit", "retire", "review")
DONE: Mapping[str, Callable[[Work, str], Awaitable[Record]]] = {
    "retire": library.retire,
    "review": library.review,
}


async def runbooks(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops runbooks [list WORDS | show | write | edit | retire | review NAME]`."""
    verb, _, name = words.strip().partition(" ")
    verb = verb.casefold() or "list"
    if verb not in WORDS:
        verb, name = "show", words
    if verb == "list" or (verb != "write" and not name.strip()):
        await ack(**await _list(look, name))
        return
    if verb in DONE:
        await ack(**await _done(begin, verb, name))
        return
    form, context = await _context(look, verb, name.strip())
    open_form(form, **context)
    await ack()


async def _list(look: Begin, words: str) -> dict[str, Any]:
    async with look() as work:
        known = await library.shelf(work, words)
    said = render.message("library.list", sheets=known, words=words, most=LISTED)
    return {"response_type": "ephemeral", **said}


async def _done(begin: Begin, verb: str, name: str) -> dict[str, Any]:
    async with begin() as work:
        found = await library.called(work, name)
        record = await DONE[verb](work, found.id)
        said = render.message(record.name, fact=told(record))
        work.said = {"response_type": "ephemeral", **said}
    return work.said


async def _context(look: Begin, verb: str, name: str) -> tuple[str, dict[str, Any]]:
    """Give the form that *verb* opens, and what is in it."""
    async with look() as work:
        if verb == "write":
            await roles.require(work, Role.MEMBER)
            return "library.write", _empty(work, name)
        found = await library.called(work, name)
        if verb == "edit":
            return "library.write", await _edited(work, found)
        return "library.document", shown(found)


def shown(found: Sheet) -> dict[str, Any]:
    """Give what the window of a document shows."""
    severities = [f"SEV-{one}" for one in found.severities]
    pieces = marked.pieces(found.text)
    return {"sheet": found, "pieces": pieces, "severities": severities}


def _empty(work: Work, title: str) -> dict[str, Any]:
    given = Draft(title=title[:150], text="", owner=work.actor)
    return _fields(work, given, [""] * library.PARTS, "")


async def _edited(work: Work, found: Sheet) -> dict[str, Any]:
    await roles.require(work, Role.MEMBER)
    parts = library.parted(found.text)
    if parts is None:
        raise library.TooLong(title=found.title)
    more = [""] * (library.PARTS - len(parts))
    return _fields(work, found, [*parts, *more], f"{found.id}:{found.version}")


def _fields(work: Work, given: Draft, parts: list[str], kept: str) -> dict[str, Any]:
    surfaces = work.policy.surfaces.names
    return {"given": given, "parts": parts, "kept": kept, "surfaces": surfaces}


async def show(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show a document in a window of its own."""
    async with look() as work:
        found = await library.opened(work, value)
    open_form("library.document", **shown(found))
    await ack()


async def write_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the empty form."""
    _, context = await _context(look, "write", "")
    open_form("library.write", **context)
    await ack()


async def edit_form(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the form with what a document says."""
    async with look() as work:
        context = await _edited(work, await library.opened(work, value))
    open_form("library.write", **context)
    await ack()


async def keep(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what was written, as a new document or a new version."""
    id_, _, seen = form.keeps.partition(":")
    draft = _draft(form)
    async with begin() as work:
        if id_:
            record = await library.revise(work, id_, draft, seen=int(seen))
        else:
            record = await library.write(work, draft)
        work.reply(record.name, record.id)
    await ack()


def _draft(form: Form) -> Draft:
    """Read the form."""
    names = ["text", *(f"text_{number}" for number in range(2, library.PARTS + 1))]
    return Draft(
        title=form.text("title"),
        text=library.joined(form.text(name) for name in names),
        kind=Kind(form.choice("kind") or Kind.RUNBOOK),
        state=State(form.choice("state") or State.CURRENT),
        owner=form.user("owner") or "",
        surfaces=library.listed(form.text("surfaces")),
        words=library.listed(form.text("words")),
        severities=library.severities(form.text("severities")),
    )


async def retire(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Offer a document no more."""
    async with begin() as work:
        record = await library.retire(work, value)
        work.reply(record.name, record.id)
    await ack()


async def review(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Note that a document still holds."""
    async with begin() as work:
        record = await library.review(work, value)
        work.reply(record.name, record.id)
    await ack()


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="runbooks",
                    does=runbooks,
                    usage="[show | edit | retire | review NAME, list WORDS, write]",
                    about="what the team has written down: runbooks and playbooks",
                    aliases=("runbook", "playbooks", "playbook", "library"),
                ),
            ),
        ),
    ),
    actions={
        "library.open": show,
        "library.write": write_form,
        "library.edit": edit_form,
        "library.retire": retire,
        "library.review": review,
    },
    views={"library.write": keep},
)
