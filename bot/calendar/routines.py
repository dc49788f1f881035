"""Routines: adopted as the policy has them, added, changed, left out, retired."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.calendar import (
    change,
    facts,
    moves,
    owners,
    register,
    rules,
    series,
    store,
    sweep,
)
from bot.calendar.register import Routine
from bot.calendar.rotation import keyrules, keystore
from bot.calendar.rules import Adoption
from bot.core import cadence, roles, spoken, walls
from bot.core.duties import AREAS, Evidence
from bot.core.errors import Conflict, Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work


class AlreadyRetired(Conflict):
    """{title} is retired already: it comes no more."""


class NotInPolicy(Conflict):
    """The policy has no routine “{key}”: `/ops add` adds one of your own."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A routine as somebody asks for it; None leaves what is there."""

    title: str | None = None
    area: str | None = None
    owners: tuple[str, ...] | None = None
    cadence: str | None = None
    at: str | None = None
    zone: str | None = None
    evidence: tuple[str, ...] | None = None
    asks: str | None = None
    signoff: tuple[str, ...] | None = None
    ahead: tuple[str, ...] | None = None
    runbook: str | None = None
    shifts: bool | None = None


async def adopt(work: Work, keys: Sequence[str]) -> list[Record]:
    """Do from now on what routines of the policy say; those adopted are left alone."""
    await roles.require(work, Role.ADMIN)
    records = []
    for key in keys:
        found = await register.keyed(work, key)
        if found is None or not found.adopted:
            records.append(await _take(work, key, found))
    if records:
        await sweep.watch(work)
    return records


async def _take(work: Work, key: str, found: Routine | None) -> Record:
    row = found or shipped(work, key)
    stopped = row.reason
    row.adoption, row.reason = Adoption.ADOPTED, ""
    if found is None:
        work.session.add(row)
    await work.session.flush()
    record = work.record(_adopted(row))
    await series.begin(work, row, [stopped] if stopped else [])
    return record


async def leave_out(work: Work, keys: Sequence[str], reason: str) -> list[Record]:
    """Say why the team does not do what routines of the policy say."""
    await roles.require(work, Role.ADMIN)
    said, records = rules.reason(reason), []
    for key in keys:
        found = await register.keyed(work, key)
        if found and found.adoption is Adoption.LEFT_OUT:
            continue
        row = found or shipped(work, key)
        row.adoption, row.reason = Adoption.LEFT_OUT, said
        work.session.add(row)
        await work.session.flush()
        fact = facts.LeftOut(reason=said, **_whole(row))
        records.append(work.record(fact))
        await series.stop(work, row, said)
    return records


def shipped(work: Work, key: str) -> Routine:
    """Make a routine as the policy has it."""
    given = work.policy.routines.get(key)
    if given is None:
        raise NotInPolicy(key=key[:40])
    today = work.now.astimezone(work.policy.calendar.zone).date()
    said = register.of_policy(key, given, today)
    return Routine(workspace=work.workspace, adoption=Adoption.ADOPTED, **said)


async def add(work: Work, wanted: Wanted) -> Record:
    """Add a routine of the team's own."""
    await roles.require(work, Role.MEMBER)
    title = rules.title(wanted.title or "")
    row = Routine(
        workspace=work.workspace,
        key=await _key(work, title),
        adoption=Adoption.ADOPTED,
        title=title,
        area=wanted.area or "improvement",
        kind="duty",
        start=_today(work).isoformat(),
        owners=[work.actor],
        ahead=["1d"],
        evidence=[Evidence.TEXT.value],
        asks="What was done, and what was found?",
    )
    await _put(work, row, replace(wanted, title=None))
    work.session.add(row)
    await work.session.flush()
    record = work.record(_adopted(row))
    await series.begin(work, row)
    await sweep.watch(work)
    return record


async def edit(work: Work, row: Routine, wanted: Wanted) -> Record:
    """Change a locked routine; what is open already stays, where it still fits."""
    await require_editor(work, row)
    before = register.terms(row)
    await _put(work, row, wanted)
    if {*before["signoff"]} - {*row.signoff}:  # else its owner would do without it
        await roles.require(work, Role.ADMIN)
    record = series.edited(work, row, before)
    changed = {*record.data["changed"]}
    if {"every", "start", "at", "zone", "ahead"} & changed:
        await series.begin(work, row)
    if {"title", "area"} & changed:
        await _rename(work, row, before["title"])
    if "owners" in changed:
        await pass_on(work, row)
    return record


