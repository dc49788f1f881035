"""Finding the request that somebody means, and what others ask of maintenance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.maintenance import conflicts, rules, store
from bot.maintenance.rules import NoSuchRequest, Outcome, State, WhichRequest
from bot.maintenance.store import Request

REF = re.compile(r"(?is)mnt[- ]?(\d{1,9})[:,;.]?(?:\s+(.*))?")
FEW = 5
PLANNED = (State.SCHEDULED, State.RUNNING, State.WATCHING, State.CLOSED)


async def clicked(work: Work, id_: str, *, lock: bool = False) -> Request:
    """Give the request of a button, or refuse: it may be another workspace's."""
    await roles.require(work, Role.MEMBER)
    found = await (store.lock(work, id_) if lock else store.get(work, id_))
    if found is None:
        raise NoSuchRequest(ref="such request")
    return found


async def meant(
    work: Work, words: str, states: Sequence[State] = rules.LIVE
) -> tuple[Request, str]:
    """Give the request that is named, and the rest of the words.

    Without a name it is the only one in one of *states*.
    """
    await roles.require(work, Role.MEMBER)
    if found := REF.fullmatch(words.strip()):
        one = await store.by_number(work, int(found[1]))
        if one is None:
            raise NoSuchRequest(ref=f"MNT-{int(found[1])}")
        return one, (found[2] or "").strip()
    rows = [one for one in await store.live(work) if one.state in states]
    if len(rows) != 1:
        raise WhichRequest([one.ref for one in rows[:FEW]] or ["MNT-12"])
    return rows[0], words.strip()


@dataclass(frozen=True, kw_only=True)
class Held:
    """A window as others see it; `ends` is when it ended, or will."""

    id: str
    ref: str
    title: str
    surface: str
    begins: datetime
    ends: datetime
    state: State


async def running(work: Work, at: datetime) -> list[Held]:
    """Give what ran at a moment: started by somebody, and not over."""
    rows = await store.between(work, at, at + rules.SHORTEST)
    return [_held(one) for one in rows if _ran(one, at)]


def _ran(one: Request, at: datetime) -> bool:
    begun = one.started_at is not None and one.started_at <= at
    return begun and (one.ended_at is None or at < one.ended_at)


async def windows(work: Work, begins: datetime, ends: datetime) -> list[Held]:
    """Give what was approved and holds, or held, some of a span."""
    rows = await store.between(work, begins, ends)
    return [_held(one) for one in rows if one.state in PLANNED]


def _held(one: Request) -> Held:
    return Held(
        id=one.id,
        ref=one.ref,
        title=one.title,
        surface=one.surface,
        begins=one.started_at or one.begins_at,
        ends=one.ended_at or one.until_at,
        state=one.state,
    )


@dataclass(frozen=True, kw_only=True)
class Followed:
    """How the windows of a time went, each by the ids of its requests."""

    kept: tuple[str, ...]
    """Started, and ended in time: done."""
    overran: tuple[str, ...]
    """Done, but later than it was planned and extended to."""
    rolled_back: tuple[str, ...]
    """Taken back by its plan, and so recorded."""
    missed: tuple[str, ...]
    """Nobody started it, and nobody said in its window why not."""
    unsettled: tuple[str, ...]
    """Over, and nobody said whether all is normal, though it was asked."""

    @property
    def due(self) -> int:
        """Count the windows that are over."""
        return sum(map(len, (self.kept, self.overran, self.rolled_back, self.missed)))


async def followed(work: Work, since: datetime) -> Followed:
    """Give how the windows went that ended since a moment."""
    rows = [
        one
        for one in await store.between(work, since, work.now)
        if one.outcome or one.state is State.EXPIRED
    ]
    done = [one for one in rows if one.outcome is Outcome.DONE and one.started_at]
    late = {one.id for one in done if one.ended_at and one.ended_at > one.until_at}
    return Followed(
        kept=tuple(one.id for one in done if one.id not in late),
        overran=tuple(one.id for one in done if one.id in late),
        rolled_back=_ids(rows, Outcome.ROLLED_BACK),
        missed=tuple(one.id for one in rows if not one.started_at),
        unsettled=tuple(one.id for one in rows if _unsettled(work, one)),
    )


def _ids(rows: Sequence[Request], outcome: Outcome) -> tuple[str, ...]:
    return tuple(one.id for one in rows if one.outcome is outcome and one.started_at)


def _unsettled(work: Work, one: Request) -> bool:
    watched = one.watch_until is not None and one.watch_until <= work.now
    return one.state is State.WATCHING and watched


async def neglected(work: Work, since: datetime) -> list[Held]:
    """Give the windows since a moment that nobody held, or that nobody settled.

    One that was not held is made good by a later one of the same surface.
    """
    rows = await store.between(work, since, work.now)
    done = [one for one in rows if one.outcome is Outcome.DONE]
    missed = [
        one
        for one in rows
        if one.state is State.EXPIRED
        and not any(_makes_good(other, one) for other in done)
    ]
    return [_held(one) for one in (*missed, *(r for r in rows if _unsettled(work, r)))]


def _makes_good(other: Request, missed: Request) -> bool:
    begun = other.started_at is not None and other.started_at >= missed.until_at
    return begun and conflicts.same(other.surface, missed.surface)
