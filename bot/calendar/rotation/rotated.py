"""What follows for a key when its rotation is proven, sent back or skipped.

Invariants:
* a key counts as rotated from the confirmation on; what is taken back of that, is
  taken back of the key, unless it was rotated again since
* a key that is compromised stays so until its rotation is proven, or skipped
"""

from datetime import datetime

from bot.calendar import register
from bot.calendar.register import Routine
from bot.calendar.rotation import keyfacts, keyroutine, keystore
from bot.calendar.rotation.keyrules import CannotWait, KeyState, NotYoursToEnd
from bot.calendar.rotation.keystore import Key
from bot.calendar.rules import Given
from bot.calendar.store import Occurrence
from bot.core import secretive
from bot.core.duties import Trigger
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work

LEAK = f"{Trigger.COMPROMISE.value}:"


async def require(work: Work, routine: Routine, given: Given) -> None:
    """Refuse a proof that holds a key, and a token without its new expiry."""
    key = await keystore.of_routine(work, routine.id)
    if key is None:
        return
    for field, text in (("evidence", given.text), ("link", given.link)):
        secretive.refuse(field, text)
    if not asks_expiry(key, routine):
        return
    if given.expires is None:
        raise Invalid("expires", "Say until when the new one is valid")
    if given.expires <= work.now:
        raise Invalid("expires", "That has passed: until when is the new one valid?")


def asks_expiry(key: Key, routine: Routine) -> bool:
    """Tell whether a new expiry is asked for when a key was rotated."""
    return key.expires_at is not None or Trigger.EXPIRY in routine.triggers


async def prove(work: Work, one: Occurrence, given: Given) -> None:
    """Note that a key is rotated: its next time is counted from now."""
    key = await _locked(work, one.routine)
    if key is None:
        return
    record = keyfacts.KeyRotated(
        about=key.id,
        title=key.name,
        ref=one.ref,
        task=one.id,
        rotated=work.now,
        was=key.state.value,
        expires=given.expires or key.expires_at,
        before=key.rotated_at,
        expired=key.expires_at,
        proof=key.proven,
    )
    _set(key, KeyState.ACTIVE, work.now, record.expires)
    key.proven = one.id
    work.record(record)
    leaks = [
        other.id
        for other in await keystore.open_of(work, [key.routine])
        if other.slot.startswith(LEAK)
    ]
    await keyroutine.over(work, key, f"{one.ref} rotated the key.", besides=leaks)
    await keyroutine.fit(work, key, anew=True)


async def revert(work: Work, one: Occurrence) -> None:
    """Note that a key was not rotated, or not provenly, as was said; or not skipped."""
    key = await _locked(work, one.routine)
    if key is None or key.retired:
        return
    if key.proven == one.id:
        await _restore(work, key, one)
    elif one.slot.startswith(LEAK) and not key.compromised:
        _set(key, KeyState.COMPROMISED, key.rotated_at, key.expires_at)
        _unsaid(work, key, one)


async def _restore(work: Work, key: Key, one: Occurrence) -> None:
    """Have a key stand as it did before its last rotation."""
    last = await keystore.last(work, key.id, keyfacts.KeyRotated.name)
    said = last.data if last else {}
    rotated, expires = (_moment(said.get(name)) for name in ("before", "expired"))
    _set(key, KeyState(said.get("was", KeyState.ACTIVE)), rotated, expires)
    key.proven = said.get("proof", "")
    _unsaid(work, key, one)
    await keyroutine.fit(work, key)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _unsaid(work: Work, key: Key, one: Occurrence) -> None:
    """Record that a key is again what it was."""
    fact = keyfacts.KeyUnrotated(
        about=key.id,
        title=key.name,
        ref=one.ref,
        state=key.state.value,
        rotated=key.rotated_at,
        expires=key.expires_at,
        proof=key.proven,
    )
    work.record(fact)


def _set(
    key: Key, state: KeyState, rotated: datetime | None, expires: datetime | None
) -> None:
    key.state, key.rotated_at, key.expires_at = state, rotated, expires
    key.version += 1


def require_patient(one: Occurrence) -> None:
    """Refuse to have the rotation of a compromised key wait."""
    if one.slot.startswith(LEAK):
        raise CannotWait(ref=one.ref)


async def reported(work: Work, one: Occurrence) -> bool:
    """Tell whether it is because of a key that the actor said is compromised."""
    key = await _locked(work, one.routine) if one.slot.startswith(LEAK) else None
    if key is None:
        return False
    said = await keystore.last(work, key.id, keyfacts.KeyLeaked.name)
    return said is not None and said.actor == work.actor


async def require_may_end(work: Work, one: Occurrence) -> None:
    """Let whoever said that a key is compromised, or an admin, say that it is not."""
    key = await _locked(work, one.routine) if one.slot.startswith(LEAK) else None
    if key is None or await work.people.may(work, work.actor, Role.ADMIN):
        return
    said = await keystore.last(work, key.id, keyfacts.KeyLeaked.name)
    if said is None or said.actor != work.actor:
        names = await work.people.names(work, [said.actor] if said else [])
        who = "".join(f"{name} or " for name in names.values())
        raise NotYoursToEnd(who=f"Only {who}an admin", ref=one.ref)


async def drop(work: Work, one: Occurrence, reason: str) -> None:
    """Note that a key is not compromised after all: what it asked for is skipped."""
    key = await _locked(work, one.routine)
    if key is None or not key.compromised or not one.slot.startswith(LEAK):
        return
    await clear(work, key, one, reason)


async def clear(work: Work, key: Key, one: Occurrence, reason: str) -> Record:
    """Have a locked key be in order again that was said to be compromised."""
    key.state, key.version = KeyState.ACTIVE, key.version + 1
    said = await keystore.last(work, key.id, keyfacts.KeyLeaked.name)
    fact = keyfacts.KeyCleared(
        about=key.id,
        title=key.name,
        of=said.id if said else "",
        ref=one.ref,
        reason=reason,
    )
    return work.record(fact)


async def _locked(work: Work, routine: str) -> Key | None:
    """Give the key of a routine, locked, if it is one of a key."""
    found = await register.get(work, routine)
    if found is None or found.kind != "rotation":
        return None
    key = await keystore.of_routine(work, routine)
    return await keystore.lock(work, key.id) if key else None
