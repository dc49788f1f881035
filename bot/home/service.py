"""What is done to homes: opened by people, shown again when something has changed.

Invariants:
* a home is there for whoever opened it once, and follows while that was lately
* a change costs the request that makes it one timer; the homes are no affair of it
* a home waits for one turn at the most, and is then rendered from what holds then
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot import incidents, workspaces
from bot.core import surfaces
from bot.core.errors import Stranger
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work
from bot.home import rules, store

LATELY = timedelta(days=1)
"""How long a home follows after it was opened: Slack says when it is opened again."""
FOLLOWS = (
    *("approvals.", "backups.", "calendar.", "cycles.", "findings.", "hunts."),
    *("incidents.", "library.", "maintenance.", "postmortems.", "services."),
    "workspaces.revived",
)
"""How the names of facts begin that change what a home shows."""


async def opened(work: Work, *, lost: bool) -> None:
    """Show their home to whoever opened it; *lost* when Slack shows none of ours."""
    if await workspaces.outside(work, work.actor):
        raise Stranger(who="People of this workspace")
    connection = await work.session.connection()
    key = store.key(work.actor)
    await surfaces.renew(connection, work.workspace, key, at=work.now, lost=lost)
    _show(work, work.actor, Priority.INCIDENT)


async def refresh(work: Work, *, about: str) -> None:
    """Give each home that follows a turn: something has changed."""
    people = await store.followers(work, work.now - LATELY)
    if not people:
        return
    first = await _concerned(work, about)
    planned = await store.planned(work)
    for person, at in rules.plan(people, first, planned, work.now).items():
        work.later(store.FOLLOW, key=store.key(person), at=at, person=person)


async def follow(work: Work, *, person: str) -> None:
    """Show somebody's home as it now is."""
    _show(work, person, Priority.NUDGE)


async def _concerned(work: Work, about: str) -> set[str]:
    """Give whom it concerns: who did it, and who answers for it."""
    record = await work.session.get(Record, work.because) if work.because else None
    did = {record.actor} if record else set()
    return did | await incidents.concerned(work, about)


def _show(work: Work, person: str, priority: Priority) -> None:
    how = {"key": store.key(person), "place": person, "priority": priority}
    work.want("home", "home.home", store.HOME, asker=None, **how)


TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    "home.refresh": refresh,
    store.FOLLOW: follow,
}
