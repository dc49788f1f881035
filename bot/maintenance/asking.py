"""Asking: a request is made, changed, and called off.

Whatever of it changes is another thing: all who sign off are asked anew.
"""

from datetime import datetime
from typing import Any

from bot import services
from bot.core import counters, roles
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.tables import new_id
from bot.core.work import Work
from bot.maintenance import change, clock, conflicts, facts, rules, signing, store
from bot.maintenance.conflicts import Plan
from bot.maintenance.rules import Draft, Kind, State
from bot.maintenance.store import Request, Subscription

COUNTER = "maintenance"
TERMS = (
    *("title", "reason", "kind", "surface", "service", "begins_at", "ends_at"),
    *("zone", "plan", "staging", "impact"),
)


async def request(
    work: Work, draft: Draft, *, occurrence: str = "", beyond: str = ""
) -> Record:
    """Ask for maintenance: what is in the way needs a reason to go on with."""
    await roles.require(work, Role.MEMBER)
    row = await _row(work, draft)
    hits = await conflicts.require_reason(work, _plan(row), draft.despite)
    one = Request(
        workspace=work.workspace,
        number=await counters.next_number(work, COUNTER),
        until_at=row["ends_at"],
        asked_by=work.actor,
        asked_at=work.now,
        conflicts=conflicts.sentences(hits),
        despite=_despite(hits, draft),
        occurrence=occurrence,
        beyond=beyond,
        **row,
    )
    work.session.add(one)
    await work.session.flush()
    for person in draft.subscribers:
        _subscribe(work, one, person)
    said = {"occurrence": occurrence, "beyond": beyond}
    record = await change.note(work, one, facts.Requested, **_said(one), **said)
    change.hand(work, one, work.actor)
    await signing.ask(work, one)
    clock.watch(work, one)
    return record


async def edit(work: Work, one: Request, draft: Draft) -> Record:
    """Change what was asked for: it is approved anew."""
    await require_editable(work, one)
    row = await _row(work, draft)
    changed = tuple(name for name in TERMS if getattr(one, name) != row[name])
    hits = await conflicts.require_reason(work, _plan(row, one.id), draft.despite)
    if not changed and one.state in (State.REQUESTED, State.SCHEDULED):
        return await _noted(work, one, changed)
    for name, value in row.items():
        setattr(one, name, value)
    one.until_at, one.state, one.signed, one.why = one.ends_at, State.REQUESTED, {}, ""
    one.conflicts = conflicts.sentences(hits)
    one.despite = _despite(hits, draft)
    await change.void(work, one)
    record = await _noted(work, one, changed)
    await signing.ask(work, one)
    clock.watch(work, one)
    if one.announced:
        await change.tell(work, one, record)
    return record


async def require_editable(work: Work, one: Request) -> None:
    """Let those through who may change it, while it has not begun."""
    await change.require_may(work, one)
    change.require(work, one, *rules.BEFORE)


async def _noted(work: Work, one: Request, changed: tuple[str, ...]) -> Record:
    return await change.note(work, one, facts.Edited, **_said(one), changed=changed)


async def cancel(work: Work, one: Request, reason: str) -> Record:
    """Say why it is not done."""
    await require_editable(work, one)
    one.why, one.state, one.closed_at = rules.reason(reason), State.CANCELLED, work.now
    await change.void(work, one, why="It was cancelled before it was decided.")
    record = await change.note(work, one, facts.Cancelled, reason=one.why)
    await change.tell(work, one, record)
    await change.add(work, one, record, aloud=True)
    clock.watch(work, one)
    return record


async def _row(work: Work, draft: Draft) -> dict[str, Any]:
    """Give the columns of a draft; a name of the register is a service."""
    longest = work.policy.maintenance.longest.elapsed
    good = rules.drafted(draft, work.now, longest)
    surface, service = good.surface, ""
    for one in await services.every(work):
        if one.title.casefold() == surface.casefold() and not one.retired:
            surface, service = one.surface or one.title, one.title
    return {
        "title": good.title,
        "reason": good.reason,
        "kind": Kind(good.kind),
        "surface": surface,
        "service": service,
        "begins_at": good.window.begins.replace(second=0, microsecond=0),
        "ends_at": good.window.ends.replace(second=0, microsecond=0),
        "zone": good.window.zone,
        "plan": good.plan,
        "staging": good.staging,
        "impact": good.impact,
    }


def _plan(row: dict[str, Any], besides: str = "") -> Plan:
    return Plan(
        begins=row["begins_at"],
        ends=row["ends_at"],
        zone=row["zone"],
        surface=row["surface"],
        besides=besides,
    )


def _despite(hits: list[conflicts.Hit], draft: Draft) -> str:
    """Give why it goes on, where something is in the way."""
    hard = any(not hit.hint for hit in hits)
    return rules.reason(draft.despite, "despite") if hard else ""


def _said(one: Request) -> dict[str, Any]:
    """Give what the record says of what is asked for."""
    return {
        "terms": {name: _plain(getattr(one, name)) for name in TERMS},
        "conflicts": tuple(one.conflicts),
        "despite": one.despite,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


async def subscribe(work: Work, one: Request) -> Record:
    """Have the actor hear from now on how it goes on."""
    await roles.require(work, Role.MEMBER)
    change.require(work, one, *rules.LIVE)
    known = await store.subscribers(work, one.id)
    if any(row.person == work.actor for row in known):
        raise rules.AlreadySubscribed(ref=one.ref, about=one.id)
    row = _subscribe(work, one, work.actor)
    return await change.note(work, one, facts.Subscribed, row=row)


def _subscribe(work: Work, one: Request, person: str) -> str:
    said = {"id": new_id(), "request": one.id, "person": person}
    work.session.add(Subscription(workspace=work.workspace, **said))
    return said["id"]


async def unsubscribe(work: Work, one: Request) -> Record:
    """Have the actor hear no more of it."""
    await roles.require(work, Role.MEMBER)
    known = await store.subscribers(work, one.id)
    row = next((row for row in known if row.person == work.actor), None)
    if row is None:
        raise rules.NotSubscribed(ref=one.ref, about=one.id)
    await work.session.delete(row)
    return await change.note(work, one, facts.Unsubscribed, row=row.id)
