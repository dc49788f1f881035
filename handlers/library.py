"""/ops library: what the team has written down, how it is found and how it ends."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import library
from bot.core import marked, render, roles
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listener, Listeners, Verb, spelt
from bot.core.work import Begin, Work
from bot.library import Draft, Kind, Query, Sheet, State

Open = Callable[..., None]
Act = Callable[[Work, str], Awaitable[Record]]
WORDS = {
    **{verb: verb for verb in ("list", "search", "show", "write", "edit", "history")},
    **{verb: verb for verb in ("retire", "restore", "review", "supersede")},
    "find": "search",
    "versions": "history",
    "tombstone": "retire",
    "superseded": "supersede",
}
ACTS: tuple[Act, ...] = (library.retire, library.restore, library.review)
DONE: Mapping[str, Act] = {act.__name__: act for act in ACTS}


async def documents(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops library [words]`, or a verb and the name of a document."""
    verb, rest = await _meant(look, words.strip())
    if verb == "list" or (verb == "search" and rest):
        await ack(**await _list(look, verb, rest, bare=rest == words.strip()))
        return
    if verb in DONE or (verb == "supersede" and _pair(rest)[1]):
        await ack(**await _done(begin, verb, rest))
        return
    form, context = await _context(look, verb, rest)
    open_form(form, **context)
    await ack()


async def _meant(look: Begin, words: str) -> tuple[str, str]:
    """Give the verb, and what it is about: a name, a list, or words to look for."""
    word, _, rest = words.partition(" ")
    verb, rest = WORDS.get(word.casefold(), ""), rest.strip()
    if verb in ("list", "search", "write") or (verb and not rest):
        return (verb, rest) if rest or verb in ("search", "write") else ("list", "")
    if verb and (verb not in DONE or await _names(look, verb, rest)):
        return verb, rest
    if library.asked(words):
        return "list", words
    async with look() as work:
        found = await library.named(work, words)
    return ("show" if found else "search"), words


async def _names(look: Begin, verb: str, words: str) -> bool:
    """Tell whether words name a document, and are no search such as `restore drill`."""
    name = words.partition(" instead ")[0].casefold()
    async with look() as work:
        found = await library.named(work, name)
    whole = {found.slug, found.title.casefold()} if found else set[str]()
    return name in whole or (bool(whole) and verb != "restore")


async def _list(look: Begin, verb: str, words: str, *, bare: bool) -> dict[str, Any]:
    query = (library.asked(words) if verb == "list" else None) or Query(words=words)
    async with look() as work:
        page = await library.listed(work, query)
    if bare and verb == "search" and not page.found:  # a misspelt verb, perhaps
        spelt(words, "/ops library", WORDS)
    return {"response_type": "ephemeral", **render.message("library.list", page=page)}


async def _done(begin: Begin, verb: str, words: str) -> dict[str, Any]:
    async with begin() as work:
        record = await _acted(work, verb, words)
        said = render.message(record.name, fact=told(record))
        work.said = {"response_type": "ephemeral", **said}
        return work.said


async def _acted(work: Work, verb: str, words: str) -> Record:
    if verb == "supersede":
        old, new = _pair(words)
        found = await library.called(work, old)
        return await library.supersede(work, found.id, new)
    name, _, instead = words.partition(" instead ")
    found = await library.called(work, name)
    if verb == "retire":
        return await library.retire(work, found.id, instead)
    return await DONE[verb](work, found.id)


def _pair(words: str) -> tuple[str, str]:
    """Read `old by new`, or `old new` where both are names."""
    old, by, new = words.rpartition(" by ")
    if by:
        return old.strip(), new.strip()
    old, _, new = words.partition(" ")
    return (words, "") if " " in new.strip() else (old, new.strip())


async def _context(look: Begin, verb: str, name: str) -> tuple[str, dict[str, Any]]:
    """Give the form that *verb* opens, and what is in it."""
    async with look() as work:
        if verb == "search":
            return "library.shelf", {"page": await library.listed(work, Query())}
        if verb == "write":
            await roles.require(work, Role.MEMBER)
            return "library.write", _empty(work, name)
        found = await library.called(work, name)
        if verb == "edit":
            return "library.write", await _edited(work, found)
        if verb == "history":
            return "library.history", await _history(work, found.id)
        if verb == "supersede":
            return "library.supersede", {"sheet": found}
        return "library.document", await shown(work, found)


