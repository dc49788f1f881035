"""Series: what is upcoming follows a routine that was changed, stopped or taken up.

Each day of a routine has one occurrence, whatever becomes of the routine: what was
skipped because it stopped, or went elsewhere, is open again when its day is one again.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.calendar import asking, change, facts, register, store, unfold
from bot.calendar.register import Routine
from bot.calendar.rules import State
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.core.work import Work

ELSEWHERE = "The routine comes at other times from now on."
BACK = "The routine comes on this day again."
AHEAD = 50  # times ahead that are looked at


def edited(work: Work, row: Routine, before: dict[str, object]) -> Record:
    """Record what has changed of a locked routine."""
    after = register.terms(row)
    changed = tuple(name for name in register.TERMS if before[name] != after[name])
    row.version += bool(changed)
    fact = facts.Edited(**register.named(row), terms=after, changed=changed)
    return work.record(fact)


async def begin(work: Work, row: Routine, stopped: Sequence[str] = ()) -> None:
    """Have a locked routine come from now on, and again what it *stopped* because of.

    Its next time comes that has not passed.
    """
    row.until = unfold.since(row, work.now, unfold.zone(work, row))
    await realign(work, row, (*stopped, ELSEWHERE))


async def stop(work: Work, row: Routine, reason: str) -> None:
    """Have a routine come no more, and what is open of it skipped."""
    unfold.watch(work, row)
    for one in await store.lock(work, *(one.id for one in await left(work, row))):
        await _skip(work, one, reason)


async def left(work: Work, row: Routine) -> list[Occurrence]:
    """Give what is open of a routine."""
    return [one for one in await store.of_routine(work, row.id, 200) if one.open]


async def realign(
    work: Work, row: Routine, undone: Sequence[str] = (ELSEWHERE,)
) -> None:
    """Have what comes after `until` follow the rule: its day stays, or it is skipped.

    What was skipped for one of the reasons *undone* is open again.
    """
    days = dict(zip(range(AHEAD), unfold.coming(work, row), strict=False))
    due = dict(days.values())
    known = await store.slots(work, row.id, row.until)
    for one in await store.lock(work, *(one.id for one in known.values())):
        at = due.get(one.slot)
        if at is None and one.state is State.UPCOMING:
            await _skip(work, one, ELSEWHERE)
        elif at is not None:
            await _follow(work, one, at, undone)
    await unfold.unfold_now(work, row)


async def _follow(
    work: Work, one: Occurrence, at: datetime, undone: Sequence[str]
) -> None:
    """Have a locked occurrence be due at the time that its day has now."""
    if one.state is State.SKIPPED and one.reason in undone and at > work.now:
        one.finished_at, one.reason = None, ""
        change.reset(one)
        said = {"reason": BACK, "was": State.SKIPPED.value}
        await change.note(work, one, facts.Reopened, **said)
    if one.state is not State.UPCOMING:
        return
    if one.due_at != at:
        one.due_at = at
        await change.note(work, one, facts.Postponed, due=at, reason=ELSEWHERE)
    for row in await store.asked(work, [one.id]):
        await asking.ensure(work, row.person)


async def _skip(work: Work, one: Occurrence, reason: str) -> None:
    one.state, one.reason, one.finished_at = State.SKIPPED, reason, work.now
    await change.note(work, one, facts.Skipped, reason=reason)
