"""Acquaintances: Slack is asked who somebody is before the first deed they appear in.

Rights, names and zones are then in the database when a transaction needs them. Slack
gets one second: who stays unknown is called by id, and asked for again next time.
Whoever was let in is let in for a minute: then the database is asked anew.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from bot import workspaces
from bot.core import forms
from bot.core.errors import Busy, Stranger
from bot.core.work import Transactions
from bot.runtime.calls import Failure
from bot.runtime.installations import Installations

log = structlog.get_logger(__name__)

PATIENCE = 1.0  # seconds
MOST = 10  # people whom one request may introduce
STALE = timedelta(days=1)
AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Acquaintances:
    """Whom this process knows to be in the database."""

    transactions: Transactions
    installations: Installations
    _met: set[tuple[str, str]] = field(default_factory=set)
    _admitted: set[tuple[str, str]] = field(default_factory=set)

    async def meet(self, workspace: str, users: Iterable[str]) -> None:
        """Make sure that *users* are in the database, as far as Slack tells in time."""
        fresh = [u for u in dict.fromkeys(users) if (workspace, u) not in self._met]
        if not fresh:
            return
        try:
            async with self.transactions.look(workspace=workspace, actor="clock") as w:
                unknown = [u for u in fresh[:MOST] if not await workspaces.known(w, u)]
            said = await self._ask(workspace, unknown)
            await self._remember(workspace, said)
        except Busy:
            return
        found = {str(user["id"]) for user in said} | (set(fresh) - set(unknown))
        self._met.update((workspace, user) for user in found)

    async def admit(self, workspace: str, user: str) -> None:
        """Refuse whoever is not a person of this workspace; who is unknown may pass."""
        if (workspace, user) in self._admitted:
            return
        async with self.transactions.look(workspace=workspace, actor=user) as work:
            if await workspaces.outside(work, user):
                raise Stranger(who="People of this workspace")
        self._admitted.update({(workspace, user)} & self._met)

    def forget(self) -> None:
        """Ask the database again who may come in: somebody may have left since."""
        self._admitted.clear()

    async def renew(self, workspace: str) -> None:
        """Ask again about those of whom Slack has told nothing for a day."""
        async with self.transactions.look(workspace=workspace, actor="clock") as work:
            stale = await workspaces.stale(work, work.now - STALE, AT_ONCE)
        await self._remember(workspace, await self._ask(workspace, stale))

    async def _ask(self, workspace: str, users: list[str]) -> list[dict[str, Any]]:
        asked = [asyncio.create_task(self._one(workspace, user)) for user in users]
        if not asked:
            return []
        done, late = await asyncio.wait(asked, timeout=PATIENCE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return [found for task in done if (found := task.result())]

    async def _one(self, workspace: str, user: str) -> dict[str, Any] | None:
        try:
            slack, _ = self.installations.slack(workspace)
            answer = await slack("users.info", user=user)
        except Failure as error:
            log.info("nobody says who that is", user=user, reason=str(error))
            return None
        return dict(answer["user"])

    async def _remember(self, workspace: str, said: list[dict[str, Any]]) -> None:
        if said:
            async with self.transactions.begin(
                workspace=workspace, actor="clock"
            ) as work:
                for user in sorted(said, key=lambda user: str(user["id"])):
                    await workspaces.remember(work, user)


def people_in(body: Mapping[str, Any], actor: str) -> Iterator[str]:
    """Give the ids of those who appear in an envelope: who acts, and who is named."""
    yield actor
    message = body.get("message") or {}
    for said in (body.get("text"), message.get("text")):
        yield from forms.mentioned(forms.typed(str(said or "")))
    for action in body.get("actions") or []:
        yield from filter(None, [action.get("selected_user")])
    state = (body.get("view") or {}).get("state") or {}
    for block in (state.get("values") or {}).values():
        for element in block.values():
            yield from filter(None, [element.get("selected_user")])
            yield from element.get("selected_users") or ()
