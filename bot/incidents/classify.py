"""How bad it is: what the policy says of a severity follows it, both ways."""

from typing import Any

from bot.core import roles
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import facts, promises, rules, store, subscriptions, tasks
from bot.incidents.change import announced, change, require_open
from bot.incidents.lead import call_in
from bot.incidents.store import Incident


async def reclassify(
    work: Work, incident: Incident, severity: int, reason: str = ""
) -> Record:
    """Change the severity; targets, people, checklists and announcement follow.

    Nobody is put out of the room again, nothing that was announced is taken back, and
    what is private stays so: it was seen by whom it was seen.
    """
    await roles.require(work, Role.COMMANDER, of=incident)
    require_open(incident)
    if severity == incident.severity:
        name = work.policy.severities[severity].name
        raise rules.AlreadySo(ref=incident.ref, state=name, card=incident.id)
    values = _values(work, incident, severity)
    said = await _said(work, incident, severity)
    due = None if incident.acknowledged_at else values["respond_by"]
    said |= {"respond_by": due, "next_by": values["promised_at"]}
    said["shown"] = values["announced"] and not incident.announced
    said["reason"] = rules.shortened(reason)
    record = change(work, incident, facts.Reclassified, values, **said)
    for person in said["told"]:
        work.tell(record, to=person)
    await subscriptions.tell(work, incident, record)
    await call_in(work, incident, list(said["invited"]))
    promises.watch(work, incident)
    return record


def _values(work: Work, incident: Incident, severity: int) -> dict[str, Any]:
    """Give the columns that follow the severity."""
    respond_by = promises.respond_by(work, severity, incident.declared_at)
    shown = announced(work, severity) and not incident.private
    return {
        "severity": severity,
        "announced": incident.announced or shown,
        "respond_by": respond_by,
        "overdue_at": incident.overdue_at if respond_by <= work.now else None,
        "promised_at": promises.update_by(work, severity),
        "missed_at": None,
    }


async def _said(work: Work, incident: Incident, severity: int) -> dict[str, Any]:
    """Give what else is different, by the policy, from what it was."""
    was, now = (work.policy.severities[n] for n in (incident.severity, severity))
    here = {member.person for member in await store.members(work, incident.id)}
    invited = [] if incident.private else [p for p in now.invite if p not in here]
    told = [] if incident.private else [p for p in now.tell if p not in was.tell]
    new, gone = await tasks.apply(work, incident, severity)
    differs = was.postmortem != now.postmortem and not incident.user_facing
    return {
        "severity": now.name,
        "before": was.name,
        "invited": tuple(invited),
        "told": tuple(told),
        "checklists": new,
        "dropped": gone,
        "postmortem": now.postmortem if differs else None,
    }
