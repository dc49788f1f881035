"""Conflicts: what else holds the same time, what is open, and when nothing is changed.

Of incidents only their numbers are told, of private ones not even how bad they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import incidents
from bot.core import tidy, times, walls
from bot.core.work import Work
from bot.incidents import Incident
from bot.maintenance import change, rules, store
from bot.maintenance.rules import InTheWay
from bot.maintenance.store import Freeze, Request

WORST = 2  # severities up to this one are in everybody's way
SOON = timedelta(days=1)  # what is open now is no conflict with what is later
MANY = 200


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A time and a place that are to be held; `besides` is the request itself."""

    begins: datetime
    ends: datetime
    zone: str
    surface: str
    besides: str = ""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that is in the way, in a sentence; a hint only is worth knowing.

    `owners` are the people who answer for it, where it is another request.
    """

    sentence: str
    hint: bool = False
    owners: tuple[str, ...] = ()


def plan_of(one: Request) -> Plan:
    """Give what a request holds."""
    return Plan(
        begins=one.begins_at,
        ends=one.until_at,
        zone=one.zone,
        surface=one.surface,
        besides=one.id,
    )


async def found(work: Work, plan: Plan) -> list[Hit]:
    """Give all that is in the way: what only is worth knowing comes last."""
    others = await store.overlapping(work, plan.begins, plan.ends)
    hits = [_other(plan, one) for one in others if one.id != plan.besides]
    hits += [_frozen(plan, one) for one in await _freezes(work, plan)]
    rows, _ = await incidents.open_ones(work, MANY)
    hits += [_incident(work, plan, one) for one in rows if _matters(plan, one)]
    return sorted(hits, key=lambda hit: hit.hint)


async def of_more(work: Work, one: Request, until: datetime) -> list[Hit]:
    """Give what is in the way of the time that a request takes longer."""
    begins = max(one.until_at, work.now)
    return await found(work, replace(plan_of(one), begins=begins, ends=until))


async def require_reason(work: Work, plan: Plan, despite: str) -> list[Hit]:
    """Let a plan through that nothing is in the way of, or with a reason to go on."""
    hits = await found(work, plan)
    hard = [hit.sentence for hit in hits if not hit.hint]
    if hard and len(tidy.line(despite)) < rules.REASON:
        raise InTheWay(hard)
    return hits


def sentences(hits: Sequence[Hit]) -> list[str]:
    """Give what is told of them."""
    return [hit.sentence for hit in hits]


def same(one: str, other: str) -> bool:
    """Tell whether two are about the same; nothing is about everything."""
    return not one or not other or one.casefold() == other.casefold()


def _other(plan: Plan, one: Request) -> Hit:
    when = rules.spoken(one.begins_at, one.until_at, plan.zone)
    if same(plan.surface, one.surface):
        owners = tuple(change.answering(one))
        return Hit(sentence=f"{one.ref} holds {one.where} from {when}.", owners=owners)
    said = f"{one.ref} is at the same time, on {one.where}: {when}."
    return Hit(sentence=said, hint=True)


async def _freezes(work: Work, plan: Plan) -> list[Freeze]:
    return [
        one
        for one in await store.freezes(work, plan.begins)
        if one.begins_at < plan.ends and same(plan.surface, one.surface)
    ]


def _frozen(plan: Plan, one: Freeze) -> Hit:
    place = walls.zone_or_utc(plan.zone)
    span = f"{times.dated(one.begins_at, place)} to {times.dated(one.ends_at, place)}"
    what = one.surface or rules.EVERYTHING
    return Hit(sentence=f"A freeze holds {what} from {span}: {one.reason}.")


def _matters(plan: Plan, one: Incident) -> bool:
    here = bool(plan.surface and one.surface) and same(plan.surface, one.surface)
    return not one.drill and (one.private or one.severity <= WORST or here)


def _incident(work: Work, plan: Plan, one: Incident) -> Hit:
    if one.private:
        said = f"{one.ref} is open, and private: ask its commander."
    else:
        name = work.policy.severities[one.severity].name
        on = f" on {one.surface}" if one.surface else ""
        said = f"{one.ref}, {name}, is open{on}."
    return Hit(sentence=said, hint=plan.begins - work.now > SOON)
