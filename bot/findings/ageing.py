"""Ageing: how many findings there are, how old, and which are over their clock.

For whoever shows it to others: the digest, the status of compliance.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.work import Work
from bot.findings import store
from bot.findings.rules import OVER, Kind, Severity, State
from bot.findings.store import Finding, Wanted


@dataclass(frozen=True, kw_only=True)
class Ageing:
    """How findings stand: counts by severity, the oldest, and those that are late."""

    open: dict[Severity, int]
    oldest: Finding | None
    late: tuple[Finding, ...]
    excepted: int
    silent: tuple[str, ...]

    @property
    def count(self) -> int:
        """Give how many are not over."""
        return sum(self.open.values())


async def ageing(work: Work) -> Ageing:
    """Give how the findings of the workspace stand now."""
    counted = await store.counts(work)
    excepted = Wanted(states=(State.EXCEPTED,))
    return Ageing(
        open={one: counted[one][0] for one in Severity if one in counted},
        oldest=await store.oldest(work),
        late=tuple(await store.due_before(work, work.now)),
        excepted=await store.many(work, excepted),
        silent=tuple(one.source for one in await store.scanners(work) if one.silent),
    )


async def audit(work: Work) -> tuple[Finding, ...]:
    """Give the findings of audits that are not over: what is tracked to its end."""
    states = tuple(state for state in State if state not in OVER)
    found = Wanted(states=states, kind=Kind.AUDIT)
    return tuple(await store.listed(work, found, store.PAGE))


def days(one: Finding, now: datetime) -> int:
    """Give for how many days one is open."""
    return (now - one.clock_at) // timedelta(days=1)
