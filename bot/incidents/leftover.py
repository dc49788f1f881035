"""What shows the tasks of an incident, and what is left of it once it is resolved."""

from typing import Any

from bot.core.work import Work
from bot.incidents import store, tasklist, verdict
from bot.incidents.change import VERDICT
from bot.incidents.rules import Status
from bot.incidents.security import report
from bot.incidents.tasks import TASKS


async def tasks(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the tasks, in their order, and how far they are."""
    found = await store.get(work, id_)
    if found is None or found.status is Status.RETRACTED:
        return None
    known = [t for t in await tasklist.of(work, id_) if t.progress != "dropped"]
    done = sum(not task.open for task in known)
    return {"incident": found, "tasks": known, "done": done}


async def left(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the verdict: what is left, each with the button that mends it."""
    found = await store.get(work, id_)
    if found is None:
        return None
    known = await tasklist.of(work, id_)
    reported = await report.reported(work, found)
    return {"incident": found, "left": verdict.left(found, known, reported=reported)}


LEFTOVER = {TASKS: tasks, VERDICT: left, "incidents.tasklist": tasks}
