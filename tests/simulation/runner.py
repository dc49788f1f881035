"""One seed from its start to its verdict."""

import asyncio
import gc
import hashlib
import inspect
import json
import os
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.runtime.app import Longwatch
from tests.simulation import acts, invariants, locks
from tests.simulation.bots import World, ended
from tests.simulation.edge import EDGE
from tests.simulation.faults import Plan
from tests.simulation.loop import Stuck, run
from tests.simulation.people import Crowd
from tests.simulation.violations import Spoil


@dataclass(kw_only=True)
class Verdict:
    """What came of one seed."""

    seed: int
    broken: list[str] = field(default_factory=list)
    tally: dict[str, int] = field(default_factory=dict)
    digest: str = ""
    steps: int = 0
    virtual: float = 0.0

    def dump(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def play(seed: int, plan: Plan, folder: Path, spoil: Spoil | None = None) -> Verdict:
    """Run *seed* as *plan* says, in *folder*; *spoil* it before it is looked at."""
    gc.disable()
    world = World(seed, plan, folder)
    verdict = Verdict(seed=seed)
    try:
        verdict.broken += run(world.loop, _whole(world, spoil))
    except Stuck as stuck:
        verdict.broken.append(f"stuck: {stuck}")
    except Exception as error:  # noqa: BLE001 (it is told, whatever it is)
        verdict.broken.append("".join(traceback.format_exception(error)))
    verdict.broken += world.broken + [f"bug: {bug}" for bug in EDGE.bugs]
    verdict.broken += sorted(set(locks.WRONG))
    verdict.broken += [f"loop: {error}" for error in world.loop.errors]
    verdict.tally = dict(world.tally)
    verdict.digest = _digest(world)
    verdict.steps, verdict.virtual = world.loop.steps, round(world.loop.now, 3)
    return verdict


def _digest(world: World) -> str:
    """Digest every step that was taken and everything that is in Slack."""
    slack = world.parts.world
    said = [
        (channel.id, channel.name, message.ts, message.text)
        for channel in slack.channels.values()
        for message in channel.messages.values()
    ]
    whole = repr((world.loop.steps, world.loop.trace, world.loop.now, said))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


async def _whole(world: World, spoil: Spoil | None) -> list[str]:
    loop = asyncio.get_running_loop()
    crowd = Crowd(world)
    await loop.spawn(world.slack_process, world.serve_slack())
    for _ in range(world.plan.workers):
        world.boot()
    if not world.plan.fresh:
        await _until(world, lambda: _connected(world), "the bot never connects")
    world.disturb()
    people = acts.live(crowd, world.plan.acts, world.plan.pushes)
    await loop.spawn(world.slack_process, people)
    world.heal()
    if world.chance.random() < 0.4:  # let what was armed in between become due
        world.parts.world.clock.advance(world.chance.uniform(600, 20_000))
    if spoil is not None:
        await _spoilt(world, spoil)
    return await _looked_at(world, crowd) + await _end(world)


async def _spoilt(world: World, spoil: Spoil) -> None:
    world.parts.world.clock.advance(20_000)  # everything has fired once
    await settle(world)
    world.patience = 20.0
    if inspect.isawaitable(doing := spoil(world)):
        await doing


async def _looked_at(world: World, crowd: Crowd) -> list[str]:
    """Settle and look; look again when a timer became due between the two."""
    broken: list[str] = []
    for _ in range(2):
        broken = await settle(world)
        if not broken:
            look = invariants.found(world, crowd, any_bot(world))
            broken = await world.loop.spawn(world.slack_process, look)
        if not broken:
            break
    return broken


def any_bot(world: World) -> Longwatch:
    return next(iter(world.bots.values()))[0]


def _connected(world: World) -> bool:
    alive = len(world.bots) == world.plan.workers
    return alive and all(bot.installations.every() for bot, _ in world.bots.values())


async def _until(world: World, look: Any, what: str) -> None:
    started = world.loop.now
    while not look():
        if world.loop.now - started > world.patience:
            raise AssertionError(what)
        await asyncio.sleep(0.1)


async def settle(world: World) -> list[str]:
    """Wait until nothing is under way in the bot, in Slack and in the database."""
    events = world.parts.events
    if events.held is not None:
        events.release()
    started, left = world.loop.now, ["nothing was looked at"]
    while left and world.loop.now - started < world.patience:
        await asyncio.sleep(1.0)
        if world.booting or not _connected(world):
            continue
        if events.tasks:  # an event that failed is sent again after 1 and 5 minutes
            world.parts.world.clock.advance(60.0)
            continue
        left = _left(world)
        if os.environ.get("SIMULATION_LOG"):
            sys.stderr.write(f"{world.loop.now:9.3f} left: {left}\n")
    return [f"never settles: {one}" for one in left]


def _left(world: World) -> list[str]:
    now = any_bot(world).clock() + timedelta(seconds=0)
    moment = now.replace(tzinfo=None).isoformat(sep=" ")
    left = invariants.due(world.path, moment)
    for process, (bot, _) in world.bots.items():
        if bot.clock.offset != world.parts.world.clock.offset:
            left.append("the clock is not followed")
        if bot.tasks.running or bot.relay._flying or bot.relay._landed:
            left.append(f"{process.number}: something is under way")
    return left


async def _end(world: World) -> list[str]:
    """Stop everything as an operator would; nothing may be left."""
    loop, broken = asyncio.get_running_loop(), []
    for process, (bot, runner) in list(world.bots.items()):
        broken += await loop.spawn(process, ended(process, bot, runner))
    return broken


def counted(verdicts: list[Verdict]) -> Counter[str]:
    total: Counter[str] = Counter()
    for verdict in verdicts:
        total.update(verdict.tally)
    return total


def scratch() -> Path:
    """Give a folder in memory where there is one."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
    return memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
