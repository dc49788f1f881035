"""Scanners and hooks: who was heard, and the addresses that take reports."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import findings
from bot.core import render, roles
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.work import Begin
from handlers.findings.ways import Asked, Open
from handlers.incidents.ways import Unread

USAGE = "/ops finding hook trivy in CI"


def shown(called: str, token: str, address: str | None) -> dict[str, Any]:
    """Give what is shown of a new hook, once: nothing keeps it."""
    where = f"{(address or '').rstrip('/')}/hooks/findings/{token}"
    return {"called": called, "address": where, "whole": bool(address)}


async def scanners(asked: Asked, words: str) -> None:
    """Show the scanners and hooks."""
    del words  # there are few of them
    async with asked.look() as work:
        context = await findings.ways_in(work)
    said = render.card(findings.SCANNERS, **context)
    await asked.ack(response_type="ephemeral", **said)


async def make(asked: Asked, words: str) -> None:
    """Make a hook; its address is in the answer, and nowhere else."""
    async with asked.look() as work:
        await roles.require(work, Role.ADMIN)
    if not words:
        asked.open_form("findings.hook")
        await asked.ack()
        return
    async with asked.begin() as work:
        try:
            record, token = await findings.make(work, words)
        except Invalid as wrong:
            raise Unread(problem=wrong, usage=USAGE) from wrong
    context = shown(record.data["called"], token, asked.address)
    said = render.message("findings.address", **context)
    await asked.ack(response_type="ephemeral", **said)


async def hook_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form of a new hook."""
    async with look() as work:
        await roles.require(work, Role.ADMIN)
    open_form("findings.hook")
    await ack()


async def hook(ack: AsyncAck, form: Form, begin: Begin, address: str | None) -> None:
    """Make the hook that was named; its address is in the answer, and nowhere else."""
    async with begin() as work:
        record, token = await findings.make(work, form.text("name"))
    context = shown(record.data["called"], token, address)
    view = render.modal("findings.address", **context)
    await ack(response_action="update", view=view)


async def board(ack: AsyncAck, begin: Begin) -> None:
    """Show the scanners and hooks, only to whoever asks."""
    async with begin() as work:
        work.reply(findings.SCANNERS, "list")
    await ack()


async def retire(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Expect a scanner no more."""
    async with begin() as work:
        record = await findings.retire(work, value)
        work.reply("findings.done", record.id)
    await ack()


async def revoke(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Shut a hook."""
    async with begin() as work:
        record = await findings.revoke(work, value)
        work.reply("findings.done", record.id)
    await ack()
