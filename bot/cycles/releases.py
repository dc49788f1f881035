"""Releases: announced by a person or a machine; each opens what a release asks for.

Invariants:
* the same version of the same service is one release, however often it is announced
* a release belongs to the cycle that is open; where none is, it opens one
* what a release asks for is opened once, in the transaction that keeps it
"""

from typing import Any

from bot import calendar, services
from bot.core import counters, roles, times
from bot.core.duties import Trigger
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import cycle, facts, rules, store
from bot.cycles.rules import Draft
from bot.cycles.store import Release


async def announce(work: Work, draft: Draft) -> Release:
    """Announce a release, as a person does."""
    await roles.require(work, Role.MEMBER)
    release, known = await take(work, draft, "person")
    if known:
        at = times.dated(release.at, work.policy.calendar.zone)
        raise rules.AlreadyReleased(
            release=release.id, version=release.version, when=at
        )
    return release


async def take(work: Work, draft: Draft, source: str) -> tuple[Release, bool]:
    """Keep a release; tell whether it was known, and nothing was changed.

    One that was announced before, and is major by now, is made so.
    """
    service = await _service(work, draft.service)
    await counters.next_number(work, "releases")  # nobody else announces meanwhile
    found = await store.by_slug(work, rules.slug(draft.version, service))
    if found is None:
        return await _new(work, draft, service, source), False
    if found.major or not draft.major:
        return found, True
    return await _raise(work, found), False


async def _service(work: Work, name: str) -> str:
    """Give the id of the service that is named; empty where none is."""
    if not name:
        return ""
    found, rest = await services.meant(work, name)
    if rest:
        raise await services.missing(work, name)
    return found.id


async def _new(work: Work, draft: Draft, service: str, source: str) -> Release:
    said: dict[str, Any] = {"version": draft.version, "major": draft.major}
    said |= {"slug": rules.slug(draft.version, service), "service": service}
    said |= {"notes": draft.notes}
    made: dict[str, Any] = {"by": work.actor, "at": work.now, "cycle": ""}
    row = Release(workspace=work.workspace, **made, **said)
    going = await cycle.of_release(work, row)
    row.cycle = going.id
    work.session.add(row)
    work.record(facts.Released(about=row.id, cycle=going.id, source=source, **said))
    await work.session.flush()
    await calendar.triggered(work, Trigger.RELEASE, row.id, row.version)
    if row.major:
        await calendar.triggered(work, Trigger.MAJOR_RELEASE, row.id, row.version)
    cycle.show(work, going)
    return row


async def _raise(work: Work, found: Release) -> Release:
    """Make a known release a major one."""
    row = await store.lock_release(work, found.id) or found
    row.major = True
    work.record(facts.Raised(about=row.id, version=row.version))
    await calendar.triggered(work, Trigger.MAJOR_RELEASE, row.id, row.version)
    return row
