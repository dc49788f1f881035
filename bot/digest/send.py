"""Sending: once a week, to the channel at once and to people page by page.

Invariants:
* each edition is a message whose key names the week and the reader: it is said once,
  however often a timer comes, and whoever is woken by it
* after a break only the newest week is told, and it says that it comes late
* nobody is told outside their business hours: theirs waits until they work
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot import (
    approvals,
    calendar,
    findings,
    hunts,
    maintenance,
    postmortems,
    workspaces,
)
from bot.core import digests, weekly
from bot.core.queue import Priority
from bot.core.times import DAY
from bot.core.weekly import WEEK
from bot.core.work import Work
from bot.digest.cards import EDITION
from bot.digest.facts import Sent
from bot.digest.rules import LATE, Asked, Kind

PAGE = 50  # people whose editions one transaction writes


async def begin(work: Work, *, due: str) -> None:
    """Tell the team of its week, have everybody told, and have the next one come."""
    terms, by = work.policy.weekly, work.policy.calendar
    digests.plan(work)
    issue = weekly.newest(work.now, terms, by, work.workspace)
    if not terms.used or issue is None or issue.at < datetime.fromisoformat(due):
        return  # the policy has it on another day now
    late = work.now - issue.at > digests.LATE
    if (opens := digests.begins(work, issue.at)) > work.now:
        work.later(digests.WEEKLY, key=digests.WEEKLY, at=opens, due=due)
        return
    named = issue.week.isoformat()
    place = work.policy.channels.ops or work.policy.channels.announcements
    work.record(Sent(about=work.workspace, week=named, place=place, late=late))
    if place:
        _say(work, Asked(kind=Kind.TEAM, week=named, late=late), place)
    key, said = digests.PAGE, LATE if late else ""
    work.later(key, key=key, at=work.now, week=named, late=said, after="")


def _say(work: Work, asked: Asked, place: str) -> None:
    """Have an edition said, unless it was."""
    work.want(
        "message",
        EDITION,
        asked.about,
        key=digests.key(asked.week, place),
        place=place,
        lane=place,
        priority=Priority.DIGEST,
        asker=None,
    )


async def page(work: Work, *, week: str, late: str, after: str) -> None:
    """Have some people told; the next ones follow at once."""
    every = [one for one in await _readers(work) if one > after]
    here = every[:PAGE]
    if len(every) > PAGE:
        last = here[-1]
        key = digests.PAGE
        work.later(key, key=key, at=work.now, week=week, late=late, after=last)
    without = await workspaces.without_digest(work, here)
    leads = await _leads(work)
    for person in await workspaces.fit(work, [p for p in here if p not in without]):
        await _give(work, person, week, late, leads=person in leads)


async def edition(work: Work, *, person: str, week: str, late: str) -> None:
    """Have somebody told once they work, if they are there and want to be."""
    there = await workspaces.fit(work, [person])
    if not there or await workspaces.without_digest(work, there):
        return
    if not await _overtaken(work, week):
        leads = await _leads(work)
        await _give(work, person, week, late, leads=person in leads)


async def _give(work: Work, person: str, week: str, late: str, *, leads: bool) -> None:
    """Have somebody told now, or as soon as they work."""
    by = await workspaces.calendar(work, person)
    at = digests.opening(work.now, by)
    if at is None:
        return
    if at > work.now:
        verb, key = digests.EDITION, f"{digests.EDITION}:{person}"
        work.later(verb, key=key, at=at, person=person, week=week, late=late)
        return
    kind = Kind.LEADS if leads else Kind.PERSONAL
    behind = bool(late) and digests.belated(work, by)
    _say(work, Asked(kind=kind, week=week, late=behind), person)


async def _overtaken(work: Work, week: str) -> bool:
    """Tell whether a newer digest has come, or is about to."""
    terms, by = work.policy.weekly, work.policy.calendar
    issue = weekly.newest(work.now, terms, by, work.workspace)
    coming = weekly.following(work.now, terms, by, work.workspace)
    soon = coming is not None and coming.at - work.now < DAY
    return soon or bool(issue and issue.week.isoformat() > week)


async def _readers(work: Work) -> list[str]:
    """Give who may have something that waits for them, and who leads; in order."""
    found = await calendar.engaged(work, work.now + WEEK)
    found |= await postmortems.engaged(work)
    for one in (approvals, findings, maintenance, hunts):
        found |= await one.engaged(work)
    return sorted(found | await _leads(work))


async def _leads(work: Work) -> set[str]:
    """Give who reads how it goes."""
    named = work.policy.weekly.leads
    return {p for one in named for p in await approvals.people_of(work, one)}


TIMED: dict[str, Callable[..., Awaitable[None]]] = {
    digests.WEEKLY: begin,
    digests.PAGE: page,
    digests.EDITION: edition,
}
