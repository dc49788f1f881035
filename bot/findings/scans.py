"""Scans: what a scanner or a file reports, taken in; and who is silent for too long.

A report is read whole before anything of it is taken. Then it is taken in parts, each
a transaction: one that is broken off is sent again, and what is known is seen again.

Invariants:
* what a run sees no more is marked as gone, never closed: a person verifies
* of two runs of one scanner at once the one that began last says what is gone
* few are told one by one, the worst first; the others stand in one line and the list
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import calendar, services
from bot.calendar import Duty
from bot.core import counters, roles
from bot.core.duties import Trigger
from bot.core.errors import Invalid, Missing
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import change, clock, facts, register, rules, store
from bot.findings.reports import Mistake, Report, Unreadable
from bot.findings.rules import Draft, Kind, Severity, State
from bot.findings.store import Finding, Scanner

SCANS = "vulnerability_scans"
SILENCE = "findings.silence"
TURN = "findings.run"
PART = 100  # findings of one transaction


class NoSuchScanner(Missing):
    """There is no such scanner here. `/ops finding scanners` lists them."""


@dataclass(kw_only=True)
class Taken:
    """What came of a report so far: how many, and which of them are to be told."""

    new: int = 0
    known: int = 0
    back: int = 0
    gone: int = 0
    began: datetime | None = None
    turn: int = 0
    """The how manieth run of its scanner it is."""
    told: list[tuple[Finding, Record]] = field(default_factory=list)
    urgent: int = 0

    def said(self) -> dict[str, int]:
        """Give the counts."""
        counts = {"new": self.new, "known": self.known, "gone": self.gone}
        return {**counts, "back": self.back}


async def named(work: Work, reports: Sequence[Report]) -> list[Report]:
    """Find the owners that reports name; raise Unreadable where there is none."""
    await roles.require(work, Role.MEMBER)
    found, mistakes = {"": ""}, list[Mistake]()
    for report in reports:
        for said, at in report.owners.items():
            try:
                found[said] = (
                    await services.owner(work, said, "finding") if said else ""
                )
            except Invalid as refused:
                problem = f"owner: {str(refused).rstrip('.')}"
                mistakes.append(replace(at, problem=problem))
    if mistakes:
        raise Unreadable(mistakes)
    return [
        replace(one, drafts=tuple(replace(d, owner=found[d.owner]) for d in one.drafts))
        for one in reports
    ]


async def begin(work: Work, report: Report) -> Taken:
    """Begin to take a report in: no earlier run says any more what is gone."""
    await roles.require(work, Role.MEMBER)
    turn = await counters.next_number(work, _turns(report.source))
    return Taken(began=work.now, turn=turn)


def _turns(source: str) -> str:
    return f"{TURN}:{source}"


async def take(work: Work, drafts: Sequence[Draft], taken: Taken) -> None:
    """Take in a part of a report."""
    await roles.require(work, Role.MEMBER)
    taken.began = taken.began or work.now
    await register.alone(work)
    prints = {rules.fingerprint(one): one for one in reversed(drafts)}
    known = await store.by_fingerprints(work, sorted(prints))
    for mark, given in reversed(prints.items()):
        one = known.get(mark)
        if one is None:
            await _new(work, given, taken)
        else:
            await _again(work, one, taken)


async def _new(work: Work, given: Draft, taken: Taken) -> None:
    one, record = await register.made(work, given)
    await work.session.flush()
    await clock.follow(work, one, fresh=True)
    taken.new += 1
    _told(work, taken, one, record)


async def _again(work: Work, one: Finding, taken: Taken) -> None:
    one.seen, one.seen_at = one.seen + 1, work.now
    if one.gone_at and taken.began and one.gone_at <= taken.began:
        one.gone_at = None
    if one.state is not State.CLOSED:
        taken.known += 1
        return
    record = register.renew(work, one, "It is seen again")
    await clock.follow(work, one)
    taken.back += 1
    _told(work, taken, one, record)


def _told(work: Work, taken: Taken, one: Finding, record: Record) -> None:
    """Keep the worst of them to be told."""
    taken.urgent += one.severity is Severity.CRITICAL
    taken.told.append((one, record))
    taken.told.sort(key=lambda pair: (rules.ORDER[pair[0].severity], pair[0].id))
    del taken.told[work.policy.findings.told_at_once :]


async def finish(work: Work, report: Report, taken: Taken) -> Record:
    """Note that a report is taken in whole: what is gone, and what is told."""
    await roles.require(work, Role.MEMBER)
    await register.alone(work)
    about = await _heard(work, report, taken) if report.scanner else work.workspace
    for one, record in taken.told:
        for locked in await store.lock(work, one.id):
            await _announce(work, locked, record)
    fact = facts.Scanned(
        about=about,
        source=report.source,
        lines=tuple(clock.line(one) for one, _ in taken.told),
        **taken.said(),
    )
    said = work.record(fact)
    ops = work.policy.channels.ops
    if ops and (taken.new or taken.gone or taken.back):
        work.tell(said, to=ops, priority=Priority.NUDGE)
    if taken.urgent > len(taken.told):
        await change.tell(work, said, await _leads(work), Priority.PAGE)
    return said


async def _announce(work: Work, one: Finding, record: Record) -> None:
    if one.severity in change.SHOWN:
        await register.announce(work, one, record)


async def _leads(work: Work) -> list[str]:
    role = work.policy.findings.role(Kind.VULNERABILITY.value)
    return await calendar.people(work, [role]) or await change.fallback(work)


async def _heard(work: Work, report: Report, taken: Taken) -> str:
    """Note that a scanner was heard, and what it sees no more; give its row's id."""
    row = await store.scanner(work, report.source)
    if row is None:
        row = Scanner(workspace=work.workspace, source=report.source, heard_at=work.now)
        work.session.add(row)
    elif row.silent:
        await calendar.lapse(work, _silence(row), f"{row.source[:60]} is heard again")
    last = await counters.last(work, _turns(report.source))
    if report.complete and taken.began and taken.turn == last:
        for one in await store.unseen(work, report.source, taken.began):
            one.gone_at = work.now
            taken.gone += 1
            await change.show(work, one)
    row.heard_at, row.silent, row.retired = work.now, False, False
    row.runs, row.new = row.runs + 1, taken.new + taken.back
    row.gone, row.known = taken.gone, taken.known
    await work.session.flush()
    _watch(work, row)
    return row.id


