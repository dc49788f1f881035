"""A crowd: many incidents open at once, cards that change faster than Slack takes them.

Slack's own rate limits are on. What people change while a card waits becomes one edit:
the relay merges, waits as long as it is told to, and loses nothing.
"""

import time
from dataclasses import dataclass

from tests import person
from tests.bench import load, stage
from tests.bench.figures import Figure

GROUP = "a crowd, under Slack's rate limits"
EDIT = "chat.update"
SURFACES = 2  # of a change: the card of the incident, and that of its tasks
PATIENCE = 600.0


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many incidents are open, how many change, how often each."""

    incidents: int = 50
    cards: int = 20
    changes: int = 20
    at_once: int = 16


async def measure(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> list[Figure]:
    """Have people change cards together, and count what Slack is asked for."""
    url = await engine.fresh()
    async with stage.bot(slack, url, engine.folder) as bot:
        declares = [
            load.command(f"declare sev3 incident {number}")
            for number in range(size.incidents)
        ]
        await load.volley(bot.url, declares, size.at_once)
        await bot.told()
        await slack.forget("violations")
        await slack.forget("calls")
        await slack.post("limits", on=True)
        try:
            took, until = await _changed(bot, size)
        finally:
            await slack.post("limits", on=False)
        calls = await slack.calls(EDIT)
        hurried = await slack.violations()
    return _figures(size, calls, hurried, took, until)


async def _changed(bot: stage.Bot, size: Size) -> tuple[load.Took, float]:
    """Change each card again and again; give when Slack showed the last of it."""
    requests = [
        load.command(
            f"task INC-{1 + number % size.cards} look at {number}",
            user=load.PEOPLE[number % len(load.PEOPLE)],
        )
        for number in range(size.cards * size.changes)
    ]
    start = time.perf_counter()
    took = await load.volley(bot.url, requests, size.at_once)
    await bot.told(PATIENCE)
    return took, time.perf_counter() - start


def _figures(
    size: Size,
    calls: list[person.Json],
    hurried: list[str],
    took: load.Took,
    until: float,
) -> list[Figure]:
    wanted = size.cards * size.changes * SURFACES
    edits = sum(call["status"] == 200 for call in calls)
    limited = sum(call["status"] == 429 for call in calls)
    what = f"{size.incidents} open, {size.cards} cards, {wanted} changes of them"
    return [
        Figure(
            group=GROUP,
            what=f"{what}: edits",
            value=edits,
            unit="calls",
            floor=wanted,
            of="one for each",
            aim="merged",
            most=wanted / 2,
        ),
        Figure(
            group=GROUP,
            what="calls that a limit refused",
            value=limited,
            unit="calls",
            aim="one for each time to wait",
            most=until / 10 + 3,
        ),
        Figure(
            group=GROUP,
            what="calls while told to wait, or wrong otherwise",
            value=len(hurried),
            unit="calls",
            aim="none",
            most=0,
        ),
        Figure(
            group=GROUP,
            what="an answer meanwhile, p99",
            value=took.at(0.99),
            unit="ms",
        ),
        Figure(
            group=GROUP,
            what="until Slack showed the last of it",
            value=until,
            unit="s",
        ),
    ]
