"""Changes: how every verb alters an approval, and where its card is shown.

Load and lock, decide, save, record, show: the verbs decide, this module does the rest.
"""

from collections.abc import Sequence
from typing import Any

from bot.approvals import facts, rules, store
from bot.approvals.rules import CARD, State
from bot.approvals.store import Approval
from bot.core.facts import Record
from bot.core.work import Work

MOST = 20  # people who are shown a card of their own, where they see no other


def said(work: Work, approval: Approval) -> dict[str, Any]:
    """Give what every fact about *approval* says."""
    office = work.policy.signoff.get(approval.role)
    return {
        "about": approval.id,
        "subject": approval.subject,
        "kind": approval.kind,
        "digest": approval.digest,
        "role": approval.role,
        "title": approval.title,
        "called": office.name if office else approval.role,
        "asker": approval.asked_by,
    }


async def settle(
    work: Work,
    approval: Approval,
    state: State,
    fact: type[facts.Settlement],
    *,
    reason: str = "",
    **more: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """End a locked approval; record it, tell whoever asked, and show it."""
    approval.state, approval.reason = state, reason
    approval.decided_by, approval.decided_at = work.actor, work.now
    record = work.record(fact(**said(work, approval), reason=reason, **more))
    asker = approval.asked_by
    silent = approval.quiet and state is State.APPROVED
    if asker != work.actor and is_person(asker) and not silent:
        work.tell(record, to=asker)
    for key in timers(approval):
        work.forget(key)
    await show(work, approval)
    return record


async def show(work: Work, approval: Approval, people: Sequence[str] = ()) -> None:
    """Have every card of *approval* follow its state.

    Where it has neither room nor channel, *people* get a card of their own.
    """
    for one in await store.copies(work, approval.id):
        where = {"place": one.place, "parent": one.parent, "lane": one.lane}
        work.want("card", CARD, approval.id, key=one.key, **where)
    if not approval.open:
        return
    if approval.room:
        work.show(CARD, approval.id, to=approval.room, asker=approval.asked_by)
        return
    hand(work, approval, people)


def hand(work: Work, approval: Approval, people: Sequence[str]) -> None:
    """Give each of *people* a card of their own."""
    for person in people[:MOST]:
        key = f"{CARD}:{approval.id}:{person}"
        where = {"place": person, "lane": person}
        work.want("card", CARD, approval.id, key=key, **where)


async def conceal(work: Work, subject: str) -> None:
    """Have what was asked about *subject* be seen by nobody outside: it is private now.

    Cards that stand in channels are emptied.
    """
    for found in await store.lock(work, *await store.about(work, subject)):
        found.private, found.room = True, ""
        await show(work, found)


def place(work: Work, question: rules.Question) -> str:
    """Give where the card of a question is shown; empty: to each who may decide."""
    if question.room:
        return question.room
    channels = work.policy.channels
    return "" if question.private else channels.approvals or channels.ops


def helpless(work: Work, approval: Approval) -> list[str]:
    """Give who is told, where there is no channel, that nobody may decide."""
    people = (approval.asked_by, work.policy.people.fallback)
    return [person for person in people if is_person(person)][:1]


def timers(approval: Approval) -> tuple[str, str, str]:
    """Give the keys of its timers: two reminders, and its end."""
    first, last, end = (f"approval-{what}" for what in ("first", "last", "end"))
    return f"{first}:{approval.id}", f"{last}:{approval.id}", f"{end}:{approval.id}"


def is_group(holder: str) -> bool:
    """Tell a user group from a person."""
    return holder.startswith("S")


def is_person(actor: str) -> bool:
    """Tell a person from the clock."""
    return actor.startswith(("U", "W"))
