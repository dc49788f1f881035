"""What shows cycles and releases, the gates, and what an audit found."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot import calendar, services
from bot.core import roles
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work
from bot.cycles import audit, criteria, cycle, gates, rules, store, withdrawing
from bot.cycles.judging import Standing
from bot.cycles.rules import CARD, RELEASE
from bot.cycles.store import Audit, Cycle, Release

GATES = "cycles.gates"  # what shows the eight gates
REPORT = "cycles.report"  # what shows a sanity audit
LISTED, FEW = 12, 5


async def card(work: Work, about: str) -> dict[str, Any] | None:
    """Give what the card of a cycle shows."""
    found = await store.cycle(work, about)
    return await shown(work, found) if found else None


async def shown(work: Work, found: Cycle) -> dict[str, Any]:
    """Give a cycle with its criteria: as they stand, or as they stood at its end."""
    going = found.going
    every = await criteria.criteria(work, found) if going else rules.read(found.proofs)
    released = await store.releases(work, LISTED, found.id)
    outside = await _outside(work) if going else []
    return {
        "cycle": found,
        "criteria": every,
        "met": sum(one.met for one in every),
        "releases": [await _named(work, one) for one in released],
        "outside": outside[:LISTED],
        "more": len(outside[LISTED:]),
        "audit": _audited(await audit.last(work)) if going else None,
    }


async def _outside(work: Work) -> list[dict[str, Any]]:
    """Give the services that are run, and have not entered Operate."""
    return [
        {"id": one.id, "title": one.title}
        for one in await services.every(work)
        if one.entered_at is None and not one.retired
    ]


async def _named(work: Work, one: Release) -> dict[str, Any]:
    """Give a release with the name of its service."""
    service = await services.opened(work, one.service) if one.service else None
    return {"release": one, "service": service.title if service else ""}


def _audited(row: Audit | None) -> dict[str, Any] | None:
    return {"audit": row, "said": audit.said(row)} if row else None


async def release_card(work: Work, about: str) -> dict[str, Any] | None:
    """Give what shows a release."""
    found = await store.release(work, about)
    return await release_shown(work, found) if found else None


async def release_shown(work: Work, found: Release) -> dict[str, Any]:
    """Give a release with its cycle, and what it has opened in the calendar."""
    opened = await calendar.about(work, found.id)
    return {
        **await _named(work, found),
        "cycle": await store.cycle(work, found.cycle),
        "duties": opened[:LISTED],
        "more": max(0, len(opened) - LISTED),
        "audit": _audited(await audit.last(work)),
    }


async def release_leaves(work: Work, found: Release) -> dict[str, Any]:
    """Give what withdrawing a release would take along; or refuse."""
    await withdrawing.require(work, found)
    going = await store.cycle(work, found.cycle)
    opened = await calendar.about(work, found.id)
    return {
        **await _named(work, found),
        "cycle": going,
        "ends": going is not None and await withdrawing.goes_too(work, found, going),
        "duties": [one.ref for one in opened if one.open],
    }


async def release_told(work: Work, found: Release, *, known: bool) -> dict[str, Any]:
    """Give a release for the program that announced it, and whether it was *known*."""
    going = await store.cycle(work, found.cycle)
    return {
        "version": found.version,
        "major": found.major,
        "known": known,
        "cycle": going.ref if going else None,
        "asks": [one.ref for one in await calendar.about(work, found.id)],
    }


async def released(work: Work) -> dict[str, Any]:
    """Give the newest releases."""
    await roles.require(work, Role.MEMBER)
    rows = await store.releases(work, LISTED)
    return {"rows": [await _named(work, one) for one in rows]}


async def listed(work: Work) -> dict[str, Any]:
    """Give the newest cycles."""
    await roles.require(work, Role.MEMBER)
    return {"rows": list(await store.cycles(work, LISTED))}


async def judged(work: Work, _: str = "") -> dict[str, Any]:
    """Give the eight gates, what fails first."""
    await roles.require(work, Role.MEMBER)
    every = await gates.gates(work)
    return {
        "gates": every,
        "failing": sum(one.standing is Standing.FAILING for one in every),
        "unknown": sum(one.standing is Standing.UNKNOWN for one in every),
    }


async def report_card(work: Work, about: str) -> dict[str, Any] | None:
    """Give what shows an audit."""
    found = await store.audit(work, about)
    return await report_shown(work, found) if found else None


async def report_shown(work: Work, found: Audit) -> dict[str, Any]:
    """Give an audit with what it found, and those before it."""
    del work
    return {"audit": found, "said": audit.said(found)}


async def audited(work: Work) -> dict[str, Any]:
    """Give the newest audits."""
    await roles.require(work, Role.MEMBER)
    rows = await store.audits(work, LISTED)
    return {"rows": [{"audit": one, "said": audit.said(one)} for one in rows]}


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever opened the cycle: that it has all it needs."""
    going = await store.going(work)
    if going is None or work.actor != going.opened_by:
        return []
    every = await criteria.criteria(work, going)
    if rules.missing(every):
        return []
    return [
        Wait(
            what=f"{going.ref} · {going.title}",
            why="All five criteria are met: the cycle can be closed",
            label="Close",
            does="cycles.close",
            value=going.id,
            more=(("Open", "cycles.show"),),
        )
    ]


VIEWS: dict[str, Callable[[Work, str], Awaitable[Any]]] = {
    CARD: card,
    RELEASE: release_card,
    GATES: judged,
    REPORT: report_card,
}
TIMED = {cycle.FOLLOW: cycle.follow}
