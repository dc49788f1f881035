"""Standing: how routines were kept up, for whoever judges a whole by it.

A time that was missed counts until a later one of the same routine was done: then the
routine is followed again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.calendar import annals, facts, owners, register, store
from bot.calendar.register import Routine
from bot.calendar.rules import OPEN, Adoption, State
from bot.calendar.series import ELSEWHERE
from bot.calendar.store import Occurrence
from bot.core.duties import Trigger
from bot.core.work import Work

KEPT = (State.CONFIRMED, State.DONE)


@dataclass(frozen=True, kw_only=True)
class Series:
    """A routine with its occurrences, what is due last comes first."""

    routine: Routine
    past: tuple[Occurrence, ...]

    @property
    def left_out(self) -> bool:
        """Tell whether the team said why it does not do it."""
        return self.routine.adoption is Adoption.LEFT_OUT

    @property
    def open(self) -> tuple[Occurrence, ...]:
        """Give what somebody has to do."""
        return tuple(one for one in self.past if one.state in OPEN)

    @property
    def signing(self) -> tuple[Occurrence, ...]:
        """Give what was done, and waits to be signed off."""
        return tuple(one for one in self.past if one.state is State.CONFIRMED)

    def done(self, since: datetime) -> tuple[Occurrence, ...]:
        """Give what was done since a moment, and signed off where somebody does."""
        return tuple(
            one
            for one in self.past
            if one.state is State.DONE
            and one.confirmed_at is not None
            and one.confirmed_at >= since
        )

    def late(self, before: datetime) -> tuple[Occurrence, ...]:
        """Give what is open and was due before a moment."""
        return tuple(one for one in self.open if one.due_at < before)

    def missed(self, since: datetime) -> tuple[Occurrence, ...]:
        """Give what was due since a moment, was not done, and no later one was."""
        kept = [one.due_at for one in self.past if one.state in KEPT]
        last = max(kept, default=None)
        return tuple(
            one
            for one in self.past
            if one.state is State.MISSED
            and one.due_at >= since
            and (last is None or one.due_at > last)
        )

    def skipped(self, since: datetime) -> tuple[Occurrence, ...]:
        """Give what was due since a moment, and was skipped with a reason."""
        return tuple(
            one
            for one in self.past
            if one.state is State.SKIPPED and one.due_at >= since
        )


async def series(
    work: Work,
    since: datetime,
    *,
    keys: Collection[str] = (),
    kinds: Collection[str] = (),
    areas: Collection[str] = (),
) -> list[Series]:
    """Give the routines of some keys, kinds or areas, and what was due or done since.

    Those that were retired are not among them; what is open is, whenever it was due.
    """
    every = [
        one
        for one in await register.every(work)
        if one.adoption is not Adoption.RETIRED
        if one.key in keys or one.kind in kinds or one.area in areas
    ]
    past: dict[str, list[Occurrence]] = {one.id: [] for one in every}
    for found in await annals.within(work, [*past], since):
        if found.reason != ELSEWHERE:  # a day that it has no more was never asked for
            past[found.routine].append(found)
    return [Series(routine=one, past=tuple(past[one.id])) for one in every]


async def following(work: Work, trigger: Trigger) -> list[Routine]:
    """Give the adopted routines that follow from a trigger."""
    every = await register.every(work)
    return [one for one in every if one.adopted and trigger in one.triggers]


async def routine_of(work: Work, one: Occurrence) -> Routine:
    """Give the routine of an occurrence."""
    found = await register.get(work, one.routine)
    if found is None:
        raise LookupError(one.routine)
    return found


async def overdue(work: Work, besides: Collection[str] = ()) -> list[Occurrence]:
    """Give what is open and was due before now, but of the routines *besides*."""
    known = [await register.keyed(work, key) for key in besides]
    left = {one.id for one in known if one is not None}
    rows = await store.coming(work, work.now, store.MANY)
    return [one for one in rows if one.open and one.routine not in left]


async def failed(work: Work) -> list[Occurrence]:
    """Give what Longwatch checks by itself, where the check failed, and it is open."""
    rows = [one for one in await store.live(work, store.MANY) if one.open]
    ids = [one.id for one in rows]
    known = await annals.told_of(work, ids, facts.CheckFailed.name)
    return [one for one in rows if one.id in known]


async def orphans(work: Work) -> list[Occurrence]:
    """Give what is open, and owned by nobody who is there."""
    there: dict[tuple[str, ...], bool] = {}
    found = []
    for one in await store.live(work, store.MANY):
        named = tuple(one.owners)
        if named not in there:
            there[named] = bool(await owners.people(work, named))
        if one.open and not there[named]:
            found.append(one)
    return found


async def about(work: Work, subject: str) -> Sequence[Occurrence]:
    """Give what was opened because of a thing, what is due first comes first."""
    return await annals.about(work, subject)
