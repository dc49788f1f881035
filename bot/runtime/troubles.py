"""Troubles: what Slack refused, said to those who can mend it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import incidents
from bot.core import advice
from bot.core.facts import Record
from bot.core.queue import Effect, Priority
from bot.core.work import Work
from bot.runtime.outcomes import Outcome

TOLD = "workspaces.trouble"


def notices(outcome: Outcome, ops: str, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Give a row for the asker, and one for the ops channel, about a failed effect.

    What failed to be told is not told again, or a full channel would fill another. Nor
    is a home: where Slack shows none, it shows nobody's.
    """
    row = outcome.row
    if row.name == TOLD or row.kind == "home" or not outcome.trouble:
        return []
    asker = row.asker if row.asker and row.asker.startswith(("U", "W")) else None
    places = [place for place in (asker, ops) if place]
    return [_notice(row, place, now) for place in dict.fromkeys(places)]


def _notice(row: Any, place: str, now: datetime) -> Mapping[str, Any]:  # noqa: ANN401 (a row)
    # One card for a row, however often it fails: it follows what becomes of it.
    return {
        "workspace": row.workspace,
        "key": f"notice:{row.key}:{place}",
        "kind": "card",
        "name": TOLD,
        "about": str(row.seq),
        "place": place,
        "lane": place,
        "priority": Priority.INCIDENT,
        "since": now,
    }


async def trouble(work: Work, seq: str) -> dict[str, Any] | None:
    """Give what to say of a failed effect: what, why, and how to mend it, or how ended.

    Of what came right, or was given up, a card says so that was posted before.
    """
    row = await work.session.get(Effect, int(seq))
    if row is None:
        return None
    return {"trouble": advice.of(row), "subject": await _subject(work, row)}


async def stands(work: Work, notice: Any) -> bool:  # noqa: ANN401 (a row)
    """Tell whether what a notice is about still fails."""
    row = await work.session.get(Effect, int(notice.about))
    return row is not None and row.error is not None


async def _subject(work: Work, row: Effect) -> str:
    """Name the incident that it is about, if it is about one."""
    record = await work.session.get(Record, row.about)
    about = record.about if record else row.about.partition(":")[0]
    return await incidents.reference(work, about)


async def channel(work: Work, channel: str) -> str:
    """Give the channel to join: its id is all there is to it."""
    del work
    return channel
