"""Round trips: how many calls of Slack's a declare waits for, one after another."""

import time
from statistics import median
from typing import Any

from tests import factories, person
from tests.bench import load, stage
from tests.bench.figures import Figure

GROUP = "a declare in Slack"
USABLE, LAST = 2, 3  # sequential round trips
NEEDED = ("chat.postMessage", "conversations.invite")  # for a room that can be used
BESIDE = ("conversations.members", "auth.test", "users.info")  # not of a declare
FOREVER = 10_000


async def waves(scene: factories.Scene) -> list[list[str]]:
    """Declare, and let Slack answer only when all calls that can be under way are.

    Give the methods of each wave: what is in one waits for nothing in the same.
    """
    await load.volley(scene.url, [load.command("declare warm up")])
    await scene.settled(60)
    await scene.slack.fault("*", "pause", times=FOREVER)
    await load.volley(scene.url, [load.command("declare sev2 checkout answers 500")])
    found = []
    while paused := await _paused(scene):
        found.append(sorted(call["method"] for call in paused))
        await scene.slack.resume()
    await scene.slack.forget("faults")
    return found


async def _paused(scene: factories.Scene) -> list[dict[str, Any]]:
    """Wait until whatever is under way is paused; give it, nothing at the end."""
    relay, found = scene.bot.relay, []

    async def look() -> bool:
        found[:] = (await scene.slack.get("paused"))["paused"]
        if found:
            return len(found) == len(relay._flying)
        return await relay.idle()

    await person.eventually(look, "all calls are paused, or none is left")
    return found


def usable(waves: list[list[str]]) -> int:
    """Give after how many round trips the room can be used."""
    needed = [at for at, wave in enumerate(waves, 1) for m in NEEDED if m in wave]
    return min(at for at in needed if set(NEEDED) <= {m for w in waves[:at] for m in w})


async def measure(engine: stage.Engine, slack: person.Slack, many: int) -> list[Figure]:
    """Count round trips, then take the time with Slack at 0 and 100 ms."""
    home = engine.folder / "home-trips"
    async with factories.scene(await engine.fresh(), home) as scene:
        found = await waves(scene)
    figures = [
        _count("round trips until the room can be used", usable(found), USABLE),
        _count("round trips until the last call", len(found), LAST),
    ]
    async with stage.bot(slack, await engine.fresh(), engine.folder) as bot:
        await load.volley(bot.url, [load.command("declare warm up")])
        await bot.told()
        for ms in (0, 100):
            figures += await _times(bot, slack, ms, many)
    return figures


def _count(what: str, value: int, aim: int) -> Figure:
    return Figure(
        group=GROUP, what=what, value=value, unit="", aim=f"{aim}", most=float(aim)
    )


async def _times(
    bot: stage.Bot, slack: person.Slack, ms: int, many: int
) -> list[Figure]:
    await slack.post("latency", ms=ms)
    room, last = [], []
    for answer in await stage.addresses(slack, many):
        await slack.forget("calls")
        request = load.command("declare sev2 checkout answers 500", answer)
        await load.volley(bot.url, [request])
        answered = time.time()  # noqa: TID251 (the playground's own clock)
        await bot.told()
        calls = [c for c in await slack.calls() if c["method"] not in BESIDE]
        ended = {call["method"]: call["ended"] - answered for call in reversed(calls)}
        room.append(max(ended[method] for method in NEEDED) * 1000)
        last.append(max(ended.values()) * 1000)
    await slack.post("latency", ms=0)
    return [
        _time(f"answer to usable room, Slack at {ms} ms", median(room), ms * USABLE),
        _time(f"answer to last call, Slack at {ms} ms", median(last), ms * LAST),
    ]


def _time(what: str, value: float, floor: float) -> Figure:
    return Figure(
        group=GROUP,
        what=what,
        value=value,
        unit="ms",
        floor=floor or None,
        of="of waiting" if floor else "",
    )
