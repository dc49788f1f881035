"""What goes wrong in one run, decided by its seed, and how often it did."""

import contextvars
import functools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.api import Api
from bot.playground.faults import Fault, Faults
from tests.simulation import points
from tests.simulation.loop import Process, SimLoop

CALLER: contextvars.ContextVar[Process | None] = contextvars.ContextVar("caller")

API = (
    "ratelimited", "status_500", "status_503", "status_502_html", "empty_body",
    "truncated_json", "internal_error", "internal_error_after", "fatal_error",
    "drop_before", "drop_after", "silence", "silence after the effect", "slow",
)  # fmt: skip
OTHER = (
    "Slack out of reach", "answer of Slack lost", "ack lost", "delivery lost",
    "delivery doubled", "events doubled", "events reordered", "two at once",
    "clock pushed", "asked to end", "short stall", "long stall", "slow disk",
    "far disk", "slow network",
)  # fmt: skip
FAULTS = (*API, *OTHER)
LASTING = {"chat.postMessage", "conversations.create", "bookmarks.add"}
"""Calls whose effect is there twice if they are repeated."""

SLOWEST = 5.7  # seconds for which Slack may still work on a call: settle is 6
GIVEN_UP = 5.0  # seconds after which nobody waits for an answer


@dataclass(kw_only=True)
class Plan:
    """How one run is disturbed: rates are chances per call, answer or delivery."""

    workers: int = 1
    fresh: bool = False
    acts: int = 8
    api: float = 0.0
    kinds: tuple[str, ...] = API
    wire: float = 0.0
    slow_network: float = 0.0
    slow_disk: float = 0.0
    far_disk: bool = False
    doubled: float = 0.25
    pushes: int = 1
    endings: int = 0
    strikes: list["Strike"] = field(default_factory=list)


@dataclass(kw_only=True)
class Strike:
    """One kill (`seconds` 0) or stall, the nth time that a point is reached."""

    point: str
    nth: int = 1
    seconds: float = 0.0


def quiet(acts: int) -> Plan:
    """Plan a run in which nothing goes wrong."""
    return Plan(acts=acts, doubled=0.0, pushes=min(acts, 1))


def planned(seed: int) -> Plan:
    """Decide what the run of *seed* suffers."""
    chance = random.Random(f"plan {seed}")  # noqa: S311 (chance, not secrecy)
    several = chance.sample(API, chance.randint(2, 5))
    plan = Plan(
        workers=2 if chance.random() < 0.3 else 1,
        fresh=chance.random() < 0.05,
        acts=chance.randint(4, 9),
        api=chance.choice((0.0, 0.05, 0.12, 0.25)),
        kinds=tuple(several),
        wire=chance.choice((0.0, 0.0, 0.04)),
        slow_network=chance.choice((0.0, 0.02, 0.1)),
        slow_disk=chance.choice((0.0, 0.0, 0.02)),
        far_disk=chance.random() < 0.6,
        pushes=chance.randint(0, 2),
    )
    plan.strikes += [_strike(chance) for _ in range(chance.choice((0, 2, 3, 4)))]
    if plan.workers > 1:  # one holds what it claimed for too long: another takes it
        nth, seconds = chance.randint(1, 9), chance.uniform(6.5, 20)
        overdue = Strike(point=points.CLAIMED, nth=nth, seconds=seconds)
        plan.strikes.insert(0, overdue)
        plan.far_disk = True
    reached = {strike.point for strike in plan.strikes}
    plan.endings = int(points.ENDING in reached or chance.random() < 0.1)
    plan.pushes = max(plan.pushes, points.TIMER in reached)
    return plan


MANY = {points.ANYWHERE: 300, points.ENDING: 60}
"""Steps of a process among which a strike chooses; there are few at other points."""


OFTEN = (*points.POINTS, *(points.ARRIVED,) * 3, points.ENDING, "calling Slack")
"""Where to kill: at each point, and more often at those that are seldom reached."""


def _strike(chance: random.Random) -> Strike:
    stall = chance.random() < 0.25
    # a stall beyond the lease matters where a row is claimed: before and after a call
    held = ("rendering", "calling Slack", "marking and claiming", points.ANYWHERE)
    point = chance.choice(held if stall else OFTEN)
    nth = chance.randint(1, MANY.get(point, 3))
    long = chance.random() < 0.6
    seconds = chance.uniform(12.5, 20) if long else chance.uniform(0.5, 6)
    return Strike(point=point, nth=nth, seconds=seconds if stall else 0.0)


