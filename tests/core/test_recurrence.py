"""Recurrences against two others: the definition by every day, and dateutil."""

import contextlib
import itertools
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core import periods, recurrence, walls
from bot.core.errors import Invalid
from bot.core.recurrence import NoRule, Rule
from tests.core import calendars

ZONES = (
    *("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"),
    *("Pacific/Chatham", "Asia/Tehran", "UTC", "Antarctica/Troll", "Asia/Beirut"),
)
CLOCKS = [time(0), time(1, 30), time(2), time(2, 30), time(3), time(23, 59)]
BEGIN, END = date(2024, 1, 1), date(2036, 12, 31)
HOUR = timedelta(hours=1)
LEAP, LATE, MIDWEEK = date(2024, 2, 29), date(2024, 8, 31), date(2025, 1, 1)

RULES = [
    # (rule, its start)
    ("FREQ=DAILY", BEGIN),
    ("FREQ=DAILY;INTERVAL=2", LEAP),
    ("FREQ=DAILY;INTERVAL=90", MIDWEEK),
    ("FREQ=DAILY;INTERVAL=365", LEAP),
    ("FREQ=DAILY;BYMONTH=2", BEGIN),
    ("FREQ=DAILY;BYDAY=MO,FR", BEGIN),
    ("FREQ=DAILY;BYMONTHDAY=-1", BEGIN),
    ("FREQ=DAILY;INTERVAL=3;BYDAY=SU", BEGIN),
    ("FREQ=DAILY;INTERVAL=7;BYMONTH=2,12", LATE),
    ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", BEGIN),
    ("FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR", BEGIN),
    ("FREQ=DAILY;BYDAY=TU;BYSETPOS=1", BEGIN),
    # weeks, and where they begin
    ("FREQ=WEEKLY;BYDAY=SU", BEGIN),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", LEAP),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", MIDWEEK),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", date(1997, 8, 5)),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", date(1997, 8, 5)),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=TH", MIDWEEK),
    ("FREQ=WEEKLY;INTERVAL=53;BYDAY=WE", MIDWEEK),
    ("FREQ=WEEKLY;BYMONTH=1,12;BYDAY=TH", BEGIN),
    ("FREQ=WEEKLY;INTERVAL=4;BYMONTH=3;BYDAY=SA,SU", BEGIN),
    # a start in the middle of a week moves no place in it
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", MIDWEEK),
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1,2", MIDWEEK),
    ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;BYSETPOS=1;WKST=SU", MIDWEEK),
    # ends of months
    ("FREQ=MONTHLY;BYMONTHDAY=1", BEGIN),
    ("FREQ=MONTHLY;BYMONTHDAY=31", BEGIN),
    ("FREQ=MONTHLY;BYMONTHDAY=30", LEAP),
    ("FREQ=MONTHLY;BYMONTHDAY=29", LEAP),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", LEAP),
    ("FREQ=MONTHLY;BYMONTHDAY=-31", LEAP),
    ("FREQ=MONTHLY;BYMONTHDAY=1,15,-1", MIDWEEK),
    ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", LATE),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", LATE),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", BEGIN),
    ("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-2", LATE),
    ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29", LEAP),
    ("FREQ=MONTHLY;INTERVAL=18;BYDAY=-1FR", LEAP),
    ("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=-1", BEGIN),
    # weekdays of a month
    ("FREQ=MONTHLY;BYDAY=2TU", BEGIN),
    ("FREQ=MONTHLY;BYDAY=5FR", BEGIN),
    ("FREQ=MONTHLY;BYDAY=-1SU", LEAP),
    ("FREQ=MONTHLY;BYDAY=-5MO", LEAP),
    ("FREQ=MONTHLY;BYDAY=1MO,3WE,-1FR", LEAP),
    ("FREQ=MONTHLY;BYDAY=MO,2TU", LEAP),
    ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE", date(2024, 1, 31)),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TH", MIDWEEK),
    ("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=1,2,3", MIDWEEK),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", BEGIN),
    ("FREQ=MONTHLY;BYMONTH=11;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU", BEGIN),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", LATE),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-2,23", BEGIN),
    ("FREQ=MONTHLY;INTERVAL=6;BYDAY=SA,SU;BYSETPOS=3", MIDWEEK),
    # years
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", LEAP),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", LEAP),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", LEAP),
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", BEGIN),
    ("FREQ=YEARLY;BYMONTHDAY=1", MIDWEEK),
    ("FREQ=YEARLY;INTERVAL=3;BYMONTHDAY=-1", LATE),
    ("FREQ=YEARLY;BYDAY=20MO", BEGIN),
    ("FREQ=YEARLY;BYDAY=53MO,-53TU,-1SU", BEGIN),
    ("FREQ=YEARLY;INTERVAL=2;BYDAY=1MO,-1FR", LATE),
    ("FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", BEGIN),
    ("FREQ=YEARLY;BYMONTH=1;BYDAY=SU,MO", BEGIN),
    ("FREQ=YEARLY;BYMONTH=3,6;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1", BEGIN),
    ("FREQ=YEARLY;BYDAY=SA,SU;BYSETPOS=-1,104,105", BEGIN),
    ("FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13", BEGIN),
    ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", BEGIN),
]


