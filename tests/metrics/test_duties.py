"""Patch compliance and nudge to done, from duties as the calendar gives them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.calendar import Counted
from bot.metrics import duties, periods
from bot.metrics.periods import Period

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PERIOD = Period(start=NOON - 90 * DAY, end=NOON)


def duty(number, due=NOON - DAY, *, done=None, nudged=None):
    return Counted(
        id=f"id{number}",
        ref=f"OPS-{number}",
        title="patch it",
        due_at=due,
        in_time=done is not None and done <= due,
        nudged_at=nudged,
        confirmed_at=done,
    )


def refs(made):
    return [one.ref for one in made]


def test_a_patch_counts_when_it_was_done_by_when_it_is_due():
    due = NOON - DAY
    found = duties.patched(
        [
            duty(1, due, done=due - 3 * DAY),
            duty(2, due, done=due),
            duty(3, due, done=due + timedelta(microseconds=1)),
            duty(4, due),
        ],
        PERIOD,
    )

    assert (found.value, found.numerator, found.denominator) == (50, 2, 4)
    assert refs(found.upper) == ["OPS-1", "OPS-2"]
    assert refs(found.lower) == ["OPS-1", "OPS-2", "OPS-3", "OPS-4"]


@pytest.mark.parametrize(
    ("due", "counts"),
    [
        (PERIOD.start, False),
        (PERIOD.start + timedelta(microseconds=1), True),
        (PERIOD.end, True),
        (PERIOD.end + timedelta(microseconds=1), False),
    ],
)
def test_a_patch_is_of_the_period_in_which_it_is_due(due, counts):
    found = duties.patched([duty(1, due, done=due)], PERIOD)
    assert bool(found.lower) is counts


def test_a_patch_is_of_one_period_alone():
    all_of_it = [duty(at, NOON - at * DAY, done=NOON - at * DAY) for at in range(180)]
    now, then = (duties.patched(all_of_it, one) for one in (PERIOD, PERIOD.before))
    assert not {*refs(now.lower)} & {*refs(then.lower)}
    assert (now.denominator, then.denominator) == (90, 90)


def test_what_is_done_before_its_period_comes_is_in_time_there():
    found = duties.patched([duty(1, NOON, done=PERIOD.start - DAY)], PERIOD)
    assert found.value == 100


def test_nothing_due_is_no_data_and_nothing_done_is_nought():
    assert duties.patched([], PERIOD).value is None
    assert duties.patched([duty(1)], PERIOD).value == 0


def test_the_wait_is_counted_from_the_first_nudge_in_hours():
    done = NOON - 2 * DAY
    found = duties.nudged(
        [duty(at, done=done, nudged=done - at * HOUR) for at in (1, 2, 9)], PERIOD
    )

    assert (found.value, found.numerator, found.denominator) == (4, 12, 3)
    assert found.p50 == 2
    assert found.p90 == pytest.approx(7.6)
    assert [one.amount for one in found.upper] == [1, 2, 9]
    assert found.unit == "hours"


def test_only_what_was_asked_for_and_confirmed_in_the_period_waited():
    old = PERIOD.start
    found = duties.nudged(
        [
            duty(1, done=NOON),
            duty(2, nudged=NOON - DAY),
            duty(3, done=old, nudged=old - DAY),
            duty(4, done=old + HOUR, nudged=old - DAY),
            duty(5, done=NOON + HOUR, nudged=NOON),
        ],
        PERIOD,
    )

    assert refs(found.lower) == ["OPS-4"]
    assert found.value == 25
    assert duties.nudged([], PERIOD).value is None


def test_what_a_figure_is_made_of_leads_to_the_duty():
    (made,) = duties.patched([duty(1)], periods.until(NOON, "7d")).lower
    assert (made.duty, made.incident, made.title) == ("id1", "", "patch it")