class Strikes:
    """Kills and stalls, one armed at a time; `struck` carries one out."""

    PATIENCE = 8.0  # virtual seconds to wait for a point before the next is armed
    RARE = 30.0  # the same, for a point that waits for something to happen first

    def __init__(
        self,
        loop: SimLoop,
        strikes: list[Strike],
        struck: Callable[[Process, Strike], None],
    ) -> None:
        self.loop, self.coming, self.struck = loop, list(strikes), struck
        self.armed: Strike | None = None
        self.left = 0
        self.watched: list[Process] = []

    def arm(self, *_: object) -> None:
        """Take up the next strike."""
        self.armed = self.coming.pop(0) if self.coming else None
        for process in self.watched:
            self.watch(process)
        if self.armed:
            self.left = self.armed.nth
            rare = self.armed.point in (points.TIMER, points.ENDING)
            wait = self.RARE if rare else self.PATIENCE
            self.loop.call_later(
                wait, self._expire, self.armed, context=contextvars.Context()
            )

    def watch(self, process: Process) -> None:
        """Look at each step of *process* while one is armed."""
        armed = self.armed is not None
        process.watch = functools.partial(self._look, process) if armed else None
        if process not in self.watched:
            self.watched.append(process)

    def _expire(self, strike: Strike) -> None:
        if self.armed is strike:
            self.arm()

    def _look(self, process: Process, task: Any) -> None:
        wanted = self.armed.point if self.armed else None
        ending = wanted == points.ENDING and process.ending
        if ending or wanted in (points.ANYWHERE, points.where(task)):
            self.left -= 1
            if self.left <= 0:
                self.hit(process)

    def reached(self, point: str) -> bool:
        """Count one arrival at *point*; tell whether it is the one to strike at."""
        if self.armed is None or self.armed.point != point:
            return False
        self.left -= 1
        return self.left == 0

    def hit(self, process: Process | None) -> None:
        """Strike *process*, unless a stall would open a window nobody can close."""
        strike = self.armed
        if strike is None or process is None or process.dead:
            return
        alive = [task for task in process.tasks if not task.done()]
        if strike.seconds and any(points.leaving(task) for task in alive):
            return
        self.struck(process, strike)
        self.arm()


class Chance(Faults):
    """Slack's faults, by chance instead of by order."""

    def __init__(
        self, plan: Plan, seed: int, tally: Counter[str], strikes: "Strikes"
    ) -> None:
        super().__init__()
        self.plan, self.tally, self.strikes = plan, tally, strikes
        self.chance = random.Random(f"slack {seed}")  # noqa: S311 (chance, not secrecy)
        self.on = True

    def next(self, method: str) -> Fault | None:
        for point in (points.ARRIVED, points.DONE):
            if method in LASTING and self.strikes.reached(point):
                return Fault(method=method, kind=point)
        if not self.on or self.chance.random() >= self.plan.api:
            return None
        kind = self.chance.choice(self.plan.kinds)
        self.tally[kind] += 1
        return self._fault(method, kind)

    def _fault(self, method: str, kind: str) -> Fault:
        chance, do = self.chance, kind == "silence after the effect"
        soon, late = chance.uniform(0.2, 4), chance.uniform(GIVEN_UP, SLOWEST)
        return Fault(
            method=method,
            kind="silence" if do else kind,
            do=do,
            seconds=30.0 if kind.startswith("silence") else chance.choice((soon, late)),
            retry_after=chance.randint(1, 5),
        )

    async def suffer(self, fault: Fault, record: Any, carry: Any) -> web.Response:
        if fault.kind not in (points.ARRIVED, points.DONE):
            return await super().suffer(fault, record, carry)
        record["fault"] = fault.kind
        caller = CALLER.get()
        if fault.kind == points.ARRIVED:
            self.strikes.hit(caller)
            if self.chance.random() < 0.8:  # it is carried out when the caller is gone
                late = self.chance.uniform(2, SLOWEST)
                slow = Fault(method=fault.method, kind="slow", seconds=late)
                return await super().suffer(slow, record, carry)
            return web.json_response(await carry())
        body = await carry()
        self.strikes.hit(caller)
        return web.json_response(body)


class Watched(Api):
    """The Web API, knowing which process calls."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        transport = request.transport
        CALLER.set(transport.get_extra_info("process") if transport else None)
        return await super().handle(request)
