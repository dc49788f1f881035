from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import walls

# whole hours, half hours, quarters; gaps of 30 min, 1 h, 2 h and a whole day;
# clocks that go back in winter (Dublin) and for a month of fasting (Casablanca)
ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]
PLACES = st.sampled_from(ZONES).map(ZoneInfo)
FROM, TO = datetime(2000, 1, 1), datetime(2037, 12, 31)  # noqa: DTZ001  wall times
WALLS = st.datetimes(min_value=FROM, max_value=TO)
INSTANTS = st.datetimes(min_value=FROM, max_value=TO, timezones=st.just(UTC))

RESOLVED = [
    # (zone, wall, the instant in UTC)
    ("Europe/London", "2026-11-22 14:05", "2026-11-22 14:05"),
    ("Asia/Kathmandu", "2026-11-22 14:05", "2026-11-22 08:20"),
    # spring forward: 02:30 is not there, it is 03:30 by the new clock
    ("America/New_York", "2026-03-08 01:59", "2026-03-08 06:59"),
    ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
    ("America/New_York", "2026-03-08 03:30", "2026-03-08 07:30"),
    # a gap of half an hour
    ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
    # a gap of two hours
    ("Antarctica/Troll", "2026-03-29 02:00", "2026-03-29 02:00"),
    # a gap of a whole day
    ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00"),
    # fall back: 01:30 comes twice, the first is meant
    ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25 00:30"),
    # leap day and the last minute of a year
    ("Asia/Kolkata", "2028-02-29 00:00", "2028-02-28 18:30"),
    ("Pacific/Kiritimati", "2026-12-31 23:59", "2026-12-31 09:59"),
]

NOW = "2026-11-22 15:00"  # a Sunday, in UTC

HEARD = [
    # (what is typed, the speaker's zone, the instant in UTC)
    # the clock: the most recent such time where the speaker is
    ("14:05", "UTC", "2026-11-22 14:05"),
    ("15:00", "UTC", "2026-11-22 15:00"),
    ("15:01", "UTC", "2026-11-21 15:01"),
    ("9:30", "Europe/Berlin", "2026-11-22 08:30"),
    ("16:30", "Europe/Berlin", "2026-11-21 15:30"),
    ("02:00", "Pacific/Kiritimati", "2026-11-22 12:00"),
    ("23:00", "Pacific/Kiritimati", "2026-11-22 09:00"),
    ("20:40", "Asia/Kathmandu", "2026-11-22 14:55"),
    # with half days
    ("2:05pm", "UTC", "2026-11-22 14:05"),
    ("2 PM", "UTC", "2026-11-22 14:00"),
    ("12am", "UTC", "2026-11-22 00:00"),
    ("12:30 pm", "UTC", "2026-11-22 12:30"),
    # with a word before it and white space around it
    ("since 14:05", "UTC", "2026-11-22 14:05"),
    ("  Since   14:05 ", "UTC", "2026-11-22 14:05"),
    ("at 14:05", "UTC", "2026-11-22 14:05"),
    ("from 20m ago", "UTC", "2026-11-22 14:40"),
    # with a zone of its own, in any case
    ("14:05 Europe/Berlin", "Asia/Kolkata", "2026-11-22 13:05"),
    ("14:05 europe/berlin", "Asia/Kolkata", "2026-11-22 13:05"),
    ("14:05 UTC", "Asia/Kolkata", "2026-11-22 14:05"),
    ("14:05Z", "Asia/Kolkata", "2026-11-22 14:05"),
    ("2026-11-22T14:05Z", "Asia/Kolkata", "2026-11-22 14:05"),
    ("since 2026-11-22 14:05 America/New_York", "UTC", "2026-11-22 19:05"),
    ("2026-11-22 14:05 CET", "Asia/Kolkata", "2026-11-22 13:05"),
    ("at 2026-11-22 2:05 pm CET", "Asia/Kolkata", "2026-11-22 13:05"),
    ("2026-11-22 14:05 utc", "Asia/Kolkata", "2026-11-22 14:05"),
    # with a day
    ("yesterday 14:05", "UTC", "2026-11-21 14:05"),
    ("yesterday at 14:05 CET", "UTC", "2026-11-21 13:05"),
    ("yesterday at 14:05", "Pacific/Kiritimati", "2026-11-22 00:05"),
    ("today 23:00", "UTC", "2026-11-22 23:00"),
    ("07:05 yesterday", "UTC", "2026-11-21 07:05"),
    ("7:05 am today", "UTC", "2026-11-22 07:05"),
    ("14:05 CET, yesterday", "UTC", "2026-11-21 13:05"),
    ("14:05 New York time yesterday", "UTC", "2026-11-21 19:05"),
    ("today, 9am", "UTC", "2026-11-22 09:00"),
    ("2026-11-22 14:05", "Europe/Berlin", "2026-11-22 13:05"),
    ("2026-11-22T14:05", "Europe/Berlin", "2026-11-22 13:05"),
    ("2024-02-29 12:00", "UTC", "2024-02-29 12:00"),
    ("2026-03-08 02:30", "America/New_York", "2026-03-08 07:30"),
    # lengths of time
    ("now", "Asia/Kolkata", "2026-11-22 15:00"),
    ("20m ago", "Asia/Kolkata", "2026-11-22 14:40"),
    ("20 min ago", "UTC", "2026-11-22 14:40"),
    ("1h 5min ago", "UTC", "2026-11-22 13:55"),
    ("1h30m ago", "UTC", "2026-11-22 13:30"),
    ("1 hour and 5 minutes ago", "UTC", "2026-11-22 13:55"),
    ("an hour ago", "UTC", "2026-11-22 14:00"),
    ("a day, 2 hours ago", "UTC", "2026-11-21 13:00"),
    ("90 seconds ago", "UTC", "2026-11-22 14:58:30"),
]

