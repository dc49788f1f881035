"""Changes: how every verb alters a finding, so that none forgets cards or clock.

Load and lock, decide, save, `note`: it records, counts the clock, shows, and has the
calendar follow.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot import calendar
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work
from bot.findings import facts, rules, store
from bot.findings.rules import CARD, Severity, State
from bot.findings.store import Finding

SHOWN = (Severity.CRITICAL, Severity.HIGH)
"""What has a card in the ops channel."""
MOST = 5  # people who are told of one finding


def record(
    work: Work,
    one: Finding,
    fact: type[facts.OfFinding],
    **said: Any,  # noqa: ANN401 (fields of the fact)
) -> Record:
    """Record what happened to a locked finding."""
    one.version += 1
    return work.record(fact(about=one.id, ref=one.ref, title=one.title, **said))


def count(work: Work, one: Finding) -> None:
    """Count its clock: by when it is judged and mended, and what of it comes next."""
    rested = timedelta(seconds=one.rested)
    policy, by = work.policy.findings, work.policy.calendar
    found = rules.clock(policy, one.severity, one.clock_at, rested, by)
    one.triage_by, one.fix_by = found.triage, found.fix
    step(one)


def step(one: Finding) -> None:
    """Note what of its clock comes next: what was promised stays as it is."""
    known = rules.Clock(triage=one.triage_by, fix=one.fix_by)
    following = rules.next_by(one.state, known)
    one.next_by = following[1] if following else None


def times_of(one: Finding) -> dict[str, Any]:
    """Give what facts say of its clock."""
    return {"triage_by": one.triage_by, "fix_by": one.fix_by}


async def show(work: Work, one: Finding) -> None:
    """Have every card of it follow: of many that a scan found, few have one."""
    copies = await store.copies(work, one.id)
    for copy in copies:
        where = {"place": copy.place, "parent": copy.parent, "lane": copy.lane}
        work.want("card", CARD, one.id, key=copy.key, asker=None, **where)


async def stand(work: Work, one: Finding) -> None:
    """Have every card of it follow, and one of what is bad in the ops channel."""
    await show(work, one)
    ops = work.policy.channels.ops
    if ops and one.severity in SHOWN and one.state not in rules.OVER:
        first = Priority.PAGE if one.severity is Severity.CRITICAL else Priority.NUDGE
        work.show(CARD, one.id, to=ops, priority=first, asker=None)


async def people(work: Work, one: Finding) -> list[str]:
    """Give who answers for it: its owner, else the role of its kind, else the one lead.

    Nobody, where nobody was named.
    """
    named = one.owner or work.policy.findings.role(one.kind.value)
    return await calendar.people(work, [named]) or await fallback(work)


async def fallback(work: Work) -> list[str]:
    """Give the person to fall back on, if there is one."""
    person = work.policy.people.fallback
    return await calendar.people(work, [person]) if person else []


async def tell(
    work: Work, said: Record, named: Sequence[str], priority: Priority
) -> None:
    """Have a few people told."""
    for person in named[:MOST]:
        work.tell(said, to=person, priority=priority)


def require(one: Finding, *states: State) -> None:
    """Let it pass only in one of some states."""
    if one.state in states:
        return
    if one.state is State.EXCEPTED:
        said = f"excepted until {one.excepted_until}"
    else:
        said = one.state.value
    raise rules.NotGoing(about=one.id, ref=one.ref, state=said)


def owner_fits(said: str) -> str:
    """Let an owner pass that is somebody."""
    if not said:
        raise Invalid("owner", "Name who mends it: @dana, a user group, or a role")
    return said
