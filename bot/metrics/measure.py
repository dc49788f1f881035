"""Measuring: the metrics of a workspace over a period, beside the period before.

Invariants:
* whoever looks, the figures are the same: what is private counts, and is not named
* a surface that only private incidents name is known to their people alone
* nothing is kept: every figure is computed from what stands on the incidents now
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import Missing
from bot.core.work import Work
from bot.metrics import charts, duties, looking, periods, rules, terms
from bot.metrics.charts import Chart
from bot.metrics.looking import Looked
from bot.metrics.periods import Period
from bot.metrics.rules import Metric
from bot.metrics.terms import Key, Target


class NoSuchMetric(Missing):
    """No metric is called “{name}”. There are {known}."""


class WhichMetric(Missing):
    """Say which one, as in `/ops metrics how Patch compliance`. There are {known}."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One metric, what is aimed at, and what it was in the period before."""

    metric: Metric
    before: Metric
    target: Target

    @property
    def key(self) -> Key:
        """Give the name of the metric."""
        return self.metric.key

    @property
    def met(self) -> bool | None:
        """Tell whether it is as it should be; None of no data, or too little."""
        return self.target.met(self.metric.value) if self.metric.judged else None

    @property
    def comparable(self) -> bool:
        """Tell whether enough is on record of both periods."""
        return self.metric.judged and self.before.judged

    @property
    def better(self) -> bool | None:
        """Tell whether it became better; None where it is as it was, or unknown."""
        now, then = self.metric.value, self.before.value
        if now is None or then is None or now == then or not self.comparable:
            return None
        return (now > then) is terms.ABOUT[self.key].rises


@dataclass(frozen=True, kw_only=True)
class Report:
    """The metrics of one period; `surface` is empty where all of them are meant."""

    text: str
    period: Period
    surface: str
    metrics: tuple[Compared, ...]
    surfaces: Mapping[str, Compared]
    """The availability of each surface, by its name; empty for a single one."""
    recorded: datetime | None
    masked: frozenset[str]
    """The ids of the incidents that whoever looks may not see."""
    charts: tuple[Chart, ...]

    def of(self, key: Key) -> Compared:
        """Give one of them."""
        return next(one for one in self.metrics if one.key is key)


def key(word: str) -> Key:
    """Read the name of a metric, or how only one begins; refuse anything else."""
    return meant(word)[0]


def meant(words: str) -> tuple[Key, str]:
    """Give the metric that *words* begin with, and the rest of them.

    It is named as in data or by its title, in any case, or by how only one begins;
    the longest name wins.
    """
    pieces = words.split()
    for count in range(len(pieces), 0, -1):
        said = terms.plain(" ".join(pieces[:count]))
        begun = [key for key, name in terms.NAMES if said and name.startswith(said)]
        exact = [key for key, name in terms.NAMES if name == said]
        found = {*(exact or begun)}
        if len(found) == 1:
            return found.pop(), " ".join(pieces[count:])
    known = ", ".join(about.title for about in terms.ABOUT.values())
    if not pieces:
        raise WhichMetric(known=known)
    raise NoSuchMetric(name=words.strip()[:40], known=known)


async def report(work: Work, text: str = periods.USUAL, surface: str = "") -> Report:
    """Measure the period of this length that ends now, of one surface or of all."""
    period = periods.until(work.now, text)
    looked = await looking.look(work, period)
    name = looked.named(surface)
    each = () if name else looked.surfaces.values()
    zone = work.policy.calendar.zone
    return Report(
        text=periods.spelled(text),
        period=period,
        surface=name,
        metrics=_measured(work, looked, name),
        surfaces={one: _available(work, looked, one) for one in each},
        recorded=looked.recorded,
        masked=looked.masked,
        charts=charts.drawn(looked.of(name)[0], period, zone),
    )


def _measured(work: Work, looked: Looked, surface: str) -> tuple[Compared, ...]:
    """Compute every metric twice: for the period, and for the one before."""
    now, then = (
        _figures(looked, surface, period)
        for period in (looked.period, looked.period.before)
    )
    return tuple(
        _compared(work, one, before) for one, before in zip(now, then, strict=True)
    )


def _available(work: Work, looked: Looked, surface: str) -> Compared:
    cases, _ = looked.of(surface)
    now, then = (
        rules.availability(cases, period, looked.recorded)
        for period in (looked.period, looked.period.before)
    )
    return _compared(work, now, then)


def _figures(looked: Looked, surface: str, period: Period) -> list[Metric]:
    """Compute every metric, in the order in which they are shown."""
    cases, items = looked.of(surface)
    return [
        rules.availability(cases, period, looked.recorded),
        rules.acknowledge(cases, period),
        rules.resolve(cases, period),
        rules.between(cases, period),
        rules.unknown(Key.SATISFACTION),
        rules.unknown(Key.BACKUPS),
        duties.patched(() if surface else looked.patches, period),
        rules.follow_ups(items, period.end),
        duties.nudged(() if surface else looked.confirmed, period),
    ]


def _compared(work: Work, now: Metric, before: Metric) -> Compared:
    target = terms.target(now.key, work.policy.metrics)
    return Compared(metric=now, before=before, target=target)
