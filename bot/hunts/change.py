"""Changes: how every verb alters a hunt or a defect, so that no card is forgotten."""

from typing import Any, TypeVar

from bot import approvals
from bot.core import roles
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.hunts import facts, rules, store
from bot.hunts.rules import CARD, DEFECT, REPORT
from bot.hunts.store import Defect, Hunt

LEAD = "tech_lead"  # the role that answers for hunts beside those who hunt
OfHunt = TypeVar("OfHunt", bound=facts.OfHunt)
OfDefect = TypeVar("OfDefect", bound=facts.OfDefect)


async def opened(work: Work, id_: str) -> Hunt:
    """Give the hunt of a button to look at it, or refuse."""
    await roles.require(work, Role.MEMBER)
    found = await store.get(work, id_)
    if found is None:
        raise rules.NoSuchHunt
    return found


async def locked(work: Work, id_: str) -> Hunt:
    """Give the hunt of a button, locked, or refuse: it may be somebody else's."""
    found = await store.lock(work, id_)
    if found is None:
        raise rules.NoSuchHunt
    return found


async def defect_opened(work: Work, id_: str) -> Defect:
    """Give the defect of a button to look at it, or refuse."""
    await roles.require(work, Role.MEMBER)
    found = await store.defect(work, id_)
    if found is None:
        raise rules.NoSuchDefect
    return found


def require_running(hunt: Hunt) -> None:
    """Refuse a hunt that is over."""
    if not hunt.running:
        raise rules.HuntOver(CARD, hunt.id, ref=hunt.ref)


async def require_hunter(work: Work, hunt: Hunt) -> None:
    """Let whoever hunts through, whoever answers for hunts, and admins."""
    await roles.require(work, Role.MEMBER)
    if work.actor in (*hunt.hunters, hunt.started_by) or work.actor.startswith("clock"):
        return
    if LEAD in await approvals.offices(work, work.actor):
        return
    if await work.people.may(work, work.actor, Role.ADMIN):
        return
    office = work.policy.signoff.get(LEAD)
    raise rules.NotAHunter(ref=hunt.ref, lead=office.name.lower() if office else "lead")


def note(
    work: Work,
    hunt: Hunt,
    fact: type[OfHunt],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Record what happened to a locked hunt, and have what shows it follow."""
    named = {"ref": hunt.ref, "kind": hunt.kind.value, "scope": hunt.scope}
    record = work.record(fact(about=hunt.id, **named, **said))
    show(work, hunt)
    return record


def note_defect(
    work: Work,
    hunt: Hunt,
    one: Defect,
    fact: type[OfDefect],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Record what happened to a locked defect, and have what shows it follow."""
    named = {"ref": one.ref, "title": one.title, "hunt_ref": hunt.ref}
    made = fact(about=one.id, level=one.severity.value, **named, **said)
    record = work.record(made)
    work.show(DEFECT, one.id, to=hunt.room, priority=Priority.NUDGE)
    show(work, hunt)
    return record


def show(work: Work, hunt: Hunt) -> None:
    """Have the board in its room follow, and the report once there is one."""
    work.show(CARD, hunt.id, to=hunt.room, priority=Priority.NUDGE)
    if not hunt.running:
        work.show(REPORT, hunt.id, to=hunt.room, priority=Priority.NUDGE)


def tell(work: Work, hunt: Hunt, record: Record, *, also: bool = False) -> None:
    """Have it told in the room, and *also* where operations are, if there is such."""
    work.tell(record, to=hunt.room, priority=Priority.NUDGE)
    if also and work.policy.channels.ops:
        work.tell(record, to=work.policy.channels.ops, priority=Priority.NUDGE)
