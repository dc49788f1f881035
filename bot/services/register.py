"""The register: a service is added, changed, retired, brought back; never deleted.

Invariants:
* of one name there is one service
* a change of what has changed meanwhile is refused; what was typed stays in the form
* what was decided about a service stays in the record, retired or not
"""

from dataclasses import fields
from typing import Any

from bot.core import counters, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.services import facts, naming, rules, store
from bot.services.rules import Draft
from bot.services.store import Service


async def add(work: Work, draft: Draft) -> Record:
    """Take a service into the register; its owner is resolved by now."""
    await roles.require(work, Role.MEMBER)
    await alone(work)
    slug = rules.slugged(draft.title)
    await _require_free(work, slug)
    given = {**_columns(draft), "slug": slug, "changed_at": work.now}
    row = Service(workspace=work.workspace, **given)
    work.session.add(row)
    await work.session.flush()
    return work.record(facts.Added(about=row.id, slug=slug, **_said(draft)))


async def alone(work: Work) -> None:
    """Let nobody else name a service meanwhile: a name is given once."""
    await counters.next_number(work, "services")


async def _require_free(work: Work, slug: str, besides: str = "") -> None:
    known = await store.by_slug(work, slug)
    if known is not None and known.id != besides:
        state = "retired, and can be brought back" if known.retired else "there"
        raise Invalid("name", f"A service called {known.title} is {state} already")


async def change(work: Work, id_: str, draft: Draft, *, seen: int) -> Record:
    """Say something else of a service that stood at version *seen*."""
    await roles.require(work, Role.MEMBER)
    await alone(work)
    row = await _run(work, id_)
    if row.version != seen:
        raise Invalid(
            "name",
            f"Somebody has changed it meanwhile: it is at version {row.version}. Copy "
            "what you wrote, close this form, and open it again",
        )
    return await changed(work, row, draft)


async def changed(work: Work, row: Service, draft: Draft) -> Record:
    """Change a row that is locked."""
    slug = rules.slugged(draft.title)
    await _require_free(work, slug, row.id)
    for name, value in {**_columns(draft), "slug": slug}.items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, work.now
    return work.record(facts.Changed(about=row.id, slug=slug, **_said(draft)))


def same(row: Service, draft: Draft) -> bool:
    """Tell whether a row says already what a draft does."""
    return all(getattr(row, f.name) == getattr(draft, f.name) for f in fields(Draft))


async def retire(work: Work, id_: str, reason: str) -> Record:
    """Mark a service as run no more."""
    await roles.require(work, Role.MEMBER)
    row = await _run(work, id_)
    row.reason = rules.reason(reason)
    row.retired_at = row.changed_at = work.now
    return work.record(facts.Retired(about=row.id, title=row.title, reason=row.reason))


async def revive(work: Work, id_: str) -> Record:
    """Run a service again that was retired."""
    await roles.require(work, Role.MEMBER)
    row = await naming.locked(work, id_)
    if not row.retired:
        raise rules.NotRetired(service=row.id, title=row.title)
    row.retired_at, row.reason, row.changed_at = None, "", work.now
    return work.record(facts.Revived(about=row.id, title=row.title))


async def _run(work: Work, id_: str) -> Service:
    """Give a service that is not retired, locked, or refuse."""
    row = await naming.locked(work, id_)
    if row.retired:
        raise rules.AlreadyRetired(service=row.id, title=row.title)
    return row


def _columns(draft: Draft) -> dict[str, Any]:
    return {f.name: getattr(draft, f.name) for f in fields(Draft)}


def _said(draft: Draft) -> dict[str, Any]:
    return {**_columns(draft), "standby": draft.standby.value}
