"""Measuring: how each check that Longwatch makes by itself is done.

A check looks, and says whether all is sound and what it saw, in words that are kept as
evidence. It has a transaction of its own that only reads.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import (
    approvals,
    backups,
    calendar,
    cycles,
    findings,
    hunts,
    incidents,
    ledger,
    library,
    maintenance,
    postmortems,
    services,
)
from bot.core.work import Work

Check = Callable[[Work, Path], Awaitable[dict[str, str]]]
HELD = (
    *(approvals.held, backups.held, calendar.held, cycles.held, findings.held),
    *(hunts.held, incidents.held, library.held, maintenance.held),
    *(postmortems.held, services.held),
)


async def proven(work: Work, home: Path) -> dict[str, str]:
    """Prove the ledger, and that what is in the tables follows from it."""
    found = await ledger.verify(work, home=home, projections=HELD)
    wrong = [*map(str, found.findings)]
    said = f"{found.summary.entries} entries proven"
    more = f" and {len(wrong) - 1} more" if wrong[1:] else ""
    return {
        "sound": "" if wrong else "yes",
        "said": f"{wrong[0]}{more}" if wrong else said,
    }


CHECKS: dict[str, Check] = {"ledger": proven}
