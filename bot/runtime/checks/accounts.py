"""Accounts: installations in Slack, and what Slack says of their tokens."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime import vitals
from bot.runtime.calls import code_of, status_of
from bot.workspaces import Workspace


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What Slack answered when it was asked whose a token is."""

    data: Mapping[str, Any]
    headers: Mapping[str, str]
    error: str | None = None
    """Why Slack refused."""
    away: str | None = None
    """Why nothing was answered."""
    at: float = 0.0
    """When it arrived, in Unix seconds."""

    @property
    def scopes(self) -> frozenset[str] | None:
        """Give what the token may do; None where Slack did not say."""
        found = {key.lower(): value for key, value in self.headers.items()}
        said = found.get("x-oauth-scopes")
        if said is None:
            return None
        return frozenset(filter(None, (scope.strip() for scope in said.split(","))))

    @property
    def drift(self) -> float | None:
        """Give how many seconds our clock is ahead of Slack's."""
        return vitals.drift(self.headers, self.at)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One installation in Slack: its token, and what is kept of it here."""

    token: str = field(repr=False)
    answer: Answer
    row: Workspace | None = None

    @property
    def team(self) -> str | None:
        """Give Slack's id of the team."""
        known = self.row.team_id if self.row else None
        return known or self.answer.data.get("team_id")

    @property
    def name(self) -> str:
        """Give what people call it."""
        return str(self.answer.data.get("team") or (self.row and self.row.name) or "?")


async def identify(client: AsyncWebClient, patience: float) -> Answer:
    """Ask Slack whose the token of *client* is, for *patience* seconds at the most."""
    try:
        async with asyncio.timeout(patience):
            said = await client.auth_test()
    except SlackApiError as error:
        why = code_of(error) or f"HTTP {status_of(error)}"
        return Answer(data={}, headers=error.response.headers, error=why, at=_now())
    except TimeoutError:
        why = f"no answer within {patience:g} seconds"
        return Answer(data={}, headers={}, away=why)
    except (aiohttp.ClientError, OSError) as error:
        return Answer(data={}, headers={}, away=" ".join(str(error).split()))
    data = said.data if isinstance(said.data, dict) else {}
    return Answer(data=data, headers=said.headers, at=_now())


def _now() -> float:
    return time.time()  # noqa: TID251 (what a Date of Slack's is held against)
