"""Showing an edition to whoever asks, and nobody else; and choosing to have none."""

from bot import workspaces
from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.digest.cards import EDITION
from bot.digest.rules import Asked, Kind


async def show(work: Work, kind: Kind) -> None:
    """Show an edition as it would be now, only to the actor."""
    await roles.require(work, Role.MEMBER)
    work.reply(EDITION, Asked(kind=kind).about, kind="report")


async def choose(work: Work, *, wanted: bool) -> None:
    """Have the actor get an edition of their own, or no more, and tell them."""
    record = await workspaces.choose_digest(work, wanted=wanted)
    work.reply(record.name, record.id)
