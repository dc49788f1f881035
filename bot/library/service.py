"""What is written down: new documents, new versions, and what a file brings.

Invariants:
* what a document said is never lost: each edit is a version of its own
* an edit of what has changed meanwhile is refused, and what was typed stays in the form
* a document names as its successor only one that there is
"""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from bot.core import counters, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.library import choosing, facts, holding, rules, shipping, store, watching
from bot.library.rules import Draft, Sheet, State
from bot.library.store import Document, Version


async def write(
    work: Work, draft: Draft, *, slug: str = "", also: Collection[str] = ()
) -> Record:
    """Keep a new document; its writer owns it unless somebody else is named."""
    await roles.require(work, Role.MEMBER)
    draft = rules.checked(draft)
    await _alone(work)
    taken = {one.slug for one in await choosing.everything(work)}
    name = slug or rules.slugged(draft.title, taken)
    draft = await _fit(work, draft, name, also=also)
    person = work.actor if work.actor.startswith(("U", "W")) else ""
    return await _new(work, replace(draft, owner=draft.owner or person), name)


async def _alone(work: Work) -> None:
    """Let nobody else make a document meanwhile: names are given once."""
    await counters.next_number(work, "documents")


async def _new(work: Work, draft: Draft, slug: str) -> Record:
    row = Document(
        workspace=work.workspace, slug=slug, changed_at=work.now, **_columns(draft)
    )
    work.session.add(row)
    record = work.record(facts.Written(about=row.id, slug=slug, **_said(draft)))
    _version(work, row)
    await watching.watch(work, row)
    return record


async def revise(work: Work, id_: str, draft: Draft, *, seen: int) -> Record:
    """Change a document that stood at version *seen*; what ships becomes one's own."""
    await roles.require(work, Role.MEMBER)
    draft = rules.checked(draft)
    shipped = shipping.by_id(id_)
    if shipped:
        await _alone(work)
        row = await store.by_slug(work, shipped.slug)
        if row is None:
            return await write(work, draft, slug=shipped.slug)
        id_ = row.id
    row = await store.lock(work, id_)
    if row is None:
        raise await choosing.missing(work, draft.title)
    if row.version != seen:
        raise Invalid(
            "text",
            f"Somebody has changed it meanwhile: it is at version {row.version}. Copy "
            "what you wrote, close this form, and open it again",
        )
    return await revised(work, row, draft)


async def revised(
    work: Work, row: Document, draft: Draft, also: Collection[str] = ()
) -> Record:
    """Keep a new version of a document that is locked."""
    draft = await _fit(work, draft, row.slug, store.sheet(row), also)
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.changed_at = work.now
    _version(work, row)
    said = _said(draft)
    fact = facts.Revised(about=row.id, slug=row.slug, version=row.version, **said)
    record = work.record(fact)
    await watching.watch(work, row)
    return record


async def bring(work: Work, slug: str, draft: Draft, also: Collection[str] = ()) -> str:
    """Keep what a file says under the file's name; tell if that is new, or the same.

    *also* are the names of the other files that are brought in.
    """
    await roles.require(work, Role.MEMBER)
    await _alone(work)
    row = await store.by_slug(work, slug)
    if row is None:
        await write(work, draft, slug=slug, also=also)
        return "written"
    (row,) = await work.lock(Document, row.id)
    before = store.sheet(row)
    owned = replace(draft, owner=draft.owner or row.owner)
    if row.state is State.ARCHIVED and draft.state is State.TOMBSTONED:
        owned = replace(owned, state=State.ARCHIVED)  # the clock went on, not the file
    if _columns(await _fit(work, owned, slug, before, also)) == _columns(before):
        return "unchanged"
    await revised(work, row, owned, also)
    return "revised"


async def own(work: Work, sheet: Sheet) -> Document:
    """Give the row of a document, locked; one that ships gets one now."""
    if sheet.shipped:
        await write(work, rules.bare(sheet), slug=sheet.slug)
        await work.session.flush()
        row = await store.by_slug(work, sheet.slug)
    else:
        row = await store.lock(work, sheet.id)
    if row is None:
        raise LookupError(sheet.slug)
    return row


async def _fit(
    work: Work,
    draft: Draft,
    slug: str,
    before: Draft | None = None,
    also: Collection[str] = (),
) -> Draft:
    """Give a draft with what belongs to its state, or refuse beside the field.

    *also* are names that documents are to have by the end of this work.
    """
    fit = rules.settled(rules.checked(draft), watching.today(work), before)
    by = fit.superseded_by
    if by and by != (before.superseded_by if before else ""):
        names = {*also, *(one.slug for one in await choosing.everything(work))}
        if by not in names - {slug}:
            raise Invalid("superseded_by", f"There is no other document “{by}”")
    return fit


def _version(work: Work, row: Document) -> None:
    row.version += 1
    version = Version(
        workspace=work.workspace,
        document=row.id,
        number=row.version,
        title=row.title,
        text=row.text,
        by=work.actor,
        at=work.now,
    )
    work.session.add(version)


def _columns(draft: Draft) -> dict[str, Any]:
    said = {f.name: getattr(draft, f.name) for f in fields(Draft)}
    lists = {name: list(said[name]) for name in ("surfaces", "words", "severities")}
    return {**said, **lists}


def _said(draft: Draft) -> dict[str, str]:
    return {
        "title": draft.title,
        "kind": draft.kind.value,
        "state": draft.state.value,
        "digest": holding.digest(draft.text),
        "superseded_by": draft.superseded_by,
        "instead": draft.instead,
        "since": draft.since.isoformat() if draft.since else "",
    }
