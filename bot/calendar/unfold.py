"""Unfolding: routines become occurrences, by their rule or by what happens.

Every time that a rule says has one occurrence, whatever was down meanwhile: the day of
each is its slot, which a routine is opened for once.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from bot import workspaces
from bot.calendar import asking, facts, measuring, planning, register, rules, store
from bot.calendar.register import Routine
from bot.calendar.rotation import keystore
from bot.calendar.rotation.keyrules import Worth
from bot.calendar.store import Occurrence
from bot.core import counters, times, walls
from bot.core.duties import Trigger
from bot.core.work import Work

Said = dict[str, Any]
UNFOLD = "calendar.unfold"
DAYS = 5  # business days in which something is due that says nothing of it
AT_ONCE = 100  # occurrences that one transaction opens
PREFIX = {"rotation": "ROT"}
COUNTERS = {"ROT": "rotations", "OPS": "duties"}


def zone(work: Work, routine: Routine | None) -> tzinfo:
    """Give the zone of a routine's wall time: its own, or the team's."""
    own = routine.zone if routine else ""
    return walls.zone(own) if own else work.policy.calendar.zone


async def elsewhere(work: Work, routine: Routine) -> str:
    """Name the zone of a routine's wall time, where it is not that of whoever looks."""
    place, theirs = zone(work, routine), await workspaces.zone(work, work.actor)
    return "" if walls.alike(place, theirs, work.now) else str(place)


def coming(
    work: Work, routine: Routine, after: date | None = None
) -> Iterator[tuple[str, datetime]]:
    """Give the slots of a routine and when each is due, those after a day."""
    rule, place = routine.rule, zone(work, routine)
    if rule is None:
        return
    last = after or (date.fromisoformat(routine.until) if routine.until else None)
    begin = datetime.combine(last or rule.start - times.DAY, time.max)
    for wall in rule.walls(begin):
        yield wall.date().isoformat(), walls.resolve(wall, place)


def watch(work: Work, routine: Routine) -> None:
    """Have the routine unfold when its next time is near, or no more."""
    key = f"routine:{routine.id}"
    found = next(coming(work, routine), None) if routine.adopted else None
    if found is None:
        work.forget(key)
        return
    at = planning.appears(found[1], _last(work, routine), routine.spans)
    work.later(UNFOLD, key=key, at=max(at, work.now), routine=routine.id)


def _last(work: Work, routine: Routine) -> datetime | None:
    """Give when the last time is due that a routine was opened for."""
    if not routine.until:
        return None
    before = date.fromisoformat(routine.until) - times.DAY
    last = next(coming(work, routine, before), None)
    return last[1] if last and last[0] == routine.until else None


async def unfold(work: Work, *, routine: str) -> None:
    """Open what is near, and what was near while nobody looked."""
    found = await register.lock(work, routine)
    if found is None or not found.adopted:
        return
    await unfold_now(work, found)


async def unfold_now(work: Work, routine: Routine) -> None:
    """Open every occurrence of a locked routine whose time is near."""
    last = _last(work, routine)
    known = await store.slots(work, routine.id, routine.until)
    kept = await _kept_by_keys(work, routine)
    for _, (slot, due) in zip(range(AT_ONCE), coming(work, routine), strict=False):
        if planning.appears(due, last, routine.spans) > work.now:
            break
        if slot not in known and not kept:
            await _open(work, routine, slot, due)
        routine.until, last = slot, due
    watch(work, routine)


async def _kept_by_keys(work: Work, routine: Routine) -> bool:
    """Tell whether keys of the inventory are rotated by routines of their own."""
    return routine.kind == "rotation" and routine.key in await resting(work)


async def resting(work: Work) -> set[str]:
    """Give the keys of the policy's routines that those of single keys stand for."""
    known = work.policy.keys
    used = [(known[k], v) for k, v in await keystore.used(work) if k in known]
    return {kind.follows(low=v is Worth.LOW) for kind, v in used if kind.covering}


async def late(work: Work, routine: Routine, slot: str) -> None:
    """Open a time of a locked routine that passed before it was known here.

    Nobody could have done it then: it is due as what happens is, a few days on.
    """
    due = times.add_business_days(work.now, DAYS, work.policy.calendar)
    await _open(work, routine, slot, due)
    routine.until = slot


async def begin(  # noqa: PLR0913 (what an occurrence follows from, by name)
    work: Work,
    routine: Routine,
    trigger: Trigger,
    subject: str,
    *,
    title: str = "",
    due: datetime | None = None,
    owners: tuple[str, ...] = (),
    at_once: bool = False,
) -> Occurrence | None:
    """Open an occurrence because of something that happened; None: it was before.

    Without a *due* of its own it is due when the routine allows, or as its rule says.
    Its owners are asked in their business hours; *at_once* they are at any hour, and
    whoever leads with them.
    """
    slot = f"{trigger.value}:{subject}"
    if not routine.adopted or await store.opened(work, routine.id, [slot]):
        return None
    at = due or _allowed(work, routine)
    name = f"{routine.title} ({title})" if title else routine.title
    one = await _open(
        work, routine, slot, at, subject=subject, title=name, owners=owners
    )
    if at_once:
        await asking.at_once(work, one, routine)
    return one


async def triggered(
    work: Work, trigger: Trigger, subject: str, title: str
) -> list[Occurrence]:
    """Open what every routine that follows from a trigger asks for."""
    found = []
    for routine in await register.every(work):
        if routine.adopted and trigger in routine.triggers:
            made = await begin(work, routine, trigger, subject, title=title)
            found += [made] if made else []
    return found


def _allowed(work: Work, routine: Routine) -> datetime:
    within = routine.allowed
    if within:
        return times.deadline(work.now, within, work.policy.calendar)
    return times.add_business_days(work.now, DAYS, work.policy.calendar)


async def _open(  # noqa: PLR0913 (what is written of an occurrence)
    work: Work,
    routine: Routine,
    slot: str,
    due: datetime,
    *,
    subject: str = "",
    title: str = "",
    owners: tuple[str, ...] = (),
) -> Occurrence:
    prefix = PREFIX.get(routine.kind, "OPS")
    number = await counters.next_number(work, COUNTERS[prefix])
    said: Said = {"ref": f"{prefix}-{number}", "area": routine.area, "subject": subject}
    said |= {"title": (title or routine.title)[: rules.TITLE * 2]}
    named = [*(owners or routine.owners)]
    one = Occurrence(
        workspace=work.workspace,
        routine=routine.id,
        slot=slot,
        owners=named,
        due_at=due,
        opened_at=work.now,
        **said,
    )
    work.session.add(one)
    made: Said = {"about": one.id, "routine": routine.id, "slot": slot, "due": due}
    work.record(facts.Opened(**made, owners=tuple(named), **said))
    await work.session.flush()
    if measuring.measures(routine):
        measuring.watch(work, one)
    else:
        await asking.gather(work, one, routine)
    return one


def since(routine: Routine, now: datetime, place: tzinfo) -> str:
    """Give the day after which a routine that is adopted now comes."""
    today = now.astimezone(place).date()
    rule = routine.rule
    passed = rule is None or walls.resolve(
        datetime.combine(today, rule.at), place
    ) <= now + timedelta(hours=1)
    return (today if passed else today - times.DAY).isoformat()


TIMED = {UNFOLD: unfold}
