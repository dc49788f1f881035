"""Snoozing: a promised update is put off, or not needed at all; and why."""

from datetime import datetime

from bot.core import roles
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import asked, promises, rules
from bot.incidents.change import change, require_open
from bot.incidents.store import Incident


async def snooze(
    work: Work, incident: Incident, next_by: datetime, reason: str
) -> Record:
    """Promise the next update for another time, and say why."""
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    said = rules.words(reason, "reason")
    moment = promises.promised(work, incident, next_by)
    values = {"promised_at": moment, "missed_at": None}
    record = change(work, incident, asked.Snoozed, values, reason=said, next_by=moment)
    promises.watch_update(work, incident)
    return record


async def waive(work: Work, incident: Incident, reason: str) -> Record:
    """Say why no update is needed: nobody is asked for one until the next promise."""
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    if incident.promised_at is None:
        state = "without a promised update"
        raise rules.AlreadySo(ref=incident.ref, state=state, card=incident.id)
    said = rules.words(reason, "reason")
    values = {"promised_at": None, "missed_at": None}
    record = change(work, incident, asked.Waived, values, reason=said)
    promises.watch_update(work, incident)
    return record
