"""What is done to drills: plan, staff, start, measure, finish, abort.

Invariants:
* of one service there is one open drill
* what a drill is held against is fixed when it begins
* the verdict is computed from moments when it ends; nobody types it
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot import services
from bot.backups import facts, find, rules, store
from bot.backups.rules import CARD, OPEN, Ending, Moments, Plan, State
from bot.backups.store import Drill
from bot.core import counters, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work

Of = TypeVar("Of", bound=facts.OfDrill)
CHANNELS = ("C", "G")  # how the ids of channels begin


async def plan(work: Work, said: Plan) -> Drill:
    """Plan a drill, and propose who does what: whoever did it least recently."""
    await roles.require(work, Role.MEMBER)
    scenario = rules.scenario(said.kind, said.scenario)
    people = said.people or _oneself(work)
    await _require_members(work, dict.fromkeys(people, "people"))
    number = await counters.next_number(work, "drills")
    service = await _free(work, said.service)
    past = [one.roles for one in await store.begun(work)]
    given: dict[str, Any] = {**rules.proposed(people, past), "scenario": scenario}
    row = Drill(
        workspace=work.workspace,
        number=number,
        service=service.id,
        kind=said.kind,
        place=_place(work, said.place),
        planned_by=work.actor,
        planned_at=work.now,
        **given,
    )
    work.session.add(row)
    await work.session.flush()
    record = work.record(_fact(facts.DrillPlanned, row, service.title, **row.roles))
    _invite(work, record, row, {})
    return row


async def _free(work: Work, id_: str) -> services.Service:
    """Give a service against which nothing is played, or refuse."""
    service = await services.opened(work, id_)
    if service.retired:
        raise services.AlreadyRetired(service=service.id, title=service.title)
    known = await store.open_of(work, service.id)
    if known is not None:
        raise rules.AlreadyOpen(drill=known.id, ref=known.ref, state=known.state)
    return service


def _oneself(work: Work) -> tuple[str, ...]:
    return (work.actor,) if work.actor.startswith(("U", "W")) else ()


def _place(work: Work, channel: str) -> str:
    """Give where its card is: the channel, else that for operations, else the asker."""
    return (
        channel if channel.startswith(CHANNELS) else work.policy.channels.ops
    ) or work.actor


async def _require_members(work: Work, people: Mapping[str, str]) -> None:
    """Refuse, beside the field of each, whoever could press no button."""
    for person, field in people.items():
        if person and not await work.people.may(work, person, Role.MEMBER):
            who = (await work.people.names(work, [person]))[person]
            problem = f"{who} can't take part: guests, apps and whoever has left can't"
            raise Invalid(field, problem)


async def staff(work: Work, id_: str, given: Mapping[str, str]) -> Record:
    """Name who does what; a role that is not *given* stays as it is."""
    await roles.require(work, Role.MEMBER)
    row = await _locked(work, id_, OPEN, rules.Over)
    await _require_members(work, {who: role for role, who in given.items()})
    before = row.roles
    now = {**before, **given}
    if not now["coordinator"]:
        raise Invalid("coordinator", "Somebody has to coordinate it")
    named = [who for who in now.values() if who]
    twice = next((r for r, who in now.items() if who and named.count(who) > 1), "")
    if twice:
        raise Invalid(twice, "Nobody has two roles in one drill: leave one empty")
    for role, who in now.items():
        setattr(row, role, who)
    record = await _recorded(work, facts.DrillStaffed, row, **row.roles)
    _invite(work, record, row, before)
    return record


def _invite(work: Work, record: Record, row: Drill, before: Mapping[str, str]) -> None:
    """Tell those who have a role now that it is theirs; and have the card shown."""
    for person in dict.fromkeys(row.roles.values()):
        if person and person != work.actor and person not in before.values():
            work.tell(record, to=person, priority=Priority.NUDGE)
    work.show(CARD, row.id, to=row.place, priority=Priority.NUDGE)


async def start(work: Work, id_: str, at: datetime | None = None) -> Record:
    """Let the clock run: what is lost in the drill is lost now, or was at *at*."""
    await roles.require(work, Role.MEMBER)
    row = await _locked(work, id_, (State.PLANNED,), rules.NotPlanned)
    service = await services.opened(work, row.service)
    row.started_at = rules.begun(at, work.now)
    row.state, row.rpo, row.rto = State.RUNNING, service.rpo, service.rto
    row.coordinator = row.coordinator or "".join(_oneself(work))
    return await _told(
        work,
        facts.DrillStarted,
        row,
        started=row.started_at,
        rpo=row.rpo,
        rto=row.rto,
        coordinator=row.coordinator,
    )


async def measure(work: Work, id_: str, said: Moments) -> Record:
    """Keep when the service was usable again, and with which data; also once more."""
    await roles.require(work, Role.MEMBER)
    row = await _locked(work, id_, (State.RUNNING,), rules.NotRunning)
    if row.started_at is None:
        raise LookupError(row.id)
    seen = rules.moments(said, row.started_at, work.now)
    row.taken_at, row.restored_to = seen.taken, seen.restored_to
    row.usable_at = seen.usable
    moments = {"taken": seen.taken, "restored": row.restored_to, "usable": seen.usable}
    return await _recorded(work, facts.DrillRestored, row, **moments, **_lost(row))


async def finish(work: Work, id_: str, said: Ending) -> Record:
    """End a drill and judge it by what was measured; nothing measured is a failure."""
    await roles.require(work, Role.MEMBER)
    row = await _locked(work, id_, (State.RUNNING,), rules.NotRunning)
    end = rules.ending(said, row.kind)
    row.state, row.ended_at = State.FINISHED, work.now
    row.verdict, row.lessons = rules.verdict(row), end.lessons
    row.updated, row.plan = bool(end.updated), end.plan
    return await _told(
        work,
        facts.DrillFinished,
        row,
        outcome=row.verdict.value,
        gaps=tuple(rules.gaps(row)),
        lessons=row.lessons,
        updated=row.updated,
        plan=row.plan,
        **_lost(row),
    )


def _lost(row: Drill) -> dict[str, int]:
    """Give what was lost as facts keep it: in seconds, -1 where nothing came back."""
    found = rules.measured(row)
    lost = {"rpo_lost": found.rpo, "rto_lost": found.rto}
    return {
        name: -1 if one is None else int(one.total_seconds())
        for name, one in lost.items()
    }


async def abort(work: Work, id_: str, reason: str) -> Record:
    """Give a drill up; it is kept, and not judged."""
    await roles.require(work, Role.MEMBER)
    row = await _locked(work, id_, OPEN, rules.Over)
    row.reason = rules.reason(reason)
    row.state, row.ended_at = State.ABORTED, work.now
    return await _told(work, facts.DrillAborted, row, reason=row.reason)


async def _locked(
    work: Work, id_: str, among: tuple[State, ...], refusal: type[rules.Known]
) -> Drill:
    """Give a drill, locked, if it stands where the deed can be done."""
    row = await find.locked(work, id_)
    if row.state not in among:
        raise refusal(drill=row.id, ref=row.ref, state=row.state.value)
    return row


async def _told(work: Work, kind: type[Of], row: Drill, **more: Any) -> Record:  # noqa: ANN401 (fields of the fact)
    """Record a fact, and tell it where the card is."""
    record = await _recorded(work, kind, row, **more)
    work.tell(record, to=row.place, priority=Priority.NUDGE)
    return record


async def _recorded(work: Work, kind: type[Of], row: Drill, **more: Any) -> Record:  # noqa: ANN401 (fields of the fact)
    """Record a fact about a drill, and have its card follow."""
    service = await services.opened(work, row.service)
    work.show(CARD, row.id, to=row.place, priority=Priority.NUDGE)
    return work.record(_fact(kind, row, service.title, **more))


def _fact(kind: type[Of], row: Drill, title: str, **more: Any) -> Of:  # noqa: ANN401 (fields of the fact)
    return kind(
        about=row.id,
        ref=row.ref,
        service=row.service,
        title=title,
        kind=row.kind.value,
        scenario=row.scenario,
        **more,
    )
