"""Choices: what each person wants to be told, or not. The last record of it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core import roles
from bot.core.facts import Fact, Record
from bot.core.roles import Role
from bot.core.work import Work


@dataclass(frozen=True, kw_only=True)
class DigestChosen(Fact):
    """Somebody said whether they want a weekly digest of their own."""

    name = "workspaces.digest_chosen"
    wanted: bool


async def choose_digest(work: Work, *, wanted: bool) -> Record:
    """Have the actor get an edition of their own from now on, or no more."""
    await roles.require(work, Role.MEMBER)
    return work.record(DigestChosen(about=work.actor, wanted=wanted))


async def without_digest(work: Work, people: Sequence[str]) -> set[str]:
    """Give those of *people* who want no digest of their own."""
    query = select(Record).where(
        col(Record.about).in_(people), Record.name == DigestChosen.name
    )
    found = (await work.session.exec(query.order_by(col(Record.at)))).all()
    last = {one.about: one.data.get("wanted", True) for one in found}
    return {person for person, wanted in last.items() if not wanted}