UNHEARD = [
    # no time at all
    "",
    " ",
    "since",
    "checkout is down",
    "Europe/Berlin",
    # a number is no time, nor is a length without "ago"
    "14",
    "1405",
    "20m",
    "ago",
    "m ago",
    # a word that begins like a unit
    "5 man hours ago",
    "5 months ago",
    # times and days that don't exist
    "24:00",
    "14:60",
    "0:30pm",
    "13pm",
    "14:5",
    "2026-02-29 12:00",
    "2026-13-01 12:00",
    "0000-01-01 00:00",
    "0001-01-01 00:00 Asia/Tokyo",
    # longer ago than there are years
    "99999d 99999d 99999d 99999d 99999d 99999d 99999d 99999d ago",
    # zones that don't exist
    "14:05 Mars/Olympus",
    "14:05 Europe",
    # a time with words around it: the reader of the whole line takes those off
    "14:05 checkout",
    "checkout since 14:05",
    # a day that is still to come, or that has no clock time
    "tuesday 14:05",
    "14:05 tomorrow",
    "yesterday",
    "14:05 14:06",
    # digits of other scripts
    "\u0661\u0664:\u0660\u0665",
]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hear(text, *, now=NOW, zone="UTC"):
    now = utc(now) if isinstance(now, str) else now
    return walls.parse_when(text, now=now, zone=ZoneInfo(zone))


@pytest.mark.parametrize(("zone", "wall", "instant"), RESOLVED)
def test_a_wall_time_is_one_instant(zone, wall, instant):
    resolved = walls.resolve(datetime.fromisoformat(wall), ZoneInfo(zone))

    assert resolved == utc(instant)
    assert resolved.tzinfo is UTC


def test_an_instant_is_no_wall_time():
    with pytest.raises(ValueError, match="naive"):
        walls.resolve(utc(NOW), ZoneInfo("UTC"))


@settings(deadline=None)
@given(WALLS, PLACES)
def test_a_wall_time_that_exists_comes_back_as_it_was(wall, place):
    back = walls.resolve(wall, place).astimezone(place)

    skipped = back.replace(tzinfo=None) - wall
    before = wall.replace(tzinfo=place, fold=0).utcoffset()
    after = wall.replace(tzinfo=place, fold=1).utcoffset()
    assert skipped == max(after - before, timedelta())


