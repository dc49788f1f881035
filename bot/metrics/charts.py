"""Charts: how a period went, part by part. Pure.

Only what is nought where nothing happened is drawn: a mean has no data there, and a
chart has no word for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from bot.metrics import periods, rules
from bot.metrics.periods import Period
from bot.metrics.rules import Case

MOST = 12  # parts of a period
YEAR = timedelta(days=366)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars over the parts of a period: each series has a value for each of them."""

    title: str
    counts: str
    """What the bars count."""
    parts: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]

    @property
    def words(self) -> str:
        """Give what is drawn as text, for whoever does not see it."""
        said = (
            f"{name}: " + ", ".join(map(_pair, self.parts, values))
            for name, values in self.series
        )
        return f"{self.title}. {'; '.join(said)}."


def drawn(cases: Sequence[Case], period: Period, zone: tzinfo) -> tuple[Chart, Chart]:
    """Give the time in which users were hit, and the incidents that began."""
    parts = periods.parts(period, min(MOST, max(2, period.length // DAY)))
    names = tuple(_name(part, period, zone) for part in parts)
    seen, others = (
        tuple(float(_begun(cases, part, seen=wanted)) for part in parts)
        for wanted in (True, False)
    )
    hit = tuple(round(rules.hit(cases, part), 1) for part in parts)
    return (
        Chart(
            title="Minutes in which users were hit",
            counts="minutes",
            parts=names,
            series=(("SEV-1 or SEV-2 open", hit),),
        ),
        Chart(
            title="Incidents that began",
            counts="incidents",
            parts=names,
            series=(("users saw it", seen), ("users did not", others)),
        ),
    )


def _begun(cases: Sequence[Case], part: Period, *, seen: bool) -> int:
    return sum(part.holds(one.started_at) for one in cases if one.user_facing is seen)


def _name(part: Period, whole: Period, zone: tzinfo) -> str:
    """Call a part by when it begins, as precisely as tells it from the others."""
    begins = part.start.astimezone(zone)
    if whole.length <= 2 * DAY:
        return f"{begins:%d %b %H:%M}"
    return f"{begins:%d %b}" if whole.length < YEAR else f"{begins:%d %b %Y}"


def _pair(part: str, value: float) -> str:
    return f"{part} {value:g}"
