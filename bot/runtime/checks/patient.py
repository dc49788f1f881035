"""The patient: one setup, looked at from outside, whatever of it works.

Whatever several checks need is found out once, when the first of them asks. Nothing
is written: no file, no row, no message.
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot import vault, workspaces
from bot.core import policy
from bot.core.errors import Refused
from bot.core.policy import Policies, Policy
from bot.core.settings import Problem, Settings
from bot.runtime import schema
from bot.runtime.calls import Slack
from bot.runtime.checks.accounts import Account, Answer, identify
from bot.runtime.checks.metrics import Metrics
from bot.runtime.commands import offline
from bot.workspaces import Workspace

Result = TypeVar("Result")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (what HOST may be set to, not listened on)
LIMIT = aiohttp.ClientTimeout(total=4.0)  # seconds for one question to a bot


@dataclass(kw_only=True)
class Patient:
    """A setup: its environment, its database, its Slack, the bot that runs, if any."""

    given: Settings
    problems: tuple[Problem, ...]
    environ: Mapping[str, str]
    wanted: str | None
    session: aiohttp.ClientSession

    def spoilt(self, *variables: str) -> str | None:
        """Name the first of *variables* that is missing or malformed."""
        wrong = {problem.variable for problem in self.problems}
        return next((name for name in variables if name in wrong), None)

    @cached_property
    def migration(self) -> asyncio.Task[str | None]:
        """Find out at which migration the database is; Unreachable is raised."""
        return _once(schema.current(self.given.database_url))

    @cached_property
    def installed(self) -> asyncio.Task[Sequence[Workspace]]:
        """Find out what is installed; a refusal says why that can't be read."""
        return _once(offline.installed(self.given))

    @cached_property
    def accounts(self) -> asyncio.Task[list[Account]]:
        """Ask Slack whose the tokens are: the environment's, and those kept here."""
        return _once(self._accounts())

    @cached_property
    def bot(self) -> asyncio.Task[tuple[int, Any] | None]:
        """Ask the bot on this machine what it waits for; None when none answers."""
        return _once(self._ready())

    @cached_property
    def metrics(self) -> asyncio.Task[Metrics]:
        """Ask the bot what it has counted."""
        return _once(self._counted())

    @property
    def here(self) -> str:
        """Give where a bot with this environment listens."""
        host = self.given.host
        near = "127.0.0.1" if host in EVERYWHERE else host
        return f"http://{f'[{near}]' if ':' in near else near}:{self.given.port}"

    def policies(self) -> Policies:
        """Read the policy; BadPolicy is raised."""
        return policy.load(self.given.policy)

    def policy(self, account: Account) -> Policy:
        """Give the policy of an account, with what it chose in Slack."""
        row = account.row
        if row is None:
            return self.policies().of(account.team or "")
        return self.policies().of(row.id, row.settings, team=row.team_id)

    def client(self, token: str) -> AsyncWebClient:
        """Make a client that never repeats by itself."""
        return AsyncWebClient(
            token,
            base_url=self.given.slack_api_url,
            session=self.session,
            retry_handlers=[],
        )

    def slack(self, account: Account) -> Slack:
        """Give the way to an account's Slack."""
        return Slack(
            workspace=account.team or "",
            client=self.client(account.token),
            timeout=self.given.call_timeout,
            rests={},
        )

    async def _accounts(self) -> list[Account]:
        kept = await self._kept()
        own = self.given.slack_bot_token
        token = own.get_secret_value() if own else None
        tokens = [*([token] if token else []), *(t for t in kept if t != token)]
        answers = await asyncio.gather(*map(self._identify, tokens))
        found: dict[str | None, Account] = {}
        for each, answer in zip(tokens, answers, strict=True):
            row = kept.get(each) or self._row_of(answer, kept)
            account = Account(token=each, answer=answer, row=row)
            found.setdefault(account.team, account)  # the environment's counts
        return [each for each in found.values() if self._is_wanted(each)]

    async def _identify(self, token: str) -> Answer:
        return await identify(self.client(token), self.given.call_timeout)

    def _row_of(
        self, answer: Answer, kept: Mapping[str, Workspace]
    ) -> Workspace | None:
        team = answer.data.get("team_id")
        return next((row for row in kept.values() if row.team_id == team), None)

    def _is_wanted(self, account: Account) -> bool:
        row, nobody = account.row, account.team is None  # Slack said nothing of it
        names = {account.team, row.id if row else None}
        return nobody or self.wanted is None or self.wanted in names

    async def _kept(self) -> dict[str, Workspace]:
        """Open the tokens that are kept here, as far as that goes."""
        try:
            rows = await asyncio.shield(self.installed)
            kek = vault.read(
                self.given.keys,
                data=self.given.home,
                environment=dict(self.environ),
                make=False,
            )
            sealer = vault.Vault(kek)
            async with (
                offline.database(self.given) as found,
                found.reading(vault.SYSTEM) as session,
            ):
                for row in rows:
                    await sealer.unlock(session, row.id, make=False)
            return {workspaces.token(row, sealer): row for row in rows}
        except Refused:  # the checks of key and database tell
            return {}

    async def _ready(self) -> tuple[int, Any] | None:
        try:
            async with self.session.get(f"{self.here}/readyz", timeout=LIMIT) as answer:
                return answer.status, await answer.json()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    async def _counted(self) -> Metrics:
        for place in filter(None, (self.here, self.given.url)):
            try:
                async with self.session.get(f"{place}/metrics", timeout=LIMIT) as said:
                    return Metrics.parse(await said.text())
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
                continue
        return Metrics(samples=())


def _once(work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    return asyncio.get_running_loop().create_task(work)
