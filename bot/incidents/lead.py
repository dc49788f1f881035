"""Leading an incident: who answers for it, how bad it is, what is being done."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core import roles, times
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.terms import COMMANDER
from bot.core.work import Work
from bot.incidents import facts, promises, rules, store
from bot.incidents.change import (
    brief,
    catch_up,
    change,
    require_here,
    require_open,
)
from bot.incidents.rules import Phase, Status
from bot.incidents.store import Incident

JUST = timedelta(minutes=15)  # whoever had a role within it knows what it is about
LATELY = 20  # records among which that is looked for
TIMES = ("started", "detected", "acknowledged", "contained", "resolved")


async def acknowledge(work: Work, incident: Incident) -> Record:
    """Answer for it; whoever does so leads, while nobody else does."""
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    if incident.acknowledged_at:
        raise rules.AlreadyAcknowledged(
            by=await _name(work, incident.commander or incident.declarer),
            when=times.ago(work.now - incident.acknowledged_at),
            ref=incident.ref,
            card=incident.id,
        )
    commander = incident.commander or work.actor
    values = {
        "status": Status.ACKNOWLEDGED,
        "commander": commander,
        "acknowledged_at": work.now,
    }
    record = change(work, incident, facts.Acknowledged, values, commander=commander)
    await bring(work, incident, [work.actor])
    brief(work, incident, commander)
    promises.watch(work, incident)
    return record


async def assign(work: Work, incident: Incident, commander: str) -> Record:
    """Name the commander, or hand command over."""
    if incident.open and incident.commander == commander:
        by = await _name(work, commander)
        raise rules.AlreadyCommands(by=by, ref=incident.ref, card=incident.id)
    before = incident.commander
    require_open(incident)
    own = commander == work.actor and await free(work, incident, before)
    called = work.policy.responders[COMMANDER].name
    holder = before if commander == work.actor else None
    await require_giving(work, incident, called, own=own, holder=holder)
    await require_leader(work, commander)
    values: dict[str, object] = {"commander": commander}
    if commander == work.actor and not incident.acknowledged_at:
        values |= {"status": Status.ACKNOWLEDGED, "acknowledged_at": work.now}
    record = change(
        work, incident, facts.Assigned, values, commander=commander, before=before
    )
    await pass_on(work, incident, COMMANDER, record)
    promises.watch(work, incident)
    return record


async def require_giving(
    work: Work, incident: Incident, called: str, *, own: bool, holder: str | None
) -> None:
    """Let those through who may say who has a role, or for whom it is *own* to take.

    Whoever claims it of a *holder* is told who that is.
    """
    try:
        await roles.require(work, Role.MEMBER if own else Role.COMMANDER, of=incident)
    except roles.NotYours as why:
        if holder is None:
            raise
        by = await _name(work, holder)
        raise rules.Held(by=by, role=called, ref=incident.ref, why=why) from why


async def free(work: Work, incident: Incident, holder: str | None) -> bool:
    """Tell whether nobody has a role: *holder* may have left the room."""
    return holder is None or holder in await store.gone(work, incident.id)


async def pass_on(work: Work, incident: Incident, role: str, record: Record) -> None:
    """Have people follow a change of *role*: brought in, briefed, told it is gone."""
    data = record.data
    person, before = data.get("person") or data.get("commander"), data["before"]
    if before and before != work.actor:
        work.tell(record, to=before)
    if person:
        just = await _just_had(work, incident, role, person)
        await bring(work, incident, [person])
        await call_back(work, incident, person)
        if not just:
            brief(work, incident, person)


async def _just_had(work: Work, incident: Incident, role: str, person: str) -> bool:
    """Tell whether *person* had *role* until a moment ago."""
    return any(
        record.data.get("before") == person
        and record.data.get("role", COMMANDER) == role
        and work.now - record.at < JUST
        for record in await store.records(work, incident.id, LATELY)
        if record.name in (facts.Assigned.name, facts.RoleChanged.name)
    )


async def call_back(work: Work, incident: Incident, person: str) -> None:
    """Bring somebody into the room again who had left it: they are needed there."""
    known = await store.members(work, incident.id)
    for member in known:
        if member.person == person and member.left_at:
            member.left_at = None
            key, about = f"back:{work.records[-1].id}", f"{incident.id}:{person}"
            name, room = "incidents.called_back", incident.room
            work.want("members", name, about, key=key, parent=room)


async def can_lead(work: Work, person: str) -> bool:
    """Tell whether *person* could press the buttons: no guest, no app, still here."""
    return await work.people.may(work, person, Role.MEMBER)


async def require_leader(
    work: Work, person: str, *, field: str = "commander", does: str = "lead"
) -> None:
    """Refuse to give a role to somebody who could press no button."""
    if person != work.actor and not await can_lead(work, person):
        who = await _name(work, person)
        raise Invalid(
            field,
            f"{who} can't {does}: guests, apps and whoever has left can't. "
            "Name somebody else",
        )


async def move(work: Work, incident: Incident, phase: Phase) -> Record:
    """Move to another phase: forwards, backwards or skipping some."""
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    if phase is incident.phase:
        state = f"in {phase.value}"
        raise rules.AlreadySo(ref=incident.ref, state=state, card=incident.id)
    before = incident.phase
    status = rules.after_phase(incident.status, phase)
    values: dict[str, object] = {"phase": phase, "status": status}
    if rules.leaves_containment(before, phase) and not incident.contained_at:
        values["contained_at"] = work.now
    return change(
        work, incident, facts.Moved, values, phase=phase.value, before=before.value
    )


async def retime(
    work: Work, incident: Incident, given: dict[str, datetime | None]
) -> Record:
    """Put right when things happened; what was there before stays in the record."""
    await roles.require(work, Role.COMMANDER, of=incident)
    require_here(incident)
    changed = {
        f"{name}_at": rules.past(name, moment, work.now)
        for name, moment in given.items()
        if moment and moment != getattr(incident, f"{name}_at")
    }
    _require_happened(incident, changed)
    if not changed:
        raise rules.AlreadySo(
            ref=incident.ref, state="as you gave it", card=incident.id
        )
    _in_order(incident, changed)
    names = tuple(sorted(changed))
    record = change(work, incident, facts.Retimed, changed, changed=names)
    promises.watch(work, incident)
    return record


def _require_happened(incident: Incident, changed: Iterable[str]) -> None:
    """Refuse a time of what a verb says: it would be true, and nobody told."""
    for name in ("acknowledged", "resolved"):
        if f"{name}_at" in changed and getattr(incident, f"{name}_at") is None:
            raise rules.NotYet(ref=incident.ref, state=name, card=incident.id)


def _in_order(incident: Incident, changed: dict[str, datetime]) -> None:
    """Refuse times that could not have followed each other."""
    last: tuple[str, datetime] | None = None
    for name in TIMES:
        moment = changed.get(f"{name}_at", getattr(incident, f"{name}_at"))
        if moment is None or name == "contained":
            continue
        if last and moment < last[1]:
            problem = f"It can't have been {name} before it was {last[0]}"
            raise Invalid(name, problem)
        last = (name, moment)


async def bring(work: Work, incident: Incident, people: list[str]) -> list[str]:
    """Bring people into the room who were not brought in before; give those."""
    persons = [p for p in dict.fromkeys(people) if p.startswith(("U", "W"))]
    new = await store.enter(work, incident.id, persons)
    if new:
        work.want("members", "incidents.members", incident.id, parent=incident.room)
    return new


async def call_in(work: Work, incident: Incident, people: list[str]) -> None:
    """Bring people in who have no role that they are briefed for: they come late."""
    for person in await bring(work, incident, people):
        if person != work.actor:
            catch_up(work, incident, person)


async def _name(work: Work, person: str) -> str:
    return (await work.people.names(work, [person]))[person]
