"""How the metrics of the calendar are computed. Pure: values in, values out.

A duty is of no surface: where one surface is asked for, these have no data.
"""

from collections.abc import Iterable

from bot.calendar import Counted
from bot.metrics import rules
from bot.metrics.periods import Period
from bot.metrics.rules import Made, Metric
from bot.metrics.terms import HOUR, Key


def patched(duties: Iterable[Counted], period: Period) -> Metric:
    """Give the share of the patch duties due in the period that were done in time.

    * One that was postponed within the limits of the policy is due when it was
      postponed to: in the period of that day, and of no other.
    * One that was skipped with a reason is not among them; one that was missed is.
    * One that is late still and is done later stays late: its time has passed.
    """
    due = [one for one in duties if period.holds(one.due_at)]
    done = [_made(one) for one in due if one.in_time]
    return rules.proportion(Key.PATCHES, done=done, due=map(_made, due))


def nudged(duties: Iterable[Counted], period: Period) -> Metric:
    """Give the mean time from when a duty was asked for first to its confirmation.

    * A duty belongs to the period in which it was confirmed.
    * Nights and weekends count: it is how long it waited, not how long anybody worked.
    * What was confirmed before anybody was asked for it is in none.
    """
    took = [
        _made(one, (one.confirmed_at - one.nudged_at) / HOUR)
        for one in duties
        if one.nudged_at and one.confirmed_at and period.holds(one.confirmed_at)
    ]
    return rules.spread(Key.NUDGES, tuple(took))


def _made(one: Counted, amount: float | None = None) -> Made:
    return Made(id=one.id, ref=one.ref, duty=one.id, title=one.title, amount=amount)
