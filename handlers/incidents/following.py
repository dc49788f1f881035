"""Following an incident: subscribe, and put off its promised update, or waive it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot import incidents, workspaces
from bot.core import walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Work
from bot.incidents import Incident

LEAD = re.compile(r"^(?:in|until|till|to|by|for)\s+", re.IGNORECASE)
WHY = re.compile(r"^because\s+(?!of\b)", re.IGNORECASE)
LONGEST = 4  # words that a time has: `tomorrow at 9:00 CET`
SOON = timedelta(minutes=30)  # what the form proposes


async def subscribe(work: Work, found: Incident, words: str = "") -> Record:
    """Tell whoever asks how it goes on."""
    del words
    return await incidents.subscribe(work, found)


async def unsubscribe(work: Work, found: Incident, words: str = "") -> Record:
    """Tell whoever asks nothing more."""
    del words
    return await incidents.unsubscribe(work, found)


async def snooze(work: Work, found: Incident, words: str) -> Record:
    """Put the promised update off: `30m the vendor answers then`."""
    zone = await workspaces.zone(work, work.actor)
    pieces = LEAD.sub("", words.strip(), count=1).split()
    for count in range(LONGEST, 0, -1):
        at = walls.parse_by(
            " ".join(pieces[:count]).rstrip(",;:"), now=work.now, zone=zone
        )
        if at:
            reason = WHY.sub("", " ".join(pieces[count:]).lstrip(",;:- "))
            return await incidents.snooze(work, found, at, reason)
    raise Invalid("next", "Say until when, then why")


async def snooze_form(work: Work, found: Incident, form: Form) -> Record:
    """Put it off until the time that was picked."""
    at = form.moment("next") or work.now + SOON
    return await incidents.snooze(work, found, at, form.text("reason"))


async def snooze_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the time that the form proposes."""
    del found
    return {"due": work.now + SOON}


async def waive(work: Work, found: Incident, words: str) -> Record:
    """Say why no update is needed."""
    return await incidents.waive(work, found, words)


async def waive_form(work: Work, found: Incident, form: Form) -> Record:
    """Say why no update is needed, as filled in."""
    return await incidents.waive(work, found, form.text("reason"))
