"""The report of a security incident: written, told to whom it must be, approved.

The incident is locked by whoever calls: its report and notices change one after the
other. A change takes an approval back, and a question for one.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot import approvals
from bot.approvals import Question
from bot.core import roles, tidy, times
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import find, rules, store
from bot.incidents.change import require_here, show, show_verdict
from bot.incidents.furnishing import members
from bot.incidents.security import reportfacts, reportrules, reportstore
from bot.incidents.security.containment import NotSecurity
from bot.incidents.security.reportrules import FORMS, NOTICES, WHOM, Section, Status
from bot.incidents.security.reportstore import Notice, Report
from bot.incidents.store import Incident

KIND = "incidents.report"  # what is approved
NOTICE_DUE = "incidents.notice_due"
SAID = {Status.REVIEW: "waiting for approval", Status.APPROVED: "approved"}
OVERTAKEN = (
    "Somebody wrote this section meanwhile. Copy your words, close this form, and look "
    "at theirs first"
)


def require_security(incident: Incident) -> None:
    """Let only an incident through that has a report."""
    require_here(incident)
    if not incident.security:
        raise NotSecurity(ref=incident.ref, card=incident.id)


async def write(
    work: Work,
    incident: Incident,
    part: Section,
    given: Mapping[str, str],
    edition: int,
) -> Record:
    """Write a section, as whoever does so saw it: in its *edition*."""
    await roles.require(work, Role.MEMBER)
    require_security(incident)
    content = reportrules.written(part, given)
    report = await _begun(work, incident)
    known = report.editions.get(part, 0)
    if report.sections.get(part) == content:
        state = "as you gave it"
        raise rules.AlreadySo(ref=incident.ref, state=state, card=incident.id)
    if edition != known:
        raise Invalid(FORMS[part][0].name, OVERTAKEN)
    report.sections = {**report.sections, part.value: content}
    report.editions = {**report.editions, part.value: known + 1}
    await _draft_again(work, incident, report, approvals.EDITED)
    said: dict[str, Any] = {"part": part.value, "content": content}
    record = work.record(
        reportfacts.Written(**_of(incident), **said, edition=known + 1)
    )
    show(work, incident)
    return record


async def _begun(work: Work, incident: Incident) -> Report:
    """Give the report of an incident, begun if it was not."""
    report = await reportstore.of(work, incident.id)
    if report is None:
        report = Report(workspace=work.workspace, incident=incident.id)
        work.session.add(report)
    return report


async def _draft_again(
    work: Work, incident: Incident, report: Report, why: str
) -> None:
    """Take back an approval, or the question for one, of what has changed since."""
    if report.status is Status.DRAFT:
        return
    if report.status is Status.REVIEW:
        await approvals.void(work, incident.id, KIND, why)
    report.status, report.approved_at = Status.DRAFT, None
    _told(work, incident, reportfacts.Returned(**_of(incident), how="changed"))


async def notify(
    work: Work, incident: Incident, addressee: str, due: datetime | None
) -> Record:
    """Say who else must be told, and by when; by default as for an authority."""
    await roles.require(work, Role.MEMBER)
    require_security(incident)
    said = tidy.line(addressee)
    if not said or len(said) > WHOM:
        raise Invalid("addressee", f"Say who must be told, in {WHOM} characters")
    rules.ahead("due", due, work.now)
    report = await _begun(work, incident)
    known = await reportstore.notices(work, incident.id)
    if len(known) >= NOTICES:
        raise reportrules.TooMany(ref=incident.ref, most=NOTICES)
    made = Notice(
        workspace=work.workspace,
        incident=incident.id,
        number=len(known) + 1,
        addressee=said,
        due_at=due or authority_by(work, incident),
    )
    work.session.add(made)
    why = f"It was added who else must be told: {said}"
    await _draft_again(work, incident, report, why)
    record = _noticed(work, incident, made, reportfacts.NoticeAdded)
    _remind(work, made)
    return record


def authority_by(work: Work, incident: Incident) -> datetime:
    """Give by when an authority must be told: counted from when it was detected."""
    within = work.policy.security.authority_within
    return incident.detected_at + within.elapsed


async def clicked(work: Work, notice_id: str) -> tuple[Incident, Notice]:
    """Give the notice of a button and its incident, or refuse."""
    known = await reportstore.notice(work, notice_id)
    found = await store.get(work, known.incident) if known else None
    if known is None or found is None or not await find.visible(work, [found]):
        raise rules.NoSuchIncident(what="such notice here", hint=find.GONE)
    return found, known


async def given(work: Work, notice_id: str, told_at: datetime) -> Record:
    """Note that they were told, and when."""
    await roles.require(work, Role.MEMBER)
    known, _ = await clicked(work, notice_id)
    (incident,) = await store.lock(work, known.id)
    require_security(incident)
    (made,) = await work.lock(Notice, notice_id)
    if made.told_at:
        by = (await work.people.names(work, [made.told_by]))[made.told_by]
        when = times.ago(work.now - made.told_at)
        raise reportrules.ToldAlready(whom=made.addressee, when=when, by=by)
    made.told_at = rules.past("told_at", told_at, work.now)
    made.told_by = work.actor
    work.forget(f"notice:{made.id}")
    why = f"It was added that they were told: {made.addressee}"
    await _draft_again(work, incident, await _begun(work, incident), why)
    kind = reportfacts.NoticeGiven
    return _noticed(work, incident, made, kind, told_at=made.told_at)


def _noticed(
    work: Work,
    incident: Incident,
    made: Notice,
    kind: Callable[..., reportfacts.OfNotice],
    **said: object,
) -> Record:
    what = {"notice": made.id, "number": made.number, "addressee": made.addressee}
    fact = kind(**_of(incident), **what, due=made.due_at, **said)
    return _told(work, incident, fact)


def _remind(work: Work, made: Notice, *, again: bool = False) -> None:
    """Have it looked at before the time comes, when it has, and again and again."""
    policy = work.policy.security
    early = made.due_at - policy.warn_before.elapsed
    last = work.now + policy.chase_every.elapsed if again else work.now
    at = next((at for at in (early, made.due_at) if at > work.now), last)
    key, whose = f"notice:{made.id}", made.incident
    work.later(NOTICE_DUE, key=key, at=at, incident=whose, notice=made.id)


async def remind(work: Work, *, incident: str, notice: str) -> None:
    """Tell the room and the security lead that nobody was told yet."""
    (found,) = await store.lock(work, incident)
    (made,) = await work.lock(Notice, notice)
    gone = found.status in (rules.Status.MERGED, rules.Status.RETRACTED)
    if made.told_at or gone:
        return
    lead, late = work.policy.people.security_lead, work.now >= made.due_at
    kind = reportfacts.NoticeDue
    record = _noticed(work, found, made, kind, lead=lead, late=late)
    if lead:
        work.tell(record, to=lead, priority=Priority.NUDGE)
    _remind(work, made, again=True)


async def submit(work: Work, incident: Incident, content: str) -> Record:
    """Ask for the approval of exactly *content*, once everything is written."""
    await roles.require(work, Role.SECURITY, of=incident)
    require_security(incident)
    report = await _begun(work, incident)
    if report.status is not Status.DRAFT:
        raise reportrules.Waits(ref=incident.ref, state=SAID[report.status])
    known = await reportstore.notices(work, incident.id)
    if left := reportrules.missing(report.sections, len(known)):
        raise reportrules.Unfinished(ref=incident.ref, missing=", ".join(left))
    role = work.policy.security.approver
    report.submitted_by = work.actor
    if not role:
        return _approved(work, incident, report, approvals.digest(content))
    inside = await members(work, incident.id)
    made = await approvals.ask(work, _question(incident, role, content, inside))
    report.status, report.digest = Status.REVIEW, made.digest
    said = {"role": work.policy.signoff[role].name, "digest": made.digest}
    return _told(work, incident, reportfacts.Submitted(**_of(incident), **said))


def _question(
    incident: Incident, role: str, content: str, inside: Iterable[str]
) -> Question:
    return Question(
        subject=incident.id,
        kind=KIND,
        role=role,
        title=f"Security report of {incident.ref}",
        content=content,
        room=incident.room if incident.private else None,
        private=incident.private,
        inside=tuple(inside),
    )


async def release(work: Work, *, subject: str, kind: str, digest: str) -> None:
    """Note that it was approved, if it is still exactly that."""
    found, report = await _waiting(work, subject, kind)
    if found and report and report.digest == digest:
        _approved(work, found, report, digest)


async def give_back(work: Work, *, subject: str, kind: str, reason: str) -> None:
    """Have what was not approved be a draft again, and say why."""
    found, report = await _waiting(work, subject, kind)
    if found is None or report is None:
        return
    asked = await approvals.of(work, subject, kind)
    how = asked.state.value if asked else "voided"
    person = (asked.decided_by or "") if asked else ""
    report.status = Status.DRAFT
    said = {"how": how, "reason": reason, "person": person}
    _told(work, found, reportfacts.Returned(**_of(found), **said))


async def _waiting(
    work: Work, subject: str, kind: str
) -> tuple[Incident | None, Report | None]:
    """Give the incident and report that an approval is of, if they wait for one."""
    found = await store.lock(work, subject) if kind == KIND else []
    report = await reportstore.of(work, subject) if found else None
    waits = report is not None and report.status is Status.REVIEW
    return (found[0], report) if waits else (None, None)


def _approved(work: Work, incident: Incident, report: Report, digest: str) -> Record:
    report.status, report.approved_at = Status.APPROVED, work.now
    report.digest = digest
    fact = reportfacts.Approved(**_of(incident), digest=digest)
    return _told(work, incident, fact)


async def want(work: Work, incident: Incident) -> None:
    """Ask the security lead for the report of what is resolved and has none."""
    if incident.drill or not incident.security or await reported(work, incident):
        return
    lead = work.policy.people.security_lead
    record = work.record(reportfacts.Wanted(**_of(incident), lead=lead))
    work.tell(record, to=lead or incident.room, after=incident.room)


async def reported(work: Work, incident: Incident) -> bool:
    """Tell whether it needs no report, or has one that was approved."""
    if incident.drill or not incident.security:
        return True
    report = await reportstore.of(work, incident.id)
    return report is not None and report.status is Status.APPROVED


def _of(incident: Incident) -> dict[str, Any]:
    return {"about": incident.id, "ref": incident.ref}


def _told(work: Work, incident: Incident, fact: Any) -> Record:  # noqa: ANN401 (facts of reports)
    """Record what happened to a report, and have the room see it."""
    record = work.record(fact)
    if incident.writable:
        work.tell(record, to=incident.room)
    show(work, incident)
    if incident.status in rules.OVER and incident.writable:
        show_verdict(work, incident)
    return record


TIMED: dict[str, Callable[..., Awaitable[None]]] = {NOTICE_DUE: remind}
