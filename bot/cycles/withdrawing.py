"""Withdrawing: a release was announced by mistake, and what followed is taken back.

Invariants:
* whoever announced it withdraws it, or an admin; the row and the record of it stay
* what is open of its duties is skipped with the reason. What was done for it was done:
  that is reopened first, by whoever may, or the release stays
* the cycle that it opened goes with it where nothing else is in it: no other release,
  and nothing that was done at its end. A cycle that is over proves what it proves, and
  keeps its releases
"""

import re
from collections.abc import Iterable, Sequence

from bot import calendar
from bot.calendar import Occurrence
from bot.core import counters, roles, tidy, times
from bot.core.errors import Forbidden, Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import cycle, facts, rules, store
from bot.cycles.rules import State
from bot.cycles.store import Cycle, Release

DONE = (calendar.State.CONFIRMED, calendar.State.DONE)
TWO = 2  # releases: more than the one that goes
OF = re.compile(
    r"(?:of|for)\s+(.+?)(?:(?::|[,;]?\s+because)\s+(.*))?", re.IGNORECASE | re.DOTALL
)
BECAUSE = re.compile(r"(?:because\b|:)\s*", re.IGNORECASE)


class AlreadyWithdrawn(rules.OfRelease):
    """{version} was withdrawn already, {when}: nothing was changed."""


class CycleIsOver(rules.OfRelease):
    """{version} can't be withdrawn: {ref} was {state}, with it as a part."""


class DutyIsDone(rules.OfRelease):
    """{version} can't be withdrawn: {refs} was done for it. `/ops reopen` is first."""


class NotYourRelease(Forbidden):
    """{who} can withdraw {version}: ask them."""


class WhichRelease(Invalid):
    """{problem}"""  # noqa: D400, D415 (the problem brings its stop)

    def __init__(self, version: str, services: Iterable[str]) -> None:
        """Name those that it might be."""
        said = ", ".join(f"of {name}" for name in services)
        super().__init__("version", f"Several are called {version}: say which: {said}")


def read(words: str) -> tuple[str, str, str]:
    """Read `v2.3 of Checkout because …`: its version, its service, and the reason."""
    first, _, rest = words.strip().partition(" ")
    said, rest = rules.version(first.rstrip(":,")), rest.strip()
    if found := OF.fullmatch(rest):
        return said, tidy.line(found[1]), (found[2] or "").strip()
    because = BECAUSE.match(rest)
    return said, "", rest[because.end() :] if because else rest


async def withdraw(work: Work, found: Release, reason: str) -> Record:
    """Withdraw a release; its name can be announced anew."""
    await counters.next_number(work, "releases")  # nobody else announces meanwhile
    await cycle.alone(work)
    going = await store.lock(work, found.cycle)
    row = await store.lock_release(work, found.id) or found
    await require(work, row)
    said = rules.reason(reason)
    row.withdrawn_by, row.withdrawn_at, row.reason = work.actor, work.now, said
    why = f"The release {row.version} was withdrawn: {said}"
    skipped = await calendar.let_go(work, row.id, why)
    ends = going is not None and await goes_too(work, row, going)
    if going and ends:
        skipped += await _end(work, going, row, why)
    if going:
        cycle.show(work, going)
    names = {"version": row.version, "cycle_ref": going.ref if going else ""}
    kept = {"about": row.id, "cycle": row.cycle, "reason": said, **names}
    fact = facts.ReleaseWithdrawn(**kept, ended=ends, skipped=tuple(skipped))
    return work.record(fact)


async def _end(work: Work, going: Cycle, row: Release, why: str) -> list[str]:
    """End a locked cycle that goes with its release; give what was skipped by it."""
    going.state, going.reason = State.WITHDRAWN, why
    going.closed_by, going.closed_at = work.actor, work.now
    names = {"ref": going.ref, "title": going.title}
    work.record(facts.Withdrawn(about=going.id, release=row.id, reason=why, **names))
    return await calendar.let_go(work, going.id, why)


async def goes_too(work: Work, row: Release, going: Cycle) -> bool:
    """Tell whether the cycle of a release goes with it: nothing else is in it."""
    if going.release != row.id:
        return False
    others = [one for one in await store.releases(work, TWO, going.id) if one != row]
    return not others and not done(await calendar.about(work, going.id))


async def require(work: Work, row: Release) -> None:
    """Refuse what can't be withdrawn, or not by the actor, and say why."""
    await roles.require(work, Role.MEMBER)
    named = {"release": row.id, "version": row.version}
    if row.withdrawn_at is not None:
        when = times.dated(row.withdrawn_at, work.policy.calendar.zone)
        raise AlreadyWithdrawn(**named, when=when)
    await _require_own(work, row)
    going = await store.cycle(work, row.cycle)
    if going is not None and not going.going:
        raise CycleIsOver(**named, ref=going.ref, state=going.state.value)
    if kept := done(await calendar.about(work, row.id)):
        raise DutyIsDone(**named, refs=" and ".join(one.ref for one in kept))


async def _require_own(work: Work, row: Release) -> None:
    if row.by == work.actor or await work.people.may(work, work.actor, Role.ADMIN):
        return
    people = [row.by] if row.by[:1] in ("U", "W") else []
    names = (await work.people.names(work, people)).values()
    who = "".join(f"{name} or " for name in names)
    raise NotYourRelease(who=f"Only {who}an admin", version=row.version)


def done(every: Sequence[Occurrence]) -> list[Occurrence]:
    """Give what of some duties was done."""
    return [one for one in every if one.state in DONE]
