from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core import times, walls
from bot.core.durations import Duration, Unit
from bot.core.times import Calendar

BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"), country="DE", region="BE")
NEW_YORK = Calendar(zone=ZoneInfo("America/New_York"), country="US")
LORD_HOWE = Calendar(zone=ZoneInfo("Australia/Lord_Howe"), country="AU", region="NSW")
CHATHAM = Calendar(zone=ZoneInfo("Pacific/Chatham"), opens=time(8, 30), closes=time(12))
CAIRO = Calendar(zone=ZoneInfo("Africa/Cairo"), weekdays=frozenset({6, 0, 1, 2, 3}))
NIGHTS = Calendar(opens=time(0), closes=time(23, 59), weekdays=frozenset(range(7)))
CALENDARS = st.sampled_from(
    [Calendar(), BERLIN, NEW_YORK, LORD_HOWE, CHATHAM, CAIRO, NIGHTS]
)
INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2032, 1, 1),  # noqa: DTZ001  the same
    timezones=st.just(UTC),
)
DURATIONS = st.builds(
    Duration, amount=st.integers(1, 60), unit=st.sampled_from(list(Unit))
)
WAITS = st.timedeltas(timedelta(0), timedelta(days=20))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(text, calendar):
    """Read a wall time where *calendar* is."""
    return walls.resolve(datetime.fromisoformat(text), calendar.zone)


def works_at(instant, calendar):
    opens, _ = next(calendar.spans(instant))
    return opens == instant


WORKING = [
    # (calendar, day, whether the team works)
    (Calendar(), "2026-11-20", True),  # a Friday
    (Calendar(), "2026-11-21", False),  # a Saturday
    (CAIRO, "2026-11-20", False),  # Friday is free there
    (CAIRO, "2026-11-22", True),  # Sunday is not
    # holidays of a country, of a region, and moved to Monday
    (Calendar(), "2026-12-25", True),
    (BERLIN, "2026-12-25", False),
    (BERLIN, "2026-03-09", True),  # a Monday
    (BERLIN, "2027-03-08", False),  # Women's Day is one in Berlin
    (Calendar(country="DE"), "2027-03-08", True),  # elsewhere it isn't
    (NEW_YORK, "2027-07-05", False),  # the 4th is a Sunday
    (NEW_YORK, "2026-11-26", False),  # the fourth Thursday
    (Calendar(country="de"), "2026-12-25", False),  # in any case
    # a leap day is a day
    (Calendar(), "2028-02-29", True),
]


@pytest.mark.parametrize(("calendar", "day", "works"), WORKING)
def test_a_team_works_on_its_weekdays_but_for_holidays(calendar, day, works):
    assert calendar.works_on(date.fromisoformat(day)) is works


OPEN = [
    # (wall time, whether the team works) in Berlin, 9 to 17
    ("2026-11-20 08:59", False),
    ("2026-11-20 09:00", True),
    ("2026-11-20 16:59", True),
    ("2026-11-20 17:00", False),
    ("2026-11-21 12:00", False),
    ("2026-12-25 12:00", False),
]


@pytest.mark.parametrize(("wall", "is_open"), OPEN)
def test_a_team_works_from_opening_until_closing(wall, is_open):
    assert works_at(at(wall, BERLIN), BERLIN) is is_open


NEVER = [
    # (what a calendar may not be, what is said about it)
    ({"weekdays": frozenset()}, "at least one weekday"),
    ({"weekdays": frozenset({7})}, "at least one weekday"),
    ({"opens": time(9), "closes": time(9)}, "start before they end"),
    ({"opens": time(22), "closes": time(6)}, "start before they end"),
    ({"country": "XX"}, '"XX"'),
    ({"country": "DE", "region": "XX"}, '"DE/XX"'),
]


@pytest.mark.parametrize(("terms", "said"), NEVER)
def test_a_calendar_that_makes_no_sense_is_refused(terms, said):
    with pytest.raises(ValueError, match=said):
        Calendar(**terms)


