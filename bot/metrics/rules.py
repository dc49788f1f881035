"""How each metric is computed. Pure: values in, values out.

What holds for all of them:
* a period leaves out its first moment and takes in its last one, so that two that
  follow each other share nothing, and what happened just now counts
* drills and incidents that were declined, merged or taken back are not among the cases
* severity, surface and whether users saw it are taken as they stand now: whoever put
  one right meant that it was so from the start
* times are those of what happened, as they stand on the incident now; editing anything
  else changes no figure
* a metric without data has no value: never 0, never 100 %
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.metrics.periods import Period, union
from bot.metrics.terms import ABOUT, DAY, HOUR, MINUTE, Key

WORST = (1, 2)  # severities that take availability
ENOUGH = DAY  # of a period on record, from which on its availability is judged


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the metrics read of one incident that counts."""

    id: str
    ref: str
    private: bool
    severity: int
    user_facing: bool
    surface: str
    started_at: datetime
    detected_at: datetime
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Follow:
    """What the metrics read of one action item; `incident` is what it came from."""

    id: str
    ref: str
    private: bool
    incident: str
    surface: str
    added_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Made:
    """One thing that a figure is made of; `amount` is in the unit of its numerator.

    It is an incident, or came from one, or it is a duty.
    """

    id: str
    ref: str
    private: bool = False
    incident: str = ""
    duty: str = ""
    title: str = ""
    amount: float | None = None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One figure, with what it is made of.

    `value` is `numerator` ÷ `denominator`, times 100 where the unit is a percentage;
    None is: no data.
    """

    key: Key
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    upper: tuple[Made, ...] = field(default=())
    """What the numerator is made of."""
    lower: tuple[Made, ...] = field(default=())
    """What the denominator counts; empty where it is a length of time."""
    p50: float | None = None
    p90: float | None = None
    judged: bool = True
    """Whether enough is on record to hold it against what is aimed at."""

    @property
    def made(self) -> tuple[Made, ...]:
        """Give what it is made of, each thing once."""
        return tuple({one.id: one for one in (*self.lower, *self.upper)}.values())

    @property
    def unit(self) -> str:
        """Give what its value is counted in."""
        return ABOUT[self.key].unit


def availability(
    cases: Iterable[Case], period: Period, recorded: datetime | None
) -> Metric:
    """Give the share of the period in which nothing bad that users saw was open.

    * Bad is SEV-1 or SEV-2 and seen by users; it was open from its start to its end,
      not from when it was noticed. Two at the same time take the time once.
    * One that began before the period, or goes on after it, takes its part within.
    * One that is still open takes the time until the end of the period.
    * One that was reopened was never over: it is open until it was resolved last.
    * The whole period counts, also where the record began within it; one that was over
      before anything was recorded (the first was declared at *recorded*) has no data.
      A quiet period after that is 100 %: that is what the record says.
    * With less than a day of the period on record it is shown, and not judged: that
      nothing happened says nothing yet.
    """
    if recorded is None or recorded > period.end:
        return Metric(key=Key.AVAILABILITY)
    down, made = _failing(_bad(cases), period, MINUTE)
    whole = period.length / MINUTE
    found = _ratio(Key.AVAILABILITY, whole - down, whole, upper=made)
    return replace(found, judged=period.end - max(recorded, period.start) >= ENOUGH)


def hit(cases: Iterable[Case], period: Period) -> float:
    """Give the minutes that availability takes off."""
    return _failing(_bad(cases), period, MINUTE)[0]


def acknowledge(cases: Iterable[Case], period: Period) -> Metric:
    """Give the mean time from detected to acknowledged.

    * An incident belongs to the period in which somebody acknowledged it: a figure of
      the past stays as it was.
    * One that nobody has acknowledged is not in it yet; its wait comes in, whole, on
      the day when somebody does, at the latest when it is resolved.
    """
    waits = [
        (one, one.acknowledged_at - one.detected_at)
        for one in cases
        if one.acknowledged_at and period.holds(one.acknowledged_at)
    ]
    return _mean(Key.MTTA, waits, MINUTE)


def resolve(cases: Iterable[Case], period: Period) -> Metric:
    """Give the mean time from detected to resolved.

    * An incident belongs to the period in which it was resolved: one that goes on is in
      none, and one that began before the period counts with all of its time.
    * One that was reopened counts once, when it was resolved last, with all of the
      time since it was detected.
    """
    took = [
        (one, one.resolved_at - one.detected_at)
        for one in cases
        if one.resolved_at and period.holds(one.resolved_at)
    ]
    return _mean(Key.MTTR, took, MINUTE)


def between(cases: Iterable[Case], period: Period) -> Metric:
    """Give the mean time without failure for each failure.

    * A failure is an incident that users saw, whatever its severity.
    * It counts in the period in which it started; the time of one that started earlier
      is taken off all the same, for its part within.
    * Time in which two were open is taken off once.
    * Without a failure there is no mean: no data.
    """
    seen = [one for one in cases if one.user_facing]
    down, made = _failing(seen, period, HOUR)
    begun = tuple(_made(one) for one in seen if period.holds(one.started_at))
    hours = period.length / HOUR - down
    return _ratio(Key.MTBF, hours, len(begun), upper=made, lower=begun)


def proportion(key: Key, done: Iterable[Made], due: Iterable[Made]) -> Metric:
    """Give the share of what was *due* that is among *done*; nothing due: no data.

    What was done without being due is not counted.
    """
    asked = tuple(due)
    wanted = {one.id for one in asked}
    kept = tuple(one for one in done if one.id in wanted)
    return _ratio(key, len(kept), len(asked), upper=kept, lower=asked)


def follow_ups(items: Iterable[Follow], at: datetime) -> Metric:
    """Give the mean age of the action items of postmortems that are open *at* a time.

    One is open from when it was added until it is implemented. One that was dropped is
    in none: when that was is not asked.
    """
    ages = tuple(
        _followed(one, (at - one.added_at) / DAY)
        for one in items
        if one.added_at <= at and (one.done_at is None or one.done_at > at)
    )
    return spread(Key.FOLLOW_UPS, ages)


def unknown(key: Key) -> Metric:
    """Give a metric that nothing is recorded for."""
    return Metric(key=key)


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that *share* of all are not above; in proportion between two."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _bad(cases: Iterable[Case]) -> list[Case]:
    return [one for one in cases if one.user_facing and one.severity in WORST]


def _failing(
    cases: Iterable[Case], period: Period, unit: timedelta
) -> tuple[float, tuple[Made, ...]]:
    """Give for how long one of *cases* was open, and each with its part."""
    parts = [
        (case, part)
        for case in cases
        if (part := period.overlap(case.started_at, case.resolved_at))
    ]
    made = tuple(_made(case, part.length / unit) for case, part in parts)
    return union(part for _, part in parts) / unit, made


def _mean(key: Key, took: Iterable[tuple[Case, timedelta]], unit: timedelta) -> Metric:
    return spread(key, tuple(_made(case, time / unit) for case, time in took))


def spread(key: Key, made: tuple[Made, ...]) -> Metric:
    """Give the mean of amounts, with the middle and what nine of ten stay within."""
    amounts = [one.amount or 0.0 for one in made]
    if not amounts:
        return Metric(key=key)
    mean = _ratio(key, sum(amounts), len(amounts), upper=made, lower=made)
    ends = percentile(amounts, 0.5), percentile(amounts, 0.9)
    return replace(mean, p50=ends[0], p90=ends[1])


def _ratio(
    key: Key,
    numerator: float,
    denominator: float,
    *,
    upper: tuple[Made, ...] = (),
    lower: tuple[Made, ...] = (),
) -> Metric:
    if not denominator:
        return Metric(key=key)
    return Metric(
        key=key,
        value=ABOUT[key].factor * numerator / denominator,
        numerator=numerator,
        denominator=denominator,
        upper=upper,
        lower=lower,
    )


def _made(case: Case, amount: float | None = None) -> Made:
    return Made(
        id=case.id,
        ref=case.ref,
        private=case.private,
        incident=case.id,
        amount=amount,
    )


def _followed(item: Follow, amount: float) -> Made:
    return Made(
        id=item.id,
        ref=item.ref,
        private=item.private,
        incident=item.incident,
        amount=amount,
    )
