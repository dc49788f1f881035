"""Which documents there are, and which of them fits."""

from dataclasses import dataclass
from difflib import get_close_matches

from bot.core.errors import Invalid
from bot.core.waits import Wait
from bot.core.work import Work
from bot.library import linking, matching, rules, shipping, store
from bot.library.rules import Sheet, State
from bot.library.store import Version

VERSIONS = 15  # that are listed at once
NEAR = 5  # names that are told where one is not known


@dataclass(frozen=True, kw_only=True)
class Led:
    """A document that another one links to, and what holds in its place by now."""

    sheet: Sheet
    now: Sheet | None = None


async def everything(work: Work) -> list[Sheet]:
    """Give every document without its text: one's own, and what ships and is not."""
    own = {one.slug: one for one in await store.heads(work)}
    return sorted({**shipping.sheets(), **own}.values(), key=lambda one: one.slug)


async def sheets(work: Work) -> list[Sheet]:
    """Give every document but those in the archive, those of one's own without text."""
    every = await everything(work)
    return [one for one in every if one.state is not State.ARCHIVED]


async def fitting(work: Work, surface: str, title: str) -> list[Sheet]:
    """Give the runbooks for what is affected, and for what is said to be wrong."""
    return matching.fitting(await sheets(work), surface, title)


async def playbook(work: Work, severity: int, surface: str) -> Sheet | None:
    """Give whom to page, where to look and how to communicate, with its text."""
    found = matching.playbook(await sheets(work), severity, surface)
    return await opened(work, found.id) if found else None


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
    found = await named(work, words)
    if found is None:
        raise await missing(work, words)
    return found


async def named(work: Work, words: str) -> Sheet | None:
    """Find the one document that is called so, or whose title begins so."""
    every, wanted = await everything(work), " ".join(words.split()).casefold()
    exact = [one for one in every if wanted in (one.slug, one.title.casefold())]
    listed = [one for one in every if one.state is not State.ARCHIVED]
    near = exact or [one for one in listed if wanted and _begins(one, wanted)]
    if len(near) != 1:
        near = [one for one in exact if one.slug == wanted]
    return await opened(work, near[0].id) if near else None


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
    names, wanted = [one.slug for one in await everything(work)], rules.slugged(words)
    within = [name for name in names if wanted in name]
    near = within[:NEAR] or get_close_matches(wanted, names, n=NEAR, cutoff=0.5)
    hint = f"Close to it are {', '.join(f'`{name}`' for name in near)}." if near else ""
    more = "`/ops library` lists them all, `/ops library search` looks into them."
    return rules.NoSuchDocument(name=words[:40], hint=f"{hint} {more}".strip())


async def linked(work: Work, sheet: Sheet) -> dict[str, Led]:
    """Give what a document links to, by how it writes it: where it is now."""
    written = {
        link.written: rules.slugged(link.path.rpartition("/")[2].removesuffix(".md"))
        for link in linking.links(sheet.text)
    }
    every = {one.slug: one for one in await everything(work)} if written else {}
    return {
        path: Led(sheet=every[slug], now=latest(every[slug], every))
        for path, slug in written.items()
        if slug in every and slug != sheet.slug
    }


def latest(sheet: Sheet, every: dict[str, Sheet]) -> Sheet | None:
    """Follow what holds in the place of a document to the last; None: it is itself."""
    seen, now = {sheet.slug}, sheet
    while now.superseded_by in every and now.superseded_by not in seen:
        now = every[now.superseded_by]
        seen.add(now.slug)
    return None if now is sheet else now


async def successor(work: Work, sheet: Sheet) -> Sheet | None:
    """Give what holds in the place of a document by now."""
    if not sheet.superseded_by:
        return None
    return latest(sheet, {one.slug: one for one in await everything(work)})


async def history(
    work: Work, id_: str, before: int = 0
) -> tuple[Sheet, list[Version], bool]:
    """Give a document, versions of it, the newest first, and whether there are more."""
    sheet = await opened(work, id_)
    first = before or sheet.version + 1
    found = await store.versions(work, sheet.id, first, VERSIONS + 1)
    return sheet, list(found[:VERSIONS]), len(found) > VERSIONS


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
        if row.state.holds
    ]
