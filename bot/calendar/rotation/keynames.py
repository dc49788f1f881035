"""Which key is meant, who may change the inventory, and who owns a key."""

import re
from collections.abc import Iterable

from bot import approvals, services
from bot.calendar import store
from bot.calendar.rotation import keyrules, keystore
from bot.calendar.rotation.keystore import Key
from bot.core import roles
from bot.core.errors import Forbidden, Invalid
from bot.core.roles import Role
from bot.core.work import Work

LEAD = "security_lead"
OURS = ("clock", "cli")  # who is nobody in Slack: the clock, and the command line
REF = re.compile(r"(?i)(?:ops|rot)[- ]?\d+(?!\S*[a-z])")
LONGEST, FEW = 14, 8  # words of a name that are tried; names that are offered


class KeepersOnly(Forbidden):
    """{who} can change the inventory of keys: ask one of them."""


async def require(work: Work) -> None:
    """Let those through who change the inventory: admins and the security lead."""
    if work.actor.startswith(OURS):
        return
    await roles.require(work, Role.MEMBER)
    leads = [work.policy.people.security_lead, *await approvals.people(work, LEAD)]
    if work.actor in leads or await work.people.may(work, work.actor, Role.ADMIN):
        return
    admins = await work.people.holders(work, Role.ADMIN)
    named = [one for one in dict.fromkeys([*leads, *admins]) if one]
    names = (await work.people.names(work, named)).values()
    said = f" ({', '.join(names)})" if names else ""
    raise KeepersOnly(who=f"Only the security lead or an admin{said}")


async def clicked(work: Work, id_: str) -> Key:
    """Give the key of a button to look at it, or refuse: it may be somebody else's."""
    await roles.require(work, Role.MEMBER)
    key = await keystore.get(work, id_)
    if key is None:
        raise await missing(work, "that button is of")
    return key


async def locked(work: Work, id_: str) -> Key:
    """Give the key of a button to change it, with what is open of it, or refuse.

    An occurrence is locked before its key, wherever both are.
    """
    found = await clicked(work, id_)
    await store.lock(
        work, *(o.id for o in await keystore.open_of(work, [found.routine]))
    )
    key = await keystore.lock(work, id_)
    if key is None:
        raise await missing(work, "that button is of")
    return key


async def meant(work: Work, words: str) -> tuple[Key, str]:
    """Give the key that *words* begin with, and the other words; the longest name wins.

    A name that nothing has may be the beginning of one.
    """
    await roles.require(work, Role.MEMBER)
    every, pieces = await keystore.every(work), words.split()
    for count in range(min(len(pieces), LONGEST), 0, -1):
        slug = keyrules.slugged(" ".join(pieces[:count]))
        found = next((one for one in every if one.slug == slug), None)
        if found is not None:
            return found, " ".join(pieces[count:])
    start = keyrules.slugged(pieces[0]) if pieces else ""
    near = [one for one in every if start and one.slug.startswith(start)]
    if len(near) != 1:
        raise _missing(near or every, words)
    return near[0], " ".join(pieces[1:])


async def reference(work: Work, words: str) -> str:
    """Have words that begin with a key's name begin with what is open of it."""
    if not words or REF.match(words):
        return words
    key, rest = await meant(work, words)
    found = await keystore.open_of(work, [key.routine])
    if not found:
        raise keyrules.NotRotating(name=key.name)
    return f"{found[0].ref} {rest}".strip()


async def missing(work: Work, words: str) -> keyrules.NoSuchKey:
    """Give the refusal of a name that nothing has."""
    return _missing(await keystore.every(work), words)


def _missing(every: Iterable[Key], words: str) -> keyrules.NoSuchKey:
    names = [one.name for one in every if not one.retired]
    said = ", ".join(names[:FEW]) + (" and more" if len(names) > FEW else "")
    hint = f" There are {said}." if names else " There is none: `/rotation add`."
    return keyrules.NoSuchKey(name=words[:40], hint=hint)


async def owner(work: Work, said: str) -> tuple[str, ...]:
    """Give whom *said* names; nobody means the security lead."""
    if said.strip():
        return (await services.owner(work, said, "key"),)
    return (LEAD,) if LEAD in work.policy.signoff else ()


def require_kind(work: Work, kind: str) -> None:
    """Refuse a kind that the policy has not."""
    if kind not in work.policy.keys:
        known = ", ".join(work.policy.keys)
        raise Invalid("kind", f"“{kind[:30]}” is no kind of key: there are {known}")
