"""Moves: a finding is judged, mended, verified; declined; opened again."""

import re

from bot.core import roles, tidy
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import change, clock, deciding, excusing, facts, register, rules
from bot.findings.rules import FIX, TRIAGE, Kind, Severity, State, Verdict
from bot.findings.store import Finding

LINK = re.compile(r"https?://[^\s<>|\"]+\.[^\s<>|\"]+")


async def triage(work: Work, one: Finding, note: str) -> Record:
    """Judge a locked finding: it is to be mended, and how is said."""
    await roles.require(work, Role.MEMBER)
    change.require(one, State.OPEN)
    said = rules.reason(note, "note")
    late = bool(one.triage_by and work.now > one.triage_by)
    one.state, one.triaged_at, one.note = State.TRIAGED, work.now, said
    record = change.record(work, one, facts.Triaged, note=said, late=late)
    await clock.done(work, one, TRIAGE, f"{one.ref} was triaged: {said}")
    await _follow(work, one)
    return record


async def fix(work: Work, one: Finding, how: str) -> Record:
    """Say how a locked finding was mended: a link, or words."""
    await roles.require(work, Role.MEMBER)
    change.require(one, *rules.GOING, State.EXCEPTED)
    said = tidy.words(how, "fix", least=3)
    late = bool(one.fix_by and work.now > one.fix_by)
    await excusing.void(work, one, f"The finding {one.ref} was mended: {said}")
    if one.state is State.OPEN:
        await clock.done(work, one, TRIAGE, f"{one.ref} was mended: {said}")
    one.state, one.fix = State.FIXED, said
    one.fixed_at, one.fixed_by = work.now, work.actor
    told = {"fix": said, "late": late, **change.times_of(one)}
    record = change.record(work, one, facts.Fixed, **told)
    link = LINK.search(said)
    measured = f"{one.ref} was mended: {said}"
    await clock.done(work, one, FIX, measured, link[0] if link else "")
    await _follow(work, one)
    return record


async def close(work: Work, one: Finding, verified: str) -> Record:
    """Say how it was verified that a locked finding is mended."""
    await roles.require(work, Role.MEMBER)
    if one.state in (*rules.GOING, State.EXCEPTED):
        state = one.state.value
        raise rules.NotFixed(about=one.id, ref=one.ref, state=state)
    change.require(one, State.FIXED)
    await deciding.require(work, one)
    await deciding.require_other(work, one)
    one.reason = rules.reason(verified, "verified")
    one.state, one.ended_at, one.ended_by = State.CLOSED, work.now, work.actor
    record = change.record(work, one, facts.Closed, verified=one.reason)
    await _follow(work, one)
    await deciding.tell(work, one, record)
    return record


async def decline(
    work: Work, one: Finding, verdict: Verdict, reason: str, *, judged: bool = False
) -> Record:
    """Say that a locked one is no finding, and why.

    What was *judged* elsewhere, by whoever may there, asks nobody here.
    """
    await roles.require(work, Role.MEMBER)
    change.require(one, *rules.GOING, State.EXCEPTED)
    if not judged:
        await deciding.require(work, one)
    said = rules.reason(reason)
    named = verdict.value.replace("_", " ")
    why = f"The finding {one.ref} was declined, as a {named}: {said}"
    await excusing.void(work, one, why)
    if one.state is State.OPEN:
        await clock.done(work, one, TRIAGE, f"{one.ref} is a {named}: {said}")
    one.state, one.verdict, one.reason = State.DECLINED, verdict.value, said
    one.ended_at, one.ended_by = work.now, work.actor
    told = {"verdict": verdict.value, "reason": said, **change.times_of(one)}
    record = change.record(work, one, facts.Declined, **told)
    await _follow(work, one)
    await deciding.tell(work, one, record)
    return record


async def reopen(work: Work, one: Finding, reason: str) -> Record:
    """Open a locked finding again; one that was closed begins anew."""
    await roles.require(work, Role.MEMBER)
    if one.going:
        raise rules.NotOver(about=one.id, ref=one.ref)
    said, was = rules.reason(reason), one.state
    if was is State.CLOSED:
        record = register.renew(work, one, said)
    else:
        record = excusing.resume(work, one, said)
    if was is State.FIXED:
        await clock.undone(work, one, f"{one.ref} is open again: {said}"[:1000])
    await _follow(work, one)
    return record


async def reclassify(
    work: Work, one: Finding, severity: Severity, reason: str, *, judged: bool = False
) -> Record:
    """Say how bad a locked finding is after all; less bad, if one may decide that.

    What was *judged* elsewhere, by whoever may there, asks nobody here.
    """
    await roles.require(work, Role.MEMBER)
    change.require(one, *rules.GOING)
    if severity is one.severity:
        raise rules.AlreadySo(about=one.id, ref=one.ref, state=severity.value)
    lower = rules.ORDER[severity] > rules.ORDER[one.severity]
    if lower and not judged:
        await deciding.require(work, one)
    said = rules.reason(reason)
    words = f"{severity.value} instead of {one.severity.value}"
    await excusing.void(work, one, f"The finding counts as {words}: {said}")
    was, one.severity = one.severity, severity
    change.count(work, one)
    told = {"severity": severity.value, "was": was.value, "reason": said}
    more = {**told, **change.times_of(one)}
    record = change.record(work, one, facts.Reclassified, **more)
    await clock.follow(work, one)
    await change.stand(work, one)
    if severity is Severity.CRITICAL:
        await change.tell(work, record, await change.people(work, one), Priority.PAGE)
    if lower:
        await deciding.tell(work, one, record)
    return record


async def recast(work: Work, one: Finding, kind: Kind, reason: str) -> Record:
    """Say what kind of finding a locked one is after all: its clock stays as it is."""
    await roles.require(work, Role.MEMBER)
    change.require(one, *rules.GOING)
    if kind is one.kind:
        raise rules.AlreadySo(about=one.id, ref=one.ref, state=f"of kind {kind.value}")
    if {*rules.duties(one.kind, one.severity)} - {*rules.duties(kind, one.severity)}:
        await deciding.require(work, one)  # a duty goes with its kind
    said = rules.reason(reason)
    words = f"{kind.value} instead of {one.kind.value}"
    await excusing.void(work, one, f"The finding counts as {words}: {said}")
    was, one.kind = one.kind, kind
    told = {"kind": kind.value, "was": was.value, "reason": said}
    record = change.record(work, one, facts.Recast, **told)
    await clock.follow(work, one)
    await change.stand(work, one)
    return record


async def _follow(work: Work, one: Finding) -> None:
    change.step(one)
    await clock.follow(work, one)
    await change.show(work, one)
