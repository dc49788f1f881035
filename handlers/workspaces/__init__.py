"""/ops: how Longwatch itself is, and how it is set up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar, ledger, workspaces
from bot.core import render, roles
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listeners, Verb
from bot.core.work import Begin
from handlers.incidents.lead import named
from handlers.workspaces import absent


async def health(
    ack: AsyncAck, look: Begin, home: Path, vitals: Callable[[], Any]
) -> None:
    """`/ops health`: show how Longwatch is, only to whoever asks."""
    seen = vitals()
    async with look() as work:
        said = render.message(
            "workspaces.health",
            **await workspaces.health(work),
            ledger=await ledger.standing(work, home),
            vitals=seen,
            without=await workspaces.without(work, seen.now.timestamp()),
        )
    await ack(response_type="ephemeral", **said)


async def setup_form(
    ack: AsyncAck,
    look: Begin,
    open_form: Callable[..., None],
    regroup: Callable[[], None],
) -> None:
    """`/ops setup`: show the form with what is set now, to whoever may change it."""
    async with look() as work:
        await roles.require(work, Role.ADMIN)
    regroup()
    open_form("workspaces.setup", workspaces.present, channels=None)
    await ack()


async def setup(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep where Longwatch speaks, and on whom it falls back."""
    async with begin() as work:
        channels = {name: form.channel(name) for name in workspaces.CHANNELS}
        people = {name: form.user(name) for name in workspaces.PEOPLE}
        await workspaces.configure(work, channels=channels, people=people)
    await ack()


async def retry(
    ack: AsyncAck, value: str, begin: Begin, say: Callable[[str], None]
) -> None:
    """Try a failed effect once more."""
    async with begin() as work:
        await workspaces.retry(work, value)
    say("It is tried again. `/ops health` shows whether it still fails.")
    await ack()


async def drop(
    ack: AsyncAck, value: str, begin: Begin, say: Callable[[str], None]
) -> None:
    """Give a failed effect up."""
    async with begin() as work:
        await workspaces.drop(work, value)
    say("It is given up: Slack stays as it is there.")
    await ack()


async def person_changed(ack: AsyncAck, event: dict[str, Any], begin: Begin) -> None:
    """Keep what Slack says of a person, and ask them on the clock that they have."""
    async with begin() as work:
        await workspaces.remember(work, event["user"])
        await calendar.attend(work, person=event["user"]["id"])
    await ack()


async def away(
    ack: AsyncAck,
    words: str,
    begin: Begin,
    look: Begin,
    open_form: Callable[..., None],
) -> None:
    """`/ops away until DAY [cover @name]`: say that somebody is not there."""
    if not words:
        await away_button(ack, look, open_form)
        return
    async with begin() as work:
        work.said = _told(await absent.away(work, words))
    await ack(**work.said)


async def away_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep the days that were filled in."""
    async with begin() as work:
        person = form.user("person") or work.actor
        first = form.day("from") or await workspaces.today(work, person)
        last = form.day("until") or first
        cover = form.user("cover") or ""
        record = await workspaces.away(work, person, first, last, cover)
        work.reply(record.name, record.id)
    await ack()


async def away_button(
    ack: AsyncAck, look: Begin, open_form: Callable[..., None]
) -> None:
    """Show the form that says that somebody is not there."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
    open_form("workspaces.away")
    await ack()


async def back(ack: AsyncAck, words: str, begin: Begin) -> None:
    """`/ops back [@name]`: say that somebody is there again."""
    async with begin() as work:
        person = (await named(work, words))[0] if words else work.actor
        work.said = _told(await workspaces.back(work, person))
    await ack(**work.said)


async def back_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Say that somebody is there again."""
    async with begin() as work:
        record = await workspaces.back(work, value)
        work.reply(record.name, record.id)
    await ack()


def _told(record: Record) -> dict[str, Any]:
    said = render.message(record.name, fact=told(record))
    return {"response_type": "ephemeral", **said}


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="how Longwatch is, and how it is set up",
            example="/ops health",
            verbs=(
                Verb(
                    name="health",
                    does=health,
                    about="show how Longwatch is, and what failed",
                    aliases=("status",),
                ),
                Verb(
                    name="setup",
                    does=setup_form,
                    about="choose channels and the person to fall back on",
                    aliases=("configure", "settings"),
                ),
                Verb(
                    name="away",
                    does=away,
                    usage="[@name] [from monday] until friday [cover @name]",
                    about="say that somebody is not there: they are asked for nothing",
                    aliases=("vacation", "holiday", "pto"),
                ),
                Verb(
                    name="back",
                    does=back,
                    usage="[@name]",
                    about="say that somebody is there again",
                ),
            ),
        ),
    ),
    actions={
        "workspaces.retry": retry,
        "workspaces.drop": drop,
        "workspaces.away": away_button,
        "workspaces.back": back_button,
    },
    views={"workspaces.setup": setup, "workspaces.away": away_form},
    events={"user_change": person_changed},
    scopes={
        "commands": "to hear /incident, /postmortem, /rotation and /ops",
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
