"""Cards: what shows a request to those who carry it out, and to everybody."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from bot import calendar, incidents, workspaces
from bot.core import roles, walls
from bot.core.errors import Refused
from bot.core.roles import Role
from bot.core.work import Work
from bot.maintenance import clock, conflicts, quiet, rules, signing, spans, store
from bot.maintenance.quiet import Suggestion
from bot.maintenance.rules import CARD, FREEZE, LIST, PUBLIC, WINDOWS, State
from bot.maintenance.store import Request

SHOWN = 8
OVER = 4
HOUR = timedelta(hours=1)


async def request(work: Work, about: str) -> dict[str, Any] | None:
    """Give what the card of a request shows."""
    one = await store.get(work, about)
    return await shown(work, one) if one else None


async def shown(work: Work, one: Request) -> dict[str, Any]:
    """Give a request with who signed it, who has to, and what came of it."""
    offices = work.policy.signoff
    left = signing.missing(work, one) if one.state is State.REQUESTED else {}
    asked = [(rules.ASKS[sign], offices[role].name) for sign, role in left.items()]
    return {
        "one": one,
        "kind": rules.CALLED[one.kind],
        "window": rules.spoken(one.begins_at, one.ends_at, one.zone),
        "signed": [
            (rules.ASKS[sign], one.signed[sign])
            for sign in rules.SIGNS
            if sign in one.signed
        ],
        "missing": asked,
        "next": _next(work, one),
        "incidents": [i.ref for i in await incidents.these(work, one.incidents)],
        "duty": await duty(work, one.occurrence),
        "subscribers": len(await store.subscribers(work, one.id)),
        "beyond": await _ref(work, one.beyond),
        "unapproved": await store.unapproved(work, one),
        "late": one.state is State.RUNNING and work.now >= one.until_at,
    }


async def freeze(work: Work, about: str) -> dict[str, Any] | None:
    """Give what the card of a freeze shows: it can be lifted until it is over."""
    one = await work.session.get(store.Freeze, (about,))
    return {"one": one, "over": one.ends_at <= work.now} if one else None


def _next(work: Work, one: Request) -> Any:  # noqa: ANN401 (a moment, or None)
    """Give when it is announced next."""
    if one.state is not State.SCHEDULED:
        return None
    return next((at for at in clock.steps(work, one) if at > work.now), None)


async def _ref(work: Work, id_: str) -> str:
    found = await store.get(work, id_) if id_ else None
    return found.ref if found else ""


async def duty(work: Work, id_: str) -> str:
    """Give what the duty is called that a request carries out; empty: none."""
    if not id_:
        return ""
    try:
        return (await calendar.clicked(work, id_)).ref
    except Refused:
        return ""


async def listed(work: Work, _: str = "") -> dict[str, Any]:
    """Give what is not over, what is over, and what is frozen."""
    await roles.require(work, Role.MEMBER)
    live = await store.live(work)
    return {
        "live": live[:SHOWN],
        "more": max(0, len(live) - SHOWN),
        "over": await store.latest(work, OVER),
        "freezes": (await store.freezes(work, work.now))[:SHOWN],
    }


async def overview(work: Work, _: str = "") -> dict[str, Any]:
    """Give the standing windows with their next time, and the freezes."""
    await roles.require(work, Role.MEMBER)
    rows = [
        (row, spans.spoken(row), next(iter(spans.coming(row, work.now)), None))
        for row in await store.standing(work)
    ]
    found = await store.freezes(work, work.now)
    return {
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "freezes": found[:SHOWN],
        "hits": await _under(work, found[:SHOWN]),
    }


async def _under(work: Work, found: Sequence[store.Freeze]) -> dict[str, list[str]]:
    """Give which requests fall into each freeze."""
    return {
        one.id: [
            each.ref
            for each in await store.overlapping(work, one.begins_at, one.ends_at)
            if conflicts.same(each.surface, one.surface)
        ][:SHOWN]
        for one in found
    }


async def suggested(work: Work, surface: str = "") -> Suggestion | None:
    """Give the quietest time soon: far enough ahead to be announced in time."""
    policy = work.policy.maintenance
    first = max((span.elapsed for span in policy.announce_before), default=timedelta())
    rows = await store.standing(work)
    own = [
        row.zone for row in rows if row.surface and surface and row.surface == surface
    ]
    place = walls.zone_or_utc(own[0]) if own else work.policy.calendar.zone
    return quiet.suggest(
        work.now + first + HOUR,
        policy.usual.elapsed,
        quiet=policy.quiet_hours,
        place=place,
        team=work.policy.calendar,
        zones=await workspaces.zones(work),
    )


VIEWS: dict[str, Callable[[Work, str], Awaitable[Any]]] = {
    CARD: request,
    PUBLIC: request,
    FREEZE: freeze,
    LIST: listed,
    WINDOWS: overview,
}
