"""Action items: added to a postmortem or the backlog, planned, moved on, dropped."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import postmortems
from bot.core import render, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.postmortems import Item, Kind, Postmortem, Source, Stage, Wanted
from handlers.incidents.lead import PERSON
from handlers.postmortems.ways import DAY, answer, read, wish

Open = Callable[..., None]
ItemAct = Callable[[Work, Item, Form], Awaitable[Record]]
BACKLOG = "/ops backlog AI-3 implemented"
MINE = ("mine", "me", "my")
EVERY = ("all", "done", "everything")


async def add(work: Work, found: Postmortem, words: str) -> Record:
    """Add an item: `prevent: bound the pool @dana by 2026-12-04`."""
    kind, rest = postmortems.kind(words)
    if kind is None:
        known = ", ".join(f"`{one}:`" for one in Kind if one is not Kind.IDEA)
        raise Invalid("kind", f"Begin with what it is for: {known}")
    return await postmortems.add(work, await _wanted(work, kind, rest), found)


async def _wanted(work: Work, kind: Kind, words: str) -> Wanted:
    """Read who does it, and by when, off the end of what is to be done."""
    said, person = DAY.search(words), PERSON.search(words)
    rest = PERSON.sub(" ", DAY.sub(" ", words)).split()
    handle = not person and rest and rest[-1].startswith("@")  # Slack made no person
    about = [found[0] for found in (person, said) if found]
    chosen = await wish(work, " ".join([*about, *([rest.pop()] if handle else [])]))
    title = " ".join(rest)
    return Wanted(kind=kind, title=title, owner=chosen.owner or "", due=chosen.due)


async def add_form(work: Work, found: Postmortem, form: Form) -> Record:
    """Add the item that was filled in."""
    wanted = Wanted(
        kind=Kind(form.choice("kind") or Kind.PREVENT),
        title=form.text("title"),
        owner=form.user("owner") or "",
        due=form.day("due"),
    )
    return await postmortems.add(work, wanted, found)


async def idea(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops idea text`: put an improvement on the backlog; without words, by a form."""
    if not words:
        await idea_button(ack, look, open_form)
        return
    async with begin() as work:
        record = await read(_idea(work, words), "/ops idea feedback: export is slow")
        work.said = answer(record)
    await ack(**work.said)


async def _idea(work: Work, words: str) -> Record:
    source, rest = postmortems.source(words)
    wanted = await _wanted(work, Kind.IDEA, rest)
    return await postmortems.add(work, replace(wanted, source=source))


async def idea_button(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Open the form that puts an improvement on the backlog."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
    open_form("postmortems.idea")
    await ack()


async def idea_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Put the improvement that was filled in on the backlog."""
    wanted = Wanted(
        title=form.text("title"),
        source=Source(form.choice("source") or Source.PERSON),
        owner=form.user("owner") or "",
        due=form.day("due"),
    )
    async with begin() as work:
        record = await postmortems.add(work, wanted)
        work.reply("postmortems.done", record.id)
    await ack()


async def backlog(ack: AsyncAck, words: str, begin: Begin) -> None:
    """`/ops backlog [mine | all | AI-3 [implemented]]`: show items, or move one."""
    async with begin() as work:
        await roles.require(work, Role.MEMBER)
        if not words or words.casefold() in {*MINE, *EVERY}:
            said = await _listed(work, words.casefold())
        else:
            said = await _one(work, words)
        work.said = {"response_type": "ephemeral", **said}
    await ack(**work.said)


async def _listed(work: Work, words: str) -> dict[str, Any]:
    mine, every = words in MINE, words in EVERY
    shown = await postmortems.backlog(work, mine=mine, every=every)
    return render.card("postmortems.backlog", **shown)


async def _one(work: Work, words: str) -> dict[str, Any]:
    found, rest = await postmortems.item_meant(work, words)
    if not rest:
        return render.card("postmortems.item", **postmortems.told(found))
    locked = await postmortems.clicked_item(work, found.id, lock=True)
    word, _, reason = rest.partition(" ")
    if word.casefold().rstrip(":") in ("drop", "dropped"):
        return answer(await read(postmortems.drop(work, locked, reason), BACKLOG))
    return answer(await postmortems.move(work, locked, _stage(rest)))


def _stage(words: str) -> Stage:
    said = words.casefold().strip()
    known = [one for one in Stage if said and one.value.startswith(said[:6])]
    if len(known) != 1:
        names = ", ".join(Stage)
        raise postmortems.NoSuchStage(said=words[:30], stages=names)
    return known[0]


async def backlog_button(ack: AsyncAck, begin: Begin) -> None:
    """Show the backlog, only to whoever asks."""
    async with begin() as work:
        work.reply("postmortems.backlog", work.actor)
    await ack()


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show one item, only to whoever asks."""
    async with begin() as work:
        await postmortems.clicked_item(work, value)
        work.reply("postmortems.item", value)
    await ack()


async def advance(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Bring the item of *value* to the step that is named in it."""
    id_, _, stage = value.partition(":")
    async with begin() as work:
        found = await postmortems.clicked_item(work, id_, lock=True)
        record = await postmortems.move(work, found, _stage(stage))
        work.reply("postmortems.done", record.id)
    await ack()


def opening(form: str) -> Listener:
    """Make the listener of a button that opens a form about an item."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            found = await postmortems.clicked_item(work, value)
            day = await postmortems.day_of(work, found)
        open_form(form, item=found, day=day)
        await ack()

    return clicked


def filled(act: ItemAct) -> Listener:
    """Make the listener of a submitted form about an item."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await postmortems.clicked_item(work, form.keeps, lock=True)
            record = await act(work, found, form)
            work.reply("postmortems.done", record.id)
        await ack()

    return submitted


async def plan_form(work: Work, found: Item, form: Form) -> Record:
    """Keep who does it, and by when."""
    owner, due = form.user("owner") or "", form.day("due")
    return await postmortems.plan(work, found, owner, due)


async def drop_form(work: Work, found: Item, form: Form) -> Record:
    """Drop it for the reason that was filled in."""
    return await postmortems.drop(work, found, form.text("reason"))


async def add_context(work: Work, found: Postmortem) -> Mapping[str, Any]:
    """Give the kinds that an item can have."""
    del work, found
    kinds = [k for k in Kind if k is not Kind.IDEA]
    return {"kinds": [(postmortems.SAID[k].capitalize(), k.value, "") for k in kinds]}
