"""A quiet time: when the fewest work, by their own clocks."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.times import Calendar
from bot.core.upkeep import Quiet
from bot.maintenance import quiet

BERLIN = ZoneInfo("Europe/Berlin")
TEAM = Calendar(zone=BERLIN, country="DE")
NIGHT = Quiet(start=time(22), end=time(6))
AFTER = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)  # a Tuesday
HOUR = timedelta(hours=1)


def suggested(zones, after=AFTER, takes=2 * HOUR, team=TEAM, night=NIGHT):
    more = {"quiet": night, "place": BERLIN, "team": team, "zones": zones}
    return quiet.suggest(after, takes, **more)


def wall(found):
    return f"{found.begins.astimezone(BERLIN):%a %H:%M}"


CASES = [
    # (people by zone, when it is quietest in Berlin, how many work then)
    ({"Europe/Berlin": 12}, "Tue 22:00", 0),
    ({}, "Tue 22:00", 0),
    # New York works until 17:00, which is 23:00 in Berlin
    ({"Europe/Berlin": 6, "America/New_York": 6}, "Tue 23:00", 0),
    # Kolkata begins at 4:30 in Berlin, Los Angeles ends at 2:00
    (
        {"Asia/Kolkata": 3, "America/Los_Angeles": 3, "Europe/Berlin": 1},
        "Wed 02:00",
        0,
    ),
]


@pytest.mark.parametrize(("zones", "when", "working"), CASES)
def test_the_hour_is_taken_in_which_the_fewest_work(zones, when, working):
    found = suggested(zones)
    assert (wall(found), found.working) == (when, working)
    assert found.people == sum(zones.values())
    assert found.ends - found.begins == 2 * HOUR


def test_where_somebody_always_works_the_fewest_are_disturbed():
    zones = {"America/Los_Angeles": 5, "Asia/Tokyo": 1, "Australia/Sydney": 1}
    found = suggested(zones, after=AFTER, takes=3 * HOUR)
    assert found.working <= 2


def test_the_night_before_a_holiday_is_left_out():
    # 25 and 26 December are holidays in Germany, a Friday and a Saturday
    eve = datetime(2026, 12, 24, 12, tzinfo=UTC)
    assert wall(suggested({"Europe/Berlin": 3}, after=eve)) == "Fri 22:00"
    nowhere = replace(TEAM, country="")
    assert wall(suggested({}, after=eve, team=nowhere)) == "Thu 22:00"


def test_what_takes_longer_than_a_night_begins_with_it():
    assert wall(suggested({"Europe/Berlin": 3}, takes=12 * HOUR)) != ""
    found = suggested({}, takes=12 * HOUR)
    assert wall(found).endswith("22:00")


def test_it_fits_into_the_night_also_when_that_is_within_a_day():
    noon = Quiet(start=time(1), end=time(5))
    found = suggested({"Europe/Berlin": 3}, night=noon, takes=4 * HOUR)
    assert wall(found) == "Wed 01:00"


def test_it_is_never_earlier_than_asked():
    late = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)  # 22:30 there
    found = suggested({}, after=late)
    assert (wall(found), found.begins >= late) == ("Tue 23:00", True)


def test_over_a_change_of_clocks_it_begins_at_a_wall_time_of_the_night():
    eve = datetime(2027, 3, 27, 12, tzinfo=UTC)
    found = suggested({"America/Los_Angeles": 2}, after=eve)
    assert found.begins.astimezone(BERLIN).hour in {22, 23, 0, 1, 2, 3, 4, 5}
