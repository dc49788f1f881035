"""What is done to documents: write, revise, retire, review; and the reminder to look.

Invariants:
* what a document said is never lost: each edit is a version of its own
* an edit of what has changed meanwhile is refused, and what was typed stays in the form
* a document that is not retired has a time at which its owner looks it through
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from bot import workspaces
from bot.core import counters, roles, times
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.library import choosing, facts, holding, rules, shipping, store
from bot.library.rules import Draft, Sheet, State
from bot.library.store import Document, Version

LATE = timedelta(days=1)  # a reminder that comes later than this says so
REMIND = "library.nudge_owner"


async def write(work: Work, draft: Draft, *, slug: str = "") -> Record:
    """Keep a new document; its writer owns it unless somebody else is named."""
    await roles.require(work, Role.MEMBER)
    draft = rules.checked(draft)
    await _alone(work)
    taken = {row.slug for row in await store.every(work)}
    name = slug or rules.slugged(draft.title, {*taken, *shipping.sheets()})
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
    await _watch(work, row)
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
    return await _revised(work, row, draft)


async def _revised(work: Work, row: Document, draft: Draft) -> Record:
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.changed_at = work.now
    _version(work, row)
    said = _said(draft)
    fact = facts.Revised(about=row.id, slug=row.slug, version=row.version, **said)
    record = work.record(fact)
    await _watch(work, row)
    return record


async def bring(work: Work, slug: str, draft: Draft) -> str:
    """Keep what a file says under the file's name; tell if that is new, or the same."""
    await roles.require(work, Role.MEMBER)
    await _alone(work)
    row = await store.by_slug(work, slug)
    if row is None:
        await write(work, draft, slug=slug)
        return "written"
    (row,) = await work.lock(Document, row.id)
    owned = replace(rules.checked(draft), owner=draft.owner or row.owner)
    if _columns(owned) == _columns(store.sheet(row)):
        return "unchanged"
    await _revised(work, row, owned)
    return "revised"


async def retire(work: Work, id_: str) -> Record:
    """Offer a document no more; it is kept, and an edit brings it back."""
    await roles.require(work, Role.MEMBER)
    sheet = await choosing.opened(work, id_)
    row = await _own(work, sheet)
    if row.state is State.RETIRED:
        raise rules.AlreadyRetired(title=row.title)
    row.state, row.changed_at = State.RETIRED, work.now
    record = work.record(facts.Retired(about=row.id, title=row.title))
    await _watch(work, row)
    return record


async def _own(work: Work, sheet: Sheet) -> Document:
    """Give the row of a document, locked; one that ships gets one now."""
    if sheet.shipped:
        draft = Draft(**{f.name: getattr(sheet, f.name) for f in fields(Draft)})
        await write(work, draft, slug=sheet.slug)
        await work.session.flush()
        row = await store.by_slug(work, sheet.slug)
    else:
        row = await store.lock(work, sheet.id)
    if row is None:
        raise LookupError(sheet.slug)
    return row


async def review(work: Work, id_: str) -> Record:
    """Say that a document still holds: it is looked through again in good time."""
    await roles.require(work, Role.MEMBER)
    sheet = await choosing.opened(work, id_)
    if sheet.shipped:
        raise rules.NotHeld(title=sheet.title)
    row = await _own(work, sheet)
    if row.state is State.RETIRED:
        raise rules.AlreadyRetired(title=row.title)
    due = await _watch(work, row)
    return work.record(facts.Reviewed(about=row.id, title=row.title, due=due))


async def _watch(work: Work, row: Document) -> datetime:
    """Have its owner reminded in their business hours, or nobody of what is retired."""
    row.asked_at = None
    due = times.deadline(
        work.now, work.policy.library.review_every, work.policy.calendar
    )
    if row.state is State.RETIRED:
        row.due = None
        work.forget(_key(row))
    else:
        row.due = await _in_hours(work, row, due)
        _remind_at(work, row, row.due)
    return row.due or due


async def _in_hours(work: Work, row: Document, at: datetime) -> datetime:
    """Give the first moment from *at* on when the owner works."""
    zone = await workspaces.zone(work, row.owner) if row.owner else None
    calendar = work.policy.calendar
    here = replace(calendar, zone=zone) if zone else calendar
    return next(here.spans(at))[0]


async def nudge_owner(work: Work, *, document: str, due: str = "") -> None:
    """Ask the owner to look a document through, and again until somebody has."""
    row = await store.lock(work, document)
    if (
        row is None
        or row.state is State.RETIRED
        or row.due is None
        or row.due > work.now
    ):
        return
    row.asked_at = row.asked_at or work.now
    late = bool(due) and work.now - datetime.fromisoformat(due) > LATE
    fact = facts.ReviewDue(about=row.id, title=row.title, due=row.due, late=late)
    whom = row.owner or work.policy.people.fallback or work.policy.channels.ops
    record = work.record(fact)
    if whom:
        work.tell(record, to=whom, priority=Priority.NUDGE)
    every, calendar = work.policy.library.remind_every, work.policy.calendar
    again = times.deadline(work.now, every, calendar)
    _remind_at(work, row, await _in_hours(work, row, again))


def _remind_at(work: Work, row: Document, at: datetime) -> None:
    work.later(REMIND, key=_key(row), at=at, document=row.id, due=at.isoformat())


def _key(row: Document) -> str:
    return f"review:{row.id}"


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
    kind, state = draft.kind.value, draft.state.value
    digest = holding.digest(draft.text)
    return {"title": draft.title, "kind": kind, "state": state, "digest": digest}


TIMED = {REMIND: nudge_owner}