def chained(rule, zone, moment, until):
    """Ask for what comes next, again and again, as the work does."""
    found = []
    while wall := rule.after(moment, zone):
        if wall.date() > until:
            break
        moment = walls.resolve(wall, zone)
        found.append((wall, moment))
    return found


def spread(each):
    """Give every rule with zones and times, each of them many times over."""
    zones, clocks = itertools.cycle(ZONES), itertools.cycle(CLOCKS)
    return [(*one, next(zones), next(clocks)) for one in each]


@pytest.mark.parametrize(("text", "start"), RULES)
def test_a_rule_takes_the_days_that_its_definition_takes(text, start):
    rule = recurrence.parse(text, start=start)
    taken = itertools.takewhile(
        lambda wall: wall.date() <= END, rule.walls(calendars.midnight(start) - HOUR)
    )

    assert [wall.date() for wall in taken] == calendars.days(rule.text, start, END)


@pytest.mark.parametrize(("text", "start", "name", "at"), spread(RULES * 2))
def test_what_comes_next_is_each_day_of_the_rule_once(text, start, name, at):
    zone, rule = ZoneInfo(name), recurrence.parse(text, start=start, at=at)
    begin = calendars.midnight(BEGIN).replace(tzinfo=UTC) - timedelta(days=2)
    found = chained(rule, zone, begin, END)
    days = [day for day in calendars.days(rule.text, start, END) if day >= BEGIN]
    seen = [(wall.date(), moment) for wall, moment in found if wall.date() >= BEGIN]

    assert seen == [(day, calendars.instant(day, at, zone)) for day in days]
    moments = [moment for _, moment in found]
    assert all(a < b for a, b in itertools.pairwise(moments))
    assert all(wall.time() == at for wall, _ in found)


CHANGES = [
    # (zone, the years in which its rules changed)
    ("Pacific/Apia", 2010, 2013),  # a day is left out, and summer time begins
    ("Pacific/Apia", 2020, 2022),  # summer time is given up
    ("Asia/Tehran", 2021, 2023),
    ("America/Sao_Paulo", 2017, 2020),  # at midnight, and then never again
    ("Africa/Casablanca", 2018, 2020),  # back for a month of each year
    ("Europe/Istanbul", 2015, 2017),  # for ever in summer time
    ("Asia/Pyongyang", 2014, 2019),  # half an hour back, and forth again
    ("America/Caracas", 2015, 2017),
    ("Antarctica/Troll", 2023, 2026),  # two hours
    ("Australia/Lord_Howe", 2023, 2026),  # half an hour
]


@pytest.mark.parametrize("at", CLOCKS, ids=str)
@pytest.mark.parametrize(("name", "first", "last"), CHANGES)
def test_a_change_of_clocks_loses_no_day_and_doubles_none(name, first, last, at):
    zone, until = ZoneInfo(name), date(last, 12, 31)
    rule = Rule(text="FREQ=DAILY", start=date(first, 1, 1), at=at)
    begin = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=2)
    found = chained(rule, zone, begin, until)
    days = calendars.every_day(rule.start, until)
    if name == "Pacific/Apia" and first < 2011 < last:
        days.remove(date(2011, 12, 31))  # the day before it, which was not, came then

    assert [wall.date() for wall, _ in found] == days
    assert [at for _, at in found] == [calendars.instant(d, at, zone) for d in days]


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Asia/Beirut"])
def test_the_next_is_the_same_whenever_it_is_asked_for(name):
    zone = ZoneInfo(name)
    rule = Rule(text="FREQ=DAILY", start=BEGIN, at=time(2, 30))
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    all_of_them = [moment for _, moment in chained(rule, zone, begin, END)]
    for hours in range(0, 24 * 366, 5):
        moment = begin + timedelta(hours=hours)
        wall = rule.after(moment, zone)

        expected = next(at for at in all_of_them if at > moment)
        assert walls.resolve(wall, zone) == expected


