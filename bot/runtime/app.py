"""The composition root: the only module that knows every part."""

import asyncio
import os
import secrets
import signal
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from bot import ledger, vault, workspaces
from bot.core import patience, policy, render
from bot.core.db import Database
from bot.core.errors import Busy
from bot.core.leases import Worker
from bot.core.settings import Settings
from bot.core.work import Transactions, Work
from bot.runtime import calls, chores, feeds, observe, reactions, vitals
from bot.runtime.acquaintances import Acquaintances
from bot.runtime.cards import Desk
from bot.runtime.clock import Clock
from bot.runtime.dispatch import Dispatch
from bot.runtime.figures import Figures
from bot.runtime.groups import Groups
from bot.runtime.http import Front
from bot.runtime.installations import Installations, Trouble, refusal
from bot.runtime.intake import Intake
from bot.runtime.modals import Modals
from bot.runtime.relay import Relay
from bot.runtime.schedule import Schedule
from bot.runtime.sockets import Sockets
from bot.runtime.tasks import Alarm, Tasks
from bot.runtime.vitals import Vitals
from bot.runtime.wakes import Wakes

log = structlog.get_logger(__name__)

TICK = 1.0  # seconds
AGAIN = 5.0  # seconds before Slack is asked again whose the token is
NONE = "an installation in Slack"
CHOSEN = workspaces.Configured.name
DRAIN = 20.0  # seconds that a shutdown waits for what was begun
LAST = 3.0  # and for what a service began while it waited


