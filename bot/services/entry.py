"""Entering Operate: four criteria, each with its proof. It is computed, never typed.

A proof that is withdrawn is missing: the service is in Operate no more.
"""

from collections.abc import Mapping

from bot.core import roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.services import facts, naming, rules, store
from bot.services.rules import SAID, Criterion
from bot.services.store import Proof, Service


async def prove(
    work: Work, id_: str, criterion: Criterion, text: str, *, seen: int | None = None
) -> Record:
    """Say how a criterion is proven; the last of the four lets the service in.

    What was proven before is replaced, and stays in the record; *seen* is how often
    the asker saw it proven.
    """
    await roles.require(work, Role.MEMBER)
    row = await _run(work, id_)
    known = await proofs(work, row)
    await _require_seen(work, known.get(criterion), seen)
    proof = _kept(work, row, criterion, await store.given(work, row.id, criterion))
    proof.text = rules.proof(text)
    return _proven(work, row, proof, rules.missing({*known, criterion}))


async def withdraw(work: Work, id_: str, criterion: Criterion, reason: str) -> Record:
    """Say why a proof holds no longer; without all four it is in Operate no more."""
    await roles.require(work, Role.MEMBER)
    row = await _run(work, id_)
    known = (await proofs(work, row)).get(criterion)
    if known is None:
        raise rules.NotProven(service=row.id, title=row.title)
    said, left = rules.reason(reason), row.entered_at is not None
    proof = _kept(work, row, criterion, known)
    proof.text, row.entered_at = "", None
    fact = facts.Withdrawn(
        about=row.id,
        title=row.title,
        row=proof.id,
        criterion=criterion.value,
        reason=said,
        left=left,
    )
    return work.record(fact)


async def _run(work: Work, id_: str) -> Service:
    """Give a service that is run, locked, or refuse."""
    row = await naming.locked(work, id_)
    if row.retired:
        raise rules.AlreadyRetired(service=row.id, title=row.title)
    return row


async def proofs(work: Work, row: Service) -> dict[Criterion, Proof]:
    """Give how the criteria of a service are proven."""
    return {one.criterion: one for one in await store.proofs(work, [row.id])}


async def _require_seen(work: Work, proof: Proof | None, seen: int | None) -> None:
    if seen is None or seen == (proof.number if proof else 0) or proof is None:
        return
    who = (await work.people.names(work, [proof.by]))[proof.by]
    raise Invalid(
        "proof",
        f"{who} has proven it meanwhile: nothing was changed. Close this form, look, "
        "and prove it again if yours is better",
    )


def _kept(work: Work, row: Service, criterion: Criterion, known: Proof | None) -> Proof:
    """Give the row of a proof, new or once more."""
    if known is None:
        known = Proof(
            workspace=work.workspace,
            service=row.id,
            criterion=criterion,
            text="",
            by=work.actor,
            at=work.now,
        )
        work.session.add(known)
    else:
        known.by, known.at, known.number = work.actor, work.now, known.number + 1
    return known


def _proven(
    work: Work, row: Service, proof: Proof, missing: tuple[Criterion, ...]
) -> Record:
    fact = facts.Proven(
        about=row.id,
        title=row.title,
        row=proof.id,
        criterion=proof.criterion.value,
        proof=proof.text,
        missing=tuple(one.value for one in missing),
    )
    record = work.record(fact)
    if missing or row.entered_at is not None:
        return record
    row.entered_at = work.now
    return work.record(facts.Entered(about=row.id, title=row.title))


def standing(known: Mapping[Criterion, Proof]) -> list[tuple[Criterion, str, Proof]]:
    """Give what is proven, in order, with its name."""
    return [(one, SAID[one], known[one]) for one in Criterion if one in known]


def lacking(known: Mapping[Criterion, Proof]) -> list[tuple[Criterion, str]]:
    """Give what is missing, in order, with its name."""
    return [(one, SAID[one]) for one in rules.missing([*known])]
