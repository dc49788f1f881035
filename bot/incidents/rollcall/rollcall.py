"""The roll call of an incident: many are asked the same, and chased until they answer.

An incident has one. Whoever changes it, or one of its rows, holds the incident's lock.
Of a private incident nobody is asked who is not in its room.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.core import roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.rollcalls import Asks
from bot.core.work import Work
from bot.incidents import rules
from bot.incidents.change import require_here, require_open, show
from bot.incidents.rollcall import rolled, rollrows
from bot.incidents.rollcall.enlist import CARD, Shown, enlist
from bot.incidents.rollcall.rollrows import RollCall, RollRow
from bot.incidents.store import Incident

ASK = "incidents.rollask"


class NoRollCall(rules.Passed):
    """{ref} has no roll call: `/incident rollcall {ref}` opens one."""


class OneAlready(Shown):
    """{ref} has its roll call: {answered} of {total} have answered. Add to that one."""


class IsClosed(Shown):
    """The roll call of {ref} is closed: reopen it first."""


class IsOpen(Shown):
    """The roll call of {ref} is open: nothing was changed."""


async def ask(
    work: Work,
    incident: Incident,
    rows: Sequence[Asks],
    *,
    question: str = "",
    due: datetime | None = None,
) -> Record:
    """Ask every one of *rows* the *question*, to be answered by *due*."""
    await roles.require(work, Role.COMMANDER, of=incident)
    require_open(incident)
    await require_none(work, incident)
    call = RollCall(
        workspace=work.workspace,
        incident=incident.id,
        question=_question(incident, question),
        asked_by=work.actor,
        asked_at=work.now,
        due_at=rules.ahead("due", due, work.now) or answer_by(work),
    )
    work.session.add(call)
    made = await enlist(work, incident, rows, [])
    opened = rolled.Opened(
        about=incident.id,
        ref=incident.ref,
        question=call.question,
        due=call.due_at,
        **_said(made),
    )
    record = work.record(opened)
    follow(work, incident, made)
    await watch(work, incident)
    return record


async def extend(work: Work, incident: Incident, rows: Sequence[Asks]) -> Record:
    """Ask more of them."""
    await roles.require(work, Role.COMMANDER, of=incident)
    require_open(incident)
    await require_asking(work, incident)
    known = await rollrows.every(work, incident.id)
    made = await enlist(work, incident, rows, known)
    fact = rolled.Extended(about=incident.id, ref=incident.ref, **_said(made))
    record = work.record(fact)
    tell(work, incident, record)
    follow(work, incident, made)
    await watch(work, incident)
    return record


async def remove(work: Work, incident: Incident, row: RollRow) -> Record:
    """Ask one of them, of a locked incident, no more."""
    await roles.require(work, Role.COMMANDER, of=incident)
    await require_asking(work, incident)
    row.removed_at = work.now
    fact = rolled.Removed(
        about=incident.id, ref=incident.ref, row=row.id, team=row.team
    )
    record = work.record(fact)
    tell(work, incident, record)
    follow(work, incident, [row])
    await watch(work, incident)
    return record


async def close(work: Work, incident: Incident) -> Record:
    """Ask nobody any more; what was answered stays."""
    await roles.require(work, Role.COMMANDER, of=incident)
    call = await require_asking(work, incident)
    call.closed_at = work.now
    rows = await rollrows.rows(work, incident.id)
    left = sum(row.silent for row in rows)
    record = work.record(
        rolled.Closed(about=incident.id, ref=incident.ref, left=left, total=len(rows))
    )
    tell(work, incident, record)
    follow(work, incident, rows)
    await watch(work, incident)
    return record


async def reopen(work: Work, incident: Incident) -> Record:
    """Ask again whoever has not answered."""
    await roles.require(work, Role.COMMANDER, of=incident)
    require_here(incident)
    call = await _present(work, incident)
    if call.closed_at is None:
        raise IsOpen(ref=incident.ref, of=incident.id)
    call.closed_at = None
    record = work.record(rolled.Reopened(about=incident.id, ref=incident.ref))
    tell(work, incident, record)
    follow(work, incident, await rollrows.rows(work, incident.id))
    await watch(work, incident)
    return record


async def require_none(work: Work, incident: Incident) -> None:
    """Let only an incident through that has no roll call."""
    if await rollrows.of(work, incident.id):
        tally = await rollrows.tally(work, incident.id)
        raise OneAlready(
            ref=incident.ref,
            answered=tally.answered if tally else 0,
            total=tally.total if tally else 0,
            of=incident.id,
        )


async def require_asking(work: Work, incident: Incident) -> RollCall:
    """Give the roll call of a locked incident, to change it, if it is not closed."""
    require_here(incident)
    call = await _present(work, incident)
    if call.closed_at is not None:
        raise IsClosed(ref=incident.ref, of=incident.id)
    return call


async def _present(work: Work, incident: Incident) -> RollCall:
    """Give the roll call of a locked incident, to change it: that lock guards it."""
    call = await rollrows.of(work, incident.id)
    if call is None:
        raise NoRollCall(ref=incident.ref, card=incident.id)
    return call


def answer_by(work: Work) -> datetime:
    """Give when answers are due, unless another time is said."""
    return work.now + work.policy.rollcall.chase_every.elapsed


def offered(work: Work) -> list[str]:
    """Give whom the policy would have asked: its rows, else the surfaces it knows."""
    named = [row.name for row in work.policy.rollcall.rows]
    return named or list(work.policy.surfaces.names)


def usual(incident: Incident) -> str:
    """Give the question, unless another one is asked."""
    return f"Are you affected by “{incident.title}”?"


def _question(incident: Incident, text: str) -> str:
    said = rules.plain_line(text) or usual(incident)
    if len(said) > rules.TITLE + len(usual(incident)):
        raise Invalid("question", f"Ask it in {rules.TITLE} characters")
    return said


def _said(rows: Iterable[RollRow]) -> dict[str, Any]:
    """Give what a fact says of new rows."""
    made = list(rows)
    return {
        "rows": tuple(row.id for row in made),
        "teams": tuple(row.team for row in made),
        "contacts": tuple(row.contact for row in made),
    }


def tell(work: Work, incident: Incident, record: Record) -> None:
    """Tell the room, while it can be written in."""
    if incident.writable:
        work.tell(record, to=incident.room)


def follow(work: Work, incident: Incident, rows: Iterable[RollRow]) -> None:
    """Have everything follow that shows these rows, or how many have answered."""
    show(work, incident)
    if incident.writable:
        work.show(CARD, incident.id, to=incident.room, asker=incident.declarer)
    for place in sorted({row.contact for row in rows if row.contact}):
        about = f"{incident.id}:{place}"
        work.show(ASK, about, to=place, priority=Priority.NUDGE)


async def settle(work: Work, incident: Incident) -> None:
    """Have a roll call follow that the incident is over, or open again."""
    if await rollrows.of(work, incident.id):
        follow(work, incident, await rollrows.rows(work, incident.id))
        await watch(work, incident)


async def watch(work: Work, incident: Incident) -> None:
    """Have the silent chased while there are any, and the incident is open."""
    call = await rollrows.of(work, incident.id)
    if call is None:
        return
    key = f"rollcall:{incident.id}"
    tally = await rollrows.tally(work, incident.id)
    asking = incident.open and call.closed_at is None
    if not (asking and tally and tally.silent):
        work.forget(key)
        return
    at = call.due_at
    if call.chased_at or at <= work.now:
        at = (call.chased_at or at) + work.policy.rollcall.chase_every.elapsed
    chase_at(work, incident, at if at > work.now else answer_by(work))


def chase_at(work: Work, incident: Incident, at: datetime) -> None:
    """Have whoever is silent then asked again."""
    work.later(
        "incidents.rollcall_chase",
        key=f"rollcall:{incident.id}",
        at=at,
        incident=incident.id,
        due=at.isoformat(),
    )
