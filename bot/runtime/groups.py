"""User groups: Slack is asked who is in which, beside the answers, never within one.

It is asked when somebody looks at who signs off, and then again and again while a group
has a role: who was taken out of a group in Slack loses it within that time.
"""

from dataclasses import dataclass

import structlog

from bot import approvals, workspaces
from bot.core.errors import Busy
from bot.core.work import Transactions
from bot.runtime.calls import Failure
from bot.runtime.installations import Installations

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Groups:
    """The way to Slack's user groups."""

    transactions: Transactions
    installations: Installations

    async def renew(self, workspace: str) -> None:
        """Ask Slack for all user groups, and have what depends on them follow."""
        try:
            slack, _ = self.installations.slack(workspace)
            answer = await slack("usergroups.list", include_users=True)
            async with self.transactions.begin(
                workspace=workspace, actor="clock"
            ) as work:
                changed = await workspaces.regroup(work, answer["usergroups"])
                await approvals.regrouped(work, changed)
        except Failure as error:  # a plan without user groups has none
            log.info("nobody says who is in which group", reason=str(error))
        except Busy as refusal:
            log.info("groups are not kept now", reason=str(refusal))

    async def renew_used(self, workspace: str) -> None:
        """Ask again where a group has a role."""
        async with self.transactions.look(workspace=workspace, actor="clock") as work:
            used = await approvals.uses_groups(work)
        if used:
            await self.renew(workspace)
