"""Acks: how soon an answer is there, beside a Bolt app that does nothing at all."""

import contextlib
from dataclasses import dataclass, field
from statistics import median

from tests import person
from tests.bench import load, stage
from tests.bench.figures import Figure
from tests.bench.load import Took

GROUP = "answers"
ROUNDS = 4  # floor and figure take turns, so that both meet the same machine
MANY = 16


@dataclass(frozen=True, kw_only=True)
class Size:
    """How often each is measured."""

    single: int = 48
    rush: int = 240
    burst: int = 64


@dataclass
class Collected:
    """What was measured, by name; rounds are put together."""

    singles: dict[str, Took] = field(default_factory=dict)
    rushes: dict[str, Took] = field(default_factory=dict)

    def add(self, kind: dict[str, Took], name: str, took: Took) -> None:
        whole = kind.setdefault(name, Took())
        whole.each += took.each
        whole.whole += took.whole


async def measure(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> list[Figure]:
    """Measure clicks and declares, one at a time and many at once."""
    async with contextlib.AsyncExitStack() as stack:
        enter = stack.enter_async_context
        default = await enter(stage.process("tests.bench.bare", slack.url))
        first = await enter(stage.process("tests.bench.bare", slack.url, "first"))
        bot = await enter(stage.bot(slack, await engine.fresh(), engine.folder))
        bare = {"default": default.said, "first": first.said}
        await _warm(bot, slack, bare)
        found = Collected()
        for _ in range(ROUNDS):
            await _round(found, bot, slack, bare, size)
        burst = await _burst(bot, slack, size.burst)
    return [*_singles(found), *_rushes(found), _burst_figure(burst, size.burst)]


async def _warm(bot: stage.Bot, slack: person.Slack, bare: dict[str, str]) -> None:
    for url in bare.values():
        await load.volley(url, [load.command("x"), load.click("x", "x")])
    for user in load.PEOPLE[:2]:  # both are asked after once
        answer = (await stage.addresses(slack, 1))[0]
        await load.volley(bot.url, [load.command("declare it is down", answer, user)])
        await bot.told()
        await _acknowledge(bot, slack, await bot.ids(1), quiet=True)


async def _round(
    found: Collected,
    bot: stage.Bot,
    slack: person.Slack,
    bare: dict[str, str],
    size: Size,
) -> None:
    single, rush = size.single // ROUNDS, size.rush // ROUNDS
    for name, url in bare.items():
        took = await load.volley(url, [load.click("x", "x") for _ in range(single)])
        found.add(found.singles, name, took)
    found.add(found.singles, "declare", await _declare(bot, slack, single))
    ids = await bot.ids(single)
    took = await _acknowledge(bot, slack, ids, quiet=True)
    found.add(found.singles, "click", took)
    for name, url in bare.items():
        clicks = [load.click("x", "x") for _ in range(rush)]
        found.add(found.rushes, name, await load.volley(url, clicks, MANY))
    answers = await stage.addresses(slack, rush)
    commands = [load.command(f"declare sev3 it is down {a}", a) for a in answers]
    found.add(found.rushes, "declare", await load.volley(bot.url, commands, MANY))
    await bot.told()
    ids = await bot.ids(rush)
    found.add(found.rushes, "click", await _acknowledge(bot, slack, ids, quiet=False))
    await bot.told()


async def _declare(bot: stage.Bot, slack: person.Slack, many: int) -> Took:
    """Declare one after another, each when Slack shows the one before."""
    took = Took()
    for answer in await stage.addresses(slack, many):
        request = load.command("declare sev3 checkout answers 500", answer)
        took.each += (await load.volley(bot.url, [request])).each
        await bot.told()
    return took


async def _acknowledge(
    bot: stage.Bot, slack: person.Slack, ids: list[str], *, quiet: bool
) -> Took:
    """Press Acknowledge on each; *quiet* waits for Slack after each, else in a rush."""
    answers = await stage.addresses(slack, len(ids))
    clicks = [
        load.click("incidents.acknowledge", id_, answer, load.PEOPLE[2])
        for id_, answer in zip(ids, answers, strict=True)
    ]
    if not quiet:
        return await load.volley(bot.url, clicks, MANY)
    took = Took()
    for click in clicks:
        took.each += (await load.volley(bot.url, [click])).each
        await bot.told()
    return took


async def _burst(bot: stage.Bot, slack: person.Slack, many: int) -> Took:
    """Declare many at once while Slack takes 100 ms for each call."""
    answers = await stage.addresses(slack, many)
    await slack.post("latency", ms=100)
    took = await load.volley(
        bot.url, [load.command("declare it is down", a) for a in answers], many
    )
    await bot.told()
    await slack.post("latency", ms=0)
    return took


def _singles(found: Collected) -> list[Figure]:
    figures = []
    default = median(found.singles["default"].each) * 1000
    first = median(found.singles["first"].each) * 1000
    for name, what in (("click", "a button that commits"), ("declare", "a declare")):
        took = median(found.singles[name].each) * 1000
        figures += [
            Figure(
                group=GROUP,
                what=f"{what}, one at a time, p50",
                value=took,
                unit="ms",
                floor=default,
                of="bare Bolt",
                aim="half of bare Bolt" if name == "click" else "",
                most=default / 2 if name == "click" else None,
            ),
            Figure(
                group=GROUP,
                what="the same beside Bolt that processes first",
                value=took,
                unit="ms",
                floor=first,
                of="bare, first",
            ),
        ]
    return figures


def _rushes(found: Collected) -> list[Figure]:
    figures = []
    for name, what in (("click", "buttons"), ("declare", "declares")):
        took, bare = found.rushes[name], found.rushes["default"]
        aim = {"aim": "150 a second", "least": 150.0} if name == "click" else {}
        figures += [
            Figure(
                group=GROUP,
                what=f"{what}, {MANY} at once, the relay beside them",
                value=took.rate,
                unit="a second",
                floor=bare.rate,
                of="bare Bolt",
                **aim,
            ),
            Figure(
                group=GROUP,
                what=f"{what}, {MANY} at once, p50 / p99 {took.at(0.99):.0f} ms",
                value=took.at(0.5),
                unit="ms",
                floor=bare.at(0.5),
                of="bare Bolt",
            ),
        ]
    return figures


def _burst_figure(burst: Took, many: int) -> Figure:
    return Figure(
        group=GROUP,
        what=f"{many} declares at once, Slack at 100 ms: slowest answer",
        value=burst.at(1),
        unit="ms",
        aim="under 1 s",
        most=1000.0,
    )
