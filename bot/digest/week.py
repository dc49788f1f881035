"""The week of a team: what happened, and what is due, as whoever reads may know it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import approvals, calendar, incidents, postmortems
from bot.core.fit import cut
from bot.core.waits import Wait
from bot.core.weekly import WEEK
from bot.core.work import Work
from bot.digest import rules
from bot.digest.rules import Line, Part
from bot.incidents import Happened

AHEAD = timedelta(days=21)  # what comes after the week


async def happened(work: Work) -> list[Part]:
    """Give what happened in the last week, and whether it was answered in time."""
    since = work.now - WEEK
    every = await incidents.happened(work, since)
    known = {one.id for one in await incidents.visible(work, every)}
    still = [one for one in every if one.open]
    over = [one for one in every if one.resolved_at and not one.open]
    opened = sum(one.declared_at > since for one in every)
    parts = [_open(work, still, known), _over(work, over, known, opened)]
    return [*filter(None, (*parts, _promises(work, every, known)))]


def _open(work: Work, still: Sequence[Happened], known: Collection[str]) -> Part | None:
    if not still:
        return None
    named = sorted(
        (one for one in still if one.id in known), key=lambda one: one.severity
    )
    return Part(
        title=_counted(len(still), "open incident") + _hidden(len(still), len(named)),
        lines=[_incident(work, one, _stands(work, one)) for one in named],
        lists="/incident list",
    )


def _over(
    work: Work, over: Sequence[Happened], known: Collection[str], opened: int
) -> Part | None:
    if not over and not opened:
        return None
    named = [one for one in over if one.id in known]
    began = f"{_counted(opened, 'incident')} began"
    return Part(
        title=f"This week {began}, {len(over)} resolved"
        + _hidden(len(over), len(named)),
        lines=[
            _incident(work, one, f"resolved {day(work, one.resolved_at)}")
            for one in named
        ],
        lists="/incident list all",
    )


def _promises(
    work: Work, every: Sequence[Happened], known: Collection[str]
) -> Part | None:
    """Give how many were answered in time, and those of which a promise was missed."""
    fresh = [one for one in every if one.declared_at > work.now - WEEK]
    kept = sum(bool(one.acknowledged_at) and not _late(work, one) for one in fresh)
    lates = [one for one in fresh if _late(work, one)]
    silent = [one for one in every if one.open and one.missed_at]
    if not kept and not lates and not silent:
        return None
    missed = {one.id: one for one in (*lates, *silent)}
    named = [one for one in missed.values() if one.id in known]
    return Part(
        title=f"Promises: {kept} answered in time, {len(missed)} missed"
        + _hidden(len(missed), len(named)),
        lines=[_incident(work, one, _missed(work, one)) for one in named],
        lists="/incident list",
    )


def _late(work: Work, one: Happened) -> bool:
    return (one.acknowledged_at or work.now) > one.respond_by


def _missed(work: Work, one: Happened) -> str:
    if one.missed_at and one.open:
        return f"the promised update was missed {day(work, one.missed_at)}"
    return "nobody answered in time"


def _stands(work: Work, one: Happened) -> str:
    since = f"open since {day(work, one.declared_at)}"
    return since if one.commander else f"{since} · nobody leads"


def _incident(work: Work, one: Happened, why: str) -> Line:
    severity = work.policy.severities[one.severity].name
    return Line(
        what=cut(f"{one.ref} · {severity} · {one.title}", rules.WHAT),
        why=why,
        label="Show",
        does="incidents.show",
        value=one.id,
    )


async def owed(work: Work) -> list[Part]:
    """Give the postmortems and action items that are due this week, or late."""
    found = await postmortems.owed(work, work.now + WEEK)
    hidden = f" ({_private(found.hidden)})" if found.hidden else ""
    named = await _names(work, [wait.who for wait in (*found.drafts, *found.items)])
    every = (
        (found.drafts, "postmortem", "/postmortem list"),
        (found.items, "action item", "/postmortem items"),
    )
    parts = [
        Part(
            title=f"{_counted(len(waits), what)} due, or late",
            lines=[waits_line(work, one, named.get(one.who, "")) for one in waits],
            lists=lists,
        )
        for waits, what, lists in every
        if waits
    ]
    if hidden and not parts:
        return [Part(title=_private(found.hidden, "postmortem or action item"))]
    return (
        [replace(parts[0], title=parts[0].title + hidden), *parts[1:]] if parts else []
    )


async def duties(work: Work) -> tuple[list[Part], list[Part]]:
    """Give what of the calendar is late or due this week; and what comes after."""
    found = await calendar.agenda(work, WEEK, AHEAD)
    owners = {o for one in (*found.late, *found.soon, *found.next) for o in one.owners}
    named = await calendar.owner_names(work, owners)
    every = (
        (found.late, found.lates, "{} overdue", False),
        (found.soon, found.soons, "{} due this week", False),
        (found.next, found.nexts, "Next in the calendar: {}", True),
    )
    parts = [
        Part(
            title=title.format(_counted(count, "duty", "duties")),
            lines=[_duty(work, one, named) for one in rows],
            more=count - len(rows),
            lists="/ops due",
            light=light,
        )
        for rows, count, title, light in every
    ]
    some = [part for part in parts if part.lines]
    return [p for p in some if not p.light], [p for p in some if p.light]


def _duty(work: Work, one: calendar.Occurrence, named: dict[str, str]) -> Line:
    wait = Wait(
        what=f"{one.ref} · {one.title}",
        why=one.area,
        label="Open",
        does="calendar.show",
        value=one.id,
        due=one.due_at,
        late=one.due_at < work.now,
    )
    return waits_line(work, wait, ", ".join(named[owner] for owner in one.owners))


async def decisions(work: Work) -> list[Part]:
    """Give the approvals that wait."""
    waiting = await approvals.others(work, ())
    named = await _names(work, [one.asked_by for one in waiting])
    lines = [
        Line(
            what=cut(one.title, rules.WHAT),
            why=f"asked by {named[one.asked_by]} · ends {day(work, one.expires_at)}",
            label="Show",
            does="approvals.show",
            value=one.id,
        )
        for one in waiting
    ]
    title = f"{_counted(len(lines), 'approval')} still to be decided"
    return [Part(title=title, lines=lines, lists="/ops approvals")] if lines else []


def waits_line(work: Work, wait: Wait, name: str = "") -> Line:
    """Make a line of what waits."""
    return rules.waiting(wait, work.now, day(work, wait.due), name)


def day(work: Work, at: datetime | None) -> str:
    """Write a day as the team's calendar has it, with its year if that is another."""
    if at is None:
        return ""
    zone = work.policy.calendar.zone
    here, today = at.astimezone(zone), work.now.astimezone(zone)
    return f"{here:%a %d %b}" + ("" if here.year == today.year else f" {here.year}")


def _private(count: int, of: str = "") -> str:
    """Say how many are private and not named."""
    many = of.replace("postmortem", "postmortems").replace("item", "items")
    called = (of or "one") if count == 1 else (many or "ones")
    return f"{count} private {called} {'is' if count == 1 else 'are'} not named"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _hidden(every: int, named: int) -> str:
    return f" ({every - named} private, not named)" if every > named else ""


async def _names(work: Work, people: Iterable[str]) -> dict[str, str]:
    users = sorted({*people} - {""})
    return await work.people.names(work, users) if users else {}
