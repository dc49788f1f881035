"""The Home tab: what one person sees first."""

from collections.abc import Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import home, incidents
from bot.core.verbs import Listeners
from bot.core.work import Begin

HOME = "home"


async def opened(ack: AsyncAck, event: dict[str, Any], begin: Begin) -> None:
    """Show the Home tab to whoever opened it; the messages beside it are Slack's."""
    if event.get("tab") == HOME:
        async with begin() as work:
            await home.opened(work, lost=not event.get("view"))
    await ack()


async def show(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Show an incident in a window of its own: a Home tab has no room for an answer."""
    async with look() as work:
        found = await incidents.clicked(work, value)
        context = await incidents.catching_up(work, found)
    open_form("home.incident", **context)
    await ack()


LISTENERS = Listeners(
    actions={"home.show": show},
    events={"app_home_opened": opened},
)
