"""/ops: how Longwatch itself is, and how it is set up."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import workspaces
from bot.core.forms import Form
from bot.core.verbs import Command, Listeners, Verb
from bot.core.work import Begin


async def setup_form(ack: AsyncAck, open_form: Any) -> None:  # noqa: ANN401 (a function)
    """`/ops setup`: show the form with what is set now."""
    open_form("workspaces.setup", workspaces.present, channels=None)
    await ack()


async def setup(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep where Longwatch speaks, and on whom it falls back."""
    async with begin() as work:
        await workspaces.configure(
            work,
            announcements=form.channel("announcements"),
            ops=form.channel("ops"),
            fallback=form.user("fallback"),
        )
    await ack()


async def retry(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Try a failed effect once more."""
    async with begin() as work:
        await workspaces.retry(work, value)
    await ack()


async def drop(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Give a failed effect up."""
    async with begin() as work:
        await workspaces.drop(work, value)
    await ack()


async def person_changed(ack: AsyncAck, event: dict[str, Any], begin: Begin) -> None:
    """Keep what Slack says of a person."""
    async with begin() as work:
        await workspaces.remember(work, event["user"])
    await ack()


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="how Longwatch is, and how it is set up",
            example="/ops health",
            verbs=(
                Verb(
                    name="setup",
                    does=setup_form,
                    about="choose channels and the person to fall back on",
                    aliases=("configure", "settings"),
                ),
            ),
        ),
    ),
    actions={"workspaces.retry": retry, "workspaces.drop": drop},
    views={"workspaces.setup": setup},
    events={"user_change": person_changed},
    scopes={
        "commands": "to hear /incident and /ops",
        "users:read": "to know names and time zones",
        "channels:read": "to hear who joins a room",
        "groups:read": "to hear who joins a private room",
        "channels:manage": "to create rooms",
        "groups:write": "to create private rooms",
        "channels:join": "to join the announcements channel",
        "chat:write": "to post cards and messages",
        "im:write": "to tell one person something",
    },
)