def test_a_rule_keeps_its_wall_time_when_its_zone_changes_its_mind():
    rule = Rule(text="FREQ=MONTHLY;BYDAY=2TU", start=BEGIN, at=time(9))
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    seen = {rule.after(moment, ZoneInfo(name)) for name in ("UTC", "Europe/Berlin")}

    assert seen == {datetime(2026, 6, 9, 9)}  # noqa: DTZ001 (a wall time)


def made_rules():
    """Make rules of every part, and let those through that can be one."""
    ones = {
        "INTERVAL": st.integers(1, 9).map(str),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3),
        "BYMONTHDAY": st.lists(
            st.integers(-31, 31).filter(bool), min_size=1, max_size=4
        ),
        "BYDAY": st.lists(
            st.tuples(
                st.sampled_from(["", "", "1", "2", "-1", "5"]),
                st.sampled_from(calendars.NAMES),
            ).map("".join),
            min_size=1,
            max_size=5,
        ),
        "BYSETPOS": st.lists(st.sampled_from([1, 2, 3, -1, -2]), min_size=1),
        "WKST": st.sampled_from(calendars.NAMES),
    }
    freq = st.fixed_dictionaries({"FREQ": st.sampled_from(recurrence.FREQUENCIES)})
    some = st.fixed_dictionaries({}, optional=ones)
    return st.tuples(freq, some).map(lambda two: spelt(two[0] | two[1]))


def spelt(parts):
    """Write a rule of its parts."""
    return ";".join(
        f"{key}={value if isinstance(value, str) else ','.join(map(str, value))}"
        for key, value in parts.items()
    )


def ruled(text, start):
    """Read a rule; None if it is none."""
    with contextlib.suppress(NoRule):
        return recurrence.parse(text, start=start)


STARTS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@settings(max_examples=40)
@given(made_rules(), STARTS)
def test_any_rule_takes_the_days_that_its_definition_takes(text, start):
    rule = ruled(text, start)
    assume(rule)
    last = start + timedelta(days=3653)
    found = itertools.takewhile(
        lambda day: day <= last, periods.series(rule.text, start).since(start)
    )

    assert list(found) == calendars.days(rule.text, start, last)
    assert recurrence.parse(rule.text, start=start) == rule


@settings(max_examples=40)
@given(made_rules(), STARTS)
def test_what_is_refused_for_never_coming_does_not_come(text, start):
    assume(ruled(text, start) is None)
    with pytest.raises(NoRule) as refusal:
        recurrence.parse(text, start=start)
    said = str(refusal.value)
    assume("30 years" in said)
    whole = recurrence._whole(recurrence._parts(text), start)
    days = calendars.days(whole, start, start + timedelta(days=3653))
    assert len(days) <= ("then not" in said)


@settings(max_examples=40)
@given(made_rules(), STARTS)
def test_any_rule_takes_the_days_that_dateutil_takes(text, start):
    """Where dateutil is known to be right: it mends no week that was begun late."""
    rule = ruled(text, start)
    assume(rule)
    kinds = {bool(re.search("[0-9]", day)) for day in days_of(rule.text)}
    assume(len(kinds) < 2)  # it takes `MO,2TU` for what is both
    assume(not ("WEEKLY" in rule.text and "BYSETPOS" in rule.text))
    last = start + timedelta(days=3653)
    theirs = rrulestr(rule.text, dtstart=calendars.midnight(start))
    expected = [day.date() for day in itertools.islice(theirs, 50)]

    found = itertools.islice(periods.series(rule.text, start).since(start), 50)
    assert [d for d in found if d <= last] == [d for d in expected if d <= last]


