"""One run: the strict Slack, the bot's processes, and who restarts them."""

import asyncio
import contextvars
import random
from collections import Counter
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.core import engines, render, settings
from bot.core.errors import Refused
from bot.playground import server
from bot.runtime import app, manifest, relay
from bot.runtime.app import Longwatch
from tests import factories
from tests.simulation import locks
from tests.simulation.disk import DISK
from tests.simulation.edge import EDGE
from tests.simulation.faults import Chance, Plan, Strike, Strikes, Watched
from tests.simulation.loop import Process, SimLoop
from tests.simulation.net import End, Net
from tests.simulation.points import ANSWER

LONGEST = 2000.0  # virtual seconds after which a run that does not settle is broken
SLACK, BOT = 4001, 4002
ADDRESS = f"http://127.0.0.1:{SLACK}"
PATIENT = {
    "LONGWATCH_CALL_TIMEOUT": "5",
    "LONGWATCH_CALL_SETTLE": "6",
    "LONGWATCH_CALL_LEASE": "12",
}

relay.POLL = app.TICK = (
    2.0  # the poll that finds what no wake-up told of: half as often
)
render.override = lambda _: None  # a boot would compile every template anew
_make = engines.sqlite


def _shared(url: str, *, read: bool) -> Any:
    """Make an engine that compiles no statement which another one compiled before."""
    made = _make(url, read=read)
    engine = made.sync_engine
    engine.dialect = ENGINES.setdefault("dialect", engine.dialect)
    engine._compiled_cache = ENGINES.setdefault("compiled", engine._compiled_cache)
    locks.watch(engine)
    return made


ENGINES: dict[str, Any] = {}
locks.install()
engines.sqlite = _shared


