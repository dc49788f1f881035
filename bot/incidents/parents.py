"""Parents: an incident is a part of another one, and goes on by itself.

One level deep: a parent has no parent. A private incident is a part of none and has
none: each shows the other to people who are not in its room.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from bot.core import roles
from bot.core.errors import Conflict
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import related, rules, store
from bot.incidents.change import change, require_here, require_open, show
from bot.incidents.store import Incident

SHOWN = 20  # parts that a card names


class PartOfItself(Conflict):
    """An incident can't be a part of itself. Name another one."""


class PrivateApart(Conflict):
    """A private incident is a part of none, and has none: others would read of it."""


class HasParent(rules.Passed):
    """{ref} is a part of another one: `/incident unrelate {ref}` parts them first."""


class HasParts(rules.Passed):
    """{ref} has parts of its own: relate each of them to {into} instead."""


class IsPart(rules.Passed):
    """{into} is a part of another one itself: relate {ref} to that one."""


async def relate(work: Work, source_id: str, target_id: str) -> Record:
    """Make one incident a part of another: each shows the other."""
    if source_id == target_id:
        raise PartOfItself
    pair = {one.id: one for one in await store.lock(work, source_id, target_id)}
    source, target = pair[source_id], pair[target_id]
    await roles.require(work, Role.COMMANDER, of=source)
    require_open(source)
    require_open(target)
    await _require_fit(work, source, target)
    said = {"into": target.id, "into_ref": target.ref}
    record = change(work, source, related.Related, {"parent": target.id}, **said)
    _tell(work, target, source, related.Joined)
    return record


async def unrelate(work: Work, source_id: str) -> Record:
    """Part it from its parent."""
    known = await store.get(work, source_id)
    ids = [source_id, *filter(None, [known.parent if known else None])]
    pair = {one.id: one for one in await store.lock(work, *ids)}
    source = pair[source_id]
    await roles.require(work, Role.COMMANDER, of=source)
    require_here(source)
    target = pair.get(source.parent or "")
    if target is None:
        state = "a part of no other"
        raise rules.AlreadySo(ref=source.ref, state=state, card=source.id)
    said = {"into": target.id, "into_ref": target.ref}
    record = change(work, source, related.Unrelated, {"parent": None}, **said)
    _tell(work, target, source, related.Separated)
    return record


async def _require_fit(work: Work, source: Incident, target: Incident) -> None:
    """Refuse what would reach deeper than one level, or show what is private."""
    if source.private or target.private:
        raise PrivateApart
    if source.parent == target.id:
        state = f"a part of {target.ref}"
        raise rules.AlreadySo(ref=source.ref, state=state, card=source.id)
    if source.parent:
        raise HasParent(ref=source.ref, card=source.id)
    if target.parent:
        raise IsPart(ref=source.ref, into=target.ref, card=target.id)
    if await parts(work, source.id, 1):
        raise HasParts(ref=source.ref, into=target.ref, card=source.id)


def _tell(
    work: Work,
    target: Incident,
    source: Incident,
    fact: type[related.Joined | related.Separated],
) -> None:
    """Have the parent's room told, and its cards follow."""
    said = fact(about=target.id, ref=target.ref, other=source.id, other_ref=source.ref)
    record = work.record(said)
    if target.writable:
        work.tell(record, to=target.room)
    show(work, target)


async def parts(work: Work, id_: str, most: int) -> Sequence[Incident]:
    """Give *most* of the parts of an incident, by number."""
    query = select(Incident).where(Incident.parent == id_)
    number = col(Incident.number) + 0  # those are found by parent, then put in order
    return (await work.session.exec(query.order_by(number).limit(most))).all()


async def shown(work: Work, found: Incident) -> dict[str, Any]:
    """Give what the cards of an incident say of its parent and its parts."""
    known = await parts(work, found.id, SHOWN + 1)
    return {
        "parent": await store.get(work, found.parent) if found.parent else None,
        "parts": [one.ref for one in known[:SHOWN]],
        "more_parts": len(known) > SHOWN,
    }