def _watch(work: Work, row: Scanner) -> None:
    at = row.heard_at + work.policy.findings.silent_after.elapsed
    work.later(SILENCE, key=f"scanner:{row.id}", at=at, source=row.source)


def _silence(row: Scanner) -> Duty:
    """Name what is done about a silence: each one is another."""
    subject = f"{row.id}:{row.heard_at:%Y%m%d%H%M%S}"
    return Duty(key=SCANS, trigger=Trigger.SILENCE, subject=subject)


async def silence(work: Work, *, source: str) -> None:
    """Alarm that a scanner is silent for too long."""
    row = await store.scanner(work, source)
    if row is None or row.silent or row.retired:
        return
    due = row.heard_at + work.policy.findings.silent_after.elapsed
    if work.now < due:
        _watch(work, row)
        return
    row.silent = True
    said = work.record(facts.Silent(about=row.id, source=source, since=row.heard_at))
    title = f"{source[:60]} is silent"
    opened = await calendar.follow(work, _silence(row), title=title)
    ops = work.policy.channels.ops
    people = [] if opened else await _leads(work)
    for place in filter(None, [ops, *people]):
        work.tell(said, to=place, priority=Priority.NUDGE)


async def retire(work: Work, id_: str) -> Record:
    """Expect a scanner no more."""
    await roles.require(work, Role.MEMBER)
    row = next(iter(await work.lock(Scanner, id_)), None)
    if row is None or row.retired:
        raise NoSuchScanner
    if row.silent:
        await calendar.lapse(work, _silence(row), f"{row.source[:60]} is used no more")
    row.retired, row.silent = True, False
    work.forget(f"scanner:{row.id}")
    return work.record(facts.ScannerRetired(about=row.id, source=row.source))


TIMED = {SILENCE: silence}
