"""Finding approvals, and hiding those that somebody may not see.

A private one answers like an unknown one, but to whoever asked, whoever may decide, and
in the place where its card is.
"""

from collections.abc import Iterable

from bot.approvals import rules, store
from bot.approvals.holders import may_decide, offices, people
from bot.approvals.store import Approval
from bot.core import roles
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work

LIST = 7  # how many are listed of those that wait for somebody, and of the others
MANY = 200
MORE = (
    ("Reject…", "approvals.reject"),
    ("Ask for changes…", "approvals.request_changes"),
    ("Show", "approvals.show"),
)
"""What else is pressed at home on one that waits, besides approving it."""


async def clicked(
    work: Work, id_: str, *, channel: str = "", lock: bool = False
) -> Approval:
    """Give the approval of a button pressed in *channel*, or refuse."""
    await roles.require(work, Role.MEMBER)
    found = await (_locked(work, id_) if lock else store.get(work, id_))
    if found is None or not (
        await visible(work, found) or await _shown_in(work, found, channel)
    ):
        raise rules.NoSuchApproval
    return found


async def visible(work: Work, approval: Approval) -> bool:
    """Tell whether the actor may see *approval* wherever they are."""
    if not approval.private or work.actor in (approval.asked_by, approval.decided_by):
        return True
    return approval.open and await may_decide(work, approval, work.actor)


async def of(work: Work, subject: str, kind: str) -> Approval | None:
    """Give the approval of a subject that was asked for last."""
    return await store.latest(work, subject, kind)


async def waiting(work: Work, person: str, most: int = LIST) -> list[Approval]:
    """Give the open ones that *person* may decide, what expires first comes first."""
    found = await store.waiting(work, await offices(work, person), MANY)
    return [one for one in found if one.asked_by != person][:most]


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: what they may decide."""
    return [
        Wait(
            what=one.title,
            why="asks for your decision",
            label="Approve",
            does="approvals.approve",
            value=one.id,
            more=MORE,
            who=one.asked_by,
            due=one.expires_at,
        )
        for one in await waiting(work, work.actor)
    ]


async def others(work: Work, besides: Iterable[Approval]) -> list[Approval]:
    """Give the open ones that the actor may see, but those *besides*."""
    known = {one.id for one in besides}
    every = await store.waiting(work, None, MANY)
    return [one for one in every if one.id not in known and await visible(work, one)]


async def engaged(work: Work) -> set[str]:
    """Give who may decide something that waits."""
    every = await store.waiting(work, None, MANY)
    named = {one.role for one in every}
    return {person for role in sorted(named) for person in await people(work, role)}


async def _shown_in(work: Work, approval: Approval, channel: str) -> bool:
    """Tell whether *channel* is where its card is: whoever presses there sees it.

    What is private is seen in its room, and in no channel.
    """
    copies = await store.copies(work, approval.id) if channel else ()
    room = (None, approval.room) if approval.private else ()
    shown = [one for one in copies if one.place in room or not approval.private]
    return any(channel in (one.channel, one.place) for one in shown)


async def _locked(work: Work, id_: str) -> Approval | None:
    return next(iter(await store.lock(work, id_)), None)