DUE = [
    # (calendar, start on its wall, duration, due on its wall)
    # by the clock nobody's nights count less
    (BERLIN, "2026-11-21 23:00", "4h", "2026-11-22 03:00"),
    (BERLIN, "2026-12-31 23:50", "15m", "2027-01-01 00:05"),
    # a day by the clock is 24 hours, though the clocks went back
    (NEW_YORK, "2026-10-31 12:00", "1d", "2026-11-01 11:00"),
    # a business day later, at the same time
    (BERLIN, "2026-11-19 16:30", "1bd", "2026-11-20 16:30"),
    (BERLIN, "2026-11-20 16:30", "1bd", "2026-11-23 16:30"),
    # what comes while nobody works counts from the next opening
    (BERLIN, "2026-11-19 06:00", "1bd", "2026-11-20 09:00"),
    (BERLIN, "2026-11-20 17:00", "1bd", "2026-11-24 09:00"),
    (BERLIN, "2026-11-21 12:00", "1bd", "2026-11-24 09:00"),
    # five of them over Christmas and the new year, in Berlin and in New York
    (BERLIN, "2026-12-23 10:00", "5bd", "2026-12-31 10:00"),
    (NEW_YORK, "2026-12-23 10:00", "5bd", "2026-12-31 10:00"),
    (BERLIN, "2026-12-30 10:00", "2bd", "2027-01-04 10:00"),
    # the same wall time, though the clocks changed between
    (NEW_YORK, "2026-10-30 10:00", "1bd", "2026-11-02 10:00"),
    (LORD_HOWE, "2026-04-02 10:00", "1bd", "2026-04-07 10:00"),  # Easter
    # a Friday that is free
    (CAIRO, "2026-11-19 10:00", "1bd", "2026-11-22 10:00"),
    # over the leap day
    (BERLIN, "2028-02-28 10:00", "2bd", "2028-03-01 10:00"),
    # a time that the clocks skip on the day it is due: the jump is added
    (NIGHTS, "2026-03-28 02:30", "1bd", "2026-03-29 02:30"),
    # business hours: to the closing, over it, over the weekend
    (BERLIN, "2026-11-20 10:00", "4bh", "2026-11-20 14:00"),
    (BERLIN, "2026-11-20 13:00", "4bh", "2026-11-20 17:00"),
    (BERLIN, "2026-11-20 16:00", "4bh", "2026-11-23 12:00"),
    (BERLIN, "2026-11-21 03:00", "8bh", "2026-11-23 17:00"),
    (BERLIN, "2026-11-21 03:00", "9bh", "2026-11-24 10:00"),
]


@pytest.mark.parametrize(("calendar", "start", "wait", "due"), DUE)
def test_a_deadline_is_when_people_expect_it(calendar, start, wait, due):
    deadline = times.deadline(at(start, calendar), Duration.parse(wait), calendar)

    assert deadline == at(due, calendar)
    assert deadline.tzinfo is UTC


def test_a_deadline_that_the_clocks_skip_is_shifted_by_the_jump():
    calendar = Calendar(
        zone=ZoneInfo("Europe/Berlin"), opens=time(0), weekdays=frozenset(range(7))
    )

    due = times.add_business_days(at("2026-03-28 02:30", calendar), 1, calendar)

    assert due == at("2026-03-29 03:30", calendar)


def test_business_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        times.add_business_days(utc("2026-11-20 10:00"), -1, BERLIN)


def test_no_business_days_later_is_the_next_moment_of_work():
    inside, outside = at("2026-11-20 10:00", BERLIN), at("2026-11-20 18:00", BERLIN)

    assert times.add_business_days(inside, 0, BERLIN) == inside
    assert times.add_business_days(outside, 0, BERLIN) == at("2026-11-23 09:00", BERLIN)


def test_no_business_days_later_is_not_an_hour_earlier_when_the_clocks_go_back():
    around = Calendar(
        zone=ZoneInfo("America/New_York"), opens=time(0), weekdays=frozenset(range(7))
    )
    second = utc("2026-11-01 06:30")  # the second 01:30 of that night

    assert times.add_business_days(second, 0, around) == second


