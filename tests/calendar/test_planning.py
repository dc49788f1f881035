"""When people are asked: in their hours, on their days, what is due first first."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import planning
from bot.calendar.planning import Item
from bot.calendar.rules import State
from bot.core.durations import ClockDuration
from bot.core.times import Calendar

DAY = timedelta(days=1)
ZONES = ("UTC", "Europe/Berlin", "Asia/Tokyo", "Asia/Kolkata", "America/New_York")
TEAM = Calendar()
TOKYO = Calendar(zone=ZoneInfo("Asia/Tokyo"))
LADDER = SimpleNamespace(lead_after=1, channel_after=3, escalate_after=5)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
moments = st.integers(-320, 400).flatmap(
    lambda day: st.integers(0, 24 * 60).map(
        lambda minute: MONDAY + DAY * day + timedelta(minutes=minute)
    )
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def calendars(draw):
    """Give the business days of somebody, somewhere, who may be away."""
    first = draw(days)
    away = [(first, first + DAY * draw(st.integers(0, 20)))]
    return Calendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        country=draw(st.sampled_from(("", "DE", "US", "JP"))),
        opens=draw(st.sampled_from((time(9), time(7, 30)))),
        away=tuple(away if draw(st.booleans()) else []),
    )


@st.composite
def items(draw, around):
    """Give what somebody may be asked for about a time."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        due = around + timedelta(hours=draw(st.integers(-200, 400)))
        quiet = around + timedelta(hours=draw(st.integers(-20, 80)))
        ahead = draw(st.sampled_from(((), (DAY,), (DAY * 7, DAY), (DAY * 3,))))
        found.append(
            Item(
                id=str(number),
                due_at=due,
                ahead=ahead,
                carded=draw(st.booleans()),
                snoozed_until=quiet if draw(st.booleans()) else None,
            )
        )
    return found


def item(due, **more):
    return Item(**{"id": "1", "due_at": due, "ahead": (), "carded": False, **more})


def opening(by, moment):
    """Tell whether business hours begin at a moment."""
    wall = moment.astimezone(by.zone)
    return by.works_on(wall.date()) and wall.time() == by.opens


@given(st.data(), moments, calendars())
def test_whoever_is_asked_next_is_asked_as_a_day_of_work_begins(data, now, by):
    found = data.draw(items(now))
    at = planning.wake(found, now, by)
    assert (at is None) == (not found)
    assert at is None or (at > now and opening(by, at))
    assert at is None or at - now < DAY * 120


@given(st.data(), moments, calendars(), st.integers(1, 4), st.booleans())
def test_nobody_hears_of_more_than_so_many_in_a_day_and_each_once(
    data, now, by, most, late
):
    found = data.draw(items(now))
    plan = planning.plan(found, now, by, most, late=late)
    assert len(plan.cards) <= (0 if late else most)
    assert len({*plan.cards, *plan.listed}) == len(plan.cards) + len(plan.listed)
    due = {one.id: (one.due_at, one.id) for one in found}
    for said in (plan.cards, plan.listed):
        assert [*said] == sorted(said, key=due.get)


@given(st.data(), moments, calendars())
def test_nobody_is_asked_for_what_is_snoozed(data, now, by):
    found = data.draw(items(now))
    quiet = {one.id for one in found if one.snoozed_until and one.snoozed_until > now}
    plan = planning.plan(found, now, by, 9, late=False)
    assert not quiet & {*plan.cards, *plan.listed}


@given(st.data(), moments, calendars())
def test_what_is_late_is_asked_for_every_day(data, now, by):
    for one in data.draw(items(now)):
        awake = one.snoozed_until is None or one.snoozed_until <= now
        assert planning.asks(one, now, by) or not awake or now < one.due_at


@settings(max_examples=60)
@given(st.data(), moments, calendars())
def test_round_after_round_everything_is_asked_for_and_nothing_twice_a_day(
    data, now, by
):
    """What is not done goes on being asked for; it is never forgotten."""
    found = {one.id: one for one in data.draw(items(now))}
    heard, days = {}, []
    for _ in range(80):
        at = planning.wake(found.values(), now, by)
        if at is None:
            break
        assert at > now
        now = at
        days.append(now.astimezone(by.zone).date())
        plan = planning.plan([*found.values()], now, by, 2, late=False)
        for id_ in plan.cards:
            assert id_ not in heard
            heard[id_] = now
            found[id_] = Item(**{**vars_of(found[id_]), "carded": True})
    assert len(days) == len({*days})
    assert {id_ for id_, one in found.items() if not one.carded} == set()


def vars_of(one):
    return {name: getattr(one, name) for name in Item.__dataclass_fields__}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("2026-11-23", True),  # a week ahead
        ("2026-11-24", False),
        ("2026-11-27", True),  # a day ahead: the 29th is a Sunday, the 27th a Friday
        ("2026-11-30", True),  # on the day
        ("2026-12-01", True),  # daily, while it is late
        ("2026-12-02", True),
    ],
)
def test_what_was_carded_is_asked_for_ahead_on_the_day_and_while_it_is_late(
    said, asked
):
    one = item(
        datetime(2026, 11, 30, 17, tzinfo=UTC), ahead=(DAY * 7, DAY), carded=True
    )
    now = datetime.fromisoformat(f"{said}T09:00+00:00")
    assert planning.asks(one, now, TEAM) is asked


