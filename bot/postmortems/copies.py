"""Copies: a canvas that follows a postmortem, and files of it for one person.

The database is the truth. What somebody writes into a canvas is not taken in, and a
copy that can't be made stops nothing.
"""

from enum import StrEnum
from typing import Any

from bot import workspaces
from bot.core import surfaces
from bot.core.errors import Missing
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work
from bot.postmortems import change, document, facts, find, store
from bot.postmortems.rules import CANVAS
from bot.postmortems.store import Postmortem

FILE = "postmortems.file"


class Format(StrEnum):
    """What a file of a postmortem can be."""

    MARKDOWN = "markdown"
    """Text, as people write it."""
    JSON = "json"
    """Data, as programs read it."""
    PDF = "pdf"
    """Pages, as they are printed."""

    @property
    def ending(self) -> str:
        """Give how the name of such a file ends."""
        return "md" if self is Format.MARKDOWN else self.value

    @property
    def said(self) -> str:
        """Give what people call it."""
        return "Markdown" if self is Format.MARKDOWN else self.value.upper()


CALLED = {
    **{one.value: one for one in Format},
    **{one.ending: one for one in Format},
}


class NoSuchFormat(Missing):
    """A postmortem can't be had as “{said}”: say `markdown`, `json` or `pdf`."""


def format_of(words: str) -> Format:
    """Read which kind of file is meant: `pdf`, `as json`."""
    said = words.casefold().strip().removeprefix("as ").strip()
    if said not in CALLED:
        raise NoSuchFormat(said=words.strip()[:30])
    return CALLED[said]


async def send(work: Work, found: Postmortem, form: Format) -> Record:
    """Have a file sent to whoever asks; whoever may see a postmortem may have one."""
    said = {"ref": found.ref, "incident_ref": found.incident_ref, "form": form.said}
    record = work.record(facts.Exported(about=found.id, **said))
    work.want(
        "upload",
        FILE,
        f"{found.id}:{form}",
        key=f"upload:{record.id}",
        place=work.actor,
        priority=Priority.NUDGE,
    )
    return record


async def link(work: Work, found: Postmortem) -> str:
    """Give the address of its canvas; nothing while it has none."""
    made = await surfaces.find(work, f"canvas:{found.id}")
    return await workspaces.canvas(work, made.ts) if made and made.ts else ""


async def canvas(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what stands in its canvas, while there is a room that reads it."""
    found = await store.get(work, id_)
    if found is None or not await change.open_room(work, found):
        return None
    told = await document.export(work, found)
    title = f"{found.ref}: postmortem of {told['incident']['ref']}"
    read = document.readable(told, work.policy.business.zone)
    return {**read, "called": title}


async def file(work: Work, about: str) -> dict[str, Any] | None:
    """Give what a file holds, if whoever it is for may still see it."""
    id_, _, form = about.partition(":")
    found = await store.get(work, id_)
    if found is None or not await find.visible(work, [found]):
        return None
    told, kind = await document.export(work, found), Format(form)
    return {
        "name": document.MARKDOWN,
        "form": form,
        "told": told,
        "read": document.readable(told, work.policy.business.zone),
        "filename": f"{found.ref.lower()}.{kind.ending}",
        "title": f"{found.ref}, postmortem of {told['incident']['ref']}",
        "comment": f"{found.ref} as {kind.said}.",
    }


VIEWS = {CANVAS: canvas, FILE: file}
