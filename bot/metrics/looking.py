"""Looking: what the metrics are made of is read, once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import calendar, incidents, postmortems
from bot.calendar import Counted
from bot.core.errors import Missing
from bot.core.work import Work
from bot.incidents import Milestones
from bot.metrics.periods import Period
from bot.metrics.rules import Case, Follow


class NoSuchSurface(Missing):
    """No surface is called “{name}”.{hint}"""  # noqa: D400, D415 (the hint ends it)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was read: enough for a period, and for the one before."""

    period: Period
    cases: Sequence[Case]
    items: Sequence[Follow]
    patches: Sequence[Counted]
    """The patch duties that were due."""
    confirmed: Sequence[Counted]
    """The duties that were confirmed."""
    recorded: datetime | None
    masked: frozenset[str]
    """The ids of the incidents that whoever looks may not see."""
    surfaces: Mapping[str, str]
    """The surfaces that may be named, each by what it is compared by."""

    def named(self, surface: str) -> str:
        """Give the name of a surface as it is written here, or refuse it."""
        found = self.surfaces.get(near(surface))
        if found is None and near(surface):
            some = ", ".join(self.surfaces.values())
            hint = f" There are {some}." if some else ""
            raise NoSuchSurface(name=" ".join(surface.split())[:40], hint=hint)
        return found or ""

    def of(self, surface: str) -> tuple[Sequence[Case], Sequence[Follow]]:
        """Give what is about one surface; all of it where none is named."""
        if not surface:
            return self.cases, self.items
        wanted = near(surface)
        return (
            [one for one in self.cases if near(one.surface) == wanted],
            [one for one in self.items if near(one.surface) == wanted],
        )


def near(surface: str) -> str:
    """Give what surfaces are compared by: neither case nor spaces tell two apart."""
    return " ".join(surface.split()).casefold()


async def look(work: Work, period: Period) -> Looked:
    """Read what is needed for *period*, and for the one before."""
    since = period.before.start
    found = await incidents.milestones(work, since)
    items, behind = await _follows(work, since)
    seen = {one.id for one in await incidents.visible(work, found)}
    seen |= {one.id for one in await incidents.visible(work, behind)}
    known = {one.id for one in found} | {one.id for one in behind}
    within = (since, period.end)
    patches = work.policy.metrics.patch_routines
    return Looked(
        period=period,
        cases=[_case(one) for one in found],
        items=items,
        patches=await calendar.due_in(work, patches, *within),
        confirmed=await calendar.confirmed_in(work, *within),
        recorded=await incidents.recorded(work),
        masked=frozenset(known - seen),
        surfaces=_surfaces(work, (one for one in found if one.id in seen)),
    )


def _case(one: Milestones) -> Case:
    return Case(
        id=one.id,
        ref=one.ref,
        private=one.private,
        severity=one.severity,
        user_facing=one.user_facing,
        surface=one.surface,
        started_at=one.started_at,
        detected_at=one.detected_at,
        acknowledged_at=one.acknowledged_at,
        resolved_at=one.resolved_at,
    )


async def _follows(
    work: Work, since: datetime
) -> tuple[list[Follow], list[incidents.Incident]]:
    """Give the action items of incidents that count, and those incidents."""
    every = await postmortems.follow_ups(work, since)
    behind = await incidents.real(work, sorted({one.incident for one in every}))
    known = {one.id: one for one in behind}
    items = [
        Follow(
            id=one.id,
            ref=one.ref,
            private=known[one.incident].private,
            incident=one.incident,
            surface=known[one.incident].surface,
            added_at=one.added_at,
            done_at=one.done_at,
        )
        for one in every
        if one.incident in known
    ]
    return items, behind


def _surfaces(work: Work, seen: Iterable[Milestones]) -> dict[str, str]:
    """Give the surfaces of the policy, then those that an incident names."""
    names = [*work.policy.surfaces.names, *(one.surface for one in seen)]
    known: dict[str, str] = {}
    for name in names:
        if near(name):
            known.setdefault(near(name), " ".join(name.split()))
    return known
