"""Roles: who holds which, claimed by a button, named by a command or a form."""

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.terms import Responder
from bot.core.work import Begin, Work
from bot.incidents import Incident
from handlers.incidents import lead

FILLING = {"to", "as", "the", "role", "of", "lead", "leads", "is", "for", "please"}


async def claim(work: Work, found: Incident, words: str) -> Record:
    """Claim the role that is named, for whoever asks."""
    return await incidents.give(
        work, found, named(words, incidents.offered(work)), work.actor
    )


async def drop(work: Work, found: Incident, words: str) -> Record:
    """Lay down the role that is named."""
    known = incidents.offered(work) | incidents.staffed(work, found)
    return await incidents.drop(work, found, named(words, known))


async def assign(work: Work, found: Incident, words: str) -> Record:
    """Name who holds a role: `@dana`, its commander, or `@dana scribe`."""
    offers = incidents.offered(work)
    bare, role_first = _parted(words, offers)
    person, rest = await lead.named(work, bare)
    rest = role_first or rest
    role = named(rest, offers) if _telling(rest) else incidents.COMMANDER
    return await incidents.give(work, found, role, person)


async def assign_form(work: Work, found: Incident, form: Form) -> Record:
    """Name who was picked for the role that was picked."""
    person = form.user("commander") or work.actor
    role = form.choice("role") or incidents.COMMANDER
    return await incidents.give(work, found, role, person)


async def assign_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give what the form offers."""
    del found
    return _offers(work, incidents.COMMANDER)


async def hand_over(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Open the form that hands over what *value* says: a role, or an incident's."""
    id_, _, role = value.partition(":")
    async with look() as work:
        found = await incidents.clicked(work, id_)
        offers = _offers(work, role or incidents.COMMANDER)
    open_form("incidents.assign", incident=found, **offers)
    await ack()


async def claim_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Claim the role *value*: an incident's id and the role's key."""
    id_, _, role = value.partition(":")
    async with begin() as work:
        found = await incidents.clicked(work, id_, lock=True)
        record = await incidents.give(work, found, role, work.actor)
        work.reply("incidents.done", record.id)
    await ack()


async def drop_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Lay down the role *value*: an incident's id and the role's key."""
    id_, _, role = value.partition(":")
    async with begin() as work:
        found = await incidents.clicked(work, id_, lock=True)
        record = await incidents.drop(work, found, role)
        work.reply("incidents.done", record.id)
    await ack()


async def claim_form(work: Work, found: Incident, form: Form) -> Record:
    """Claim the role that was picked."""
    return await incidents.give(work, found, form.choice("role") or "", work.actor)


async def claim_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the roles that nobody has."""
    free = [r for r in _offered(work) if found.holder(r[1]) is None]
    return {"roles": free}


async def drop_form(work: Work, found: Incident, form: Form) -> Record:
    """Lay down the role that was picked."""
    return await incidents.drop(work, found, form.choice("role") or "")


async def drop_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give the roles that somebody has, besides the commander's."""
    known = incidents.staffed(work, found).items()
    roles = [(r.name, key, r.does[:75]) for key, r in known if key in found.roles]
    return {"roles": roles}


def _offers(work: Work, role: str) -> dict[str, Any]:
    return {"roles": _offered(work), "role": role}


def _offered(work: Work) -> list[tuple[str, str, str]]:
    """Give the roles as options: what each is called, its key, what it does."""
    every = incidents.offered(work).items()
    return [(role.name, key, role.does[:75]) for key, role in every]


def _parted(words: str, known: Mapping[str, Responder]) -> tuple[str, str]:
    """Take a role's whole name off words that mark nobody with an @: `scribe dana`."""
    pieces = words.split()
    roles = [piece for piece in pieces if piece.casefold() in _called(known)]
    if "@" in words or len(roles) != 1 or len(pieces) == 1:
        return words, ""
    return " ".join(p for p in pieces if p not in {*roles, *FILLING}), roles[0]


def _called(known: Mapping[str, Responder]) -> dict[str, str]:
    """Give the keys of roles by everything that they are called."""
    return {
        name.casefold(): key
        for key, role in known.items()
        for name in (key, role.name, *role.aliases)
    }


def named(words: str, known: Mapping[str, Responder]) -> str:
    """Give the key of the role of those *known* that *words* name, or begin to."""
    said = " ".join(_telling(words))
    called = _called(known)
    begun = {key for name, key in called.items() if said and name.startswith(said)}
    if said in called:
        return called[said]
    if len(begun) == 1:
        return begun.pop()
    names = [role.name for key, role in known.items() if key in begun or not begun]
    raise Invalid("role", _unclear(said, [*called], names, several=bool(begun)))


def _telling(words: str) -> list[str]:
    return [word for word in words.casefold().split() if word not in FILLING]


def _unclear(said: str, called: list[str], names: list[str], *, several: bool) -> str:
    """Say why *said* is no role, and what to do."""
    offered = ", ".join(names)
    if not said:
        return f"Say which role: {offered}"
    if several:
        return f"“{said[:30]}” may be {' or '.join(names)}: say which"
    near = difflib.get_close_matches(said, called, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {offered}"
    return f"“{said[:30]}” is no role here. {hint}"
