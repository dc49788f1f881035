"""Which service is meant, and who owns it."""

import re
from collections.abc import Iterable, Sequence

from bot import workspaces
from bot.core import forms, roles
from bot.core.errors import Invalid
from bot.core.roles import Role
from bot.core.work import Work
from bot.services import rules, store
from bot.services.store import Service

PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
GROUP = re.compile(r"S[A-Z0-9]{2,20}")
LONGEST = 12  # words of a name that are tried
FEW = 12  # names that are offered


async def locked(work: Work, id_: str) -> Service:
    """Give the service of a button, locked, or refuse: it may be somebody else's."""
    row = await store.lock(work, id_)
    if row is None:
        raise await missing(work, "this button is of")
    return row


async def opened(work: Work, id_: str) -> Service:
    """Give the service of a button to look at it, or refuse."""
    row = await store.get(work, id_)
    if row is None:
        raise await missing(work, "this button is of")
    return row


async def meant(work: Work, words: str) -> tuple[Service, str]:
    """Give the service that *words* begin with, and the other words.

    The longest name wins: `Checkout API` before `Checkout`. A name that nothing has
    may be the beginning of one.
    """
    await roles.require(work, Role.MEMBER)
    every, pieces = await store.every(work), words.split()
    for count in range(min(len(pieces), LONGEST), 0, -1):
        slug = rules.slugged(" ".join(pieces[:count]))
        found = next((one for one in every if one.slug == slug), None)
        if found is not None:
            return found, " ".join(pieces[count:])
    start = rules.slugged(pieces[0]) if pieces else ""
    near = [one for one in every if start and one.slug.startswith(start)]
    if len(near) != 1:
        raise _missing(every, words)
    return near[0], " ".join(pieces[1:])


async def missing(work: Work, words: str) -> rules.NoSuchService:
    """Give the refusal of a name that nothing has."""
    return _missing(await store.every(work), words)


def _missing(every: Iterable[Service], words: str) -> rules.NoSuchService:
    names = [one.title for one in every if not one.retired]
    said = ", ".join(names[:FEW]) + (" and more" if len(names) > FEW else "")
    hint = f" There are {said}." if names else " There is none: `/ops service add`."
    return rules.NoSuchService(name=words[:40], hint=hint)


async def owner(work: Work, said: str, of: str = "service") -> str:
    """Give whom *said* names: the id of a person or user group, or the key of a role.

    A person is `<@U1>`, `@dana`, an id or `me`; a group its id or `@handle`; a role
    its key or its name. *of* is what they are to own, for a refusal.
    """
    text = " ".join(said.split())
    role = _role(work, text)
    if role:
        return role
    handles = await workspaces.handles(work)
    groups = {f"@{handle}".casefold(): id_ for id_, handle in handles.items()}
    group = text if text in handles else groups.get(text.casefold())
    if group or GROUP.fullmatch(text):
        return _group(group, text)
    return await _person(work, text, of)


def _role(work: Work, text: str) -> str:
    plain = text.casefold()
    offices = work.policy.signoff.items()
    return next((k for k, o in offices if plain in (k, o.name.casefold())), "")


def _group(known: str | None, text: str) -> str:
    if known is None:
        raise Invalid("owner", f"Slack has no user group {text}")
    return known


async def _person(work: Work, text: str, of: str) -> str:
    named = forms.mentioned(text)
    if len(named) > 1:
        raise Invalid("owner", "Name one owner: a person, a user group, or a role")
    id_ = named[0] if named else text
    if text.casefold() in ("me", "myself") and PERSON.fullmatch(work.actor):
        id_ = work.actor
    if not PERSON.fullmatch(id_):
        name = text.removeprefix("@")
        called = (await workspaces.called(work, [name]))[name]
        if called.person is None:
            raise Invalid("owner", _unknown(work, name[:40], called))
        id_ = called.person
    if not await work.people.may(work, id_, Role.MEMBER):
        raise Invalid("owner", f"Guests, apps and whoever has left can own no {of}")
    return id_


def _unknown(work: Work, name: str, called: workspaces.Called) -> str:
    if called.several:
        return f"Several people are called {name}: Slack offers names once you type @"
    near = f" Did you mean @{called.near[0]}?" if called.near else ""
    roles = ", ".join(work.policy.signoff)
    nobody = f"I know nobody, no user group and no role called {name}"
    return f"{nobody}.{near} The roles are {roles}"


async def ownership(work: Work, offices: Sequence[str] = ()) -> list[str]:
    """Give all by which the actor owns a service; *offices* are the roles they have."""
    groups = await workspaces.groups_of(work, work.actor)
    return [work.actor, *groups, *offices]
