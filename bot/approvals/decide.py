"""Deciding: approve, reject, ask for changes; and taking the question back."""

from bot.approvals import facts, rules, store
from bot.approvals.change import settle
from bot.approvals.holders import require_decider
from bot.approvals.rules import DECIDED, REASON, State
from bot.approvals.store import Approval
from bot.core import roles, tidy, times
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work


async def approve(work: Work, approval: Approval) -> Record:
    """Approve exactly the text that was shown."""
    await require_decidable(work, approval)
    return await settle(work, approval, State.APPROVED, facts.Approved)


async def reject(work: Work, approval: Approval, reason: str) -> Record:
    """Say no, and why."""
    await require_decidable(work, approval)
    said = tidy.words(reason, "reason", least=REASON)
    return await settle(work, approval, State.REJECTED, facts.Rejected, reason=said)


async def request_changes(work: Work, approval: Approval, what: str) -> Record:
    """Say what must change before it can be approved."""
    await require_decidable(work, approval)
    said = tidy.words(what, "reason", least=REASON)
    state, fact = State.CHANGES_REQUESTED, facts.ChangesRequested
    return await settle(work, approval, state, fact, reason=said)


async def withdraw(work: Work, approval: Approval) -> Record:
    """Take the question back."""
    await roles.require(work, Role.MEMBER)
    await _require_open(work, approval)
    if work.actor != approval.asked_by:
        raise rules.NotTheAsker(who=await _name(work, approval.asked_by))
    return await settle(work, approval, State.WITHDRAWN, facts.Withdrawn)


async def require_decidable(work: Work, approval: Approval) -> None:
    """Let the actor go on only if they may decide, and it can still be decided."""
    await roles.require(work, Role.MEMBER)
    await _require_open(work, approval)
    await require_decider(work, approval)


async def _require_open(work: Work, approval: Approval) -> None:
    """Refuse what is past: by whom and when it was settled."""
    if approval.open and work.now < approval.expires_at:
        return
    newest = await store.latest(work, approval.subject, approval.kind) or approval
    state, when = approval.state, approval.decided_at or approval.expires_at
    told = {"card": newest.id, "when": times.ago(work.now - when)}
    if state in DECIDED:
        by = await _name(work, approval.decided_by or "")
        kind = rules.SentBack if state is State.CHANGES_REQUESTED else None
        raise (kind or rules.AlreadyDecided)(by=by, state=state.value, **told)
    if state is State.VOIDED:
        raise rules.Changed(why=approval.reason.rstrip("."), **told)
    if state is State.WITHDRAWN:
        raise rules.TakenBack(by=await _name(work, approval.asked_by), **told)
    raise rules.TooLate(**told)


async def _name(work: Work, person: str) -> str:
    return (await work.people.names(work, [person]))[person]
