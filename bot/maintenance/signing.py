"""Signing: each role is asked for exactly what was written; all of them schedule it."""

from datetime import datetime

from bot import approvals
from bot.core import times, walls
from bot.core.facts import Record
from bot.core.work import Work
from bot.maintenance import change, clock, conflicts, facts, rules, store
from bot.maintenance.rules import CALLED, Kind, Sign, State
from bot.maintenance.store import Request

NO = "Another who signs it off rejected it."
NOT_SO = "It was sent back, or taken back, before it was decided."
LAPSED = "Nobody decided in time"


def wanted(work: Work, one: Request) -> dict[Sign, str]:
    """Give who has to sign off what of a request: the roles that the policy names."""
    policy = work.policy.maintenance
    named = {Sign.CHANGE: policy.change_approver, Sign.WINDOW: policy.window_approver}
    if one.kind is Kind.SECURITY:
        named[Sign.PATCH] = policy.patch_approver
    return {sign: named[sign] for sign in rules.SIGNS if named.get(sign)}


def missing(work: Work, one: Request) -> dict[Sign, str]:
    """Give what is not signed off yet, and by which role it has to be."""
    return {s: role for s, role in wanted(work, one).items() if s not in one.signed}


def lacking(work: Work, one: Request) -> tuple[str, ...]:
    """Give what the roles are called that have not signed it off."""
    named = (approvals.called(work, role) for role in missing(work, one).values())
    return tuple(dict.fromkeys(named))


async def tell_passed_over(work: Work, one: Request, record: Record) -> None:
    """Have those told who would have signed off what was done without them.

    That is where approvals are asked for; without a channel it is each of them.
    """
    channels = work.policy.channels
    if place := channels.ops or channels.approvals or channels.announcements:
        change.tell_in(work, record, place)
        return
    roles = missing(work, one).values()
    people = [person for role in roles for person in await approvals.people(work, role)]
    change.tell_these(work, record, people)


async def ask(work: Work, one: Request) -> None:
    """Ask every role; where there is none, it is scheduled at once."""
    for sign, role in missing(work, one).items():
        await approvals.ask(work, _question(work, one, sign, role))
    if not missing(work, one):
        await _schedule(work, one)


def _question(work: Work, one: Request, sign: Sign, role: str) -> approvals.Question:
    """Give what a role is asked until the window begins, or ends, once it has."""
    ahead = work.now < one.begins_at
    return approvals.Question(
        subject=one.id,
        kind=sign,
        role=role,
        title=f"{one.ref}, {rules.ASKS[sign]}: {one.title}",
        content=content(one, sign),
        asker=one.asked_by,
        deadline=one.begins_at if ahead else one.ends_at,
    )


def content(one: Request, sign: Sign) -> str:
    """Write exactly what is signed off."""
    lines = [
        f"{one.ref} · {one.title}",
        f"You approve {rules.ASKS[sign]}. Anything beyond this is a new request.",
        f"What it is: {CALLED[one.kind]}, on {one.where}",
        f"Why: {one.reason}",
        f"Window: {rules.spoken(one.begins_at, one.ends_at, one.zone)}",
        f"Rollback plan: {one.plan}",
        f"Tried in staging: {one.staging}",
        f"What users see of it: {one.impact or 'nothing is expected'}",
    ]
    lines += [f"In the way: {sentence}" for sentence in one.conflicts]
    lines += [f"It goes on all the same: {one.despite}"] if one.despite else []
    return "\n".join(lines)


async def sign(work: Work, *, subject: str, kind: str, digest: str) -> None:
    """Note that a role approved it, if it is still exactly that."""
    one, asked = await _asked(work, subject, kind)
    if one is None or asked is None:
        return
    if asked is Sign.EXTENSION:
        await _extend(work, one)
        return
    same = approvals.digest(content(one, asked)) == digest
    if one.state is not State.REQUESTED or not same:
        return
    signer = await _decider(work)
    one.signed = {**one.signed, asked.value: signer}
    await change.note(work, one, facts.Signed, sign=asked.value, signer=signer)
    if not missing(work, one):
        await _schedule(work, one)


async def _schedule(work: Work, one: Request) -> None:
    """Have it carried out in its window; it is announced at once, if it is near."""
    one.state = State.SCHEDULED
    if any(at <= work.now for at in clock.steps(work, one)):
        change.publish(work, one)
    said = {"begins": one.begins_at, "ends": one.ends_at}
    record = await change.note(work, one, facts.Scheduled, **said)
    await change.tell(work, one, record)
    clock.watch(work, one)


