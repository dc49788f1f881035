"""The register: a finding is added, assigned, found to be worse or less bad.

Invariants:
* the same finding twice is one that is seen again
* a change of severity counts the clock from where it began: what is used stays used
"""

from typing import Any

from bot import services
from bot.core import counters, roles
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import change, clock, facts, rules, store
from bot.findings.rules import Draft, Severity, State
from bot.findings.store import Finding

NUMBERED = "findings"


async def add(work: Work, given: Draft) -> tuple[Finding, Record | None]:
    """Add what somebody found; with no record when it is known already."""
    await roles.require(work, Role.MEMBER)
    await alone(work)
    same = await store.by_fingerprints(work, [rules.fingerprint(given)])
    for one in same.values():
        return await again(work, one)
    one, record = await made(work, given)
    await work.session.flush()
    await clock.follow(work, one, fresh=True)
    await announce(work, one, record)
    return one, record


async def known(work: Work, given: Draft) -> Finding | None:
    """Give the finding that a draft is already, to look at it."""
    return await store.printed(work, rules.fingerprint(given))


async def alone(work: Work) -> None:
    """Let nobody else add any meanwhile: the same one twice is one."""
    await counters.next_number(work, f"{NUMBERED}_turn")


async def again(work: Work, one: Finding) -> tuple[Finding, Record | None]:
    """Note that a locked finding is seen again; one that was closed is open again."""
    one.seen, one.seen_at, one.gone_at = one.seen + 1, work.now, None
    if one.state is not State.CLOSED:
        return one, None
    record = renew(work, one, "It is seen again")
    await clock.follow(work, one)
    await announce(work, one, record)
    return one, record


async def made(work: Work, given: Draft) -> tuple[Finding, Record]:
    """Make the row of a finding, and record it."""
    names = ("title", "source", "owner", "reference", "place", "surface")
    said: dict[str, Any] = {name: getattr(given, name) for name in names}
    one = Finding(
        workspace=work.workspace,
        ref=f"FND-{await counters.next_number(work, NUMBERED)}",
        fingerprint=rules.fingerprint(given),
        kind=given.kind,
        severity=given.severity,
        found_at=work.now,
        clock_at=work.now,
        seen_at=work.now,
        version=0,
        **said,
    )
    work.session.add(one)
    change.count(work, one)
    words = {"kind": given.kind.value, "severity": given.severity.value}
    told = {name: said[name] for name in said if name != "title"}
    more = {**told, **words, **change.times_of(one), "found_at": work.now}
    return one, change.record(work, one, facts.Found, **more)


def renew(work: Work, one: Finding, reason: str) -> Record:
    """Open a locked finding that was over, with a clock that begins anew."""
    was, one.state = one.state, State.OPEN
    one.clock_at, one.turn, one.rested = work.now, one.turn + 1, 0
    forget(one)
    change.count(work, one)
    said = {"severity": one.severity.value, "reason": reason, "was": was.value}
    more = {**said, **change.times_of(one), "anew": True}
    return change.record(work, one, facts.Reopened, **more)


def forget(one: Finding) -> None:
    """Take out how it was judged, mended and ended: the record keeps that."""
    one.triaged_at, one.note = None, ""
    one.fixed_at, one.fixed_by, one.fix = None, "", ""
    one.ended_at, one.ended_by, one.verdict, one.reason = None, "", "", ""
    one.excepted_at, one.excepted_until, one.excepted_by = None, "", ""


async def announce(work: Work, one: Finding, record: Record) -> None:
    """Tell of what is bad: of what is critical at once, at any hour."""
    await change.stand(work, one)
    people = await change.people(work, one)
    if one.severity is Severity.CRITICAL:
        await change.tell(work, record, people, Priority.PAGE)
    elif one.owner and one.severity is Severity.HIGH:
        others = [person for person in people if person != work.actor]
        await change.tell(work, record, others, Priority.NUDGE)


async def assign(work: Work, one: Finding, owner: str) -> Record:
    """Name who mends a locked finding: a person, a user group, or a role."""
    await roles.require(work, Role.MEMBER)
    change.require(one, *rules.GOING, State.FIXED, State.EXCEPTED)
    named = await services.owner(work, change.owner_fits(owner), "finding")
    if named == one.owner:
        raise rules.AlreadySo(about=one.id, ref=one.ref, state="theirs")
    before, one.owner = one.owner, named
    said = {"owner": named, "before": before, "due": one.next_by}
    more = {"severity": one.severity.value}
    record = change.record(work, one, facts.Assigned, **said, **more)
    await clock.follow(work, one)
    await change.show(work, one)
    people = [p for p in await change.people(work, one) if p != work.actor]
    urgent = one.severity is Severity.CRITICAL and one.going
    first = Priority.PAGE if urgent else Priority.NUDGE
    await change.tell(work, record, people, first)
    return record