HALVES = [
    # (start on Berlin's wall, duration, when half of it is gone)
    ("2026-11-20 10:00", "15m", "2026-11-20 10:07:30"),
    ("2026-11-20 10:00", "4h", "2026-11-20 12:00"),
    ("2026-11-20 23:00", "4h", "2026-11-21 01:00"),
    # only time in which somebody could have answered counts
    ("2026-11-20 18:00", "1bd", "2026-11-23 13:00"),
    ("2026-11-19 16:00", "1bd", "2026-11-20 12:00"),
    ("2026-11-20 16:00", "1bd", "2026-11-23 12:00"),
    ("2026-11-20 16:00", "4bh", "2026-11-23 10:00"),
]


@pytest.mark.parametrize(("start", "wait", "half"), HALVES)
def test_half_of_what_is_allowed_is_half_of_the_time_that_counts(start, wait, half):
    gone = times.part(at(start, BERLIN), Duration.parse(wait), 0.5, BERLIN)

    assert gone == at(half, BERLIN)


@settings(deadline=None, max_examples=60)
@given(INSTANTS, st.integers(0, 30), CALENDARS)
def test_a_business_day_later_is_a_business_day(start, days, calendar):
    due = times.add_business_days(start, days, calendar)
    wall = due.astimezone(calendar.zone)
    begins = times.add_business_days(start, 0, calendar).astimezone(calendar.zone)

    assert calendar.works_on(wall.date())
    counted = (begins.date() + timedelta(days=1) * n for n in range(1, 400))
    between = (day for day in counted if day <= wall.date())
    assert sum(map(calendar.works_on, between)) == days


@settings(deadline=None, max_examples=60)
@given(INSTANTS, st.integers(0, 30), CALENDARS)
def test_a_business_day_later_the_clock_shows_the_same(start, days, calendar):
    begins = times.add_business_days(start, 0, calendar).astimezone(calendar.zone)
    wall = times.add_business_days(start, days, calendar).astimezone(calendar.zone)

    assume(begins.utcoffset() == wall.utcoffset())
    assert wall.time() == begins.time()


@settings(deadline=None, max_examples=60)
@given(INSTANTS, DURATIONS, st.integers(1, 60), CALENDARS)
def test_more_of_the_same_is_never_due_earlier(start, one, other, calendar):
    amounts = sorted((one.amount, other))
    less, more = (Duration(amount=amount, unit=one.unit) for amount in amounts)

    due = [times.deadline(start, wait, calendar) for wait in (less, more)]

    assert start <= due[0] <= due[1]


@settings(deadline=None, max_examples=60)
@given(INSTANTS, WAITS, CALENDARS)
def test_business_time_that_is_added_is_business_time_that_passes(
    start, wait, calendar
):
    later = times.add_business_time(start, wait, calendar)

    assert later >= start
    assert times.business_time(start, later, calendar) == wait


@settings(deadline=None, max_examples=60)
@given(INSTANTS, WAITS, WAITS, CALENDARS)
def test_business_time_adds_up(start, one, other, calendar):
    middle, end = start + one, start + one + other

    assert times.business_time(start, end, calendar) == times.business_time(
        start, middle, calendar
    ) + times.business_time(middle, end, calendar)


@settings(deadline=None, max_examples=60)
@given(INSTANTS, DURATIONS, CALENDARS)
def test_the_parts_of_a_deadline_come_in_order(start, wait, calendar):
    parts = [
        times.part(start, wait, ratio, calendar)
        for ratio in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]

    assert start <= parts[0]
    assert all(sooner <= later for sooner, later in pairwise(parts))
    assert parts[-1] <= times.deadline(start, wait, calendar)


@settings(deadline=None, max_examples=60)
@given(INSTANTS, CALENDARS)
def test_open_spans_follow_each_other(start, calendar):
    spans = calendar.spans(start)
    some = [next(spans) for _ in range(8)]

    assert some[0][0] >= start
    assert all(opens < closes for opens, closes in some)
    assert all(one[1] < other[0] for one, other in pairwise(some))
    assert works_at(some[0][0], calendar)
    assert not works_at(some[0][1], calendar)


