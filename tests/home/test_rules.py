"""Turns of homes: one at each moment, and those first whom a change concerns."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.home import rules
from bot.home.rules import STEP

NOW = datetime(2026, 11, 26, 14, 5, tzinfo=UTC)
TEAM = tuple(f"U{number}" for number in range(200))


def seconds(moment, since=NOW):
    return (moment - since).total_seconds()


def test_nobody_waits_for_nobody():
    assert rules.plan([], {"U1"}, {}, NOW) == {}


def test_whoever_is_concerned_is_shown_within_seconds_however_many_there_are():
    made = rules.plan(TEAM, {"U150", "U199"}, {}, NOW)
    assert made.keys() == set(TEAM)
    assert max(seconds(made[one]) for one in ("U150", "U199")) < 5


def test_the_others_come_in_their_order():
    made = rules.plan(TEAM[:5], set(), {}, NOW)
    assert sorted(made, key=made.get) == list(TEAM[:5])


def test_whoever_has_a_turn_keeps_it():
    before = rules.plan(TEAM, set(), {}, NOW)
    assert rules.plan(TEAM, set(), before, NOW + timedelta(seconds=STEP)) == {}


def test_whoever_is_concerned_by_now_is_moved_forward():
    before = rules.plan(TEAM, set(), {}, NOW)
    moved = rules.plan(TEAM, {"U199"}, before, NOW)
    assert moved.keys() == {"U199"}
    assert moved["U199"] < before["U199"]


def test_a_turn_that_may_have_begun_is_left_as_it_is():
    before = rules.plan(TEAM[:1], set(), {}, NOW)
    assert rules.plan(TEAM[:1], {"U0"}, before, NOW) == {}


@pytest.mark.parametrize("late", [0, 3, 600])
def test_a_turn_that_nobody_took_in_time_is_left_as_it_is(late):
    before = rules.plan(TEAM[:9], set(), {}, NOW)
    later = NOW + timedelta(seconds=late)
    assert not rules.plan(TEAM[:9], {"U0"}, before, later).keys() - {"U0"}


@given(
    st.lists(
        st.tuples(
            st.floats(min_value=0.01, max_value=3),
            st.sets(st.sampled_from(TEAM[:40]), max_size=5),
        ),
        max_size=60,
    )
)
def test_no_more_are_shown_in_a_minute_than_slack_takes(changes):
    now, waiting, shown = NOW, {}, []
    for pause, first in changes:
        now += timedelta(seconds=pause)
        done = {one: at for one, at in waiting.items() if at <= now}
        shown += done.values()
        waiting = {one: at for one, at in waiting.items() if one not in done}
        waiting |= rules.plan(TEAM[:40], first, waiting, now)
        assert len(set(waiting.values())) == len(waiting)
    shown = sorted([*shown, *waiting.values()])
    for at in shown:
        minute = [one for one in shown if 0 <= seconds(one, at) < 60]
        assert len(minute) <= 100
