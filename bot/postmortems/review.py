"""Publishing: what is written whole is approved, published and shared; or skipped."""

from typing import Any

from bot import approvals, incidents
from bot.approvals import Question
from bot.core import times
from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import Incident
from bot.postmortems import change, countdown, facts, find, rules, store, timeline
from bot.postmortems.rules import OPEN, SHARED, Part, Status
from bot.postmortems.store import Postmortem

KIND = "postmortems.publish"  # what is approved
PRIVATE = "The incident was made private: ask anew, where only its people see it."
LESSONS = ("learned", "share")
STATE = {Status.REVIEW: "waiting for approval", Status.PUBLISHED: "published"}


async def publish(work: Work, found: Postmortem, content: str) -> Record:
    """Publish what is written whole, or ask for the approval of exactly *content*."""
    await change.require_owner(work, found)
    if found.status in (Status.REVIEW, Status.PUBLISHED):
        state = STATE[found.status]
        raise rules.AlreadySo(ref=found.ref, state=state, card=found.id)
    if found.status is Status.HELD:
        raise rules.NotOver(incident=found.incident_ref)
    if found.status is not Status.DRAFT:
        raise rules.NotWritable(ref=found.ref, state=found.status, card=found.id)
    empty = await countdown.missing(work, found)
    if empty:
        called = ", ".join(rules.CALLED[one] for one in empty)
        raise rules.Unfinished(ref=found.ref, missing=called, card=found.id)
    incident = await find.incident_of(work, found)
    found.timeline = await timeline.lines(work, incident)
    role = await _role(work, found)
    if role:
        return await _submit(work, found, incident, role, content)
    return await _published(work, found, incident)


async def _submit(
    work: Work, found: Postmortem, incident: Incident, role: str, content: str
) -> Record:
    """Ask those who hold *role* to approve it; of a private one in its room."""
    inside = await incidents.members(work, incident.id)
    made = await approvals.ask(
        work,
        Question(
            subject=found.id,
            kind=KIND,
            role=role,
            title=f"Publish {found.ref}: {found.title}",
            content=content,
            room=change.room(found) if incident.private else None,
            private=incident.private,
            inside=tuple(inside),
        ),
    )
    found.status, found.digest, found.reason = Status.REVIEW, made.digest, ""
    return change.record(work, found, facts.Submitted, role=role)


async def release(work: Work, *, subject: str, kind: str, digest: str) -> None:
    """Publish what was approved, if it is still exactly that."""
    found = await store.lock(work, subject) if kind == KIND else None
    waits = found is not None and found.status is Status.REVIEW
    if found is not None and waits and found.digest == digest:
        await _published(work, found, await find.incident_of(work, found))


async def give_back(work: Work, *, subject: str, kind: str, reason: str) -> None:
    """Have what was not approved be a draft again, and say why."""
    found = await store.lock(work, subject) if kind == KIND else None
    if found is None or found.status is not Status.REVIEW:
        return
    asked = await approvals.of(work, subject, kind)
    how = asked.state.value if asked else "voided"
    person = (asked.decided_by or "") if asked else ""
    found.status, found.timeline, found.reason = Status.DRAFT, None, reason
    said = {"how": how, "reason": reason, "person": person}
    record = change.record(work, found, facts.Returned, **said)
    await change.tell(work, found, record)
    if found.owner:
        work.tell(record, to=found.owner)
    countdown.watch(work, found, await change.calendar(work, found.owner))


async def _published(work: Work, found: Postmortem, incident: Incident) -> Record:
    """Publish it: its room is told, and everybody else where they learn."""
    found.status, found.published_at, found.reason = Status.PUBLISHED, work.now, ""
    lessons = (await store.sections(work, found.id))[Part.LESSONS].content
    said = {"title": found.title, **{key: lessons.get(key, "") for key in LESSONS}}
    record = change.record(work, found, facts.Published, **said)
    await change.tell(work, found, record)
    channels = work.policy.channels
    place = channels.learning or channels.announcements
    if place and not incident.private and not incident.drill:
        work.want("join", "workspaces.channel", place, place=place)
        work.show(SHARED, found.id, to=place, after=f"join:{place}")
    countdown.watch(work, found, work.policy.calendar)
    return record


async def approver(work: Work, found: Postmortem) -> str:
    """Give what the role is called that has to approve it; empty: nobody has to."""
    role = await _role(work, found)
    office = work.policy.signoff.get(role)
    return office.name if office else ""


async def _role(work: Work, found: Postmortem) -> str:
    policy = work.policy.postmortems
    security = (await find.incident_of(work, found)).security
    return policy.security_approver if security else policy.approver


async def skip(work: Work, found: Postmortem, reason: str) -> Record:
    """Say why none is needed: nobody is asked for it any more."""
    await change.require_owner(work, found)
    if found.status not in OPEN:
        raise rules.NotWritable(ref=found.ref, state=found.status, card=found.id)
    said = rules.reason(reason)
    await void(work, found, f"The postmortem {found.ref} was skipped: {said}")
    found.status, found.reason = Status.SKIPPED, said
    record = change.record(work, found, facts.Skipped, reason=said)
    await change.tell(work, found, record)
    countdown.watch(work, found, work.policy.calendar)
    return record


async def unskip(work: Work, found: Postmortem) -> Record:
    """Go on with one that was skipped: it is due anew, counted from now."""
    by = await change.calendar(work, found.owner)
    found.status, found.reason, found.since = Status.DRAFT, "", work.now
    found.due_at = times.deadline(work.now, work.policy.postmortems.due, by)
    change.counted(work, found, by)
    said: dict[str, Any] = {"owner": found.owner, "due": found.due_at}
    record = change.record(work, found, facts.Resumed, **said)
    countdown.watch(work, found, by)
    return record


async def supersede(work: Work, found: Postmortem, by: Postmortem) -> Record:
    """Say that another one takes its place; it stays, and is found by `search`."""
    await change.require_owner(work, found)
    if found.id == by.id:
        raise rules.ByItself(ref=found.ref)
    for one in (found, by):
        if one.status is not Status.PUBLISHED:
            raise rules.NotPublished(ref=one.ref, state=one.status, card=one.id)
    private = (await find.incident_of(work, by)).private
    if private and not (await find.incident_of(work, found)).private:
        raise rules.ByPrivate(ref=found.ref, by=by.ref)
    found.status, found.superseded_by = Status.SUPERSEDED, by.id
    said = {"into": by.id, "into_ref": by.ref}
    record = change.record(work, found, facts.Superseded, **said)
    await change.tell(work, found, record)
    await _share_again(work, found)
    return record


async def _share_again(work: Work, found: Postmortem) -> None:
    """Have what was shared of it follow it, wherever that was."""
    place = await store.shared(work, found.id)
    if place:
        work.show(SHARED, found.id, to=place)


async def void(work: Work, found: Postmortem, why: str) -> None:
    """Have what waits for approval be a draft again, and say *why*."""
    if found.status is not Status.REVIEW:
        return
    found.status, found.timeline = Status.DRAFT, None
    await approvals.void(work, found.id, KIND, why)
    change.record(work, found, facts.Returned, how="voided")


async def seclude(work: Work, *, incident: str) -> None:
    """Follow an incident that was made private into its room.

    What waits for approval was shown to whoever looks there: it is a draft again, and
    asked for anew in the room. What was shared of it says nothing any more.
    """
    known = await store.of_incident(work, incident)
    found = await store.lock(work, known.id) if known else None
    if found is None:
        return
    await void(work, found, PRIVATE)
    await approvals.conceal(work, found.id)
    await _share_again(work, found)
    change.show(work, found)
