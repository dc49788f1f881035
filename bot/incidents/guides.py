"""Guides: what is written down for what is broken, put in front of the responders."""

from typing import Any

from bot import library
from bot.core import marked
from bot.core.work import Work
from bot.incidents import listing, rules, store
from bot.incidents.change import MOST, RUNBOOKS, guide
from bot.incidents.rules import Status
from bot.incidents.store import Incident

LINES = 8  # parts of a playbook that a message shows; all of it is behind its button


async def runbooks(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what fits an incident, for its room."""
    found = await store.get(work, id_)
    if found is None or found.status is Status.RETRACTED:
        return None
    return await guiding(work, found)


async def guiding(work: Work, found: Incident) -> dict[str, Any]:
    """Give the runbooks that fit an incident, and what holds for its severity."""
    playbook = await library.playbook(work, found.severity, found.surface)
    return {
        "incident": found,
        "runbooks": await library.fitting(work, found.surface, found.title),
        "playbook": playbook,
        "pieces": marked.pieces(playbook.text)[:LINES] if playbook else [],
    }


async def guide_again(work: Work) -> None:
    """Have the rooms of what is open follow a change of what is written down."""
    for incident in await listing.listed(work, rules.OPEN, MOST):
        guide(work, incident)


GUIDES = {RUNBOOKS: runbooks}
