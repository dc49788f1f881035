"""The parts of one playground, put together around one world."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.acks import Acks
from bot.playground.api import Api
from bot.playground.clock import Clock, real_now
from bot.playground.deliver import Deliveries
from bot.playground.events import Events
from bot.playground.faults import Faults
from bot.playground.gate import Gate
from bot.playground.interactions import Interactions
from bot.playground.limits import Limits
from bot.playground.live import Live
from bot.playground.manifest import App
from bot.playground.records import Records
from bot.playground.respond import Responses
from bot.playground.sockets import Sockets
from bot.playground.world import World

Json = dict[str, Any]
Seed = Callable[[App, Clock], World]

PROBE = 2.0
"""Seconds between two looks at whether the app answers, while a page watches."""

RECENT = 0.25
"""Seconds for which a look at the app stays good enough for people."""


@dataclass(kw_only=True)
class Parts:
    """What the control API works with."""

    world: World
    seed: Seed
    records: Records
    live: Live
    api: Api
    sockets: Sockets
    deliveries: Deliveries
    events: Events
    responses: Responses
    interactions: Interactions
    up: tuple[bool, str] = (False, "not looked yet")
    looked: float = 0.0
    lost: str = ""
    """Why the app will not come back, if whoever runs it has given it up."""

    def reset(self) -> None:
        """Go back to the seed; the clock, ids and open connections go on."""
        self.world.restart(self.seed(self.world.app, self.world.clock))
        self.responses.addresses.clear()
        self.interactions.offered.clear()
        self.api.faults.clear()
        self.api.gate.limits.forget()
        self.live.touch({"channels", "people", "views", "home", "notices"}, None)

    async def look(self, *, fresh: bool = True) -> tuple[bool, str]:
        """Look whether the app answers; who watches hears of a change.

        Unless it is to be *fresh*, what was just seen is good enough.
        """
        if self.lost:
            return False, self.lost
        now = real_now()
        if not fresh and now - self.looked < RECENT:
            return self.up
        self.looked = now
        before, self.up = self.up, await self.deliveries.reachable()
        if self.up != before:
            self.live.touch({"bot"}, None)
        return self.up

    async def watch(self) -> None:
        """Look again and again, as long as a page watches."""
        while True:
            if self.live.listeners:
                await self.look()
            await asyncio.sleep(PROBE)


def assemble(app: App, seed: Seed, *, limits: bool, patience: float) -> Parts:
    """Put the parts together for *app*; *patience* is the world's."""
    records, live, faults = Records(), Live(), Faults()
    world = seed(app, Clock())
    world.patience = patience
    sockets = Sockets(world=world, records=records)
    deliveries = Deliveries(world=world, records=records, sockets=sockets)
    events = Events(world=world, deliveries=deliveries)
    responses = Responses(world, records, faults)
    world.hear, world.touch = events.hear, live.touch
    gate = Gate(world=world, limits=Limits(on=limits))
    return Parts(
        world=world,
        seed=seed,
        records=records,
        live=live,
        api=Api(world=world, records=records, gate=gate, faults=faults),
        sockets=sockets,
        deliveries=deliveries,
        events=events,
        responses=responses,
        interactions=_clients(deliveries, responses),
    )


def _clients(deliveries: Deliveries, responses: Responses) -> Interactions:
    world, records = deliveries.world, deliveries.records
    acks = Acks(world=world, records=records, responses=responses)
    return Interactions(
        world=world, deliveries=deliveries, responses=responses, acks=acks
    )
