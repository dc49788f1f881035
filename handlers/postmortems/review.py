"""Reviewing: read it whole, publish, skip, supersede, search, export."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import postmortems
from bot.core import render
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.postmortems import Postmortem, Status
from handlers.postmortems.ways import answer, meant, which

Open = Callable[..., None]
PIECE = 2900  # characters of one block
PIECES = 60  # blocks of text in one view
EXPORT = "/postmortem export PM-7 pdf"
OTHER = ("by", "with", "through")


async def markdown(work: Work, found: Postmortem) -> str:
    """Give all of it as Markdown."""
    told = await postmortems.export(work, found)
    zone = work.policy.business.zone
    return render.document(postmortems.MARKDOWN, **postmortems.readable(told, zone))


async def publish(work: Work, found: Postmortem, words: str) -> Record:
    """Publish exactly what stands in it now, or ask for its approval."""
    del words
    return await postmortems.publish(work, found, await markdown(work, found))


async def publish_form(work: Work, found: Postmortem, form: Form) -> Record:
    """Publish what was read."""
    del form
    return await publish(work, found, "")


async def review_context(work: Work, found: Postmortem) -> dict[str, Any]:
    """Give all of it to be read, and what is missing."""
    told = await postmortems.export(work, found)
    text = await markdown(work, found)
    open_ = found.status is Status.DRAFT
    empty = told["empty"] if open_ else []
    pieces = [*_pieces(text)]
    approver = await postmortems.approver(work, found) if open_ else ""
    return {
        "empty": empty,
        "pieces": pieces[:PIECES],
        "more": len(pieces) > PIECES,
        "ready": open_ and not empty,
        "approver": approver,
    }


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into what one block takes, after a line where one ends."""
    while text:
        end = text.rfind("\n", 0, PIECE) + 1 if len(text) > PIECE else 0
        piece, text = text[: end or PIECE], text[end or PIECE :]
        if piece.strip():
            yield piece


async def review(
    ack: AsyncAck, words: str, channel: str, look: Begin, open_form: Open
) -> None:
    """`/postmortem review PM-7`: read all of it, and publish it."""
    await _read(ack, words, channel, look, open_form, "review")


async def export(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    words: str,
    channel: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
) -> None:
    """`/postmortem export PM-7 pdf`: send it as a file; without a kind, show it."""
    async with look() as work:
        found, rest = await meant(work, words, channel, EXPORT)
    if found is None or not rest:
        await _read(ack, words, channel, look, open_form, "export")
        return
    async with begin() as work:
        found = await postmortems.clicked(work, found.id)
        work.said = answer(
            await postmortems.send(work, found, postmortems.format_of(rest))
        )
    await ack(**work.said)


async def send(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Send a file of what *value* names: a postmortem's id, and the kind of file."""
    id_, _, form = value.partition(":")
    async with begin() as work:
        found = await postmortems.clicked(work, id_)
        record = await postmortems.send(work, found, postmortems.format_of(form))
        work.reply("postmortems.done", record.id)
    await ack()


async def _read(  # noqa: PLR0913, PLR0917 (what both listeners were lent)
    ack: AsyncAck,
    words: str,
    channel: str,
    look: Begin,
    open_form: Open,
    verb: str,
) -> None:
    async with look() as work:
        found, _ = await meant(work, words, channel, f"/postmortem {verb} PM-7")
        if found is None:
            await ack(**await which(work, verb, tuple(Status), form=True))
            return
        context = await review_context(work, found)
    open_form(f"postmortems.{verb}", pm=found, **context)
    await ack()


async def skip_context(work: Work, found: Postmortem) -> Mapping[str, Any]:
    """Refuse whoever may not skip it before they say why."""
    await postmortems.require_owner(work, found)
    return {}


async def skip(work: Work, found: Postmortem, words: str) -> Record:
    """Skip it for the reason that is said."""
    return await postmortems.skip(work, found, words)


async def skip_form(work: Work, found: Postmortem, form: Form) -> Record:
    """Skip it for the reason that was filled in."""
    return await postmortems.skip(work, found, form.text("reason"))


async def supersede(work: Work, found: Postmortem, words: str) -> Record:
    """Have the one that is named take its place: `by PM-9`."""
    first, _, rest = words.partition(" ")
    said = rest if first.casefold() in OTHER else words
    other, left = await postmortems.meant(work, said, "", usage="PM-7 by PM-9")
    if left:
        raise Invalid("by", f"“{left[:40]}” was not understood")
    return await postmortems.supersede(work, found, other)


async def supersede_form(work: Work, found: Postmortem, form: Form) -> Record:
    """Have the one that was chosen take its place."""
    other = await postmortems.clicked(work, form.choice("by") or "")
    return await postmortems.supersede(work, found, other)


async def supersede_context(work: Work, found: Postmortem) -> dict[str, Any]:
    """Give those that can take its place."""
    every = await postmortems.listed(work, (Status.PUBLISHED,))
    others = [one for one in every if one.id != found.id]
    return {"others": [(f"{one.ref} · {one.title}", one.id, "") for one in others]}


async def search(ack: AsyncAck, words: str, look: Begin, open_form: Open) -> None:
    """`/postmortem search pool`: find it in all of them; without words, by a form."""
    if not words:
        open_form("postmortems.search")
        await ack()
        return
    async with look() as work:
        said = render.message("postmortems.found", **await _found(work, words))
    await ack(response_type="ephemeral", **said)


async def _found(work: Work, words: str) -> dict[str, Any]:
    hits, more = await postmortems.search(work, words)
    return {"hits": hits, "more": more, "query": words[:100]}


async def search_button(ack: AsyncAck, open_form: Open) -> None:
    """Open the form that searches."""
    open_form("postmortems.search")
    await ack()


async def search_form(ack: AsyncAck, form: Form, look: Begin) -> None:
    """Show what was found in place of the form."""
    async with look() as work:
        found = await _found(work, form.text("query"))
    await ack(
        response_action="update", view=render.modal("postmortems.results", **found)
    )
