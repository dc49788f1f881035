"""Sections: each has a form, which knows the version that it was opened on."""

from collections.abc import Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, postmortems
from bot.core import render
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.postmortems import WHYS, Overtaken, Part, Postmortem
from handlers.postmortems.ways import meant, which

Open = Callable[..., None]
Content = dict[str, Any]
WRITE = "/postmortem write PM-7 summary"
ASKED = tuple(f"why{number}" for number in range(1, WHYS + 1))
VERSION = "version"  # the one that a draft was begun on
FIELDS = {
    Part.SUMMARY: ("what", "affected"),
    Part.CAUSE: ("trigger", "factors", *ASKED),
    Part.LESSONS: ("learned", "share"),
}
CALLED = {
    **{part.value: part for part in Part},
    **dict.fromkeys(("root", "why", "whys", "root cause"), Part.CAUSE),
    **dict.fromkeys(("lesson", "learned"), Part.LESSONS),
}


async def command(
    ack: AsyncAck, words: str, channel: str, look: Begin, open_form: Open
) -> None:
    """`/postmortem write PM-7 cause`: open the form of a section."""
    async with look() as work:
        found, rest = await meant(work, words, channel, WRITE)
        if found is None:
            said = await which(work, "show", postmortems.OPEN, form=False)
            await ack(**said)
            return
        context = await _opened(work, found, _part(rest or Part.SUMMARY))
    open_form(context["form"], **context)
    await ack()


def _part(words: str) -> Part:
    part = CALLED.get(words.casefold().strip())
    if part is None:
        raise postmortems.NoSuchSection(said=words[:30], usage=WRITE)
    return part


async def button(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Open the form of the section *value*: a postmortem's id and the section."""
    id_, _, part = value.partition(":")
    async with look() as work:
        found = await postmortems.clicked(work, id_)
        context = await _opened(work, found, _part(part))
    open_form(context["form"], **context)
    await ack()


async def _opened(work: Work, found: Postmortem, part: Part) -> Content:
    """Give what a section's form shows: what was typed into it and closed, if any."""
    await postmortems.require_writable(work, found)
    kept = await postmortems.section(work, found, part)
    draft = await incidents.drafts.find(work, f"postmortems.{part}", found.id)
    if not draft:
        return _form(found, part, kept.content, kept.version)
    content = _given(part, lambda name: draft.get(name, ""))
    shown = _form(found, part, content, int(draft[VERSION]))
    return {**shown, "back": True}


def _form(found: Postmortem, part: Part, content: Content, version: int) -> Content:
    return {
        "form": f"postmortems.{part}",
        "pm": found,
        "content": content,
        "whys": [*content.get("whys", []), *[""] * WHYS][:WHYS],
        "keeps": f"{found.id}:{version}",
        "back": False,
        "overtaken": None,
        "now": {},
    }


async def summary(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep the summary."""
    given = _given(Part.SUMMARY, form.text)
    await _submit(ack, form, begin, Part.SUMMARY, given)


async def lessons(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep the lessons."""
    given = _given(Part.LESSONS, form.text)
    await _submit(ack, form, begin, Part.LESSONS, given)


async def cause(ack: AsyncAck, form: Form, begin: Begin, look: Begin) -> None:
    """Keep the root cause; where it names people, offer to name their roles."""
    given = _given(Part.CAUSE, form.text)
    async with look() as work:
        found = await postmortems.clicked(work, _id(form))
        people = await postmortems.people(work, found)
        texts = postmortems.texts(postmortems.tidy(Part.CAUSE, given))
    names = postmortems.named(texts, people)
    if names:
        await ack(response_action="update", view=_offer(found, form, given, names))
        return
    await _submit(ack, form, begin, Part.CAUSE, given)


def _offer(found: Postmortem, form: Form, given: Content, names: list[str]) -> Any:  # noqa: ANN401 (a view)
    context = _form(found, Part.CAUSE, given, 0)
    kept = {"keeps": form.keeps, "names": names}
    return render.modal("postmortems.blameless", **{**context, **kept})


async def blameless(ack: AsyncAck, form: Form, begin: Begin, look: Begin) -> None:
    """Keep the root cause as it was chosen: with roles, or as it was written."""
    given = _given(Part.CAUSE, form.text)
    if form.choice("names") != "keep":
        async with look() as work:
            found = await postmortems.clicked(work, _id(form))
            given = postmortems.reworded(given, await postmortems.people(work, found))
    await _submit(ack, form, begin, Part.CAUSE, given)


def _given(part: Part, text: Callable[[str], str]) -> Content:
    """Give a section of what *text* reads from its fields."""
    if part is not Part.CAUSE:
        return {name: text(name) for name in FIELDS[part]}
    return {
        "trigger": text("trigger"),
        "factors": text("factors").splitlines(),
        "whys": [text(name) for name in ASKED],
    }


def closed(part: Part) -> Listener:
    """Make the listener that keeps what was typed into a form that was closed."""

    async def keep(ack: AsyncAck, form: Form, begin: Begin) -> None:
        id_, _, version = form.keeps.partition(":")
        given = _given(part, form.text)
        async with begin() as work:
            found = await postmortems.clicked(work, id_)
            kept = await postmortems.section(work, found, part)
            if postmortems.tidy(part, given) != kept.content:
                said = {name: form.text(name) for name in FIELDS[part]}
                said[VERSION] = version
                await incidents.drafts.keep(work, f"postmortems.{part}", id_, said)
        await ack()

    return keep


def _id(form: Form) -> str:
    return form.keeps.partition(":")[0]


async def _submit(
    ack: AsyncAck, form: Form, begin: Begin, part: Part, given: Content
) -> None:
    """Keep what was written; where somebody was first, show both and keep nothing."""
    id_, _, version = form.keeps.partition(":")
    try:
        async with begin() as work:
            found = await postmortems.clicked(work, id_, lock=True)
            known = int(version)
            await incidents.drafts.forget(work, f"postmortems.{part}", found.id)
            record = await postmortems.write(work, found, part, given, known)
            work.reply("postmortems.done", record.id)
    except Overtaken as overtaken:
        context = _form(found, part, given, overtaken.version)
        also = {"overtaken": str(overtaken), "now": overtaken.now}
        view = render.modal(f"postmortems.{part}", **{**context, **also})
        await ack(response_action="update", view=view)
        return
    await ack()


CLOSED = {
    **{f"postmortems.{part}": closed(part) for part in Part},
    "postmortems.blameless": closed(Part.CAUSE),
}
