"""What follows from a thing of another capability: opened, moved, done, let go.

A duty is named by its routine, its trigger and what it is about. Where its routine was
not adopted nothing happens: whoever calls keeps its own deadline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.calendar import change, facts, moves, register, store, unfold
from bot.calendar.confirm import prove
from bot.calendar.register import Routine
from bot.calendar.rules import Given, State
from bot.calendar.store import Occurrence
from bot.core.duties import Trigger
from bot.core.work import Work

NEEDS = (State.SKIPPED, State.MISSED)
"""Where it is over, though it was not done."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What is to be done about something: of which routine, and why it came."""

    key: str
    trigger: Trigger
    subject: str

    @property
    def slot(self) -> str:
        """Give what its routine was opened for."""
        return f"{self.trigger.value}:{self.subject}"


async def follow(
    work: Work,
    duty: Duty,
    *,
    title: str,
    due: datetime | None = None,
    owners: tuple[str, ...] = (),
) -> Occurrence | None:
    """Have it in the calendar as it is now: opened, moved, or somebody else's.

    What was let go is open again. Without *due* and *owners* they are the routine's.
    """
    routine, one = await _of(work, duty)
    if routine is None or not routine.adopted:
        return None
    if one is None:
        more: dict[str, Any] = {"title": title, "due": due, "owners": owners}
        return await unfold.begin(work, routine, duty.trigger, duty.subject, **more)
    if one.state in NEEDS:
        await moves.again(work, one, "It has to be done after all")
    if not one.open:
        return one
    if due is not None and one.due_at != due:
        await _move(work, one, due)
    if owners and one.owners != [*owners]:
        await moves.give(work, one, owners, "It is theirs by now")
    return one


async def measured(
    work: Work, duty: Duty, said: str, *, link: str = ""
) -> Occurrence | None:
    """Confirm what Longwatch saw being done; None where nothing was open."""
    routine, one = await _of(work, duty)
    if routine is None or one is None or not one.open:
        return None
    await prove(work, one, routine, Given(measured=said, link=link))
    return one


async def lapse(work: Work, duty: Duty, reason: str) -> None:
    """Let it go: what it followed from asks for it no more."""
    _, one = await _of(work, duty)
    if one is None or not one.open:
        return
    one.state, one.reason, one.finished_at = State.SKIPPED, reason, work.now
    await change.note(work, one, facts.Skipped, reason=reason)


async def let_go(work: Work, subject: str, reason: str) -> list[str]:
    """Let all go that is open because of a thing; give what it was called."""
    ids = [one.id for one in await store.of_subjects(work, [subject]) if one.open]
    await change.skip(work, ids, reason)
    return [one.ref for one in await store.lock(work, *ids)]


async def reopened(work: Work, duty: Duty, reason: str) -> None:
    """Have it done anew: what was seen as done was not."""
    _, one = await _of(work, duty)
    if one is not None and not one.open:
        await moves.again(work, one, reason)


async def covered(work: Work, subjects: Sequence[str]) -> dict[str, list[Occurrence]]:
    """Give what people are asked for in the calendar because of some things."""
    found: dict[str, list[Occurrence]] = {}
    for one in await store.of_subjects(work, subjects):
        if one.open:
            found.setdefault(one.subject, []).append(one)
    return found


async def _of(work: Work, duty: Duty) -> tuple[Routine | None, Occurrence | None]:
    routine = await register.keyed(work, duty.key)
    if routine is None:
        return None, None
    return routine, await store.of_slot(work, routine.id, duty.slot)


async def _move(work: Work, one: Occurrence, due: datetime) -> None:
    one.due_at = due
    change.reset(one)
    said = {"due": due, "reason": "What it follows from has changed"}
    await change.note(work, one, facts.Moved, **said)
    await moves.heard(work, one)