class World:
    """Everything of one run that lives in its loop."""

    def __init__(self, seed: int, plan: Plan, folder: Path) -> None:
        self.seed, self.plan, self.folder = seed, plan, folder
        self.loop = SimLoop(seed)
        EDGE.serve(self.loop, seed)
        DISK.far = plan.far_disk
        self.chance = random.Random(f"world {seed}")  # noqa: S311 (chance, not secrecy)
        self.tally: Counter[str] = Counter()
        self.net = Net(self.loop)
        self.strikes = Strikes(self.loop, plan.strikes, self._struck)
        self.bots: dict[Process, tuple[Longwatch, web.AppRunner]] = {}
        self.slack_process = Process(name="slack", number=0)
        self.processes: list[Process] = []
        self.calm, self.patience = False, LONGEST
        self.playground = self._slack()
        self.booting: set[Process] = set()
        self.broken: list[str] = []
        self.left: dict[str, set[str]] = {}

    @property
    def parts(self) -> Any:
        return self.playground.parts

    @property
    def path(self) -> Path:
        return self.folder / "longwatch.db"

    def _slack(self) -> server.Playground:
        made = server.Playground(
            manifest=manifest.build("http://127.0.0.1:1"),
            signing_secret=factories.SECRET,
            bot_token=factories.TOKEN,
            app_token=factories.APP_TOKEN,
            request_url=f"http://127.0.0.1:{BOT}/slack/events",
            limits=self.plan.api > 0,
        )
        old = made.parts.api
        made.parts.api = Watched(
            world=old.world,
            records=old.records,
            gate=old.gate,
            faults=Chance(self.plan, self.seed, self.tally, self.strikes),
        )
        return made

    def disturb(self) -> None:
        """Let things go wrong from now on."""
        self.net.slow, DISK.stalls = self.plan.slow_network, self.plan.slow_disk
        self.net.slowest = {SLACK: 0.1, BOT: 1.5}
        self.net.refuses, self.net.cuts = self._refuses, self._cuts
        self.tally["slow network"] += self.net.slow > 0
        self.tally["slow disk"] += DISK.stalls > 0
        self.tally["far disk"] += DISK.far
        self.strikes.arm()
        for _ in range(self.plan.endings):
            self.loop.spawn(self.slack_process, self._ends_one())

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self.calm = True
        self.net.slow = DISK.stalls = 0.0
        self.net.refuses = self.net.cuts = lambda _: False
        self.parts.api.faults.on = False
        self.strikes.coming.clear()
        self.strikes.arm()

    def _refuses(self, port: int) -> bool:
        refused = self.chance.random() < self.plan.wire
        if refused:
            self.tally["Slack out of reach" if port == SLACK else "delivery lost"] += 1
        return refused

    def _cuts(self, end: End) -> bool:
        serves = end.process is self.slack_process
        answers = end.port == BOT and not serves
        if answers and self.strikes.reached(ANSWER):
            self.strikes.hit(end.process)
            return True
        if (end.port == SLACK) != serves or self.chance.random() >= self.plan.wire:
            return False
        self.tally["answer of Slack lost" if serves else "ack lost"] += 1
        return True

    def boot(self, wait: float = 0.0) -> None:
        """Start one more process of the bot, after a while."""
        process = Process(name="bot", number=len(self.processes) + 1)
        self.processes.append(process)
        self.booting.add(process)
        self.loop.call_later(wait, self._start, process, context=contextvars.Context())

    def _start(self, process: Process) -> None:
        self.loop.spawn(process, self._boot(process))
        self.strikes.watch(process)

    async def _boot(self, process: Process) -> None:
        home = self.folder / "home"
        environ = factories.environment(
            f"sqlite:///{self.path}", home, ADDRESS, **PATIENT
        )
        bot = Longwatch(settings.load(environ))
        if self.plan.workers > 1:
            bot.relay._take_back = _as_on_postgres
        runner = web.AppRunner(bot.application(), access_log=None, shutdown_timeout=1)
        try:
            await runner.setup()
        except Refused:
            self.tally["start refused"] += 1
            self._kill(process)
            return
        await web.TCPSite(runner, "127.0.0.1", BOT).start()
        self.bots[process] = bot, runner
        self.booting.discard(process)

    def _struck(self, process: Process, strike: Strike) -> None:
        if strike.seconds:
            kind = "long stall" if strike.seconds > 12 else "short stall"
            self.tally[kind] += 1
            self.loop.stall(process, strike.seconds)
            return
        self.tally[f"kill: {strike.point}"] += 1
        self._kill(process)

    async def _ends_one(self) -> None:
        """Ask one process to end, as a platform does; start another when it has."""
        await asyncio.sleep(self.chance.uniform(1, 10))
        if self.calm or not self.bots:
            return
        process = self.chance.choice(list(self.bots))
        bot, runner = self.bots.pop(process)
        process.ending = True
        self.tally["asked to end"] += 1
        self.loop.spawn(process, self._ending(process, bot, runner))

    async def _ending(self, process: Process, bot: Longwatch, runner: Any) -> None:
        self.broken += await ended(process, bot, runner)
        self.loop.call_soon(self._kill, process, context=contextvars.Context())

    def _kill(self, process: Process) -> None:
        process.dead = True
        process.frozen.clear()
        self.booting.discard(process)
        self.bots.pop(process, None)
        self.net.kill(process)
        DISK.lose(process)
        if process in self.strikes.watched:
            self.strikes.watched.remove(process)
        away = self.chance.uniform(0.2, 3)
        if self.chance.random() < 0.15:
            away = self.chance.uniform(10, 20)
        self.boot(away)

    async def serve_slack(self) -> Any:
        """Run the strict Slack; give how to stop it."""
        serving = server.serve(self.playground, SLACK)
        await serving.__aenter__()
        return serving


async def _as_on_postgres() -> None:
    """Take nothing back: another worker may be alive, as where there are several."""


async def ended(process: Process, bot: Longwatch, runner: Any) -> list[str]:
    """End one as an operator would; give what it leaves behind."""
    broken, close = [], bot.database.close

    async def closing() -> None:
        engines = (bot.database.write, bot.database.read)
        out = sum(one.sync_engine.pool.checkedout() for one in engines)
        broken.extend([f"{out} connections are out"] if out else [])
        await close()

    bot.database.close = closing
    await runner.cleanup()
    if bot.tasks.running:
        broken.append(f"tasks are running: {bot.tasks.running}")
    mine = asyncio.current_task()
    left = [one for one in process.tasks if not one.done() and one is not mine]
    return broken + [f"a task is left: {one.get_coro()}" for one in left]