class Longwatch:
    """The whole bot: what answers Slack (`web`) and what works by itself (`worker`)."""

    def __init__(
        self, settings: Settings, *, web: bool = True, worker: bool = True
    ) -> None:
        """Put the parts together; nothing connects before `start`."""
        self.settings, self.serves, self.works = settings, web, worker
        self.unknown = ""  # why Slack does not say whose the bot token is
        self.clock, self.tasks = Clock(), Tasks()
        self.alarm = Alarm(self.tasks)
        render.override(settings.templates)
        self._keep()
        self._answer()
        self._work()

    def _keep(self) -> None:
        """Put together what keeps: the database, the vault, and transactions."""
        given = self.settings
        self.database = Database(given.database_url)
        self.vault = vault.Vault(vault.read(given.keys, data=given.home))
        policies = policy.load(given.policy)
        self.installations = Installations(given, self.database, self.vault, policies)
        self.transactions = Transactions(
            database=self.database,
            clock=self.clock,
            policy=self.installations.policy,
            sealer=self.vault,
            people=workspaces.Directory(),
            react=reactions.react,
            before_commit=(ledger.Logs().append,),
            after_commit=(self._committed,),
        )

    def _answer(self) -> None:
        """Put together what answers Slack, by HTTP or by Socket Mode."""
        self.acquaintances = Acquaintances(
            transactions=self.transactions, installations=self.installations
        )
        self.groups = Groups(
            transactions=self.transactions, installations=self.installations
        )
        self.modals = Modals(
            transactions=self.transactions,
            installations=self.installations,
            after=self.tasks.after,
        )
        self.bolt = Dispatch(
            transactions=self.transactions,
            installations=self.installations,
            modals=self.modals,
            acquaintances=self.acquaintances,
            groups=self.groups,
            after=self.tasks.after,
            vitals=self.vitals,
        ).app()
        self.sockets = Sockets(self.settings, self.bolt)
        self.intake = Intake(self.transactions, self.installations)

    def _work(self) -> None:
        """Put together what works by itself: effects in Slack, and timers."""
        self.wakes = Wakes(self.database)
        bounds = self.settings.calls
        self.worker = Worker(
            boot=f"{os.getpid()}-{secrets.token_hex(4)}",
            lease=bounds.lease,
            settle=bounds.settle,
            files=self.settings.uploads,
        )
        desk = Desk(transactions=self.transactions, installations=self.installations)
        self.relay = Relay(self.database, self.worker, desk)
        self.schedule = Schedule(self.transactions, self.worker)

    def application(self) -> web.Application:
        """Make the aiohttp application, which starts and stops everything with it."""
        secret = self.settings.slack_signing_secret
        token = self.settings.metrics_token
        front = Front(
            bolt=self.bolt,
            secret=secret.get_secret_value() if secret and self.serves else None,
            ready=self.waits_for,
            token=token.get_secret_value() if token else None,
            figures=Figures(
                transactions=self.transactions, installations=self.installations
            ),
            feed=partial(feeds.serve, self.transactions, self.installations),
            hooks=self.intake.post if self.serves else None,
        )
        app = front.application()

        async def life(_: web.Application) -> Any:  # noqa: ANN401 (aiohttp's own form)
            await self.start()
            yield
            await self.stop()

        app.cleanup_ctx.append(life)
        return app

    async def start(self) -> None:
        """Load what is known, then serve; meanwhile ask Slack whose the token is."""
        vitals.began()
        self.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(Busy):  # what is not known yet is looked for when it is needed
            await self.installations.load()
        self.tasks.serve(self._connect())
        if self.settings.clock:
            self.tasks.serve(self.clock.follow(self.settings.clock, self._tick_soon))
        self._do_chores(chores.EVERYWHERE)
        if self.works:
            self._start_worker()
        self.alarm.start()
        if self.works and self.settings.clock:
            due = self.schedule.next_due
            self.tasks.serve(self.clock.tell(self.settings.clock, due))
        if self.serves and self.settings.socket_mode:
            self.tasks.serve(self.sockets.run())

    async def stop(self) -> None:
        """End what was begun, mark it, sign the ledger, and let go."""
        await self.sockets.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._drain(), DRAIN)
        await self.tasks.stop(LAST)
        await self.wakes.close()
        await self.installations.close()
        await self.database.close()

    async def signalled(self) -> None:
        """Wait until somebody asks this process to end."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, ended.set)
        await ended.wait()

    def vitals(self) -> Vitals:
        """Look at how this process is."""
        return vitals.look(
            self.settings, self.sockets.age, self.database, works=self.works
        )

    async def waits_for(self) -> list[str]:
        """Name what is missing before it can serve."""
        waits = [] if self.installations.every() else [NONE]
        if waits and self.unknown:
            waits = [f"{NONE}: it refuses the bot token ({self.unknown})"]
        if self.serves and self.settings.socket_mode and not self.sockets.connected:
            waits.append(f"the connection to Slack: {self.sockets.why}")
        try:
            with patience.limited():
                await self.database.answers()
        except Busy as refusal:
            ails = refusal.ails
        else:
            ails = self.database.ailments.now()
            if not ails:
                return waits
        return [*waits, f"the database: {ails}" if ails else "the database"]

    async def idle(self) -> bool:
        """Tell whether nothing is under way: no task, no due effect, no due timer."""
        return not self.tasks.running and await self.relay.idle()

    def _committed(self, work: Work) -> None:
        for record in work.records:
            observe.facts.labels(record.name).inc()
        if work.effects:
            self.relay.wake()
        if any(record.name == CHOSEN for record in work.records):
            self.tasks.after(self.installations.load())
        if work.timers:
            self.clock.stir()
        due = [timer["due"] for timer in work.timers.values() if timer.get("due")]
        if any(moment <= self.clock() for moment in due):
            self._tick_soon()
        if work.effects or due:
            self.wakes.others()

    def _start_worker(self) -> None:
        self._relaying = self.tasks.serve(self.relay.run())
        self.wakes.listen(self._woken)
        self.tasks.serve(self.wakes.run())
        self.alarm.every(TICK, self._tick)
        self._do_chores(chores.EVERY)

    def _do_chores(self, every: Mapping[chores.Chore, float]) -> None:
        for chore, seconds in every.items():
            self.alarm.every(seconds, self._chore(chore))

    def _chore(self, chore: chores.Chore) -> Callable[[], Coroutine[Any, Any, None]]:
        async def run() -> None:
            try:
                await chore(self)
            except Busy as refusal:
                name, why = chore.__name__, str(refusal)
                log.info("chore postponed", chore=name, reason=why)

        return run

    def _woken(self) -> None:
        self.clock.stir()
        self.relay.wake()
        self._tick_soon()

    def _tick_soon(self) -> None:
        if self.works:
            self.tasks.after(self._tick())

    async def _tick(self) -> None:
        if await self.schedule.tick():
            self.clock.stir()

    async def _connect(self) -> None:
        """Find out whose the token is, until Slack answers."""
        while self.settings.slack_bot_token is not None:
            try:
                known = await self.installations.connect(self.transactions)
                people = self.installations.policy(known.id).people
                await self.acquaintances.meet(
                    known.id, filter(None, [*people.admins, people.fallback])
                )
            except (*Trouble, Busy) as error:
                self._unconnected(error)
                await asyncio.sleep(max(AGAIN, calls.rest_after(error)))
            else:
                self.relay.wake()
                return

    def _unconnected(self, error: Exception) -> None:
        self.unknown = refusal(error)
        if self.unknown:
            log.warning("slack refuses the bot token", reason=self.unknown)
        else:
            log.warning("slack does not answer yet", reason=type(error).__name__)

    async def _drain(self) -> None:
        self.alarm.stop()
        await self.tasks.drain()
        if self.works:
            self.relay.stop()
            await self._relaying
            await chores.sign(self)