async def refuse(work: Work, *, subject: str, kind: str, reason: str) -> None:
    """Note that a role said no, or what must change, or that the question is gone."""
    one, asked = await _asked(work, subject, kind)
    if one is None or asked is None:
        return
    found = await approvals.of(work, subject, kind)
    said = {"reason": reason, "signer": (found.decided_by or "") if found else ""}
    if asked is Sign.EXTENSION:
        await _no_more(work, one, said)
        return
    if one.state is not State.REQUESTED:
        return
    no = found is not None and found.state is approvals.State.REJECTED
    one.state, one.why = (State.REJECTED if no else State.RETURNED), reason
    one.closed_at = work.now if no else None
    await change.void(work, one, why=NO if no else NOT_SO)
    fact = facts.Rejected if no else facts.Returned
    await change.tell(work, one, await change.note(work, one, fact, **said))
    clock.watch(work, one)


async def ask_again(work: Work, *, subject: str, kind: str) -> None:
    """Ask a role anew that did not decide in time, while there is still time."""
    one, asked = await _asked(work, subject, kind)
    if one is None or asked is None:
        return
    if asked is Sign.EXTENSION:
        await _no_more(work, one, {"reason": LAPSED, "signer": ""})
        return
    role = missing(work, one).get(asked)
    if role and one.state is State.REQUESTED and work.now < one.ends_at:
        await approvals.ask(work, _question(work, one, asked, role))


async def _asked(
    work: Work, subject: str, kind: str
) -> tuple[Request | None, Sign | None]:
    """Give the request that an answer is about, locked, and what was asked."""
    if kind not in list(Sign):
        return None, None
    return await store.lock(work, subject), Sign(kind)


async def _decider(work: Work) -> str:
    because = await work.session.get(Record, work.because) if work.because else None
    return because.actor if because else work.actor


async def ask_for_more(work: Work, one: Request, until: datetime, why: str) -> Record:
    """Ask whoever signs off windows for more time than the policy gives."""
    hits = conflicts.sentences(await conflicts.of_more(work, one, until))
    place = walls.zone_or_utc(one.zone)
    to, instead = (times.dated(at, place) for at in (until, one.until_at))
    said = f"until {to} instead of {instead}"
    question = approvals.Question(
        subject=one.id,
        kind=Sign.EXTENSION,
        role=work.policy.maintenance.window_approver,
        title=f"{one.ref}, {rules.ASKS[Sign.EXTENSION]}: {one.title}",
        content="\n".join(
            [
                f"{one.ref} · {one.title}",
                f"More time, {said}",
                f"Why: {why}",
                *(f"In the way: {sentence}" for sentence in hits),
            ]
        ),
        asker=work.actor,
        deadline=until,
    )
    await approvals.ask(work, question)
    one.wanted_until, one.wanted_why = until, why
    told = {"until": until, "reason": why, "conflicts": tuple(hits)}
    return await change.note(work, one, facts.MoreAsked, **told)


async def _extend(work: Work, one: Request) -> None:
    """Give the time that was asked for, if it still runs."""
    if one.state is State.RUNNING and one.wanted_until:
        until, why = one.wanted_until, one.wanted_why
        await extend(work, one, until, why, signer=await _decider(work))


async def _no_more(work: Work, one: Request, said: dict[str, str]) -> None:
    if one.state is State.RUNNING and one.wanted_until:
        one.wanted_until, one.wanted_why = None, ""
        record = await change.note(work, one, facts.MoreRefused, **said)
        change.tell_these(work, record, change.answering(one))


async def extend(
    work: Work, one: Request, until: datetime, why: str, *, signer: str = ""
) -> Record:
    """Have it take longer; whoever has a window that it runs into is told."""
    hits = await conflicts.of_more(work, one, until)
    one.until_at, one.extended = until, one.extended + 1
    one.wanted_until, one.wanted_why = None, ""
    said = {"until": until, "reason": why, "signer": signer}
    named = tuple(conflicts.sentences(hits))
    record = await change.note(work, one, facts.Extended, **said, conflicts=named)
    owners = [person for hit in hits for person in hit.owners]
    await change.tell(work, one, record, owners)
    await change.add(work, one, record)
    clock.watch(work, one)
    return record
