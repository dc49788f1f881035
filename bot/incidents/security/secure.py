"""Marking an incident as security: its lead joins, and it can be contained."""

from typing import Any

from bot.core import roles
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import rules
from bot.incidents.change import change, require_open
from bot.incidents.lead import call_in
from bot.incidents.security import contained, containment
from bot.incidents.store import Incident


async def mark(work: Work, incident: Incident, reason: str) -> Record:
    """Say that it is a security incident; it can't be taken back: people have come.

    What is public stays so: it was seen by whom it was seen.
    """
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    if incident.security:
        state = "marked as a security incident"
        raise rules.AlreadySo(ref=incident.ref, state=state, card=incident.id)
    lead = work.policy.people.security_lead
    said: dict[str, Any] = {
        "reason": rules.words(reason, "reason", least=rules.REASON),
        "lead": lead,
        "public": not incident.private,
        "automatic": containment.names(work, incident),
    }
    values = {"security": True}
    record = change(work, incident, contained.MarkedSecurity, values, **said)
    await call_in(work, incident, [lead])
    containment.begin(work, incident)
    return record
