"""The ways in, and the scanners that use them, as they are listed."""

from typing import Any

from bot.core import roles, times
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import store


async def listed(work: Work) -> dict[str, Any]:
    """Give the scanners that were heard, and the hooks, to whoever asks."""
    await roles.require(work, Role.MEMBER)
    heard = [one for one in await store.scanners(work) if not one.retired]
    return {
        "scanners": [(one, times.ago(work.now - one.heard_at)) for one in heard],
        "hooks": [*await store.hooks(work)],
        "may": await work.people.may(work, work.actor, Role.ADMIN),
        "silent_after": work.policy.findings.silent_after.words(),
    }
