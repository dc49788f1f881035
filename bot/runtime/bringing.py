"""Bringing in reports of findings: in parts, each a transaction, so that nobody waits.

Whether every owner in them is somebody is found out before anything is taken. A report
that is broken off is brought in again: what is known by then is only seen again.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot import findings
from bot.core.facts import Record
from bot.core.work import Transactions
from bot.findings import PART, Report


async def bring(
    transactions: Transactions,
    reports: Sequence[Report],
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    **whose: Any,  # noqa: ANN401 (workspace and actor)
) -> list[Record]:
    """Take in *reports*; give what is recorded of each, or raise Unreadable."""
    async with transactions.look(**whose) as work:
        known = await findings.named(work, reports)
    many, done = sum(len(one.drafts) for one in known), 0
    records = []
    for report in known:
        async with transactions.begin(**whose) as work:
            taken = await findings.begin(work, report)
        for start in range(0, len(report.drafts), PART):
            part = report.drafts[start : start + PART]
            async with transactions.begin(**whose) as work:
                await findings.take(work, part, taken)
            done += len(part)
            progress(done, many)
        async with transactions.begin(**whose) as work:
            records.append(await findings.finish(work, report, taken))
    return records


def told(record: Record) -> dict[str, Any]:
    """Give what came of a report, for programs."""
    names = ("new", "back", "gone", "known")
    counts = {name: record.data[name] for name in names}
    return {"source": record.data["source"], **counts}
