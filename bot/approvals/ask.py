"""Asking: a question to those who hold a role, bound to the exact text it is about."""

from datetime import datetime
from typing import Any

from bot.approvals import expiry, facts, rules, store
from bot.approvals.change import hand, helpless, place, said, settle, show
from bot.approvals.holders import deciders, office
from bot.approvals.rules import Question, State
from bot.approvals.store import Approval
from bot.core import roles, times
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work

ANEW = "It was asked for anew, with other words."
EDITED = "It was changed after it was asked for."


async def ask(work: Work, question: Question) -> Approval:
    """Ask for an approval; an open one of other words is void from now on."""
    await roles.require(work, Role.MEMBER)
    office(work, question.role)
    row = _row(work, question)
    await _make_way(work, question, row["digest"])
    made = await store.add(work, row)
    if made is None:  # somebody else asked in the same moment
        raise rules.AlreadyAsked(until=_until(work, row["expires_at"]))
    work.record(facts.Asked(**said(work, made), expires=made.expires_at))
    expiry.watch(work, made)
    may = await deciders(work, made)
    await show(work, made, may or helpless(work, made))
    if question.deadline and made.room:
        await expiry.urge(work, made, may)
    if made.private and made.room:
        hand(work, made, [one for one in may if one not in question.inside])
    return made


def _row(work: Work, question: Question) -> dict[str, Any]:
    """Give the columns of a question, or refuse it."""
    text = rules.content(question.content)
    return {
        "subject": question.subject,
        "kind": question.kind,
        "role": question.role,
        "title": rules.title(question.title),
        "content": text,
        "digest": rules.digest(text),
        "asked_by": question.asker or work.actor,
        "asked_at": work.now,
        "expires_at": _expires(work, question),
        "state": State.ASKED,
        "reason": "",
        "room": place(work, question),
        "private": question.private,
        "quiet": question.quiet,
    }


def _expires(work: Work, question: Question) -> datetime:
    """Give until when it can be decided: as the policy says, or what needs it."""
    allowed = work.policy.approvals.expires_after
    last = times.deadline(work.now, allowed, work.policy.calendar)
    needed = question.deadline
    return min(last, needed) if needed and needed > work.now else last


async def _make_way(work: Work, question: Question, digest: str) -> None:
    """Refuse to ask for the same twice; void what was asked for in other words."""
    known = await store.open_one(work, question.subject, question.kind)
    for found in await store.lock(work, known) if known else ():
        if not found.open:
            continue
        if found.digest == digest and work.now < found.expires_at:
            raise rules.AlreadyAsked(until=_until(work, found.expires_at))
        await _end(work, found, ANEW)


async def void(work: Work, subject: str, kind: str, why: str) -> Record | None:
    """Void the open approval of a thing, and say in a sentence *why*: what happened."""
    known = await store.open_one(work, subject, kind)
    for found in await store.lock(work, known) if known else ():
        if found.open:
            return await _end(work, found, why)
    return None


async def _end(work: Work, found: Approval, reason: str) -> Record:
    record = await settle(work, found, State.VOIDED, facts.Voided, reason=reason)
    await work.session.flush()  # the next one is inserted before this would be written
    return record


def _until(work: Work, at: datetime) -> str:
    return times.dated(at, work.policy.calendar.zone)