def test_what_was_never_carded_is_asked_for_as_soon_as_its_first_day_has_come():
    one = item(datetime(2026, 11, 30, 17, tzinfo=UTC), ahead=(DAY * 7, DAY))
    days = [MONDAY + DAY * n for n in range(-3, 3)]
    assert [planning.asks(one, day, TEAM) for day in days] == [False] * 3 + [True] * 3


def test_five_in_the_afternoon_is_the_night_of_somewhere_else():
    """It is due at two in the morning there: who does it is asked on the day before."""
    due = datetime(2026, 11, 24, 17, tzinfo=UTC)
    morning = datetime(2026, 11, 24, 0, tzinfo=UTC)
    assert planning.due_day(due, TOKYO) == date(2026, 11, 24)
    assert planning.asks(item(due), morning, TOKYO)
    assert planning.wake([item(due)], morning - DAY, TOKYO) == morning
    assert planning.standing(State.UPCOMING, due, morning, TOKYO) is State.DUE


def test_what_falls_on_a_holiday_is_asked_for_on_the_day_of_work_before():
    by = Calendar(country="DE")
    due = datetime(2026, 12, 25, 17, tzinfo=UTC)  # a Friday
    assert planning.wake([item(due)], MONDAY, by) == datetime(
        2026, 12, 24, 9, tzinfo=UTC
    )


def test_whoever_is_away_is_asked_before_they_leave_or_when_they_are_back():
    away = (date(2026, 11, 25), date(2026, 12, 4))
    by = Calendar(away=(away,))
    due = datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert planning.wake([item(due)], MONDAY, by) == MONDAY + DAY
    assert planning.wake([item(due)], MONDAY + DAY, by) == MONDAY + DAY * 14


def test_what_is_snoozed_into_a_day_is_asked_for_on_the_next_morning():
    due = MONDAY + timedelta(hours=8)
    noon = MONDAY + timedelta(hours=3)
    quiet = item(due, snoozed_until=noon + DAY, carded=True)
    assert planning.wake([quiet], noon, TEAM) == MONDAY + DAY * 2
    sharp = item(due, snoozed_until=MONDAY + DAY, carded=True)
    assert planning.wake([sharp], noon, TEAM) == MONDAY + DAY


def test_what_can_wait_waits_and_what_is_due_stands_in_the_list():
    due = MONDAY + timedelta(hours=8)
    several = [item(due + DAY * n, id=str(n), ahead=(DAY * 9,)) for n in range(4)]
    plan = planning.plan(several[::-1], MONDAY, TEAM, 2, late=False)
    assert (plan.cards, plan.listed) == (("0", "1"), ())
    today = [item(due, id=str(n)) for n in range(4)]
    plan = planning.plan(today, MONDAY, TEAM, 2, late=False)
    assert (plan.cards, plan.listed) == (("0", "1"), ("2", "3"))
    plan = planning.plan(today, MONDAY, TEAM, 2, late=True)
    assert (plan.cards, plan.listed) == ((), ("0", "1", "2", "3"))


@given(moments, calendars(), st.integers(0, 60))
def test_the_rungs_of_the_ladder_come_in_order(due, by, hours):
    steps = []
    for day in range(hours, 40):
        now = due + DAY * day
        steps.append(planning.step(due, now, by, LADDER))
    assert steps == sorted(steps)
    assert planning.step(due, due - timedelta(seconds=1), by, LADDER) == 0


@given(moments, calendars(), st.integers(0, 2))
def test_a_rung_is_reached_when_it_is_said_to_be(due, by, rung):
    at = planning.reach(rung, due, by, LADDER)
    assert at > due
    assert opening(by, at)
    assert planning.step(due, at, by, LADDER) == rung + 1
    assert planning.step(due, at - timedelta(hours=12), by, LADDER) <= rung


@given(moments, moments, calendars())
def test_an_open_one_stands_where_its_time_has_it(due, now, by):
    stands = planning.standing(State.UPCOMING, due, now, by)
    late = now >= due
    assert (stands is State.OVERDUE) == late
    assert planning.standing(stands, due, now, by) is stands
    if not late:
        today = planning.due_day(due, by) <= now.astimezone(by.zone).date()
        assert (stands is State.DUE) == today
    for settled in (State.ESCALATED, State.CONFIRMED, State.DONE, State.SKIPPED):
        assert planning.standing(settled, due, now, by) is settled


AHEAD = [ClockDuration.parse(text) for text in ("7d", "1d")]


@pytest.mark.parametrize(
    ("last", "ahead", "before"),
    [
        (None, AHEAD, 8),  # a day before its owner is asked for the first time
        (None, (), 7),  # with nothing ahead, it is shown for a week
        (2, AHEAD[1:], 2),  # the one before is due two days earlier
        (2, AHEAD, 8),  # its owner is to be asked before that
        (30, AHEAD[1:], 7),
    ],
)
def test_an_occurrence_is_there_before_anybody_is_asked_for_it(last, ahead, before):
    due = MONDAY + DAY * 40
    shown = planning.appears(due, due - DAY * last if last else None, ahead)
    assert due - shown == DAY * before
