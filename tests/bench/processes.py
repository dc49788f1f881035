"""Processes: how soon one is ready, how much memory it has, how long it keeps pace."""

import time
from statistics import median

from tests import person
from tests.bench import load, stage
from tests.bench.figures import Figure

GROUP = "the process"
MANY = 16
STARTS = 3
LONG = 300.0  # seconds


async def measure(
    engine: stage.Engine, slack: person.Slack, declares: int
) -> list[Figure]:
    """Start it a few times, then declare many incidents and see how it fares."""
    database = await engine.fresh()
    starts = []
    for _ in range(STARTS):
        async with stage.bot(slack, database, engine.folder) as bot:
            starts.append(bot.start)
    async with stage.bot(slack, database, engine.folder) as bot:
        await bot.told()
        idle = bot.process.memory
        await _declare(bot, slack, MANY)  # everything has been loaded once
        before = bot.process.memory
        took = await _declare(bot, slack, declares)
        grown = bot.process.memory - before
    return [
        _figure("start to ready, p50", median(starts), "s", "under 2 s", most=2.0),
        _figure("memory, idle", idle, "MB", "under 120 MB", most=120.0),
        _figure(
            f"memory after {declares:,} declares, more by",
            grown,
            "MB",
            "5 MB for 1,000",
            most=5.0,
        ),
        _figure(
            f"{declares:,} declares, from the first to the last call, sustained",
            declares / took,
            "a second",
            "30 a second",
            least=30.0,
        ),
    ]


async def _declare(bot: stage.Bot, slack: person.Slack, many: int) -> float:
    """Declare *many*, some at once; give how long it took until Slack shows all."""
    start = time.perf_counter()
    for at in range(0, many, 200):
        answers = await stage.addresses(slack, min(200, many - at))
        requests = [load.command(f"declare sev3 it is down {a}", a) for a in answers]
        await load.volley(bot.url, requests, MANY)
        await slack.forget("calls")
        await slack.forget("deliveries")
    await bot.told(within=LONG)
    return time.perf_counter() - start


def _figure(what: str, value: float, unit: str, aim: str, **bound: float) -> Figure:
    return Figure(group=GROUP, what=what, value=value, unit=unit, aim=aim, **bound)
