"""/ops release hook: the address by which a machine announces what it has released."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import cycles
from bot.core import render
from bot.core.verbs import spelt
from bot.core.work import Begin, Work
from handlers.cycles.ways import Asked, Open

SHOWN = "cycles.hook"
ADDRESS = "cycles.address"
MAKES = ("new", "make", "add", "create")
SHUTS = ("shut", "revoke", "remove", "close", "delete")


async def command(asked: Asked, verb: str) -> None:
    """`/ops release hook [new | shut]`: show it, make another one, or shut it."""
    if verb in MAKES:
        await _make(asked)
    elif verb in SHUTS:
        await asked.does(cycles.shut_hook, "/ops release hook shut")
    else:
        spelt(verb, "/ops release hook", (*MAKES, *SHUTS))
        async with asked.look() as work:
            said = render.message(SHOWN, hook=await cycles.hook_shown(work))
        await asked.shows(said)


async def _make(asked: Asked) -> None:
    async with asked.begin() as work:
        context = await _made(work, asked.address)
    await asked.shows(render.message(ADDRESS, **context))


async def _made(work: Work, address: str | None) -> dict[str, Any]:
    """Make the hook, and give what is shown of it, once: nothing keeps it."""
    _, token = await cycles.make_hook(work)
    where = f"{(address or '').rstrip('/')}/hooks/release/{token}"
    return {"address": where, "whole": bool(address)}


async def form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Ask whether to make the hook; one that there is will be shut by it."""
    async with look() as work:
        hook = await cycles.hook_shown(work)
    open_form("cycles.hook", hook=hook)
    await ack()


async def made(ack: AsyncAck, begin: Begin, address: str | None) -> None:
    """Make the hook; its address is in the answer, and nowhere else."""
    async with begin() as work:
        context = await _made(work, address)
    view = render.modal(ADDRESS, **context)
    await ack(response_action="update", view=view)


async def shut(ack: AsyncAck, begin: Begin) -> None:
    """Shut the hook."""
    async with begin() as work:
        record = await cycles.shut_hook(work)
        work.reply(record.name, record.id)
    await ack()
