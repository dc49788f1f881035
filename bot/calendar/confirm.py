"""Confirming: that it was done, with what proves it; and signing off.

What proves it is part of the record, its files are kept privately. Who signs off is
asked for exactly that proof, and never whoever confirmed it.
"""

from typing import Any

from bot import approvals
from bot.calendar import (
    change,
    facts,
    owners,
    proofs,
    register,
    rules,
    series,
    store,
    unfold,
)
from bot.calendar.register import Routine
from bot.calendar.rotation import rotated
from bot.calendar.rules import Given, State
from bot.calendar.store import Occurrence
from bot.core import roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work

UNSAID = "Whoever confirmed it took back that it is to be signed off."
SIGN = "calendar_"  # how the kind of what is asked of a role begins


async def confirm(work: Work, one: Occurrence, given: Given) -> Record:
    """Prove that a locked occurrence was done; whoever signs off is asked."""
    routine = await _routine(work, one)
    behalf = await require_confirmer(work, one)
    proof = await _proof(work, routine, given)
    record = await prove(work, one, routine, proof, behalf)
    proofs.want(work, one, given.files, record)
    await rotated.prove(work, one, proof)
    return record


async def require_confirmer(work: Work, one: Occurrence) -> str:
    """Let those through who may confirm it now; give for whom they do."""
    await roles.require(work, Role.MEMBER)
    behalf = await owners.require(work, one.owners, await _routine(work, one), one.ref)
    if one.state is not State.MISSED:  # better proven late than never
        await change.require_open(work, one)
    return behalf


async def prove(
    work: Work, one: Occurrence, routine: Routine, proof: Given, behalf: str = ""
) -> Record:
    """Keep what proves a locked occurrence; whoever signs off is asked."""
    one.evidence = _kept(proof, routine)
    one.confirmed_by, one.confirmed_for = work.actor, behalf
    one.confirmed_at, one.signed = work.now, []
    one.state = State.CONFIRMED if routine.signoff else State.DONE
    one.finished_at = None if routine.signoff else work.now
    record = await change.note(
        work,
        one,
        facts.Confirmed,
        evidence=one.evidence,
        on_behalf=behalf,
        late=work.now > one.due_at,
        signoff=tuple(routine.signoff),
        unheld=tuple(await _unheld(work, routine)),
    )
    for role in routine.signoff:
        await _ask(work, one, role)
    await _shift(work, one, routine)
    return record


async def _unheld(work: Work, routine: Routine) -> list[str]:
    """Name the roles that sign off and that nobody but whoever confirms holds."""
    return [
        approvals.called(work, role)
        for role in routine.signoff
        if not {*await approvals.people(work, role)} - {work.actor}
    ]


async def fulfil(work: Work, id_: str, *, by: str, text: str) -> Occurrence | None:
    """Confirm what something that is proven itself has done; None: it is over already.

    *by* is what it is called; whoever signs off is asked for what it says.
    """
    one = next(iter(await store.lock(work, id_)), None)
    if one is None or not one.open:
        return None
    routine = await _routine(work, one)
    mine = await owners.people(work, one.owners)
    behalf = mine[0] if mine and work.actor not in mine else ""
    given = Given(text=text[: rules.TEXT], measured=by)
    await prove(work, one, routine, given, behalf)
    return one


async def _routine(work: Work, one: Occurrence) -> Routine:
    found = await register.get(work, one.routine)
    if found is None:
        raise LookupError(one.routine)
    return found


async def _proof(work: Work, routine: Routine, given: Given) -> Given:
    """Let a proof pass that holds all that is wanted, every step included."""
    proof = rules.wanted(given, routine.proofs)
    _require_small(work, proof)
    steps = enumerate(routine.steps)
    left = [step for at, step in steps if str(at) not in given.ticked]
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise Invalid("steps", f"Not ticked yet: {left[0]}{more}")
    await rotated.require(work, routine, proof)
    return proof


def _require_small(work: Work, given: Given) -> None:
    """Refuse a file that is larger than the policy allows."""
    most = work.policy.duties.largest_file
    for file in given.files:
        if int(file["size"]) > most * proofs.MEGABYTE:
            name = file["name"][:60]
            raise Invalid("files", f"“{name}” is larger than {most} megabytes")


