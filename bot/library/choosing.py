"""Which documents there are, and which of them fits."""

from collections.abc import Sequence

from bot.core.errors import Invalid
from bot.core.waits import Wait
from bot.core.work import Work
from bot.library import rules, shipping, store
from bot.library.rules import Kind, Sheet, State

NAMED = 12  # documents that a refusal names


async def sheets(work: Work) -> list[Sheet]:
    """Give every document: the workspace's own, and what ships and was not replaced."""
    own = {row.slug: store.sheet(row) for row in await store.every(work)}
    return sorted(({**shipping.sheets(), **own}).values(), key=lambda one: one.slug)


async def shelf(work: Work, words: str = "") -> list[Sheet]:
    """Give those whose titles have all *words*: what is needed at night comes first.

    What ships for the calendar's routines comes after runbooks and playbooks, and what
    is retired last.
    """
    wanted = words.casefold().split()
    named = [one for one in await sheets(work) if _names(one, wanted)]
    return sorted(named, key=_place)


def _names(sheet: Sheet, wanted: Sequence[str]) -> bool:
    said = f"{sheet.slug} {sheet.title}".casefold()
    return all(word in said for word in wanted)


def _place(sheet: Sheet) -> tuple[bool, bool, bool]:
    book = sheet.kind is Kind.RUNBOOK
    routine = sheet.shipped and book and not (sheet.surfaces or sheet.words)
    return sheet.state is State.RETIRED, routine, not book


async def fitting(work: Work, surface: str, title: str) -> list[Sheet]:
    """Give the runbooks for what is affected, and for what is said to be wrong."""
    return rules.fitting(await sheets(work), surface, title)


async def playbook(work: Work, severity: int, surface: str) -> Sheet | None:
    """Give whom to page, where to look and how to communicate."""
    return rules.playbook(await sheets(work), severity, surface)


async def opened(work: Work, id_: str) -> Sheet:
    """Give the document of a button, or refuse: it may be another workspace's."""
    shipped = shipping.by_id(id_)
    if shipped:
        row = await store.by_slug(work, shipped.slug)
        return store.sheet(row) if row else shipped
    row = await store.get(work, id_)
    if row is None:
        raise await missing(work, "this button is of")
    return store.sheet(row)


async def called(work: Work, words: str) -> Sheet:
    """Give the document that is named: by its name, or as its title begins."""
    every, wanted = await sheets(work), " ".join(words.split()).casefold()
    for sheet in every:
        if wanted in (sheet.slug, sheet.title.casefold()):
            return sheet
    near = [sheet for sheet in every if wanted and _begins(sheet, wanted)]
    if len(near) != 1:
        raise await missing(work, words)
    return near[0]


async def name(work: Work, words: str) -> str:
    """Give the name of the document that is named, or refuse beside the field."""
    try:
        return (await called(work, words)).slug
    except rules.NoSuchDocument as wrong:
        raise Invalid("runbook", str(wrong)) from wrong


def _begins(sheet: Sheet, wanted: str) -> bool:
    return sheet.slug.startswith(wanted) or sheet.title.casefold().startswith(wanted)


async def missing(work: Work, words: str) -> rules.NoSuchDocument:
    """Give the refusal of a name that nothing has."""
    near = await shelf(work, words) or await shelf(work)
    names = [one.slug for one in near if one.state is not State.RETIRED]
    hint = f" There are {', '.join(names[:NAMED])}." if names else ""
    return rules.NoSuchDocument(name=words[:40], hint=hint)


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: documents of theirs to be looked through."""
    return [
        Wait(
            what=row.title,
            why="You own this document: look whether it still holds",
            label="Open",
            does="library.open",
            value=row.id,
            due=row.due,
            late=True,
        )
        for row in await store.owned(work, work.actor)
        if row.state is not State.RETIRED
    ]
