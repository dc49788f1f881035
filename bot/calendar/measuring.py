"""Measuring: what Longwatch proves by itself, without asking anybody.

A check runs outside every transaction; what came of it is recorded by a verb. One that
fails is told at once to whoever owns it, who is asked for it from then on.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.calendar import asking, change, confirm, facts, owners, register, store
from bot.calendar.register import Routine
from bot.calendar.rules import Given, Why
from bot.calendar.store import Occurrence
from bot.core.work import Work

MEASURE = "calendar.measure"
MEASURED = "calendar.measured"
AHEAD = timedelta(hours=1)  # how long before it is due a check runs
CHECKS = frozenset({"ledger"})
"""The checks that there are: the runtime knows how each is done."""


def measures(routine: Routine) -> bool:
    """Tell whether Longwatch does by itself what a routine says."""
    return routine.check in CHECKS


def watch(work: Work, one: Occurrence) -> None:
    """Have the check run before an occurrence is due."""
    at = max(work.now, one.due_at - AHEAD)
    work.later(MEASURE, key=f"measure:{one.id}", at=at, occurrence=one.id)


async def measure(work: Work, *, occurrence: str) -> None:
    """Have the check run, if it is still to be done."""
    one = await store.get(work, occurrence)
    if one is not None and one.open:
        key = f"{MEASURE}:{one.id}:{work.now.timestamp():.0f}"
        work.want("measure", MEASURE, one.id, key=key)


async def wanted(work: Work, about: str) -> dict[str, Any] | None:
    """Give which check is to run, and what is called then."""
    one = await store.get(work, about)
    routine = await register.get(work, one.routine) if one else None
    if one is None or routine is None or not one.open:
        return None
    then = {"verb": MEASURED, "args": {"occurrence": one.id}}
    return {"check": routine.check, "then": then}


async def measured(work: Work, *, occurrence: str, sound: str, said: str) -> None:
    """Record what came of a check: it is done, or somebody has to look."""
    one = next(iter(await store.lock(work, occurrence)), None)
    if one is None or not one.open:
        return
    if sound:
        await confirm.confirm(work, one, Given(measured=said))
        return
    record = await change.note(work, one, facts.CheckFailed, said=said)
    people = await owners.people(work, one.owners) or await owners.fallback(work)
    await asking.ask(work, one, people, Why.OWNER)
    for place in [*people, work.policy.channels.ops]:
        if place:
            work.tell(record, to=place)


VIEWS = {MEASURE: wanted}
TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    MEASURE: measure,
    MEASURED: measured,
}
