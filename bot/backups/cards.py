"""What shows drills: the card, the list, the evidence, and what waits for people."""

from datetime import timedelta
from typing import Any

from bot import approvals, services
from bot.backups import find, rules, store
from bot.backups.rules import CARD, Kind, State
from bot.backups.store import Drill
from bot.core import roles, times
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work

LISTED = 10


async def drill(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the card shows."""
    found = await store.get(work, id_)
    return await shown(work, found) if found else None


async def shown(work: Work, found: Drill) -> dict[str, Any]:
    """Give a drill with its service, and what was measured so far."""
    service = await services.opened(work, found.service)
    lost = rules.measured(found)
    planned = found.state is State.PLANNED
    rpo, rto = (service.rpo, service.rto) if planned else (found.rpo, found.rto)
    return {
        "drill": found,
        "kind": found.kind.said,
        "service": service,
        "rpo": rules.length(timedelta(seconds=rpo)),
        "rto": rules.length(timedelta(seconds=rto)),
        "rpo_lost": None if lost.rpo is None else rules.length(lost.rpo),
        "rto_lost": None if lost.rto is None else rules.length(lost.rto),
        "gaps": [*rules.gaps(found)] if not planned else [],
        "plan_link": services.link(found.plan),
    }


async def listed(work: Work, words: str = "") -> dict[str, Any]:
    """Give the newest drills, of a service that is named or of all; open ones first."""
    await roles.require(work, Role.MEMBER)
    service = (await services.meant(work, words))[0] if words.strip() else None
    found = [*await store.newest(work, LISTED + 1, service.id if service else "")]
    ahead = [one for one in await store.open_ones(work) if one not in found]
    ahead = [one for one in ahead if service is None or one.service == service.id]
    every = sorted([*ahead, *found], key=lambda one: (not one.open, -one.number))
    rows = [await shown(work, one) for one in every[:LISTED]]
    return {"rows": rows, "more": len(every) > LISTED, "service": service}


async def evidence(work: Work, id_: str) -> str:
    """Give what a drill proves, as text: what was played, measured and learned."""
    found = await find.opened(work, id_)
    service = await services.opened(work, found.service)
    people = await work.people.names(work, [one for one in found.roles.values() if one])
    verdict = found.verdict.value.upper() if found.verdict else found.state.value
    lines = [
        f"{found.ref}: {found.kind.said} of {service.title}: {verdict}",
        f"Scenario: {found.scenario}",
        *(
            f"{role.capitalize()}: {people[who]}"
            for role, who in found.roles.items()
            if who
        ),
        *_measured(work, found),
        *(f"Not passed because {gap}" for gap in rules.gaps(found) if found.verdict),
        *_said(found),
    ]
    return "\n".join(lines)


def _measured(work: Work, found: Drill) -> list[str]:
    """Give the moments, and what was computed from them."""
    place, lost = work.policy.calendar.zone, rules.measured(found)
    moments = {
        "Began": found.started_at,
        "Backup taken": found.taken_at,
        "Data restored up to": found.restored_to,
        "Usable again": found.usable_at,
        "Ended": found.ended_at,
    }
    lines = [f"{what}: {times.dated(at, place)}" for what, at in moments.items() if at]
    for name, value, most in (
        ("RPO", lost.rpo, found.rpo),
        ("RTO", lost.rto, found.rto),
    ):
        if value is not None:
            minutes = f"{value.total_seconds() / 60:g} minutes"
            lines.append(f"Measured {name}: {minutes} of {most / 60:g} allowed")
    return lines


def _said(found: Drill) -> list[str]:
    """Give what people said at its end."""
    lines = [f"Lessons: {found.lessons}"] if found.lessons else []
    if found.kind is Kind.DR and found.state is State.FINISHED:
        updated = f"updated, {found.plan}" if found.updated else "not changed"
        lines.append(f"DR plan: {updated}")
    return lines + ([f"Aborted: {found.reason}"] if found.reason else [])


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: open drills that they take part in, or own."""
    offices = await approvals.offices(work, work.actor)
    mine = await services.ownership(work, offices)
    found = []
    for one in await store.open_ones(work):
        service = await services.opened(work, one.service)
        if work.actor in one.roles.values() or service.owner in mine:
            found.append(_wait(one, service.title, work.actor))
    return found


def _wait(row: Drill, title: str, reader: str) -> Wait:
    """Give the line of one drill: the next step of whoever takes part, else a look."""
    planned = row.state is State.PLANNED
    label, does = ("Start", "start") if planned else ("Restored…", "measure")
    if row.usable_at is not None:
        label, does = "Finish…", "finish"
    if reader not in row.roles.values():
        label, does = "Open", "show"
    role = next((role for role, who in row.roles.items() if who == reader), "")
    yours = f"you are its {role}" if role else "you own the service"
    return Wait(
        what=f"{row.ref}: {title}, {row.scenario}",
        why=f"DRILL that {'is planned' if planned else 'runs'}: {yours}",
        label=label,
        does=f"backups.{does}",
        value=row.id,
        more=() if does == "show" else (("Open", "backups.show"),),
    )


VIEWS = {CARD: drill}