def days_of(text):
    """Give what BYDAY lists."""
    return calendars.parts_of(text).get("BYDAY", [])


SECOND = [
    (text, start, name)
    for (text, start), name in zip(RULES, itertools.cycle(ZONES), strict=False)
    if "BYSETPOS" not in text
    and text != "FREQ=MONTHLY;BYDAY=MO,2TU"
    # an event counts its intervals from its first day, whatever the rule was begun on
    and ("INTERVAL" not in text or start in calendars.days(text, start, END))
][::3]


@pytest.mark.parametrize(("text", "start", "name"), SECOND)
def test_a_calendar_program_shows_the_same(text, start, name):
    rule, zone = recurrence.parse(text, start=start, at=time(9, 30)), ZoneInfo(name)
    event = icalendar.Event()
    event.add("uid", "1")
    first = next(rule.walls(calendars.midnight(start)))
    event.add("dtstart", first.replace(tzinfo=zone))
    event.add("duration", HOUR)
    event.add("rrule", icalendar.vRecur.from_ical(rule.text))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    since, until = max(first.date(), date(2025, 1, 1)), date(2028, 1, 1)
    shown = recurring_ical_events.of(calendar).between(since, until)

    begins = sorted(one.start for one in shown)
    expected = [d for d in calendars.days(rule.text, start, END) if since <= d < until]
    moments = [calendars.instant(day, rule.at, zone) for day in expected]
    assert [begin.astimezone(UTC) for begin in begins] == moments


