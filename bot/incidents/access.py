"""Access: whoever is not in a private room asks to come in; its people decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from bot.core import roles
from bot.core.errors import Conflict
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.incidents import asked, find, rules, store
from bot.incidents.change import catch_up
from bot.incidents.lead import bring, call_back
from bot.incidents.store import Incident

CARD = "incidents.request"
AGAIN = timedelta(hours=1)  # after which whoever was refused may ask once more


class Decision(StrEnum):
    """What became of a request."""

    OPEN = "open"
    """Nobody has decided."""
    ALLOWED = "allowed"
    """They were let in."""
    DENIED = "denied"
    """They were not."""


class Request(Scoped, table=True):
    """One person who asks to see one private incident."""

    __tablename__ = "incident_requests"
    __table_args__ = (UniqueConstraint("workspace", "incident", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    person: str
    asked_at: datetime = Field(sa_type=Instant)
    decision: Decision = Field(
        default=Decision.OPEN, sa_type=cast("Any", Text(Decision))
    )
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


class AskedAlready(Conflict):
    """You have asked already: its people decide, and you are told."""


class InIt(Conflict):
    """You are in its room already."""


class Decided(Conflict):
    """{by} has decided that already: {person} was {decision}."""


async def request(work: Work, incident_id: str) -> Record:
    """Ask the people of a private incident to be let in."""
    await roles.require(work, Role.MEMBER)
    found = await store.lock(work, incident_id)
    if not found or not found[0].private or not found[0].open:
        raise rules.NoSuchIncident(what="such incident here", hint=find.GONE)
    (incident,) = found
    if await find.visible(work, found):
        raise InIt
    made = await _asked(work, incident)
    fact = asked.AccessRequested(
        about=incident.id, ref=incident.ref, person=work.actor, request=made.id
    )
    work.want(
        "card",
        CARD,
        made.id,
        key=f"{CARD}:{made.id}",
        parent=incident.room,
        lane=incident.room,
        asker=incident.declarer,
    )
    return work.record(fact)


async def _asked(work: Work, incident: Incident) -> Request:
    """Give the request, made or opened anew; refuse to ask again and again."""
    query = select(Request).where(
        Request.incident == incident.id, Request.person == work.actor
    )
    known = (await work.session.exec(query)).one_or_none()
    if known is None:
        known = Request(
            workspace=work.workspace,
            incident=incident.id,
            person=work.actor,
            asked_at=work.now,
        )
        work.session.add(known)
        return known
    waits = known.decision is Decision.OPEN
    if waits or work.now - (known.decided_at or known.asked_at) < AGAIN:
        raise AskedAlready
    known.decision, known.asked_at = Decision.OPEN, work.now
    known.decided_by = known.decided_at = None
    return known


async def allow(work: Work, request_id: str) -> Record:
    """Let whoever asked into the room."""
    incident, made = await _open(work, request_id)
    _decide(work, made, Decision.ALLOWED)
    record = work.record(
        asked.AccessAllowed(about=incident.id, ref=incident.ref, person=made.person)
    )
    await bring(work, incident, [made.person])
    await call_back(work, incident, made.person)
    catch_up(work, incident, made.person)
    return record


async def deny(work: Work, request_id: str) -> Record:
    """Leave whoever asked outside, and tell them."""
    incident, made = await _open(work, request_id)
    _decide(work, made, Decision.DENIED)
    record = work.record(
        asked.AccessDenied(about=incident.id, ref=incident.ref, person=made.person)
    )
    work.tell(record, to=made.person)
    return record


def _decide(work: Work, made: Request, decision: Decision) -> None:
    made.decision = decision
    made.decided_by, made.decided_at = work.actor, work.now
    work.want("card", CARD, made.id, key=f"{CARD}:{made.id}")


async def _open(work: Work, request_id: str) -> tuple[Incident, Request]:
    """Load a request to decide it: only whoever is in the room may."""
    await roles.require(work, Role.MEMBER)
    known = await work.session.get(Request, (request_id,))
    found = await store.lock(work, known.incident) if known else []
    if known is None or not await find.visible(work, found):
        raise rules.NoSuchIncident(what="such request here", hint=find.GONE)
    (made,) = await work.lock(Request, request_id)
    if made.decision is not Decision.OPEN:
        people = [made.person, made.decided_by or ""]
        names = await work.people.names(work, people)
        raise Decided(
            by=names[people[1]],
            person=names[made.person],
            decision="let in" if made.decision is Decision.ALLOWED else "not let in",
        )
    return found[0], made


async def undecided(work: Work, incidents: Sequence[str]) -> Sequence[Request]:
    """Give who asks to see *incidents*, and was not answered."""
    query = select(Request).where(
        col(Request.incident).in_(incidents), col(Request.decision) == Decision.OPEN
    )
    return (await work.session.exec(query.order_by(col(Request.asked_at)))).all()


async def shown(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the room is asked, and what became of it."""
    made = await work.session.get(Request, (id_,))
    found = await store.get(work, made.incident) if made else None
    return {"request": made, "incident": found} if made and found else None
