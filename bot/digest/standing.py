"""How it stands: gates that fail, findings and how old they are, windows that come."""

from collections.abc import Sequence
from datetime import datetime

from bot import cycles, findings, maintenance
from bot.core.fit import cut
from bot.core.weekly import WEEK
from bot.core.work import Work
from bot.cycles import Judged, Standing
from bot.digest import rules, week
from bot.digest.rules import Line, Part
from bot.findings import Finding, Severity


async def gates(work: Work) -> list[Part]:
    """Give the gates that fail: what is put right before all else."""
    failing = [
        one for one in await cycles.gates(work) if one.standing is Standing.FAILING
    ]
    if not failing:
        return []
    said = "gate fails" if len(failing) == 1 else "gates fail"
    return [
        Part(
            title=f"{len(failing)} {said}: put that right first",
            lines=[_gate(one) for one in failing],
            lists="/ops gates",
        )
    ]


def _gate(one: Judged) -> Line:
    to = one.button  # none where all of it is private
    return Line(
        what=one.name,
        why=cut(one.why, rules.WHAT),
        label=to.label if to else "Gates",
        does=to.does if to else "cycles.gates",
        value=to.value if to else "digest",
        late=True,
    )


async def ages(work: Work) -> list[Part]:
    """Give how many findings are open, the oldest, and those over their time."""
    found = await findings.ageing(work)
    if not found.count and not found.silent:
        return []
    rows = list(found.late)
    if found.oldest and found.oldest.id not in {one.id for one in rows}:
        rows.append(found.oldest)
    rows.sort(key=_worst)
    return [
        Part(
            title=_counted(found),
            lines=[_finding(work, one, late=one in found.late) for one in rows],
            lists="/ops finding list",
            light=not found.late and not found.silent,
        )
    ]


def _worst(one: Finding) -> tuple[int, bool, datetime]:
    """Order findings: the worst first, then what is due first."""
    due = one.next_by
    return [*Severity].index(one.severity), due is None, due or one.clock_at


def _counted(found: findings.Ageing) -> str:
    each = [f"{found.open[one]} {one}" for one in Severity if found.open.get(one)]
    parts = (
        f"Findings: {found.count} open" + (f" ({', '.join(each)})" if each else ""),
        f"{len(found.late)} over their time" if found.late else "",
        f"{found.excepted} accepted for a time" if found.excepted else "",
        f"silent: {', '.join(found.silent)}" if found.silent else "",
    )
    return cut(" · ".join(filter(None, parts)), rules.WHAT * 2)


def _finding(work: Work, one: Finding, *, late: bool) -> Line:
    days = (work.now - one.clock_at).days
    age = f"{days} day{'s' if days != 1 else ''} old"
    due = f"{'was due' if late else 'due'} {week.day(work, one.next_by)}"
    return Line(
        what=cut(f"{one.ref} · {one.severity} · {one.title}", rules.WHAT),
        why=" · ".join(filter(None, (age, due if one.next_by else ""))),
        label="Show",
        does="findings.show",
        value=one.id,
        late=late,
    )


async def windows(work: Work) -> list[Part]:
    """Give the maintenance that was approved for the next week."""
    found = await maintenance.windows(work, work.now, work.now + WEEK)
    coming = [one for one in found if one.ends > work.now]
    if not coming:
        return []
    many = "window" if len(coming) == 1 else "windows"
    lines: Sequence[Line] = [_window(work, one) for one in coming]
    title = f"{len(coming)} maintenance {many} this week"
    return [Part(title=title, lines=lines, lists="/ops maintenance")]


def _window(work: Work, one: maintenance.Held) -> Line:
    zone = work.policy.calendar.zone
    begins, ends = (at.astimezone(zone) for at in (one.begins, one.ends))
    return Line(
        what=cut(f"{one.ref} · {one.title}", rules.WHAT),
        why=f"{begins:%a %d %b %H:%M} to {ends:%H:%M}",
        label="Show",
        does="maintenance.show",
        value=one.id,
    )