@settings(deadline=None)
@given(WALLS, PLACES)
def test_of_two_instants_of_one_wall_time_the_first_is_meant(wall, place):
    resolved = walls.resolve(wall, place)

    assert resolved.astimezone(place).fold == 0


@settings(deadline=None)
@given(INSTANTS, PLACES)
def test_an_instant_is_found_again_from_its_wall(instant, place):
    wall = instant.astimezone(place)

    again = walls.resolve(wall.replace(tzinfo=None), place)

    assert again == instant or wall.fold == 1


@pytest.mark.parametrize("name", ["Europe/Berlin", "europe/berlin", " EUROPE/BERLIN "])
def test_a_zone_is_found_in_any_case(name):
    assert walls.zone(name) == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("name", ["", "Mars", "../etc/passwd", "/etc/localtime"])
def test_a_zone_that_is_none_is_refused(name):
    with pytest.raises(ValueError, match="not a time zone"):
        walls.zone(name)


@pytest.mark.parametrize("name", [None, "", "Mars", "Europe/Berlin "])
def test_a_person_whose_zone_nobody_knows_lives_in_utc(name):
    assert walls.zone_or_utc(name) is UTC


def test_a_person_lives_in_their_zone():
    assert walls.zone_or_utc("Asia/Kolkata") == ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(("text", "zone", "instant"), HEARD)
def test_a_time_is_read_as_people_type_it(text, zone, instant):
    heard = hear(text, zone=zone)

    assert heard == utc(instant)
    assert heard.tzinfo is UTC


@pytest.mark.parametrize("text", UNHEARD)
def test_what_is_no_time_is_not_read_as_one(text):
    assert hear(text) is None


def test_a_time_that_the_clocks_skip_is_the_time_they_jump_to():
    # 02:30 on the morning of the jump, said at 04:00 by the new clock
    heard = hear("02:30", now="2026-03-08 08:00", zone="America/New_York")

    assert heard == utc("2026-03-08 07:30")


def test_a_skipped_time_is_never_in_the_future():
    # at 03:10 by the new clock 02:30 would be 03:30: yesterday's is meant
    heard = hear("02:30", now="2026-03-08 07:10", zone="America/New_York")

    assert heard == utc("2026-03-07 07:30")


def test_a_skipped_day_is_passed_over():
    # Samoa had no 30 December 2011: at 08:00 on the 31st, 14:05 was on the 29th
    heard = hear("14:05", now="2011-12-30 18:00", zone="Pacific/Apia")

    assert heard == utc("2011-12-30 00:05")


@settings(deadline=None)
@given(st.times(), INSTANTS, st.sampled_from(ZONES))
def test_a_clock_time_is_the_most_recent_one(clock, now, zone):
    heard = hear(f"{clock:%H:%M}", now=now, zone=zone)
    wall = heard.astimezone(ZoneInfo(zone))

    assert heard <= now
    assert now - heard <= timedelta(hours=51)  # a day, a skipped day and a jump
    shifted = (wall.hour, wall.minute) != (clock.hour, clock.minute)
    assert not shifted or wall.utcoffset() != (
        (wall - timedelta(hours=4)).astimezone(UTC).astimezone(wall.tzinfo).utcoffset()
    )


@settings(deadline=None)
@given(st.integers(1, 99999), st.sampled_from("smhd"), INSTANTS)
def test_a_length_of_time_ago_is_exact(count, unit, now):
    step = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[unit]

    assert hear(f"{count}{unit} ago", now=now) == now - timedelta(**{step: count})


