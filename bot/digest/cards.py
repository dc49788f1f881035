"""Cards: an edition of the digest, made when it is said, for whoever reads it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot import workspaces
from bot.core.acting import acting
from bot.core.work import Work
from bot.digest import mine, rules, standing, week
from bot.digest.rules import Asked, Kind, Part
from bot.metrics import Chart

EDITION = "digest.edition"
EVERYBODY = "team"  # who reads in a channel: nobody who knows what is private
Content = tuple[Sequence[Part], Sequence[Chart]]


async def edition(work: Work, about: str) -> dict[str, Any] | None:
    """Give an edition; None where somebody has nothing that waits."""
    asked = rules.read(about)
    parts, charts = await CONTENT[asked.kind](work)
    quiet = rules.quiet(parts)
    if quiet and asked.week and asked.kind is Kind.PERSONAL:
        return None
    return await _told(work, asked, parts, () if quiet else charts)


async def _told(
    work: Work, asked: Asked, parts: Sequence[Part], charts: Sequence[Chart]
) -> dict[str, Any]:
    quiet = rules.quiet(parts)
    team = asked.kind is Kind.TEAM
    without = set() if team else await workspaces.without_digest(work, [work.actor])
    return {
        "kind": asked.kind.value,
        "day": week.day(work, work.now),
        "late": asked.late,
        "preview": not asked.week,
        "quiet": quiet,
        "next": next(
            (line for part in parts if part.lists == "/ops due" for line in part.lines),
            None,
        ),
        "parts": [] if quiet else rules.fit(parts, len(charts)),
        "charts": charts,
        "wanted": not without,
    }


async def team(work: Work) -> Content:
    """Give what everybody may read."""
    with acting(work, EVERYBODY):
        due, ahead = await week.duties(work)
        figures, charts = await mine.figures(work, trends=False)
        parts = [
            *await standing.gates(work),
            *await week.happened(work),
            *await week.owed(work),
            *due,
            *await standing.ages(work),
            *await standing.windows(work),
            *await week.decisions(work),
            *figures,
            *ahead,
        ]
    return parts, charts


async def personal(work: Work) -> Content:
    """Give what waits for the reader."""
    return await mine.waits(work), ()


async def leads(work: Work) -> Content:
    """Give what waits for the reader, and how it goes."""
    figures, charts = await mine.figures(work, trends=True)
    failing = await standing.gates(work)
    return [*failing, *await mine.waits(work), *figures], charts


CONTENT: dict[Kind, Callable[[Work], Awaitable[Content]]] = {
    Kind.TEAM: team,
    Kind.PERSONAL: personal,
    Kind.LEADS: leads,
}
VIEWS = {EDITION: edition}
