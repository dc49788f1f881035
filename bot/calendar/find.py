"""Finding the occurrence or the routine that somebody means."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.calendar import (
    annals,
    ladder,
    owners,
    planning,
    register,
    rules,
    store,
    unfold,
)
from bot.calendar.register import Routine
from bot.calendar.rotation import keystore
from bot.calendar.rules import (
    NoSuchOccurrence,
    NoSuchRoutine,
    WhichOccurrence,
    WhichRoutine,
)
from bot.calendar.store import Occurrence
from bot.core import roles, times
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work

REF = re.compile(r"(?is)(ops|rot)[- ]?(\d+)[:,;.]?(?:\s+(.*))?")
FEW = 5
MOST = 20  # digits of a number that are looked at
LIST = 12


async def meant(work: Work, words: str) -> tuple[Occurrence, str]:
    """Give the occurrence that is named, and the rest of the words.

    Without a name it is the only one that the actor is asked for.
    """
    await roles.require(work, Role.MEMBER)
    if found := REF.fullmatch(words.strip()):
        ref = f"{found[1].upper()}-{found[2].lstrip('0')[:MOST] or 0}"
        one = await store.by_ref(work, ref)
        if one is None:
            raise NoSuchOccurrence(ref=ref)
        return one, (found[3] or "").strip()
    rows = [one for _, one in await store.asked_of(work, work.actor)]
    if len(rows) != 1:
        raise WhichOccurrence([one.ref for one in rows[:FEW]] or ["OPS-12"])
    return rows[0], words.strip()


async def clicked(work: Work, id_: str, *, lock: bool = False) -> Occurrence:
    """Give the occurrence of a button, or refuse: it may be another workspace's."""
    await roles.require(work, Role.MEMBER)
    found = (
        next(iter(await store.lock(work, id_)), None)
        if lock
        else await store.get(work, id_)
    )
    if found is None:
        raise NoSuchOccurrence(ref="such duty here")
    return found


async def routine_clicked(work: Work, id_: str, *, lock: bool = False) -> Routine:
    """Give the routine of a button, or refuse."""
    await roles.require(work, Role.MEMBER)
    found = await (register.lock(work, id_) if lock else register.get(work, id_))
    if found is None:
        raise NoSuchRoutine(name="that button is of", hint="")
    return found


async def routine_called(work: Work, words: str) -> Routine:
    """Give the routine that is named, by its key or as its title begins."""
    await roles.require(work, Role.MEMBER)
    wanted = " ".join(words.split()).casefold()
    every = await register.every(work)
    exact = [r for r in every if wanted in (r.key, r.title.casefold())]
    near = exact or [r for r in every if wanted and wanted in _words(r)]
    near = [one for one in near if one.adopted] or near
    if not near:
        raise NoSuchRoutine(name=words[:40], hint="")
    if len(near) > 1:
        said = [await _whose(work, one) for one in near[:FEW]]
        raise WhichRoutine(name=words[:40], which="; ".join(said))
    return near[0]


async def _whose(work: Work, row: Routine) -> str:
    """Tell a routine from another of the same title: by who owns it, and its days."""
    given = await called(work, row.owners)
    people = [one["id"] for one in given if one["id"][:1] in ("U", "W")]
    names = await work.people.names(work, people)
    said = [
        names.get(one["id"], "a user group") if one["id"] else one["name"]
        for one in given
    ]
    comes = row.rule.words if row.rule else "when something happens"
    return f"“{row.title}” of {' and '.join(said)}, {comes}"


async def open_of(work: Work, key: str) -> list[Occurrence]:
    """Give what somebody has to do of the routine that is called *key*."""
    routine = await register.keyed(work, key)
    if routine is None:
        return []
    rows = await store.of_routine(work, routine.id, LIST)
    return [one for one in reversed(rows) if one.open]


def _words(routine: Routine) -> str:
    return f"{routine.key} {routine.title}".casefold()


async def adopted(work: Work) -> int:
    """Count the routines that come."""
    return sum(one.adopted for one in await register.every(work))


