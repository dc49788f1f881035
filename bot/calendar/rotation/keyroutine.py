"""The routine of a key: made from that of its kind, counted from its last rotation.

Invariants:
* a key has one routine for as long as it is in the inventory, and nobody edits it
* what is open when a key is rotated is over: it was asked for the key that is gone
* a time that had passed before the key was known is opened once, for a few days on
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from bot.calendar import change, facts, register, store, unfold
from bot.calendar.register import Routine
from bot.calendar.rotation import keyrules, keystore
from bot.calendar.rotation.keystore import Key
from bot.calendar.rules import Adoption
from bot.core.duties import Kind, Trigger
from bot.core.work import Work

EXPIRE = "calendar.expire"
TITLE = 150
COUNTED = {"every", "start", "at", "zone", "ahead"}
"""The columns that say when a routine comes."""


def kind_of(work: Work, key: Key) -> Kind | None:
    """Give the kind of a key; None where the policy has it no more."""
    return work.policy.keys.get(key.kind)


def day_of(work: Work, key: Key) -> date:
    """Give the day from which its next rotation is counted."""
    return (key.rotated_at or key.added_at).astimezone(work.policy.calendar.zone).date()


async def make(work: Work, key: Key) -> Routine:
    """Make the routine of a key that is new."""
    begin = day_of(work, key).isoformat()
    row = Routine(
        id=key.routine,
        workspace=work.workspace,
        key=f"key_{key.id.replace('-', '')}",
        adoption=Adoption.ADOPTED,
        until=begin,
        **await _terms(work, key),
    )
    work.session.add(row)
    await work.session.flush()
    work.record(facts.Adopted(**register.named(row), terms=register.terms(row)))
    await _open(work, row)
    watch(work, key)
    return row


async def fit(work: Work, key: Key, *, anew: bool = False) -> Routine:
    """Have the routine of a locked key say what the key does; *anew*: counted anew.

    What is open of it stays, unless it comes at other times from now on.
    """
    row = await register.lock(work, key.routine)
    if row is None:
        raise LookupError(key.routine)
    revived, before = not row.adopted, register.terms(row)
    for name, value in (await _terms(work, key)).items():
        setattr(row, name, value)
    row.adoption, row.reason = Adoption.ADOPTED, ""
    after = register.terms(row)
    changed = tuple(name for name in register.TERMS if before[name] != after[name])
    if revived:
        work.record(facts.Adopted(**register.named(row), terms=after))
    elif changed:
        row.version += 1
        fact = facts.Edited(**register.named(row), terms=after, changed=changed)
        work.record(fact)
    if anew or revived or COUNTED & {*changed}:
        await _again(work, key, row)
    watch(work, key)
    return row


async def _again(work: Work, key: Key, row: Routine) -> None:
    """Have a routine come as it is counted now; times that don't fit are over."""
    found = await keystore.open_of(work, [row.id])
    planned = {one.slot: one for one in found if not one.subject}
    row.until = day_of(work, key).isoformat()
    coming = {slot for _, (slot, _) in zip(range(50), _coming(work, row), strict=False)}
    gone = [one.id for slot, one in planned.items() if slot not in coming]
    await change.skip(work, gone, "Its next rotation is counted anew.")
    row.until = max([row.until, *(slot for slot in planned if slot in coming)])
    await _open(work, row)


def _coming(work: Work, row: Routine) -> Any:  # noqa: ANN401 (slots, and when each is due)
    return unfold.coming(work, row)


async def _open(work: Work, row: Routine) -> None:
    """Open what has passed, once; then what is near."""
    passed = ""
    for slot, due in unfold.coming(work, row):
        if due > work.now:
            break
        passed = slot
    if passed and not await store.opened(work, row.id, [passed]):
        await unfold.late(work, row, passed)
    row.until = max(row.until, passed)
    await unfold.unfold_now(work, row)


async def over(
    work: Work, key: Key, reason: str, besides: Collection[str] = ()
) -> None:
    """Have what is open of a key be over."""
    found = await keystore.open_of(work, [key.routine])
    await change.skip(work, [o.id for o in found if o.id not in besides], reason)


async def _terms(work: Work, key: Key) -> dict[str, Any]:
    """Give the columns of its routine: as its kind's routine has them, for one key."""
    kind, begin = kind_of(work, key), day_of(work, key)
    mine = await register.get(work, key.routine)
    said = register.terms(mine) if mine else {}
    if kind is not None:
        said = await _source(work, kind.follows(low=key.low), begin)
        said["every"] = keyrules.series(said["every"], begin)
        said["on"] = [] if said["every"] else [Trigger.EXPIRY.value]
        said["evidence"] = [*kind.evidence] or said["evidence"]
        said["asks"], said["steps"] = kind.asks or said["asks"], [*kind.steps]
    start = keyrules.first(said["every"], begin).isoformat()
    own = {"title": f"Rotate {key.name}"[:TITLE], "owners": [*key.owners], "check": ""}
    return {**said, **own, "start": start, "shifts": False}


async def _source(work: Work, name: str, begin: date) -> dict[str, Any]:
    """Give what the routine of a kind says: the team's own, else the policy's."""
    row = await register.keyed(work, name)
    if row is not None and row.adopted:
        return register.terms(row)
    said = register.of_policy(name, work.policy.routines[name], begin)
    blank = {"zone": "", "escalation": ""}
    return {one: said.get(one, blank.get(one)) for one in register.TERMS}


def watch(work: Work, key: Key) -> None:
    """Have a key be asked for a week before it expires, or no more."""
    name = f"key:{key.id}"
    if key.expires_at is None or key.retired:
        work.forget(name)
        return
    at = max(key.expires_at - keyrules.WEEK, work.now)
    work.later(EXPIRE, key=name, at=at, secret=key.id)


async def expire(work: Work, *, secret: str) -> None:
    """Open the rotation of a key that expires soon, once for each expiry."""
    key = await keystore.lock(work, secret)
    if key is None or key.retired or key.expires_at is None:
        return
    if key.expires_at - keyrules.WEEK > work.now:
        watch(work, key)
        return
    row = await register.lock(work, key.routine)
    if row is not None:
        subject = f"{key.expires_at:%Y-%m-%dT%H:%MZ}"
        due = key.expires_at
        await unfold.begin(
            work, row, Trigger.EXPIRY, subject, title="it expires", due=due
        )


TIMED = {EXPIRE: expire}
