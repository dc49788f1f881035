"""Bringing in what a file says of services: all of it or none, again and again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.core import roles
from bot.core.errors import Invalid
from bot.core.roles import Role
from bot.core.work import Work
from bot.services import naming, register, rules, store
from bot.services.reading import Entry, Mistake, Unreadable
from bot.services.rules import Draft

Runbook = Callable[[Work, str], Awaitable[str]]
"""What gives the name of a document that is meant, or refuses beside the field."""


async def bring(
    work: Work, entries: Sequence[Entry], runbook: Runbook
) -> dict[str, str]:
    """Keep what a file says; tell of each what was done, or raise Unreadable.

    Whatever is raised ends the transaction: nothing is half brought in.
    """
    await roles.require(work, Role.MEMBER)
    await register.alone(work)
    drafts, mistakes = list[Draft](), list[Mistake]()
    for entry in entries:
        try:
            drafts.append(await _draft(work, entry, runbook))
        except Invalid as wrong:
            mistakes.append(entry.mistake(wrong))
    if mistakes:
        raise Unreadable(mistakes)
    return {draft.title: await _kept(work, draft) for draft in drafts}


async def _draft(work: Work, entry: Entry, runbook: Runbook) -> Draft:
    draft = rules.drafted(entry.found)
    known = await store.by_slug(work, rules.slugged(draft.title))
    if known is not None and known.retired:
        raise Invalid("name", f"{known.title} is retired: bring it back first")
    owner = await naming.owner(work, draft.owner)
    named = await runbook(work, draft.runbook) if draft.runbook else ""
    return replace(draft, owner=owner, runbook=named)


async def _kept(work: Work, draft: Draft) -> str:
    known = await store.by_slug(work, rules.slugged(draft.title))
    if known is None:
        await register.add(work, draft)
        return "added"
    row = await naming.locked(work, known.id)
    if register.same(row, draft):
        return "unchanged"
    await register.changed(work, row, draft)
    return "changed"