async def shown(work: Work, found: Sheet) -> dict[str, Any]:
    """Give what the window of a document shows."""
    led = await library.linked(work, found)
    notes = {path: _note(one.sheet) for path, one in led.items()}
    return {
        "sheet": found,
        "pieces": marked.pieces(library.relabelled(found.text, notes)),
        "severities": [f"SEV-{one}" for one in found.severities],
        "now": await library.successor(work, found),
        "led": list({one.sheet.slug: one for one in led.values()}.values()),
    }


def _note(sheet: Sheet) -> str:
    return "" if sheet.state is State.CURRENT else f" ({sheet.state.word})"


async def _history(work: Work, kept: str) -> dict[str, Any]:
    """Read `id`, `id:version` to show it too, `id::version` to list those before it."""
    id_, number, before = (kept.split(":") + [""] * 3)[:3]
    first = int(before or 0) or (int(number) + 1 if number else 0)
    sheet, versions, more = await library.history(work, id_, first)
    one = versions[0] if number and versions else None
    pieces = marked.pieces(one.text) if one else []
    said = {"sheet": sheet, "versions": versions, "more": more}
    return {**said, "shown": one, "pieces": pieces}


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


def opening(form: str, context: Callable[[Work, str], Awaitable[Any]]) -> Listener:
    """Make the listener of a button that opens a window; the value says of what."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            found = await context(work, value)
        open_form(form, **found)
        await ack()

    return clicked


async def _document(work: Work, value: str) -> dict[str, Any]:
    return await shown(work, await library.opened(work, value))


async def _new(work: Work, _: str) -> dict[str, Any]:
    await roles.require(work, Role.MEMBER)
    return _empty(work, "")


async def _edit(work: Work, value: str) -> dict[str, Any]:
    return await _edited(work, await library.opened(work, value))


async def _page(work: Work, value: str) -> dict[str, Any]:
    return {"page": await library.listed(work, library.read_query(value))}


async def _supersede(work: Work, value: str) -> dict[str, Any]:
    await roles.require(work, Role.MEMBER)
    return {"sheet": await library.opened(work, value)}


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
        surfaces=library.parse_list(form.text("surfaces")),
        words=library.parse_list(form.text("words")),
        severities=library.severities(form.text("severities")),
        instead=form.text("instead"),
        since=form.day("since"),
    )


async def look_for(ack: AsyncAck, form: Form, look: Begin) -> None:
    """Show what a search finds in place of what was shown."""
    kind, state = form.choice("kind"), form.choice("state")
    kept = f"{kind or ''}:{state or ''}:1:{form.text('words')}"
    async with look() as work:
        context = await _page(work, kept)
    view = render.modal("library.shelf", **context)
    await ack(response_action="update", view=view)


async def supersede(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Have another document hold in the place of one."""
    async with begin() as work:
        record = await library.supersede(work, form.keeps, form.text("by"))
        work.reply(record.name, record.id)
    await ack()


def button(act: Act) -> Listener:
    """Make the listener of a button that acts at once."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            record = await act(work, value)
            work.reply(record.name, record.id)
        await ack()

    return clicked


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="library",
                    does=documents,
                    usage="[words, or show | edit | retire | history NAME, write]",
                    about="what the team has written down: runbooks, plans, decisions",
                    aliases=("runbooks", "runbook", "playbooks", "playbook"),
                ),
            ),
        ),
    ),
    actions={
        "library.open": opening("library.document", _document),
        "library.write": opening("library.write", _new),
        "library.edit": opening("library.write", _edit),
        "library.history": opening("library.history", _history),
        "library.page": opening("library.shelf", _page),
        "library.supersede": opening("library.supersede", _supersede),
        "library.retire": button(library.retire),
        "library.restore": button(library.restore),
        "library.review": button(library.review),
    },
    views={
        "library.write": keep,
        "library.shelf": look_for,
        "library.supersede": supersede,
    },
)
