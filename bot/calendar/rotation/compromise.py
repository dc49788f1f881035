"""A key is compromised: it is rotated at once, at any hour; others hear of it.

What follows beyond the calendar (a security incident, words for whoever is affected)
is a reaction to the fact.
"""

from datetime import datetime, timedelta

from bot.calendar import change, owners, register, unfold
from bot.calendar.rotation import (
    keyfacts,
    keynames,
    keyroutine,
    keyrules,
    keystore,
    rotated,
)
from bot.calendar.rotation.keyrules import KeyState
from bot.calendar.rotation.keystore import Key
from bot.calendar.store import Occurrence
from bot.core import roles, times
from bot.core.durations import Duration
from bot.core.duties import Trigger
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.tables import new_id
from bot.core.work import Work

POLICY = "compromised_key"  # the routine that says by when
SOON = timedelta(days=1)  # where the policy has no such routine
SEVERITY = 1  # of a kind that the policy has no more
NONE = "it is nothing that can be taken back"


async def compromise(work: Work, key: Key, what: str) -> Record:
    """Say that a locked key may be known to others; anybody may, none has to wait.

    Its owners have the card now, whatever the hour.
    """
    await roles.require(work, Role.MEMBER)
    said = keyrules.told(what)
    if key.retired:
        raise keyrules.KeyRetired(name=key.name)
    if key.compromised:
        raise keyrules.KeyCompromised(name=key.name, ref=await _asked(work, key))
    leak = new_id()
    one = await _begin(work, key, leak)
    key.state, key.version = KeyState.COMPROMISED, key.version + 1
    kind = keyroutine.kind_of(work, key)
    fact = keyfacts.KeyLeaked(
        about=key.id,
        title=key.name,
        what=said,
        kind=kind.name if kind else key.kind,
        value=key.value.value,
        severity=kind.severity if kind else SEVERITY,
        people=tuple(await owners.people(work, key.owners)),
        ref=one.ref,
        leak=leak,
    )
    return work.record(fact)


async def _begin(work: Work, key: Key, leak: str) -> Occurrence:
    row = await register.lock(work, key.routine)
    if row is None:
        raise LookupError(key.routine)
    due = await _due(work)
    one = await unfold.begin(
        work,
        row,
        Trigger.COMPROMISE,
        leak,
        title="compromised",
        due=due,
        at_once=True,
    )
    if one is None:
        raise LookupError(leak)
    return one


async def _due(work: Work) -> datetime:
    """Give by when a compromised key is rotated: the team's routine says, or ours."""
    row = await register.keyed(work, POLICY)
    given = work.policy.routines.get(POLICY)
    within: Duration | None = row.allowed if row else given.within if given else None
    if within is None:
        return work.now + SOON
    return times.deadline(work.now, within, work.policy.calendar)


async def _asked(work: Work, key: Key) -> str:
    found = await keystore.open_of(work, [key.routine])
    leaks = [one.ref for one in found if one.slot.startswith(rotated.LEAK)]
    return (leaks or ["a rotation"])[0]


async def take_back(work: Work, id_: str) -> Record:
    """Take a report back that nobody acted on yet: what followed is taken back too."""
    await roles.require(work, Role.MEMBER)
    said = await keystore.record(work, id_, keyfacts.KeyLeaked.name)
    if said is None:
        raise keyrules.TooLateToTakeBack(why=NONE, ref="ROT-1")
    key = await keynames.locked(work, said.about)
    found = await keystore.open_of(work, [key.routine])
    one = next((o for o in found if o.subject == said.data["leak"]), None)
    await _require(work, said, key, one)
    if one is None:
        raise keyrules.NotCompromised(name=key.name)
    why = "It was said by mistake, and taken back."
    await change.skip(work, [one.id], why)
    return await rotated.clear(work, key, one, why)


async def _require(work: Work, said: Record, key: Key, one: Occurrence | None) -> None:
    """Let whoever said it, and who keeps the inventory, take it back in time."""
    ref = said.data["ref"]
    if said.actor != work.actor and not await work.people.may(
        work, work.actor, Role.ADMIN
    ):
        names = await work.people.names(work, [said.actor])
        raise keyrules.NotYourReport(who=f"Only {names[said.actor]}", ref=ref)
    if not key.compromised or one is None:
        raise keyrules.NotCompromised(name=key.name)
    limit = work.policy.undo.seconds
    if work.now - said.at > timedelta(seconds=limit):
        passed = f"{limit} seconds have passed"
        raise keyrules.TooLateToTakeBack(why=passed, ref=ref)
    if one.started_at:
        raise keyrules.TooLateToTakeBack(why="somebody has begun", ref=ref)
