"""Staff: what shows who holds which role, and what whoever is new must know."""

from types import SimpleNamespace
from typing import Any

from bot.core.work import Work
from bot.incidents import cards, find, responders, store, tasklist
from bot.incidents.change import BRIEFING, CATCHUP, PANEL
from bot.incidents.rollcall import rollrows
from bot.incidents.rules import Status
from bot.incidents.store import Incident

FEW = 3  # entries of the timeline that whoever joins late is shown
SOME = 5  # tasks that are still open
LATELY = 40  # records among which they are looked for: it may have thousands
UNTOLD = (
    *("declared", "entered", "leaderless", "left", "nudged", "promise_due"),
    *("promise_missed", "renamed", "rollcall_answered", "rollcall_chased"),
    "task_due",
)


async def panel(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the panel in the room, which follows only while somebody has a role."""
    found = await store.get(work, id_)
    if found is None or found.status is Status.RETRACTED:
        return None
    shown = await staff(work, found)
    return {**shown, "claimable": found.open or not found.staffed}


async def roster(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the same to one person who asks."""
    found = await store.get(work, id_)
    return await staff(work, found) if found else None


async def staff(work: Work, found: Incident) -> dict[str, Any]:
    """Give who holds which role, and who of them is not in the room."""
    away = await store.gone(work, found.id)
    shown = {"incident": found, "roles": roles(work, found), "away": away}
    return {**shown, "claimable": found.open}


def roles(work: Work, found: Incident) -> list[SimpleNamespace]:
    """Give the roles there are, and who holds them."""
    every = responders.offered(work) | responders.held(work, found)
    return [
        SimpleNamespace(
            key=key, name=role.name, does=role.does, person=found.holder(key)
        )
        for key, role in every.items()
    ]


async def briefing(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the reader must know who has got a role; none if it is gone by now."""
    found = await store.get(work, id_)
    if found is None or not await find.visible(work, [found]):
        return None
    mine = [role for role in roles(work, found) if role.person == work.actor]
    return {**await catching_up(work, found), "mine": mine} if mine else None


async def catchup(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what whoever came into the room must know."""
    found = await store.get(work, id_)
    if found is None or not await find.visible(work, [found]):
        return None
    return await catching_up(work, found)


async def catching_up(work: Work, found: Incident) -> dict[str, Any]:
    """Give what whoever joins late must know: what, how bad, who, what is to do."""
    last = await cards.timeline(work, found, LATELY)
    entries = [entry for entry in last if entry.name not in UNTOLD]
    todo = [task for task in await tasklist.of(work, found.id) if task.open]
    return {
        "incident": found,
        "severity": work.policy.severities[found.severity],
        "room": await cards.room_of(work, found),
        "roles": roles(work, found),
        "away": await store.gone(work, found.id),
        "roll": await rollrows.asking(work, found.id),
        "entries": entries[-FEW:],
        "missed": bool(found.promised_at and found.promised_at < work.now),
        "todo": todo[:SOME],
        "left": len(todo),
    }


async def leaving(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what a commander is asked who left the room, while nobody else leads."""
    found = await store.get(work, id_)
    if found is None or not found.open or found.commander != work.actor:
        return None
    if work.actor not in await store.gone(work, id_):
        return None
    return {"incident": found, "room": await cards.room_of(work, found)}


async def called_back(work: Work, key: str) -> list[str]:
    """Give who is brought into the room again."""
    del work
    return [key.rpartition(":")[2]]


STAFF = {
    "incidents.called_back": called_back,
    PANEL: panel,
    "incidents.roster": roster,
    BRIEFING: briefing,
    CATCHUP: catchup,
    "incidents.leaving": leaving,
}
