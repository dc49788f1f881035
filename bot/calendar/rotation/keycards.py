"""What shows keys: the list of them, one with its past, the form that changes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.calendar import find, owners, register, unfold
from bot.calendar.register import Routine
from bot.calendar.rotation import inventory, keynames, keyroutine, keystore
from bot.calendar.rotation.keyrules import CARD
from bot.calendar.rotation.keystore import Key
from bot.calendar.rules import LATE
from bot.calendar.store import Occurrence
from bot.core import roles
from bot.core.errors import Forbidden
from bot.core.roles import Role
from bot.core.work import Work

LISTED, PAST = 12, 12
MINE = ("mine", "me", "my")


async def enrolled(work: Work) -> bool:
    """Tell whether Longwatch's own keys are in the inventory."""
    await roles.require(work, Role.MEMBER)
    return inventory.OWN.keys() <= await keystore.owned(work)


async def listed(work: Work, words: str = "") -> dict[str, Any]:
    """Give the keys: what is compromised first, then what is late, then what is next.

    *words* narrow them to those that hold them, to `mine`, or to `retired` ones.
    """
    await roles.require(work, Role.MEMBER)
    said = words.casefold().strip()
    every = await keystore.every(work)
    found = [one for one in every if await _shown(work, one, said)]
    rows = await _rows(work, found)
    rows.sort(key=_order)
    for row in rows[:LISTED]:
        row["owners"] = await find.called(work, row["key"].owners)
    return {
        "rows": rows[:LISTED],
        "more": max(0, len(rows) - LISTED),
        "words": said,
        "keeps": await keeps(work),
        "any": bool(every),
    }


async def _shown(work: Work, key: Key, said: str) -> bool:
    if said in MINE:
        return not key.retired and work.actor in await owners.people(work, key.owners)
    if said == "retired":
        return key.retired
    held = f"{key.name} {key.kind} {key.lives} {key.state}".casefold()
    return not key.retired and said in held


async def _rows(work: Work, found: Sequence[Key]) -> list[dict[str, Any]]:
    ids = [one.routine for one in found]
    known = await register.these(work, ids)
    nearest: dict[str, Occurrence] = {}
    for one in await keystore.open_of(work, ids):
        nearest.setdefault(one.routine, one)
    return [_row(work, key, known[key.routine], nearest) for key in found]


def _row(
    work: Work, key: Key, routine: Routine, nearest: dict[str, Occurrence]
) -> dict[str, Any]:
    """Give a key in a line: where it stands, and when it is rotated next."""
    one = nearest.get(key.routine)
    at = one.due_at if one else _next(work, key, routine)
    kind = keyroutine.kind_of(work, key)
    return {
        "key": key,
        "kind": kind.name if kind else key.kind,
        "one": one,
        "next": at,
        "late": bool(one and (one.state in LATE or one.due_at < work.now)),
        "cadence": routine.rule.words if routine.rule else "",
    }


def _next(work: Work, key: Key, routine: Routine) -> datetime | None:
    """Give when a key is rotated next: as it is counted, or before it expires."""
    if not routine.adopted:
        return None
    coming = next(unfold.coming(work, routine), None)
    times = [at for at in (coming[1] if coming else None, key.expires_at) if at]
    return min(times, default=None)


def _order(row: dict[str, Any]) -> tuple[bool, bool, bool, float, str]:
    key, at = row["key"], row["next"]
    when = at.timestamp() if at else float("inf")
    return not key.compromised, not row["late"], row["one"] is None, when, key.slug


async def keeps(work: Work) -> bool:
    """Tell whether whoever looks may change the inventory."""
    try:
        await keynames.require(work)
    except Forbidden:
        return False
    return True


async def past(work: Work, key: Key | None) -> dict[str, Any]:
    """Give what was rotated, the latest first: of one key, or of all."""
    await roles.require(work, Role.MEMBER)
    if key is None:
        return {"key": None, "past": [*await keystore.rotations(work, PAST)]}
    routine = await register.get(work, key.routine)
    if routine is None:
        raise LookupError(key.routine)
    row = (await _rows(work, [key]))[0]
    called = await find.called(work, key.owners)
    shown = await find.history(work, routine)
    return {**row, "owners": called, "past": shown["past"], "keeps": await keeps(work)}


async def fields(work: Work, key: Key | None, said: dict[str, str]) -> dict[str, Any]:
    """Give the form of a key: as it is, or as far as a new one is understood."""
    await keynames.require(work)
    zone = work.policy.calendar.zone
    given = dict(said)
    if key is not None:
        given |= {"name": key.name, "kind": key.kind, "lives": key.lives}
        given |= {"value": key.value.value, "how": key.how}
    at = (key.rotated_at if key else None) or inventory.moment(
        work, given.get("rotated", "")
    )
    until = key.expires_at if key else inventory.moment(work, given.get("expires", ""))
    kinds = [(one.name, name, "") for name, one in work.policy.keys.items()]
    if key is not None and key.kind not in work.policy.keys:
        kinds.append((key.kind, key.kind, "of this kind the policy says no more"))
    return {
        "secret": key,
        "given": given,
        "kinds": kinds,
        "rotated": at.astimezone(zone).date() if at else None,
        "expires": until,
        "kept": f"{key.id}:{key.version}" if key else "",
    }


async def keys(work: Work, about: str) -> dict[str, Any]:
    """Give the keys, to whoever asks."""
    return await listed(work, about if about in MINE else "")


VIEWS = {CARD: keys}