@settings(deadline=None)
@given(st.text() | st.text("0123456789:-tzapm ago/"), INSTANTS, st.sampled_from(ZONES))
def test_no_text_whatever_breaks_the_reader(text, now, zone):
    heard = hear(text, now=now, zone=zone)

    assert heard is None or heard.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "unplaced"),
    [
        ("CEST paged the vendor", "CEST"),
        ("pst, paged the vendor", "pst"),
        ("Eastern time, paged the vendor", "Eastern time"),
        ("Cape Town Time: paged", "Cape Town Time"),
        # these are in the database of zones, and read before
        ("CET", ""),
        ("UTC", ""),
        # and these begin what happened
        ("DNS", ""),
        ("paged", ""),
        ("Dana saw it a second time", ""),
        ("", ""),
    ],
)
def test_words_that_are_no_zone_are_known(text, unplaced):
    assert walls.unplaced(text) == unplaced


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:05 New York time", "2026-11-21 19:05"),
        ("2:05pm berlin time", "2026-11-22 13:05"),
        ("2026-11-20 14:05 Sao Paulo time", "2026-11-20 17:05"),
        ("14:05 Nowhere time", None),
        ("14:05 New York", None),
    ],
)
def test_a_city_is_a_zone(typed, read):
    now = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    heard = walls.parse_when(typed, now=now, zone=UTC)
    assert heard == (datetime.fromisoformat(f"{read}+00:00") if read else None)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-11-27"),
        ("Tomorrow", "2026-11-28"),
        ("yesterday", "2026-11-26"),
        ("monday", "2026-11-30"),
        ("Friday", "2026-12-04"),
        ("2026-12-05", "2026-12-05"),
        ("next Tuesday", "2026-12-01"),
        # a day has an end
        ("EOD", "2026-11-27"),
        ("the end of the day", "2026-11-27"),
        ("eod Monday", "2026-11-30"),
        ("tomorrow end of day", "2026-11-28"),
        ("end of the day on Monday", "2026-11-30"),
        ("end of week", None),
        ("next week", None),
        ("2026-13-05", None),
        ("moonday", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_name_it(typed, day):
    read = walls.parse_day(typed, today=date(2026, 11, 27))
    assert read == (date.fromisoformat(day) if day else None)


PROMISED = [
    # (what is typed on Sunday at 15:00 UTC, the instant in UTC)
    ("30m", "2026-11-22 15:30"),
    ("14:05", "2026-11-23 14:05"),
    # the ends of both halves of a day
    ("noon", "2026-11-23 12:00"),
    ("12 Noon New York time", "2026-11-22 17:00"),
    ("midnight", "2026-11-23 00:00"),
    ("midnight America/New_York", "2026-11-23 05:00"),
    ("noon tomorrow", "2026-11-23 12:00"),
    # a day, and the clock before it or after it
    ("tomorrow 9:00", "2026-11-23 09:00"),
    ("9:00 CET tomorrow", "2026-11-23 08:00"),
    ("Tuesday 3pm", "2026-11-24 15:00"),
    ("3pm on Tuesday", "2026-11-24 15:00"),
    ("next Tuesday at 3 pm New York time", "2026-11-24 20:00"),
    ("Sunday 16:00", "2026-11-29 16:00"),
    # which midnight of a day is meant, nobody knows
    ("midnight tomorrow", None),
    ("Tuesday midnight", None),
    # a day alone has no time
    ("Tuesday", None),
    ("yesterday 14:05", None),
    ("12/31", None),
]


@pytest.mark.parametrize(("typed", "instant"), PROMISED)
def test_a_time_ahead_is_read_as_people_promise_it(typed, instant):
    read = walls.parse_by(typed, now=utc(NOW), zone=UTC)
    assert read == (utc(instant) if instant else None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/31", True),
        ("25:00", True),
        ("5", True),
        ("3rd", True),
        ("31 December", True),
        ("Dec 31", True),
        ("5 business days", True),
        ("14:05 sharp", True),
        ("noonish", True),
        ("midnight on Friday", True),
        ("end of week", True),
        ("Next week", True),
        ("tomorrow morning", True),
        # a measure is none
        ("20%", False),
        ("1.5 GB", False),
        ("2x", False),
        ("2 engineers", False),
        # nor are words that only begin like a time
        ("end users", False),
        ("Friday's on-call", False),
        ("Dana's team", False),
        ("May", False),
        ("", False),
    ],
)
def test_what_is_meant_for_a_time_is_told_from_other_words(typed, meant):
    assert walls.meant(typed) is meant
