"""What shows services: one with its proofs, the list, and what waits for an owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot import workspaces
from bot.core import roles
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work
from bot.services import entry, naming, rules, store
from bot.services.rules import CARD
from bot.services.store import Service

LISTED = 12


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who owns a service: a person by id, or a group or role by what it is called."""

    person: str = ""
    said: str = ""


async def owner_of(work: Work, owner: str) -> Owner:
    """Give how an owner is shown."""
    return (await _owners(work, [owner]))[owner]


async def _owners(work: Work, owners: Sequence[str]) -> dict[str, Owner]:
    handles = await workspaces.handles(work)
    offices = work.policy.signoff
    found = dict[str, Owner]()
    for one in owners:
        if one in offices:
            found[one] = Owner(said=offices[one].name)
        elif one in handles:
            found[one] = Owner(said=f"@{handles[one]}")
        elif naming.PERSON.fullmatch(one):
            found[one] = Owner(person=one)
        else:
            found[one] = Owner(said=one)
    return found


async def service(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the card shows."""
    found = await store.get(work, id_)
    return await shown(work, found) if found else None


async def shown(work: Work, found: Service) -> dict[str, Any]:
    """Give a service with its owner, and what is proven and missing."""
    known = await entry.proofs(work, found)
    return {
        "service": found,
        "owner": await owner_of(work, found.owner),
        "rpo": rules.short(found.rpo),
        "rto": rules.short(found.rto),
        "plan_link": rules.link(found.plan),
        "proven": [
            (said, proof, rules.link(proof.text))
            for _, said, proof in entry.standing(known)
        ],
        "missing": entry.lacking(known),
    }


async def listed(work: Work, words: str = "") -> dict[str, Any]:
    """Give the services whose name or surface holds *words*, retired ones last."""
    await roles.require(work, Role.MEMBER)
    narrow = words.casefold().strip()
    every = [
        one
        for one in await store.every(work)
        if narrow in one.title.casefold() or narrow in one.surface.casefold()
    ]
    every.sort(key=lambda one: one.retired)
    first = every[:LISTED]
    proven = dict[str, int]()
    for proof in await store.proofs(work, [one.id for one in first]):
        proven[proof.service] = proven.get(proof.service, 0) + 1
    owners = await _owners(work, [one.owner for one in first])
    rows = [
        {
            "service": one,
            "owner": owners[one.owner],
            "missing": len(rules.Criterion) - proven.get(one.id, 0),
            "rpo": rules.short(one.rpo),
            "rto": rules.short(one.rto),
        }
        for one in first
    ]
    return {"rows": rows, "more": len(every) - len(first), "words": words}


async def waits(work: Work, offices: Sequence[str] = ()) -> list[Wait]:
    """Give what waits for whoever looks: services of theirs that lack a proof."""
    owners = await naming.ownership(work, offices)
    return [
        Wait(
            what=one.title,
            why="You own this service: prove what it needs to enter Operate",
            label="Prove…",
            does="services.prove",
            value=one.id,
            more=(("Open", "services.show"),),
        )
        for one in await store.unproven(work, owners)
    ]


VIEWS = {CARD: service}