def _kept(given: Given, routine: Routine) -> dict[str, Any]:
    """Give what the record holds of the evidence; of files, which they are."""
    said = {"text": given.text, "link": given.link, "number": given.number}
    files = [{"id": file["id"], "name": file["name"]} for file in given.files]
    steps = enumerate(routine.steps)
    whole = {**said, "measured": given.measured, "files": files}
    whole["steps"] = [step for at, step in steps if str(at) in given.ticked]
    whole["expires"] = given.expires.isoformat() if given.expires else ""
    return {key: value for key, value in whole.items() if value}


async def _ask(work: Work, one: Occurrence, role: str) -> None:
    """Ask a role to sign off exactly this proof."""
    question = approvals.Question(
        subject=one.id,
        kind=f"{SIGN}{role}",
        role=role,
        title=f"Sign off {one.ref}: {one.title}",
        content=content(one),
        asker=one.confirmed_by,
        quiet=True,
    )
    await approvals.ask(work, question)


def content(one: Occurrence) -> str:
    """Write what is signed off: what was done, and what proves it."""
    held = one.evidence
    lines = [f"{one.ref} · {one.title}", f"Due {one.due_at:%Y-%m-%d %H:%M} UTC"]
    if one.confirmed_at:
        late = " (late)" if one.confirmed_at > one.due_at else ""
        lines.append(f"Confirmed {one.confirmed_at:%Y-%m-%d %H:%M} UTC{late}")
    named = {"text": "Done", "link": "Link", "number": "Number"}
    named["measured"] = "Measured"
    lines += [f"{said}: {held[key]}" for key, said in named.items() if key in held]
    lines += [f"Ticked: {step}" for step in held.get("steps", ())]
    lines += [f"File: {file['name']} ({file['id']})" for file in held.get("files", ())]
    return "\n".join(lines)


async def _shift(work: Work, one: Occurrence, routine: Routine) -> None:
    """Where the routine says so, count from when it was done, not when it was due."""
    if not routine.shifts or one.subject:
        return
    locked = await register.lock(work, routine.id)
    if locked is None:
        return
    day = work.now.astimezone(unfold.zone(work, locked)).date()
    before = register.terms(locked)
    locked.start, locked.until = day.isoformat(), day.isoformat()
    series.edited(work, locked, before)
    await series.realign(work, locked)


async def sign(work: Work, *, subject: str, kind: str) -> None:
    """Note that a role signed off what it was asked for."""
    one = await _asked_of(work, subject, kind)
    if one is None:
        return
    role, routine = kind.removeprefix(SIGN), await _routine(work, one)
    one.signed = [*dict.fromkeys([*one.signed, role])]
    done = {*routine.signoff} <= {*one.signed}
    if done:
        one.state, one.finished_at = State.DONE, work.now
    said = {"role": role, "signer": await _decider(work), "done": done}
    await change.note(work, one, facts.SignedOff, **said)


async def send_back(work: Work, *, subject: str, kind: str, reason: str) -> None:
    """Have it done again, or proven better: a role did not sign off.

    So it is where whoever confirmed it took the question back: then there is no reason.
    """
    one = await _asked_of(work, subject, kind)
    if one is None:
        return
    reason = reason or UNSAID
    why = f"The duty {one.ref} was sent back, to be done again: {reason}"
    for role in (await _routine(work, one)).signoff:
        await approvals.void(work, one.id, f"{SIGN}{role}", why)
    one.state, one.confirmed_at, one.signed = State.DUE, None, []
    await rotated.revert(work, one)
    said = {"reason": reason, "signer": await _decider(work)}
    await change.note(work, one, facts.SentBack, **said)


async def _asked_of(work: Work, subject: str, kind: str) -> Occurrence | None:
    """Give the occurrence, locked, that waits for this very answer."""
    if not kind.startswith(SIGN):
        return None
    one = next(iter(await store.lock(work, subject)), None)
    return one if one and one.state is State.CONFIRMED else None


async def _decider(work: Work) -> str:
    because = await work.session.get(Record, work.because) if work.because else None
    return because.actor if because else work.actor
