"""The clock of a finding: the calendar keeps it where it knows the routine, else we.

Invariants:
* what the calendar asks for is not asked for here too
* what is critical is asked for at any hour; all else in one message a day, in the
  business hours of whoever is asked
"""

from collections.abc import Awaitable, Callable

from bot import calendar, workspaces
from bot.calendar import Duty
from bot.core import times
from bot.core.duties import Trigger
from bot.core.queue import Priority
from bot.core.work import Work
from bot.findings import change, facts, rules, store
from bot.findings.rules import FIX, TRIAGE, Severity, State
from bot.findings.store import Finding

ASK, ROUND, REMIND = "findings.ask", "findings.round", "findings.remind"
LISTED = 10  # findings that one message names
SAID = {
    State.TRIAGED: "was triaged",
    State.FIXED: "is fixed",
    State.CLOSED: "is closed",
    State.EXCEPTED: "is excepted until a day",
    State.DECLINED: "was declined: it is no finding",
}


def duty(one: Finding, key: str) -> Duty:
    """Name what a routine has to do about a finding."""
    return Duty(key=key, trigger=Trigger.FINDING, subject=one.subject)


async def follow(work: Work, one: Finding, *, fresh: bool = False) -> None:
    """Have the calendar, and our own asking, follow a finding as it is now.

    A *fresh* one has nothing in the calendar that could be let go.
    """
    wanted = dict(rules.duties(one.kind, one.severity))
    left = rules.steps(one.state)
    for key in rules.ROUTINES:
        step = wanted.get(key)
        due = one.triage_by if step == TRIAGE else one.fix_by
        if step in left and due is not None:
            await calendar.follow(
                work,
                duty(one, key),
                title=f"{one.ref} {one.title}"[: rules.TITLE],
                due=due,
                owners=(one.owner,) if one.owner else (),
            )
        elif not fresh:
            said = SAID.get(
                one.state, f"is by now a {one.severity.value} {rules.NAMED[one.kind]}"
            )
            await calendar.lapse(work, duty(one, key), f"{one.ref} {said}")
    await _watch(work, one)


async def done(work: Work, one: Finding, step: str, said: str, link: str = "") -> None:
    """Have the calendar know, by what was recorded, that a step is done."""
    for key, does in rules.duties(one.kind, one.severity):
        if does == step:
            await calendar.measured(work, duty(one, key), said, link=link)


async def undone(work: Work, one: Finding, reason: str) -> None:
    """Have what was taken as mended asked for again."""
    for key, does in rules.duties(one.kind, one.severity):
        if does == FIX:
            await calendar.reopened(work, duty(one, key), reason)


async def _watch(work: Work, one: Finding) -> None:
    """Have somebody asked when little time is left."""
    key = f"finding:{one.id}"
    critical = one.severity is Severity.CRITICAL
    if critical and one.going and one.next_by:
        at = rules.asks(one.clock_at, one.next_by, work.now)
        work.later(ASK, key=key, at=at, finding=one.id)
        return
    work.forget(key)
    if one.going and one.next_by:
        plan(work)


def plan(work: Work) -> None:
    """Have a look taken each morning while anything has a time.

    Each weekday has a key of its own: what comes in now moves no look that is due.
    """
    at = times.next_opening(work.now, work.policy.calendar)
    work.later(ROUND, key=f"findings:round:{at.weekday()}", at=at)


async def ask(work: Work, *, finding: str) -> None:
    """Ask for a critical finding with little time left, or none."""
    for one in await store.lock(work, finding):
        following = rules.next_by(
            one.state, rules.Clock(triage=one.triage_by, fix=one.fix_by)
        )
        if not one.going or following is None:
            continue
        step, due = following
        if not await calendar.covered(work, [one.subject]):
            said = {"severity": one.severity.value, "step": step, "due": due}
            late = work.now >= due
            told = change.record(work, one, facts.Nudged, **said, late=late)
            people = await _asked(work, one, late=late)
            await change.tell(work, told, people, Priority.PAGE)
        await change.show(work, one)
        await _watch(work, one)


async def _asked(work: Work, one: Finding, *, late: bool) -> list[str]:
    """Give who is asked; once it is late, whoever leads too."""
    people = await change.people(work, one)
    if late:
        role = work.policy.findings.role(one.kind.value)
        people += await calendar.people(work, [role])
    return [*dict.fromkeys(people)]


async def look(work: Work) -> None:
    """Have each person asked, in their hours, for what is near or late."""
    rows = await _near(work)
    for person in sorted({p for one in rows for p in await change.people(work, one)}):
        by = await workspaces.calendar(work, person)
        at = by.working(work.now)
        work.later(REMIND, key=f"findings:remind:{person}", at=at, person=person)
    if await store.first_due(work):
        plan(work)


async def _near(work: Work) -> list[Finding]:
    """Give what is near or late, is not critical, and the calendar does not ask for."""
    rows = await store.due_before(work, work.now + rules.SOON)
    mine = [one for one in rows if one.severity is not Severity.CRITICAL]
    known = await calendar.covered(work, [one.subject for one in mine])
    return [one for one in mine if one.subject not in known]


async def remind(work: Work, *, person: str) -> None:
    """Ask somebody, in one message, for the findings that are theirs."""
    mine = [
        one for one in await _near(work) if person in await change.people(work, one)
    ]
    if not mine:
        return
    lines = tuple(map(line, mine[:LISTED]))
    more = max(0, len(mine) - LISTED)
    said = facts.Reminded(about=person, whom=person, lines=lines, more=more)
    work.tell(work.record(said), to=person, priority=Priority.NUDGE)


def line(one: Finding) -> dict[str, str]:
    """Give a finding as a line of a message."""
    said = {"id": one.id, "ref": one.ref, "title": one.title}
    due = one.next_by.isoformat() if one.next_by else ""
    return {**said, "severity": one.severity.value, "due": due}


TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    ASK: ask,
    ROUND: look,
    REMIND: remind,
}
