"""Cards: which front door knows what a row of the outbox shows, and how it is put.

Each entry gives the context for a template, or (for rooms, topics and the like) the
value itself; None when there is nothing to show any more.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import (
    approvals,
    backups,
    calendar,
    cycles,
    digest,
    findings,
    home,
    hunts,
    incidents,
    maintenance,
    metrics,
    postmortems,
    services,
    workspaces,
)
from bot.core import fit, markdown, render
from bot.core.claims import Claimed
from bot.core.errors import Busy
from bot.core.facts import Record, told
from bot.core.queue import SAID
from bot.core.work import Transactions, Work
from bot.runtime import measuring, reactions, troubles
from bot.runtime.calls import Slack
from bot.runtime.installations import Installations
from bot.runtime.jobs import Hooks
from bot.runtime.outcomes import Outcome

View = Callable[[Work, str], Awaitable[Any]]

VIEWS: dict[str, View] = {
    **home.VIEWS,
    **digest.VIEWS,
    **approvals.VIEWS,
    **calendar.VIEWS,
    **incidents.VIEWS,  # after the calendar's, to one of which it adds
    **maintenance.VIEWS,
    **findings.VIEWS,
    **cycles.VIEWS,
    **postmortems.VIEWS,
    **services.VIEWS,
    **metrics.VIEWS,
    **backups.VIEWS,
    **hunts.VIEWS,
    "workspaces.channel": troubles.channel,
    "workspaces.trouble": troubles.trouble,
}
WORDED = (*SAID, "card")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the relay needs to know of a row, from the database as it is now."""

    transactions: Transactions
    installations: Installations

    async def shown(self, rows: Sequence[Claimed]) -> list[Any]:
        """Render what each row shows now, in one look at each workspace.

        None when there is nothing to show; an exception when it can't be rendered.
        """
        found: dict[int, Any] = {}
        for workspace in dict.fromkeys(row.workspace for row in rows):
            mine = [row for row in rows if row.workspace == workspace]
            found |= await self._seen(workspace, mine)
        return [found[row.seq] for row in rows]

    async def _seen(self, workspace: str, rows: Sequence[Claimed]) -> dict[int, Any]:
        try:
            async with self.transactions.look(
                workspace=workspace, actor="slack"
            ) as work:
                return {row.seq: await _rendered(work, row) for row in rows}
        except Busy as busy:
            return {row.seq: busy for row in rows}
        except Exception as error:  # noqa: BLE001 (raised again in the row's own loop)
            if len(rows) == 1:
                return {rows[0].seq: error}
        half = len(rows) // 2  # one of them can't be rendered: the others can
        first = await self._seen(workspace, rows[:half])
        return first | await self._seen(workspace, rows[half:])

    def bounds(self) -> dict[str, Any]:
        """Give where files lie, and how long files and webhooks may take."""
        given = self.installations.settings
        hooks = Hooks(timeout=given.webhook_timeout, loopback=bool(given.clock))
        bounds = {"home": given.home, "within": given.upload_timeout, "hooks": hooks}
        return {**bounds, "measure": self._measured}

    async def _measured(self, workspace: str, check: str) -> dict[str, str]:
        whose = {"workspace": workspace, "actor": "clock"}
        async with self.transactions.look(**whose) as work:
            return await measuring.CHECKS[check](work, self.installations.settings.home)

    def slack(self, workspace: str, **limits: Any) -> tuple[Slack, str]:  # noqa: ANN401 (fields of Slack)
        """Give the way to a workspace's Slack, and the id of our user there."""
        return self.installations.slack(workspace, **limits)

    def news(self, workspaces: Iterable[str]) -> list[Mapping[str, Any]]:
        """Give the timers that show in homes what failed, or has come right."""
        now = self.transactions.clock()
        return [reactions.refreshing(one, one, now) for one in sorted(set(workspaces))]

    async def gone(self, row: Claimed) -> bool:
        """Tell whether a row is for one person alone, who is known to have left."""
        if row.kind not in WORDED or not (row.place or "").startswith(("U", "W")):
            return False
        whose = {"workspace": row.workspace, "actor": "slack"}
        try:
            async with self.transactions.look(**whose) as work:
                return await workspaces.left(work, row.place)
        except Busy:
            return False

    def trouble(self, outcome: Outcome) -> Sequence[Mapping[str, Any]]:
        """Give the rows that tell the asker, and the ops channel, what failed."""
        ops = self.installations.policy(outcome.row.workspace).channels.ops
        return troubles.notices(outcome, ops, self.transactions.clock())


async def _rendered(work: Work, row: Claimed) -> Any:  # noqa: ANN401 (what the kind shows)
    work.actor = row.place or "slack"
    if (
        row.name == troubles.TOLD
        and not row.ts
        and not await troubles.stands(work, row)
    ):
        return None  # it came right before anybody was told
    return await shown(work, row.kind, row.name, row.about)


async def shown(work: Work, kind: str, name: str, about: str) -> Any:  # noqa: ANN401 (what the kind shows)
    """Render what an effect of *kind* shows; None when there is nothing to show."""
    if name not in VIEWS:
        return await said(work, name, about)
    context = await VIEWS[name](work, about)
    if context is None or kind not in RENDERED:
        return context
    return RENDERED[kind](name, **context)


def _canvas(name: str, **context: Any) -> dict[str, str]:  # noqa: ANN401 (what a template reads)
    """Render a document, with a name, in which nothing typed becomes a link."""
    text = markdown.unlinked(render.document(name, **context))
    return {"title": context["called"], "markdown": fit.document(text)}


RENDERED: dict[str, Callable[..., dict[str, Any]]] = {
    **dict.fromkeys(WORDED, render.card),
    "home": render.home,
    "canvas": _canvas,
}


async def said(work: Work, name: str, about: str) -> dict[str, Any] | None:
    """Render a fact as it was recorded, in the words of template *name*."""
    record = await work.session.get(Record, about)
    if record is None:
        return None
    return render.message(name, fact=told(record))
