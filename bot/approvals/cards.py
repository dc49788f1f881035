"""Cards: what shows an approval, the roles that sign off, and what waits."""

from typing import Any

from bot.approvals import find, holders, rules, store
from bot.approvals.change import is_person
from bot.approvals.rules import CARD
from bot.approvals.store import Approval
from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work

BOARD = "approvals.approvers"
CHANNELS = ("C", "G")  # how the ids of channels begin
NAMED = 10  # holders who are named on a card


async def approval(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the card shows; where it can't be seen any more, only that it was."""
    found = await store.get(work, id_)
    if found is None:
        return None
    outside = work.actor.startswith(CHANNELS) and work.actor != found.room
    unseen = is_person(work.actor) and not await find.visible(work, found)
    if unseen or (found.private and outside):
        return {"approval": found, "hidden": True}
    return await shown(work, found)


async def shown(work: Work, found: Approval) -> dict[str, Any]:
    """Give an approval with who may decide it."""
    may = await holders.deciders(work, found) if found.open else []
    return {
        "approval": found,
        "hidden": False,
        "called": holders.called(work, found.role),
        "deciders": may[:NAMED],
        "more": max(0, len(may) - NAMED),
    }


async def board(work: Work, _: str) -> dict[str, Any]:
    """Give who holds which role that signs off."""
    return await holders.board(work)


async def listed(work: Work, words: str = "") -> dict[str, Any]:
    """Give what waits for the actor, and what waits for others; *words* narrow it."""
    await roles.require(work, Role.MEMBER)
    mine = await find.waiting(work, work.actor, find.MANY)
    others = await find.others(work, mine)
    narrow = words.casefold().strip()
    mine, others = (
        [one for one in each if narrow in one.title.casefold()]
        for each in (mine, others)
    )
    return {
        "mine": mine[: find.LIST],
        "others": others[: find.LIST],
        "more": max(0, len(mine) - find.LIST) + max(0, len(others) - find.LIST),
        "words": words,
        "asker": work.actor,
        "called": {k: office.name for k, office in work.policy.signoff.items()},
    }


def page(found: Approval, number: int) -> dict[str, Any]:
    """Give one page of the exact text, by its number from 1."""
    parts = rules.pages(found.content)
    at = min(max(number, 1), len(parts))
    return {"pieces": parts[at - 1], "page": at, "pages": len(parts)}


VIEWS = {CARD: approval, BOARD: board}