SHOWN = [
    # (instant in UTC, zone, as its walls show it)
    ("2026-11-22 14:05", "Europe/London", "2026-11-22 14:05 GMT"),
    ("2026-07-22 14:05", "Europe/London", "2026-07-22 15:05 BST"),
    ("2026-11-22 14:05", "Asia/Kolkata", "2026-11-22 19:35 IST"),
    ("2026-11-22 04:05", "America/New_York", "2026-11-21 23:05 EST"),
    ("2026-11-22 14:05", "UTC", "2026-11-22 14:05 UTC"),
    # zones without a name of their own
    ("2026-11-22 14:05", "America/Sao_Paulo", "2026-11-22 11:05 UTC-03"),
    ("2026-11-22 14:05", "Asia/Kathmandu", "2026-11-22 19:50 UTC+05:45"),
]


@pytest.mark.parametrize(("instant", "zone", "text"), SHOWN)
def test_a_time_is_dated_where_it_is_read_with_its_zone(instant, zone, text):
    assert times.dated(utc(instant), ZoneInfo(zone)) == text


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        # a clock that was put back
        (timedelta(seconds=-300), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(hours=2, minutes=1), "2 h 1 min ago"),
        (timedelta(days=400), "400 d ago"),
    ],
)
def test_what_is_past_is_said_by_how_long_ago_it_was(wait, said):
    assert times.ago(wait) == said


LENGTHS = [
    # (length, as people say it)
    (timedelta(), "0 s"),
    (timedelta(milliseconds=999), "0 s"),
    (timedelta(seconds=59), "59 s"),
    (timedelta(seconds=60), "1 min"),
    (timedelta(minutes=59, seconds=59), "59 min"),
    (timedelta(minutes=60), "1 h"),
    (timedelta(minutes=65), "1 h 5 min"),
    (timedelta(hours=24), "1 d"),
    # two units are enough, and a gap between them is left out
    (timedelta(days=1, minutes=5), "1 d"),
    (timedelta(days=1, hours=2, minutes=5), "1 d 2 h"),
    (timedelta(days=400), "400 d"),
    # the sentence around it says that it is past
    (timedelta(minutes=-65), "1 h 5 min"),
]


@pytest.mark.parametrize(("wait", "said"), LENGTHS)
def test_a_length_of_time_is_said_by_its_two_largest_units(wait, said):
    assert times.human(wait) == said


@settings(deadline=None)
@given(st.timedeltas(timedelta(0), timedelta(days=10_000)))
def test_a_length_of_time_is_rounded_down_by_less_than_its_last_unit(wait):
    seconds = {"s": 1, "min": 60, "h": 3600, "d": 86400}
    words = times.human(wait).split()

    said = sum(
        int(count) * seconds[unit]
        for count, unit in zip(words[::2], words[1::2], strict=True)
    )
    assert timedelta(seconds=said) <= wait
    assert wait - timedelta(seconds=said) < timedelta(
        seconds=seconds["h"] if wait >= timedelta(days=1) else seconds["min"]
    )


DAYS = [
    # (from, to, business days after the first day up to the last)
    ("2026-11-24 14:00", "2026-11-24 16:00", 0),  # the same day
    ("2026-11-24 14:00", "2026-12-01 14:00", 5),  # a weekend between
    ("2026-11-27 20:00", "2026-11-30 09:00", 0),  # after hours it counts from Monday
    ("2026-11-28 12:00", "2026-12-01 12:00", 1),  # at a weekend too
    ("2026-11-24 14:00", "2026-11-20 14:00", 0),  # never backwards
]


@pytest.mark.parametrize(("start", "end", "days"), DAYS)
def test_business_days_are_counted(start, end, days):
    first, last = (datetime.fromisoformat(m).replace(tzinfo=UTC) for m in (start, end))

    assert times.business_days(first, last, times.Calendar()) == days


def test_the_next_opening_is_after_now_and_on_a_business_day():
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)

    assert times.next_opening(friday, times.Calendar()) == datetime(
        2026, 11, 30, 9, tzinfo=UTC
    )
    before = friday - timedelta(minutes=1)
    assert times.next_opening(before, times.Calendar()) == friday


def test_days_between_two_evenings_are_counted_by_their_days():
    tuesday = datetime(2026, 11, 24, 20, tzinfo=UTC)

    assert (
        times.days_between(tuesday, tuesday + timedelta(days=6), times.Calendar()) == 4
    )
