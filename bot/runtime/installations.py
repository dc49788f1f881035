"""Installations in memory: which workspace a request is from, and its way to Slack.

Tokens are opened once, here. The database is asked again when a workspace is unknown
and once a minute, so that several processes agree.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import IntegrityError

from bot import vault, workspaces
from bot.core.db import Database
from bot.core.policy import Policies, Policy
from bot.core.settings import Settings
from bot.core.tables import new_id
from bot.core.work import Transactions
from bot.runtime import vitals
from bot.runtime.calls import Slack, Unreached, code_of
from bot.runtime.outcomes import TOKEN

log = structlog.get_logger(__name__)

SYSTEM = "system"
SELDOM = 5.0  # seconds between two looks for workspaces that nobody knows


@dataclass(frozen=True, kw_only=True)
class Known:
    """One workspace, ready to be served."""

    id: str
    team: str | None
    enterprise: str | None
    url: str
    bot_user: str
    bot_id: str
    scopes: tuple[str, ...]
    settings: Mapping[str, Any]
    client: AsyncWebClient = field(repr=False)


class Installations:
    """Every workspace that is served; `load` before anything else."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        keys: vault.Vault,
        policies: Policies,
    ) -> None:
        """Serve what *database* holds; tokens are opened with *keys*."""
        self.settings, self.database = settings, database
        self.keys, self.policies = keys, policies
        self._known: dict[str, Known] = {}
        self._rests: dict[tuple[str, ...], float] = {}
        self._slowed: dict[tuple[str, ...], float] = {}
        self._session: aiohttp.ClientSession | None = None
        self._sought = float("-inf")

    async def load(self) -> None:
        """Read every installation and open its token."""
        async with self.database.writing(SYSTEM) as session:
            await self.keys.unlock(session, vault.SYSTEM)
            found = await workspaces.installed(session)
            for workspace in found:
                await self.keys.unlock(session, workspace.id)
        self._known = {workspace.id: self._ready(workspace) for workspace in found}

    async def connect(self, transactions: Transactions) -> Known:
        """Ask Slack whose the bot token is, and keep what it answers.

        Raises what slack-sdk raises: the token is refused, or Slack can't be reached.
        """
        secret = self.settings.slack_bot_token
        if secret is None:
            raise LookupError("no bot token is set")
        answer = await self.client(secret.get_secret_value()).auth_test()
        vitals.compared(answer.headers)
        said = installation(answer.data, answer.headers, secret.get_secret_value())
        try:
            await self._install(transactions, said)
        except IntegrityError:
            log.info("installed by another process")  # whose row is loaded now
        await self.load()
        known = self.find(said.team_id, said.enterprise_id)
        if known is None:
            raise LookupError("the installation was not kept")
        return known

    async def _install(
        self, transactions: Transactions, said: workspaces.Installation
    ) -> None:
        id_ = await self._id_of(said)
        async with transactions.begin(workspace=id_, actor=SYSTEM) as work:
            await self.keys.unlock(work.session, id_)
            workspace = await workspaces.install(work, said)
        self._known[id_] = self._ready(workspace)  # before the relay's next turn

    async def seek(self, team: str | None, enterprise: str | None) -> Known | None:
        """Find a workspace, in the database too: another process may have added it."""
        found = self.find(team, enterprise)
        if found is None and time.monotonic() - self._sought > SELDOM:
            self._sought = time.monotonic()
            await self.load()
            found = self.find(team, enterprise)
        return found

    def find(self, team: str | None, enterprise: str | None) -> Known | None:
        """Give the workspace of a verified envelope; None when it is none of ours."""
        mine = [k for k in self._known.values() if team and k.team == team]
        orgs = [k for k in self._known.values() if k.enterprise and not k.team]
        ours = [k for k in orgs if enterprise and k.enterprise == enterprise]
        return next(iter((*mine, *ours)), None)

    def policy(self, workspace: str) -> Policy:
        """Give the policy of a workspace, what it chose in Slack included."""
        known = self._known.get(workspace)
        stored = known.settings if known else {}
        return self.policies.of(workspace, stored, team=known.team if known else None)

    def slack(self, workspace: str, **limits: Any) -> tuple[Slack, str]:  # noqa: ANN401 (fields of Slack)
        """Give the way to a workspace's Slack, and the id of our user there."""
        known = self._known.get(workspace)
        if known is None:
            raise Unreached("the installation is not loaded here yet")
        slack = Slack(
            workspace=workspace,
            client=known.client,
            timeout=self.settings.call_timeout,
            rests=self._rests,
            slowed=self._slowed,
            scopes=frozenset(known.scopes),
            **limits,
        )
        return slack, known.bot_user

    def every(self) -> list[Known]:
        """Give all that are served."""
        return list(self._known.values())

    def client(self, token: str) -> AsyncWebClient:
        """Make a client that never repeats by itself, on the one shared session."""
        if self._session is None:
            bounds = aiohttp.ClientTimeout(total=self.settings.call_timeout)
            connector = aiohttp.TCPConnector(limit=64)
            self._session = aiohttp.ClientSession(timeout=bounds, connector=connector)
        return AsyncWebClient(
            token,
            base_url=self.settings.slack_api_url,
            session=self._session,
            retry_handlers=[],
        )

    async def close(self) -> None:
        """Close the connections to Slack."""
        if self._session is not None:
            await self._session.close()

    async def _id_of(self, said: workspaces.Installation) -> str:
        """Give our own id of an installation, a new one when it is new."""
        async with self.database.reading(SYSTEM) as session:
            found = await workspaces.find(session, said.team_id, said.enterprise_id)
        return found.id if found else new_id()

    def _ready(self, workspace: workspaces.Workspace) -> Known:
        return Known(
            id=workspace.id,
            team=workspace.team_id,
            enterprise=workspace.enterprise_id,
            url=workspace.url,
            bot_user=workspace.bot_user,
            bot_id=workspace.bot_id,
            scopes=tuple(workspace.scopes),
            settings=workspace.settings,
            client=self.client(workspaces.token(workspace, self.keys)),
        )


def installation(
    answer: Any,  # noqa: ANN401 (slack-sdk types it as bytes or dict)
    headers: Mapping[str, str],
    token: str,
) -> workspaces.Installation:
    """Read what auth.test answered."""
    found = {key.lower(): value for key, value in headers.items()}
    scopes = found.get("x-oauth-scopes", "")
    whole = bool(answer.get("is_enterprise_install"))
    return workspaces.Installation(
        team_id=None if whole else answer["team_id"],
        enterprise_id=answer.get("enterprise_id"),
        name=answer.get("team") or answer.get("enterprise_name") or "Slack",
        url=answer.get("url") or "",
        bot_user=answer["user_id"],
        bot_id=answer.get("bot_id") or "",
        token=token,
        scopes=tuple(scope.strip() for scope in scopes.split(",") if scope.strip()),
    )


Trouble = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


def refusal(error: BaseException) -> str:
    """Give why Slack refuses a token; nothing where it says nothing of it."""
    if not isinstance(error, SlackApiError):
        return ""
    said = code_of(error)
    return said if said in TOKEN else ""
