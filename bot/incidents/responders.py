"""Responders: who holds which role of an incident, and what whoever is new must know.

The commander's is one of them; what follows from leading is in `lead`.
"""

from bot.core.facts import Record
from bot.core.terms import COMMANDER, Responder
from bot.core.work import Work
from bot.incidents import facts, rules
from bot.incidents.change import change, require_open
from bot.incidents.lead import (
    assign,
    free,
    pass_on,
    require_giving,
    require_leader,
)
from bot.incidents.store import Incident


def offered(work: Work) -> dict[str, Responder]:
    """Give the roles that the team uses, by key, in the policy's order."""
    every = work.policy.responders.items()
    return {key: role for key, role in every if role.used}


def held(work: Work, incident: Incident) -> dict[str, Responder]:
    """Give the roles that somebody holds now, were they since left out or not."""
    known = work.policy.responders
    keys = [COMMANDER] if incident.commander else []
    return {
        key: known.get(key) or Responder(name=key, does="is used no more")
        for key in (*keys, *incident.roles)
    }


async def give(work: Work, incident: Incident, role: str, person: str) -> Record:
    """Name who holds *role*, or hand it over; what nobody holds anybody may claim."""
    if role == COMMANDER:
        return await assign(work, incident, person)
    offers = offered(work)
    if role not in offers:
        names = ", ".join(one.name for one in offers.values())
        raise rules.NoSuchRole(role=role, roles=names)
    before = incident.roles.get(role)
    if incident.open and before == person:
        by, called = await work.people.names(work, [person]), offers[role].name
        raise rules.AlreadyHolds(
            by=by[person], role=called, ref=incident.ref, card=incident.id
        )
    require_open(incident)
    called, mine = offers[role].name, person == work.actor
    own = before == work.actor or (mine and await free(work, incident, before))
    holder = before if mine else None
    await require_giving(work, incident, called, own=own, holder=holder)
    await require_leader(work, person, does=f"be {called}")
    return await _changed(work, incident, role, person, called)


async def drop(work: Work, incident: Incident, role: str) -> Record:
    """Lay *role* down: nobody holds it from now on."""
    known = held(work, incident).get(role)
    if known is None:
        every = work.policy.responders
        called = every[role].name if role in every else role
        raise rules.NobodyHolds(role=called, ref=incident.ref, card=incident.id)
    require_open(incident)
    own = incident.holder(role) == work.actor
    await require_giving(work, incident, known.name, own=own, holder=None)
    if role == COMMANDER:
        raise rules.SomebodyLeads(ref=incident.ref, card=incident.id)
    return await _changed(work, incident, role, None, known.name)


async def _changed(
    work: Work, incident: Incident, role: str, person: str | None, called: str
) -> Record:
    before = incident.roles.get(role)
    now = {key: who for key, who in incident.roles.items() if key != role}
    if person is not None:
        now[role] = person
    said = {"role": role, "called": called, "person": person, "before": before}
    record = change(work, incident, facts.RoleChanged, {"roles": now}, **said)
    await pass_on(work, incident, role, record)
    return record
