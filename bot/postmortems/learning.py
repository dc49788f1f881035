"""Learning: what is left of it stands on the card of what is left of an incident."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import incidents
from bot.core.work import Work
from bot.incidents import Incident
from bot.postmortems import store
from bot.postmortems.draft import is_due
from bot.postmortems.rules import Status
from bot.postmortems.store import Postmortem

SHOW = "postmortems.show"


@dataclass(frozen=True, kw_only=True)
class Learning:
    """What is still to be learned: what it is, and the button that goes on with it."""

    what: str
    label: str
    does: str
    value: str
    due: datetime | None = None


async def verdict(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what is left of an incident, its postmortem too, while it has a room."""
    context = await incidents.VIEWS[incidents.VERDICT](work, id_)
    if context is None or not context["incident"].writable:
        return None
    return {**context, "learning": await left(work, context["incident"])}


async def left(work: Work, incident: Incident) -> Learning | None:
    """Give what is left of the postmortem of *incident*; None: nothing, or none."""
    found = await store.of_incident(work, incident.id)
    if found is not None:
        return _written(found)
    if not is_due(work, incident):
        return None
    return Learning(
        what="No postmortem is begun",
        label="Postmortem",
        does="postmortems.draft",
        value=incident.id,
    )


def _written(found: Postmortem) -> Learning | None:
    """Give what is left of one that there is."""
    what, label, does = f"{found.ref} is not published", "Open", SHOW
    due: datetime | None = found.due_at
    if found.status is Status.REVIEW:
        what, due = f"{found.ref} waits for approval", None
    elif found.status is not Status.DRAFT:
        return None
    elif not found.owner:
        what, due = f"{found.ref}, its postmortem, has no owner", None
        label, does = "Assign…", "postmortems.assign"
    return Learning(what=what, label=label, does=does, value=found.id, due=due)
