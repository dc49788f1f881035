"""What waits for one person, and how it goes, for whoever leads."""

from collections.abc import Awaitable, Callable

from bot import (
    approvals,
    backups,
    calendar,
    cycles,
    findings,
    hunts,
    library,
    maintenance,
    metrics,
    postmortems,
    services,
)
from bot.core.fit import cut
from bot.core.waits import Wait, in_order
from bot.core.weekly import WEEK
from bot.core.work import Work
from bot.digest import rules, week
from bot.digest.rules import Line, Part
from bot.metrics import Chart

SHORT, LONG = "7d", "30d"
FEW = 4  # figures that a team reads


async def _services(work: Work) -> list[Wait]:
    """Give what waits for an owner, who may own by a role that signs off."""
    return await services.waits(work, await approvals.offices(work, work.actor))


OTHERS: tuple[tuple[Callable[[Work], Awaitable[list[Wait]]], str, str], ...] = (
    (postmortems.waits, "Postmortems and action items", "/postmortem items mine"),
    (findings.waits, "Findings", "/ops finding list mine"),
    (maintenance.waits, "Maintenance", "/ops maintenance"),
    (hunts.waits, "Bug hunts", "/ops hunt"),
    (backups.waits, "Drills", "/ops recovery"),
    (_services, "Services", "/ops service"),
    (library.waits, "Documents", "/ops library"),
    (cycles.waits, "The cycle", "/ops cycle"),
)
"""Each capability's own, for whoever reads: what of it is near; where the rest is."""


async def waits(work: Work) -> list[Part]:
    """Give what is due of whoever reads, by kind: what is late comes first."""
    every = [
        (await calendar.waits(work, WEEK), "Duties", "/ops due mine"),
        *[
            ([one for one in await look(work) if _near(work, one)], title, lists)
            for look, title, lists in OTHERS
        ],
        (await _decisions(work), "Waits for your decision", "/ops approvals"),
    ]
    return [
        Part(
            title=f"{title}: {len(found)}",
            lines=[week.waits_line(work, wait) for wait in in_order(found)],
            lists=lists,
        )
        for found, title, lists in every
        if found
    ]


def _near(work: Work, wait: Wait) -> bool:
    return wait.due is None or wait.due - work.now < WEEK


async def _decisions(work: Work) -> list[Wait]:
    """Give what the reader may decide: it is read before it is approved."""
    return [
        Wait(
            what=one.title,
            why="asks for your decision",
            label="Show",
            does="approvals.show",
            value=one.id,
            due=one.expires_at,
        )
        for one in await approvals.waiting(work, work.actor, rules.MOST)
    ]


async def figures(work: Work, *, trends: bool) -> tuple[list[Part], list[Chart]]:
    """Give the figures that are known, and a chart where something happened."""
    period = LONG if trends else SHORT
    told = await metrics.told(work, period, "")
    if not told["recorded"]:
        return [], []
    known = [one for one in told["lines"] if one.value != metrics.NOTHING]
    lines = [_figure(one, told["keeps"]) for one in known]
    part = Part(
        title=f"Metrics of the last {told['period']}",
        lines=lines if trends else lines[:FEW],
        lists=f"/ops metrics {period}",
        light=True,
    )
    drawn = [one for one in told["charts"] if any(any(v) for _, v in one.series)]
    return [part] if lines else [], drawn if trends else drawn[-1:]


def _figure(one: metrics.Line, keeps: str) -> Line:
    return Line(
        what=cut(f"{one.title}: {one.value}", rules.WHAT),
        why=" · ".join(filter(None, (one.verdict, one.trend))),
        label="How",
        does="metrics.how",
        value=f"{one.key}|{keeps}",
    )
