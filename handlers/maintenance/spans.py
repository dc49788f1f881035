"""Freezes and standing windows: typed, and by their forms."""

import re
from collections.abc import Callable
from datetime import timedelta

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import maintenance, workspaces
from bot.core import render, roles, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import spelt
from bot.core.work import Begin, Work
from handlers.maintenance.deeds import parted
from handlers.maintenance.filling import picked
from handlers.maintenance.ways import Asked

Open = Callable[..., None]
FREEZE = "/ops maintenance freeze friday 18:00 to monday 8:00 because of the sale"
STAND = "/ops maintenance windows add billing every sunday at 02:00 for 2h"
ADDS = ("add", "new")
HOUR = timedelta(hours=1)
_ON = re.compile(r"\s+on\s+(?P<surface>\S+)$|^on\s+(?P<first>\S+)\s+", re.IGNORECASE)
_STAND = re.compile(
    r"(?P<surface>.*?)\s*"
    r"(?P<every>\b(?:every|each|daily|weekly|monthly|quarterly|yearly|freq=).*?)"
    r"\s+for\s+(?P<takes>[0-9a-z ]+?)(?:\s+(?P<zone>[A-Za-z_]+/\S+|UTC|GMT))?",
    re.IGNORECASE,
)


async def freeze(asked: Asked, words: str) -> None:
    """`freeze friday 18:00 to monday 8:00 because …`; bare, by the form."""
    if not words:
        async with asked.look() as work:
            await roles.require(work, Role.MEMBER)
            at = work.now
        asked.open_form("maintenance.freeze", at=at)
        await asked.ack()
        return
    await asked.does(lambda work: _frozen(work, words), FREEZE)


async def _frozen(work: Work, words: str) -> Record:
    said, why = parted(words)
    zone = await workspaces.zone(work, work.actor)
    found = _ON.search(said)
    surface = (found["surface"] or found["first"]) if found else ""
    span = _ON.sub("", said, count=1)
    window = maintenance.required(span, now=work.now, zone=zone)
    return await maintenance.freeze(work, window, why, surface)


async def freeze_button(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form of a freeze."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        at = work.now
    open_form("maintenance.freeze", at=at)
    await ack()


async def freeze_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Freeze what was filled in."""
    async with begin() as work:
        window = await picked(work, form)
        said = form.text("reason"), form.text("surface")
        record = await maintenance.freeze(work, window, *said)
        work.reply("maintenance.done", record.id)
    await ack(**form.closes)


async def thaw(asked: Asked, words: str) -> None:
    """`thaw [because …]`: lift the freeze; where there are several, list them."""
    try:
        async with asked.look() as work:
            await roles.require(work, Role.MEMBER)
            id_ = await maintenance.only_freeze(work)
    except maintenance.NoSuchFreeze:
        await windows(asked, "")
        return
    _, why = parted(f" because {words}" if "because" not in words else f" {words}")
    await asked.does(lambda work: maintenance.thaw(work, id_, why), FREEZE)


async def thaw_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Lift a freeze."""
    async with begin() as work:
        await roles.require(work, Role.MEMBER)
        record = await maintenance.thaw(work, value)
        work.reply("maintenance.done", record.id)
    await ack()


async def windows(asked: Asked, words: str) -> None:
    """`windows [add SURFACE every sunday at 02:00 for 2h]`: list them, or add one."""
    verb, _, rest = words.partition(" ")
    if verb.casefold() not in ADDS:
        spelt(verb, "/ops maintenance windows", ADDS)
        async with asked.look() as work:
            shown = await maintenance.overview(work)
        await asked.says(render.card(maintenance.WINDOWS, **shown))
        return
    if not rest.strip():
        async with asked.look() as work:
            zone = await _zone(work)
        asked.open_form("maintenance.stand", zone=zone)
        await asked.ack()
        return
    await asked.does(lambda work: _stood(work, rest.strip()), STAND)


async def _stood(work: Work, words: str) -> Record:
    found = _STAND.fullmatch(words)
    if found is None:
        raise Invalid("every", f"“{words[:60]}” says not when it comes, and how long")
    zone = found["zone"] or str(await workspaces.zone(work, work.actor))
    surface = re.sub(r"^(?:on|for)\s+", "", found["surface"])
    takes = _takes(work, found["takes"])
    return await maintenance.stand(work, surface, found["every"], takes, zone)


def _takes(work: Work, words: str) -> timedelta:
    """Read how long it is, by the clock."""
    until = walls.parse_by(words, now=work.now, zone=work.policy.calendar.zone)
    if until is None or ":" in words:
        raise Invalid("takes", f"“{words[:20]}” is no length such as 2h or 90m")
    return until - work.now


async def _zone(work: Work) -> str:
    await roles.require(work, Role.MEMBER)
    return str(await workspaces.zone(work, work.actor))


async def stand_button(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form of a standing window."""
    async with look() as work:
        zone = await _zone(work)
    open_form("maintenance.stand", zone=zone)
    await ack()


async def stand_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Add the window that was filled in."""
    async with begin() as work:
        takes = _takes(work, form.text("takes"))
        said = form.text("surface"), form.text("every")
        record = await maintenance.stand(work, *said, takes, form.text("zone"))
        work.reply("maintenance.done", record.id)
    await ack(**form.closes)


async def retire(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Have a standing window come no more."""
    async with begin() as work:
        await roles.require(work, Role.MEMBER)
        record = await maintenance.retire(work, value)
        work.reply("maintenance.done", record.id)
    await ack()