REFUSED = [
    # (rule, what its refusal says)
    ("", "does not say how often"),
    ("FREQ", "“FREQ” is no part of a rule"),
    ("FREQ=", "“FREQ=” is no part of a rule"),
    ("FREQ=OFTEN", "FREQ is DAILY, WEEKLY"),
    ("INTERVAL=2", "does not say how often"),
    ("FREQ=DAILY;FREQ=DAILY", "“FREQ” stands there twice"),
    ("FREQ=DAILY;COUNT=3", "COUNT would end it"),
    ("FREQ=DAILY;UNTIL=20270101", "UNTIL would end it"),
    ("FREQ=DAILY;BYHOUR=9", "BYHOUR is a time of day"),
    ("FREQ=YEARLY;BYWEEKNO=3", "“BYWEEKNO” is nothing that is known"),
    ("FREQ=YEARLY;BYEASTER=0", "“BYEASTER” is nothing that is known"),
    # more than once a day: the next five
    ("FREQ=MINUTELY", "09:00, 09:01, 09:02, 09:03, 09:04 and so on"),
    ("FREQ=SECONDLY;INTERVAL=30", "09:00, 09:00:30, 09:01, 09:01:30, 09:02"),
    ("FREQ=HOURLY;INTERVAL=6", "15:00, 21:00, 03:00 the day after, 09:00 the day"),
    ("FREQ=HOURLY;INTERVAL=48", "count in days"),
    ("*/20 9 * * *", "09:00, 09:20, 09:40 and so on"),
    ("* * * * *", "00:00, 00:01, 00:02, 00:03, 00:04 and so on"),
    ("30 9,17 * * 1", "09:30, 17:30 and so on"),
    # never, or once
    ("FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "never come"),
    ("FREQ=DAILY;BYMONTHDAY=-30;BYMONTH=2", "never come"),
    ("FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=4,6,9,11", "never come"),
    ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=4", "never come"),
    ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "never come"),
    ("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "never come"),
    ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=366", "never come"),
    ("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", "never come"),
    ("FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=1", "never come"),
    ("0 9 30 2 *", "never come"),
    ("FREQ=YEARLY;INTERVAL=400;BYMONTH=3", "on 2026-03-07, and then not for 30"),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", "on 2032-02-29, and then not"),
    # no such day
    ("FREQ=MONTHLY;BYMONTHDAY=32", "“BYMONTHDAY=32” is not between 1 and 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "“BYMONTHDAY=0” is not between 1 and 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=-32", "“BYMONTHDAY=-32” is not between"),
    ("FREQ=MONTHLY;BYMONTHDAY=1,,2", "“BYMONTHDAY=” is no number"),
    ("FREQ=MONTHLY;BYMONTHDAY=+-1", "“BYMONTHDAY=+-1” is no number"),
    ("FREQ=MONTHLY;BYMONTHDAY=\u0663", "“BYMONTHDAY=\u0663” is no number"),
    ("FREQ=MONTHLY;BYMONTH=13", "“BYMONTH=13” is not between 1 and 12"),
    ("FREQ=MONTHLY;BYMONTH=-1", "“BYMONTH=-1” is no number"),
    ("FREQ=MONTHLY;BYSETPOS=0", "“BYSETPOS=0” is not between 1 and 366"),
    ("FREQ=DAILY;INTERVAL=0", "“INTERVAL=0” is not between 1 and 400"),
    ("FREQ=DAILY;INTERVAL=401", "“INTERVAL=401” is not between 1 and 400"),
    ("FREQ=DAILY;INTERVAL=-1", "“INTERVAL=-1” is no number"),
    ("FREQ=HOURLY;INTERVAL=" + "9" * 99, "is no number of that kind"),
    ("FREQ=MONTHLY;BYDAY=6MO", "“BYDAY=6MO”: no month has that one"),
    ("FREQ=YEARLY;BYDAY=54MO", "“BYDAY=54MO”: no year has that one"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=6MO", "“BYDAY=6MO”: no month has that one"),
    ("FREQ=WEEKLY;BYDAY=2MO", "“BYDAY=2MO”: no week has that one"),
    ("FREQ=MONTHLY;BYDAY=0MO", "“BYDAY=0MO”: no month has that one"),
    ("FREQ=MONTHLY;BYDAY=XX", "“BYDAY=XX” is no day of a week"),
    ("FREQ=MONTHLY;BYDAY=MO,", "“BYDAY=” is no day of a week"),
    ("FREQ=WEEKLY;WKST=XX", "“WKST=XX” is no day of a week"),
    ("FREQ=WEEKLY;BYMONTHDAY=3", "A week has no BYMONTHDAY"),
    # cron
    ("60 9 * * *", "“60” is not between 0 and 59"),
    ("0 24 * * *", "“24” is not between 0 and 23"),
    ("0 9 0 * *", "“0” is not between 1 and 31"),
    ("0 9 9-3 * *", "“9-3” is not between 1 and 31"),
    ("0 9 * * 8", "“8” is no day of a week"),
    ("0 9 * * MONKEY", "“MONKEY” is no day of a week"),
    ("0 9 1 * 1", "Cron would take both kinds of days"),
    ("*/0 9 * * *", "“*/0” is nothing that cron counts"),
    ("0 9 L * *", "“L” is nothing that cron counts"),
    ("0 9 JAN * *", "“JAN” is nothing that cron counts"),
    # hostile
    ("x" * 10_000, "longer than any rule"),
    ("FREQ=DAILY;" * 18, "“FREQ” stands there twice"),
    ("FREQ=DAILY\x00;BYMONTH=1", "FREQ is DAILY, WEEKLY"),
    ("FREQ=DAILY;\x07\u202e=1", "“\ufffd\ufffd” is nothing that is known"),
    ("FREQ=DAILY\nRDATE:20260101", "It does not say how often"),
    ("FREQ=DAILY;BYDAY=MO,TU;X-A=<!channel>", "“X-A” is nothing that is known"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED, ids=[f"{t:.40}" for t, _ in REFUSED])
def test_what_is_no_rule_is_refused_with_what_is_wrong(text, why):
    with pytest.raises(NoRule) as refusal:
        recurrence.parse(text, start=date(2026, 3, 7))

    said = str(refusal.value)
    assert why in said
    assert isinstance(refusal.value, Invalid)
    assert refusal.value.field == "every"
    assert said.endswith(".")
    assert said.isprintable()
    assert ".." not in said


def test_a_rule_that_starts_in_another_age_is_refused():
    with pytest.raises(NoRule, match="give a year before 3000"):
        recurrence.parse("FREQ=DAILY", start=date(9999, 12, 31))


@pytest.mark.parametrize("last", [date(9000, 12, 31), date(9990, 1, 1)])
def test_the_days_end_before_the_calendar_does(last):
    for text in ("FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY"):
        rule = Rule(text=text, start=BEGIN)
        coming = rule.next_days(calendars.midnight(last))

        assert all(day.year <= periods.LAST for day in coming)


def test_no_rule_is_searched_for_for_long(monkeypatch):
    """Count what is looked at, whatever the machine is: a day is looked at once."""
    looked = []
    takes = periods.Series._takes
    monkeypatch.setattr(
        periods.Series, "_takes", lambda one, day: looked.append(day) or takes(one, day)
    )
    for text, _ in [*REFUSED, *RULES]:
        looked.clear()
        periods.series.cache_clear()
        with contextlib.suppress(NoRule):
            recurrence.parse(text, start=BEGIN).next_days(calendars.midnight(BEGIN))
        assert len(looked) <= periods.SILENCE.days * 2


def test_asking_late_costs_no_more_than_asking_early(monkeypatch):
    rule = recurrence.parse("FREQ=DAILY;INTERVAL=3", start=date(1990, 1, 1))
    looked = []
    takes = periods.Series._takes
    monkeypatch.setattr(
        periods.Series, "_takes", lambda one, day: looked.append(day) or takes(one, day)
    )
    for year in (1991, 2026, 2090):
        looked.clear()
        rule.next_days(datetime(year, 1, 1))  # noqa: DTZ001 (a wall time)
        assert len(looked) < 10


WRITTEN = [
    # (rule, start, what is kept of it, its time)
    ("rrule:freq=daily", BEGIN, "FREQ=DAILY", time(17)),
    ("FREQ=DAILY;INTERVAL=01;WKST=SU", BEGIN, "FREQ=DAILY", time(17)),
    ("FREQ=WEEKLY", MIDWEEK, "FREQ=WEEKLY;BYDAY=WE", time(17)),
    ("FREQ=MONTHLY", LATE, "FREQ=MONTHLY;BYMONTHDAY=31", time(17)),
    ("FREQ=YEARLY", LEAP, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", time(17)),
    ("FREQ=YEARLY;BYDAY=MO", LEAP, "FREQ=YEARLY;BYDAY=MO", time(17)),
    ("BYDAY=FR, +2MO,FR;FREQ=MONTHLY", LEAP, "FREQ=MONTHLY;BYDAY=FR,2MO", time(17)),
    (
        "FREQ=MONTHLY;BYMONTHDAY=-1,+01,1",
        LEAP,
        "FREQ=MONTHLY;BYMONTHDAY=1,-1",
        time(17),
    ),
    (" 30 9 * * 1-5 ", LEAP, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", time(9, 30)),
    ("0 0 * * 5-1", LEAP, "FREQ=WEEKLY;BYDAY=MO,FR,SA,SU", time(0)),
    ("0 0 * * 0,6", LEAP, "FREQ=WEEKLY;BYDAY=SA,SU", time(0)),
    ("0 0 * * sun-tue", LEAP, "FREQ=WEEKLY;BYDAY=MO,TU,SU", time(0)),
    ("5 4 1,15 jan,7 *", LEAP, "FREQ=MONTHLY;BYMONTH=1,7;BYMONTHDAY=1,15", time(4, 5)),
    ("5 4 1-31/10 * *", LEAP, "FREQ=MONTHLY;BYMONTHDAY=1,11,21,31", time(4, 5)),
    ("5 4 * */3 *", LEAP, "FREQ=DAILY;BYMONTH=1,4,7,10", time(4, 5)),
]


@pytest.mark.parametrize(("text", "start", "kept", "at"), WRITTEN)
def test_what_a_start_would_decide_is_written_into_the_rule(text, start, kept, at):
    rule = recurrence.parse(text, start=start)

    assert (rule.text, rule.at) == (kept, at)
    assert recurrence.parse(kept, start=start, at=at) == rule


def test_the_next_days_come_after_the_time_that_is_given():
    rule = Rule(text="FREQ=DAILY", start=BEGIN, at=time(9))

    assert rule.next_days(datetime(2026, 3, 1, 9), 1) == [date(2026, 3, 2)]  # noqa: DTZ001 (a wall time)
    assert rule.next_days(datetime(2026, 3, 1, 8), 1) == [date(2026, 3, 1)]  # noqa: DTZ001 (a wall time)
    assert rule.next_days(datetime(2020, 3, 1, 8), 1) == [BEGIN]  # noqa: DTZ001 (a wall time)
