"""The calendar as a file: what `longwatch export calendar` writes."""

import csv
import io
from typing import Any

from bot import calendar
from bot.runtime.commands import offline


async def whole(wanted: str | None) -> dict[str, Any]:
    """Give every routine and every occurrence of a workspace as data."""
    async with (
        offline.opened(wanted) as opened,
        opened.transactions.look(workspace=opened.only, actor=offline.ACTOR) as work,
    ):
        return await calendar.exported(work)


def sheet(told: dict[str, Any]) -> str:
    """Write the occurrences as CSV."""
    written = io.StringIO()
    sheet = csv.DictWriter(written, calendar.COLUMNS, lineterminator="\n")
    sheet.writeheader()
    sheet.writerows(calendar.rows(told))
    return written.getvalue()
