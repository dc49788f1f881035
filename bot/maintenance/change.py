"""Changes: how every verb alters a request, so that none forgets its cards."""

from collections.abc import Sequence
from typing import Any

from bot import approvals
from bot.core import queue
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.maintenance import facts, rules, store
from bot.maintenance.rules import CARD, PUBLIC, Sign, State
from bot.maintenance.store import Freeze, Request

NEWS = "maintenance.news"
LINE = "maintenance.line"  # what everybody is told of it


async def note(
    work: Work,
    one: Request,
    fact: type[facts.OfRequest],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Record what happened to a locked request, and show it wherever it is shown."""
    one.version += 1
    made = fact(about=one.id, ref=one.ref, title=one.title, where=one.where, **said)
    record = work.record(made)
    await show(work, one)
    return record


async def show(work: Work, one: Request | Freeze) -> None:
    """Have every card of it follow."""
    for copy in await store.copies(work, one.id):
        where = {"place": copy.place, "parent": copy.parent, "lane": copy.lane}
        how = {"key": copy.key, "priority": Priority.NUDGE, "asker": None}
        work.want("card", copy.name, one.id, **how, **where)


def hand(work: Work, one: Request, person: str) -> None:
    """Give somebody the card with everything that is done with it, once."""
    if is_person(person):
        how = {"key": f"{CARD}:{one.id}:{person}", "priority": Priority.NUDGE}
        work.want("card", CARD, one.id, **how, place=person, lane=person, asker=None)


def publish(work: Work, one: Request) -> None:
    """Announce it where things are announced, once; from then on it follows."""
    one.announced = True
    place = work.policy.channels.announcements
    if place:
        how = {"priority": Priority.NUDGE, "asker": None}
        work.show(PUBLIC, one.id, to=place, **how)


async def add(
    work: Work, one: Request, record: Record, *, aloud: bool = False, key: str = ""
) -> None:
    """Say it below what announced it, once; *aloud*, the channel sees it too.

    Where nothing was announced, or just now, the announcement says it by itself.
    """
    for card in await store.copies(work, one.id):
        if card.name == PUBLIC and card.state is not queue.State.DEAD:
            where = {"parent": card.key, "lane": card.lane}
            how: dict[str, Any] = {"priority": Priority.NUDGE, "asker": None}
            how["detail"] = {"below": True, "aloud": aloud}
            name = f"{LINE}:{key or record.id}"
            work.want("message", LINE, record.id, key=name, **how, **where)


async def tell(
    work: Work, one: Request, record: Record, besides: Sequence[str] = ()
) -> None:
    """Have who asked, who started it and who subscribed hear it, but not who did it."""
    heard = [row.person for row in await store.subscribers(work, one.id)]
    tell_these(work, record, [*answering(one), *heard, *besides])


def tell_these(work: Work, record: Record, people: Sequence[str]) -> None:
    """Have some people told what happened, each once."""
    for person in dict.fromkeys(people):
        if is_person(person) and person != work.actor:
            key = f"{NEWS}:{record.id}:{person}"
            how = {"key": key, "priority": Priority.NUDGE, "asker": None}
            work.want("message", NEWS, record.id, **how, place=person, lane=person)


def tell_in(work: Work, record: Record, place: str) -> None:
    """Have a channel told what happened, once."""
    key = f"{NEWS}:{record.id}:{place}"
    how = {"key": key, "priority": Priority.NUDGE, "asker": None}
    work.want("message", NEWS, record.id, **how, place=place, lane=place)


def answering(one: Request) -> list[str]:
    """Give who answers for it: whoever started it, and whoever asked for it."""
    named = (one.started_by, one.asked_by)
    return [person for person in dict.fromkeys(named) if is_person(person)]


async def require_may(work: Work, one: Request) -> None:
    """Let those through who answer for it, for maintenance as such, and admins."""
    if work.actor in answering(one) or work.actor.startswith("clock"):
        return
    await require_lead(work, answering(one))


async def require_lead(work: Work, besides: Sequence[str] = ()) -> None:
    """Let those through who answer for maintenance or its windows, and admins."""
    policy = work.policy.maintenance
    named = [role for role in (policy.owner, policy.window_approver) if role]
    held = [person for role in named for person in await approvals.people(work, role)]
    if work.actor in held or work.actor.startswith("clock"):
        return
    if await work.people.may(work, work.actor, Role.ADMIN):
        return
    may = [*dict.fromkeys([*besides, *held])] or await work.people.holders(
        work, Role.ADMIN
    )
    names = (await work.people.names(work, may)).values()
    offices = work.policy.signoff
    called = ", ".join(offices[role].name for role in named if role in offices)
    raise rules.NotYours(who=f"Only {', '.join(names) or called}")


def require(work: Work, one: Request, *states: State) -> None:
    """Refuse what is in no state for it, and say in which it is."""
    del work
    if one.state not in states:
        raise rules.NotNow(ref=one.ref, state=one.state.said, about=one.id)


async def void(
    work: Work, one: Request, *signs: Sign, why: str = approvals.EDITED
) -> None:
    """Have what was asked of those who sign off be void, and say why."""
    for sign in signs or (*rules.SIGNS, Sign.EXTENSION):
        await approvals.void(work, one.id, sign, why)


def is_person(actor: str) -> bool:
    """Tell a person from the clock."""
    return actor.startswith(("U", "W"))