async def overview(work: Work, words: str = "") -> dict[str, Any]:
    """Give the routines, by area, with when each comes next; *words* narrow them."""
    await roles.require(work, Role.MEMBER)
    said = words.casefold().strip()
    every = [
        row
        for row in await register.every(work)
        if not said or said == row.area or said in _words(row)
    ]
    left = [row for row in every if row.adoption is rules.Adoption.LEFT_OUT]
    known = {row.key for row in await register.every(work)}
    return {
        "routines": [await listed(work, row) for row in every if row.adopted],
        "left": len(left),
        "offered": len({*work.policy.routines} - known),
        "words": words,
        "may": await work.people.may(work, work.actor, Role.ADMIN),
    }


async def listed(work: Work, row: Routine) -> dict[str, Any]:
    """Give a routine in a line: when it comes next, and whose it is."""
    latest = next(iter(await store.of_routine(work, row.id, 1)), None)
    nearest = latest if latest and latest.open else None
    coming = next((due for _, due in unfold.coming(work, row)), None)
    return {
        "routine": row,
        "cadence": row.rule.words if row.rule else "",
        "next": nearest.due_at if nearest else coming if row.adopted else None,
        "ref": nearest.ref if nearest else "",
        "owners": await called(work, row.owners),
    }


async def added(work: Work, id_: str) -> dict[str, Any] | None:
    """Give a routine as it was understood: whose it is, and when it comes first."""
    row = await register.get(work, id_)
    if row is None:
        return None
    return {**await listed(work, row), "elsewhere": await unfold.elsewhere(work, row)}


async def called(work: Work, given: Sequence[str]) -> list[dict[str, str]]:
    """Say who owners are: a role by its name, people and groups by their ids."""
    known = work.policy.signoff
    named = {key: {"id": "", "name": office.name} for key, office in known.items()}
    return [named.get(one, {"id": one, "name": one}) for one in given]


async def details(work: Work, one: Occurrence) -> dict[str, Any]:
    """Give everything that a card of an occurrence shows."""
    routine = await register.get(work, one.routine)
    by = await owners.calendar(work, one.owners)
    signing = routine.signoff if routine and one.state is rules.State.CONFIRMED else []
    left = [role for role in signing if role not in one.signed]
    return {
        "one": one,
        "state": planning.standing(one.state, one.due_at, work.now, by),
        "routine": routine,
        "owners": await called(work, one.owners),
        "people": (await owners.people(work, one.owners))[:FEW],
        "files": [
            {"called": proof.called, "sha256": proof.sha256}
            for proof in await store.proofs(work, one.id)
        ],
        "signing": _offices(work, left),
        "signed": _offices(work, one.signed),
        "signers": _offices(work, routine.signoff if routine else []),
        **await _beyond(work, one, by),
        "steps": [
            (step, str(at), "")
            for at, step in enumerate(routine.steps if routine else [])
        ],
        "key": await keystore.of_routine(work, one.routine),
    }


async def _beyond(work: Work, one: Occurrence, by: times.Calendar) -> dict[str, Any]:
    """Give who declined it, whom it goes to next, and whether it has gone to others."""
    said = await annals.declined(work, one.id) if one.open else []
    rung = await ladder.ahead(work, one, by, lead=bool(said))
    others = one.open and await ladder.others(work, one)
    declined = [*dict.fromkeys(fact.actor for fact in said)]
    asked = turned(said)
    return {"declined": declined, "turned": asked, "rung": rung, "others": others}


def turned(said: Sequence[Record]) -> list[str] | None:
    """Give who was asked what becomes of what others declined, and did not themselves.

    None: facts from before do not say who it was.
    """
    gone = {fact.actor for fact in said}
    if any("asked" not in fact.data for fact in said):
        return None
    named = dict.fromkeys(one for fact in said for one in fact.data["asked"])
    return [one for one in named if one not in gone]


async def spans(work: Work, one: Occurrence) -> tuple[timedelta, ...]:
    """Give how long ahead the owners of an occurrence are asked."""
    routine = await register.get(work, one.routine)
    return tuple(span.elapsed for span in routine.spans) if routine else ()


def _offices(work: Work, signers: Sequence[str]) -> list[str]:
    known = work.policy.signoff
    return [known[role].name for role in signers if role in known]


async def history(work: Work, routine: Routine) -> dict[str, Any]:
    """Give a routine with what was done of it, the latest first."""
    return {
        **await listed(work, routine),
        "elsewhere": await unfold.elsewhere(work, routine),
        "past": [*await store.of_routine(work, routine.id, LIST)],
        "signoff": _offices(work, routine.signoff),
    }
