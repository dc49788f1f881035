"""How a document stands: superseded, retired, brought back, looked through.

What is retired is marked, never deleted: its text, its versions and its name stay.
"""

from dataclasses import replace

from bot.core import roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.library import choosing, facts, rules, service, store, watching
from bot.library.rules import Kind, Sheet, State


async def retire(work: Work, id_: str, instead: str = "") -> Record:
    """Offer a document no more; it is kept, and can be brought back.

    *instead* says what to use in its place, if somebody says it now.
    """
    await roles.require(work, Role.MEMBER)
    row = await service.own(work, await choosing.opened(work, id_))
    if row.state.gone:
        raise rules.AlreadyRetired(title=row.title, state=row.state.word)
    row.state, row.changed_at = State.TOMBSTONED, work.now
    row.since = watching.today(work)
    row.instead = rules.shortened(instead) or row.instead
    said = {"instead": row.instead, "since": row.since.isoformat()}
    fact = facts.Retired(
        about=row.id, title=row.title, superseded_by=row.superseded_by, **said
    )
    record = work.record(fact)
    await watching.watch(work, row)
    return record


async def supersede(work: Work, id_: str, words: str) -> Record:
    """Have another document hold in the place of one: it is offered no more."""
    await roles.require(work, Role.MEMBER)
    sheet = await choosing.opened(work, id_)
    other = await _successor(work, sheet, words)
    row = await service.own(work, sheet)
    if row.state.gone or row.superseded_by == other.slug:
        raise rules.AlreadyRetired(title=row.title, state=row.state.word)
    row.state, row.changed_at = State.SUPERSEDED, work.now
    row.superseded_by = other.slug
    named = {"superseded_by": other.slug, "by_title": other.title}
    record = work.record(facts.Superseded(about=row.id, title=row.title, **named))
    await watching.watch(work, row)
    return record


async def _successor(work: Work, sheet: Sheet, words: str) -> Sheet:
    """Find what is to hold in the place of *sheet*, or refuse beside the field."""
    try:
        other = await choosing.called(work, words)
    except rules.NoSuchDocument as refused:
        raise Invalid("by", str(refused)) from None
    if other.slug == sheet.slug:
        raise Invalid("by", "That is the document itself: name another one")
    if not other.state.holds:
        problem = f"{other.title} is {other.state.word} itself: name one that holds"
        raise Invalid("by", problem)
    return other


async def restore(work: Work, id_: str) -> Record:
    """Have a document hold again, in the words it has: as a new version."""
    await roles.require(work, Role.MEMBER)
    sheet = await choosing.opened(work, id_)
    if sheet.state.holds:
        raise rules.Holds(title=sheet.title, state=sheet.state.word)
    if sheet.kind is Kind.SURFACE:
        raise rules.StaysGone(title=sheet.title)
    row = await service.own(work, sheet)
    draft = replace(rules.bare(store.sheet(row)), state=State.CURRENT)
    return await service.revised(work, row, draft)


async def review(work: Work, id_: str) -> Record:
    """Say that a document still holds: it is looked through again in good time."""
    await roles.require(work, Role.MEMBER)
    sheet = await choosing.opened(work, id_)
    if sheet.shipped:
        raise rules.NotHeld(title=sheet.title)
    row = await service.own(work, sheet)
    if not row.state.holds:
        raise rules.AlreadyRetired(title=row.title, state=row.state.word)
    due = await watching.watch(work, row)
    return work.record(facts.Reviewed(about=row.id, title=row.title, due=due))