async def _rename(work: Work, row: Routine, before: str) -> None:
    """Have what is open be called as the routine is now."""
    for one in await store.lock(work, *(o.id for o in await series.left(work, row))):
        one.title = one.title.replace(before, row.title, 1)[: rules.TITLE * 2]
        one.area = row.area
        await change.show(work, one)


async def retire(work: Work, row: Routine, reason: str) -> Record:
    """Have a locked routine come no more."""
    await roles.require(work, Role.ADMIN)
    await require_own(work, row)
    return await end(work, row, rules.reason(reason))


async def end(work: Work, row: Routine, said: str) -> Record:
    """Have a locked routine come no more, for a reason that is read."""
    row.adoption, row.reason = Adoption.RETIRED, said
    record = work.record(facts.Retired(**register.named(row), reason=said))
    await series.stop(work, row, said)
    return record


async def require_editor(work: Work, row: Routine) -> None:
    """Let those through who may change a routine now."""
    await roles.require(work, Role.MEMBER)
    await require_own(work, row)
    await owners.require(work, row.owners, row, row.title)


async def require_own(work: Work, row: Routine) -> None:
    """Refuse to change what comes no more, and what follows a key."""
    if await keystore.of_routine(work, row.id):
        raise keyrules.OfAKey(title=row.title)
    if row.adoption is Adoption.RETIRED:
        raise AlreadyRetired(title=row.title)


async def pass_on(work: Work, row: Routine) -> None:
    """Have what is open belong to the new owners."""
    for one in await store.lock(work, *(o.id for o in await series.left(work, row))):
        await moves.give(work, one, row.owners)


async def _put(work: Work, row: Routine, wanted: Wanted) -> None:
    """Write into a routine what is wanted of it, or refuse beside the field."""
    if wanted.title is not None:
        row.title = rules.title(wanted.title)
    if wanted.area is not None:
        _require(wanted.area in AREAS, "area", f"It is one of {', '.join(AREAS)}")
        row.area = wanted.area
    if wanted.owners is not None:
        _require(bool(wanted.owners), "owner", "Name who does it")
        await moves.require_known(work, wanted.owners)
        row.owners = [*dict.fromkeys(wanted.owners)]
    if wanted.signoff is not None:
        unknown = [one for one in wanted.signoff if one not in work.policy.signoff]
        _require(not unknown, "signoff", "That is no role that signs off")
        row.signoff = [*wanted.signoff]
    _put_times(work, row, wanted)
    for name in ("asks", "runbook", "shifts"):
        given = getattr(wanted, name)
        if given is not None:
            setattr(row, name, given)
    proven = wanted.evidence is None or bool(wanted.evidence)
    _require(proven, "evidence", "Say what proves it: a few words at the least")
    for name in ("evidence", "ahead"):
        given = getattr(wanted, name)
        if given is not None:
            setattr(row, name, [*given])


def _put_times(work: Work, row: Routine, wanted: Wanted) -> None:
    """Write when it comes: cadence, time of day, and the zone of both."""
    if wanted.zone:
        try:
            row.zone = walls.zone(wanted.zone).key
        except ValueError as wrong:
            raise Invalid("zone", str(wrong)) from wrong
    said = wanted.at or row.at
    wall = spoken.time_of_day(said)
    if wall is None:
        problem = f"“{said:.20}” is no time of day: write 16:00, 4 pm or noon"
        raise Invalid("at", problem)
    row.at = wall.isoformat("minutes")
    if wanted.cadence is not None:
        rule = cadence.read(wanted.cadence, start=_today(work), at=wall)
        if rule.text != row.every:
            row.every, row.start = rule.text, _today(work).isoformat()
        row.at = rule.at.isoformat("minutes")
    _require(bool(row.every or row.on), "every", "Say when it comes: every monday")


def _require(so: bool, field: str, problem: str) -> None:  # noqa: FBT001 (what must be so)
    if not so:
        raise Invalid(field, problem)


def _adopted(row: Routine) -> facts.Adopted:
    return facts.Adopted(**_whole(row))


def _whole(row: Routine) -> dict[str, Any]:
    return {**register.named(row), "terms": register.terms(row)}


async def _key(work: Work, title: str) -> str:
    """Make a name that no other routine has."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.casefold())
    base = "_".join(words.split())[:32] or "routine"
    taken = {one.key for one in await register.every(work)} | {*work.policy.routines}
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(k for k in numbered if k not in taken)


def _today(work: Work) -> date:
    return work.now.astimezone(work.policy.calendar.zone).date()
