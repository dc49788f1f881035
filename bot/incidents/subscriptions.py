"""Subscriptions: who is told directly how an incident goes on, in plain words."""

from collections.abc import Sequence

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from bot.core import roles
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.tables import Scoped, new_id
from bot.core.work import Work
from bot.incidents import facts, rules
from bot.incidents.change import require_open
from bot.incidents.store import Incident

NEWS = "incidents.news"


class Subscription(Scoped, table=True):
    """One person who is told how one incident goes on."""

    __tablename__ = "incident_subscriptions"
    __table_args__ = (UniqueConstraint("workspace", "incident", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    person: str


class AlreadySubscribed(rules.Passed):
    """You get the updates on {ref} already. `/incident unsubscribe {ref}` ends it."""


class NotSubscribed(rules.Passed):
    """You get no updates on {ref}: nothing was changed."""


async def subscribe(work: Work, incident: Incident) -> Record:
    """Tell the actor from now on how it goes on, until it is over."""
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    if await _of(work, incident.id, work.actor):
        raise AlreadySubscribed(ref=incident.ref, card=incident.id)
    row = Subscription(
        workspace=work.workspace, incident=incident.id, person=work.actor
    )
    work.session.add(row)
    return work.record(facts.Subscribed(about=incident.id, ref=incident.ref))


async def unsubscribe(work: Work, incident: Incident) -> Record:
    """Tell the actor nothing more of it."""
    await roles.require(work, Role.MEMBER)
    held = await _of(work, incident.id, work.actor)
    if not held:
        raise NotSubscribed(ref=incident.ref, card=incident.id)
    await work.session.delete(held[0])
    return work.record(facts.Unsubscribed(about=incident.id, ref=incident.ref))


async def tell(work: Work, incident: Incident, record: Record) -> None:
    """Have everybody who subscribed told what *record* says, but not who did it."""
    for one in await _of(work, incident.id):
        if one.person != work.actor:
            where = {"place": one.person, "lane": one.person}
            key = f"{NEWS}:{record.id}:{one.person}"
            how = {"key": key, "priority": Priority.NUDGE, **where}
            work.want("message", NEWS, record.id, **how)


async def _of(
    work: Work, incident: str, person: str | None = None
) -> Sequence[Subscription]:
    query = select(Subscription).where(Subscription.incident == incident)
    if person is not None:
        query = query.where(Subscription.person == person)
    return (await work.session.exec(query.order_by(col(Subscription.person)))).all()
