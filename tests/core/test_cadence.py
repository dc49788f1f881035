"""Cadences as people type them, and rules as they are told."""

import itertools
from datetime import date, datetime, time

import pytest
from hypothesis import assume, given, settings

from bot.core import cadence, periods, recurrence, spoken
from bot.core.errors import Invalid
from bot.core.recurrence import NoRule
from tests.core.test_recurrence import RULES, STARTS, made_rules, ruled
from tests.fuzz import inputs

START = date(2026, 1, 7)  # a Wednesday
NEW_YEAR = datetime(2026, 1, 1)  # noqa: DTZ001 (a wall time)

HEARD = [
    # (what is typed, the next five days, its time if one was said)
    ("daily", "2026-01-07 01-08 01-09 01-10 01-11", ""),
    ("every day", "2026-01-07 01-08 01-09 01-10 01-11", ""),
    ("Everyday", "2026-01-07 01-08 01-09 01-10 01-11", ""),
    ("  EVERY \t day  ", "2026-01-07 01-08 01-09 01-10 01-11", ""),
    ("every day at 9:00", "2026-01-07 01-08 01-09 01-10 01-11", "09:00"),
    ("9am every weekday", "2026-01-07 01-08 01-09 01-12 01-13", "09:00"),
    ("weekdays", "2026-01-07 01-08 01-09 01-12 01-13", ""),
    ("every business day at 17.30", "2026-01-07 01-08 01-09 01-12 01-13", "17:30"),
    ("Every working day by 10 am", "2026-01-07 01-08 01-09 01-12 01-13", "10:00"),
    ("every 2nd day", "2026-01-07 01-09 01-11 01-13 01-15", ""),
    ("every 90 days", "2026-01-07 04-07 07-06 10-04 2027-01-02", ""),
    ("daily in december", "2026-12-01 12-02 12-03 12-04 12-05", ""),
    ("every day of the week", "2026-01-07 01-08 01-09 01-10 01-11", ""),
    ("weekly", "2026-01-07 01-14 01-21 01-28 02-04", ""),
    ("once a week", "2026-01-07 01-14 01-21 01-28 02-04", ""),
    ("every week on Monday", "2026-01-12 01-19 01-26 02-02 02-09", ""),
    ("mondays", "2026-01-12 01-19 01-26 02-02 02-09", ""),
    ("Every Monday", "2026-01-12 01-19 01-26 02-02 02-09", ""),
    ("each monday at noon", "2026-01-12 01-19 01-26 02-02 02-09", "12:00"),
    ("weekly on Mon, Wed & Fri", "2026-01-07 01-09 01-12 01-14 01-16", ""),
    ("mon/wed/fri", "2026-01-07 01-09 01-12 01-14 01-16", ""),
    ("Tues, Thurs", "2026-01-08 01-13 01-15 01-20 01-22", ""),
    ("tuesdays and thursdays at 2:05pm", "2026-01-08 01-13 01-15 01-20 01-22", "14:05"),
    ("monday to friday", "2026-01-07 01-08 01-09 01-12 01-13", ""),
    ("Mon-Fri", "2026-01-07 01-08 01-09 01-12 01-13", ""),
    ("weekends", "2026-01-10 01-11 01-17 01-18 01-24", ""),
    ("on mondays weekly", "2026-01-12 01-19 01-26 02-02 02-09", ""),
    ("sundays at midnight", "2026-01-11 01-18 01-25 02-01 02-08", "00:00"),
    ("every monday @ 9am", "2026-01-12 01-19 01-26 02-02 02-09", "09:00"),
    ("every Wednesday 14:00", "2026-01-07 01-14 01-21 01-28 02-04", "14:00"),
    ("mondays in march", "2026-03-02 03-09 03-16 03-23 03-30", ""),
    ("every other week", "2026-01-07 01-21 02-04 02-18 03-04", ""),
    ("every other tuesday", "2026-01-20 02-03 02-17 03-03 03-17", ""),
    ("tuesdays every 2 weeks", "2026-01-20 02-03 02-17 03-03 03-17", ""),
    ("fortnightly on friday", "2026-01-09 01-23 02-06 02-20 03-06", ""),
    ("every fortnight", "2026-01-07 01-21 02-04 02-18 03-04", ""),
    ("biweekly on friday", "2026-01-09 01-23 02-06 02-20 03-06", ""),
    ("every two weeks on tue and thu", "2026-01-08 01-20 01-22 02-03 02-05", ""),
    ("every second week", "2026-01-07 01-21 02-04 02-18 03-04", ""),
    ("every 4 weeks", "2026-01-07 02-04 03-04 04-01 04-29", ""),
    ("monthly", "2026-01-07 02-07 03-07 04-07 05-07", ""),
    ("once a month on the last friday", "2026-01-30 02-27 03-27 04-24 05-29", ""),
    ("every month on the 1st", "2026-02-01 03-01 04-01 05-01 06-01", ""),
    ("on the 1st of every month", "2026-02-01 03-01 04-01 05-01 06-01", ""),
    ("the 15th of each month", "2026-01-15 02-15 03-15 04-15 05-15", ""),
    ("1st and 15th of the month", "2026-01-15 02-01 02-15 03-01 03-15", ""),
    ("monthly on the 15th", "2026-01-15 02-15 03-15 04-15 05-15", ""),
    ("monthly on day 15", "2026-01-15 02-15 03-15 04-15 05-15", ""),
    ("monthly on 15", "2026-01-15 02-15 03-15 04-15 05-15", ""),
    ("monthly on the 31st", "2026-01-31 03-31 05-31 07-31 08-31", ""),
    ("monthly on the last day", "2026-01-31 02-28 03-31 04-30 05-31", ""),
    ("monthly on the 30th or last day", "2026-01-30 02-28 03-30 04-30 05-30", ""),
    ("every first monday", "2026-02-02 03-02 04-06 05-04 06-01", ""),
    ("first monday of the month", "2026-02-02 03-02 04-06 05-04 06-01", ""),
    ("1st monday of every month", "2026-02-02 03-02 04-06 05-04 06-01", ""),
    ("every second tuesday of the month", "2026-01-13 02-10 03-10 04-14 05-12", ""),
    (
        "monthly on the 2nd tuesday at 10:00",
        "2026-01-13 02-10 03-10 04-14 05-12",
        "10:00",
    ),
    (
        "monthly, on the first Tuesday, at 10:00",
        "2026-02-03 03-03 04-07 05-05 06-02",
        "10:00",
    ),
    ("first and third monday of the month", "2026-01-19 02-02 02-16 03-02 03-16", ""),
    (
        "the 1st Monday and the 3rd Wednesday of the month",
        "2026-01-21 02-02 02-18 03-02 03-18",
        "",
    ),
    ("last friday of the month", "2026-01-30 02-27 03-27 04-24 05-29", ""),
    ("1st and last friday of the month", "2026-01-30 02-06 02-27 03-06 03-27", ""),
    ("monthly on the second to last friday", "2026-01-23 02-20 03-20 04-17 05-22", ""),
    ("last weekday of the month", "2026-01-30 02-27 03-31 04-30 05-29", ""),
    ("first business day of the month", "2026-02-02 03-02 04-01 05-01 06-01", ""),
    (
        "last working day of every month at 4pm",
        "2026-01-30 02-27 03-31 04-30 05-29",
        "16:00",
    ),
    (
        "1st, 3rd last and last day of the month",
        "2026-01-29 01-31 02-01 02-26 02-28",
        "",
    ),
    ("every other month on the 1st", "2026-03-01 05-01 07-01 09-01 11-01", ""),
    ("last friday of every 2 months", "2026-01-30 03-27 05-29 07-31 09-25", ""),
    ("quarterly", "2026-01-07 04-07 07-07 10-07 2027-01-07", ""),
    ("every quarter", "2026-01-07 04-07 07-07 10-07 2027-01-07", ""),
    ("every three months", "2026-01-07 04-07 07-07 10-07 2027-01-07", ""),
    ("every 3 months on the 1st", "2026-04-01 07-01 10-01 2027-01-01 04-01", ""),
    ("quarterly on the first wednesday", "2026-01-07 04-01 07-01 10-07 2027-01-06", ""),
    ("first monday of the quarter", "2026-04-06 07-06 10-05 2027-01-04 04-05", ""),
    ("last friday of the quarter", "2026-03-27 06-26 09-25 12-25 2027-03-26", ""),
    ("last day of every quarter", "2026-03-31 06-30 09-30 12-31 2027-03-31", ""),
    (
        "quarterly on the 1st of January, April, July and October",
        "2026-04-01 07-01 10-01 2027-01-01 04-01",
        "",
    ),
    ("1st of Jan, Apr, Jul and Oct", "2026-04-01 07-01 10-01 2027-01-01 04-01", ""),
    ("1 january and 1 july", "2026-07-01 2027-01-01 07-01 2028-01-01 07-01", ""),
    ("jan 1, jul 1", "2026-07-01 2027-01-01 07-01 2028-01-01 07-01", ""),
    (
        "in january and july on the 1st",
        "2026-07-01 2027-01-01 07-01 2028-01-01 07-01",
        "",
    ),
    ("half-yearly", "2026-01-07 07-07 2027-01-07 07-07 2028-01-07", ""),
    ("twice a year", "2026-01-07 07-07 2027-01-07 07-07 2028-01-07", ""),
    ("semi-annually", "2026-01-07 07-07 2027-01-07 07-07 2028-01-07", ""),
    ("every six months on the 1st", "2026-07-01 2027-01-01 07-01 2028-01-01 07-01", ""),
    ("every half year", "2026-01-07 07-07 2027-01-07 07-07 2028-01-07", ""),
    ("yearly", "2026-01-07 2027-01-07 2028-01-07 2029-01-07 2030-01-07", ""),
    ("annually", "2026-01-07 2027-01-07 2028-01-07 2029-01-07 2030-01-07", ""),
    ("once a year", "2026-01-07 2027-01-07 2028-01-07 2029-01-07 2030-01-07", ""),
    ("every january", "2026-01-07 2027-01-07 2028-01-07 2029-01-07 2030-01-07", ""),
    (
        "every year on 3 March",
        "2026-03-03 2027-03-03 2028-03-03 2029-03-03 2030-03-03",
        "",
    ),
    (
        "yearly on march 3rd",
        "2026-03-03 2027-03-03 2028-03-03 2029-03-03 2030-03-03",
        "",
    ),
    ("every march 3", "2026-03-03 2027-03-03 2028-03-03 2029-03-03 2030-03-03", ""),
    ("3rd of March", "2026-03-03 2027-03-03 2028-03-03 2029-03-03 2030-03-03", ""),
    (
        "yearly on the 1st monday of march",
        "2026-03-02 2027-03-01 2028-03-06 2029-03-05 2030-03-04",
        "",
    ),
    (
        "every year on the last friday of november",
        "2026-11-27 2027-11-26 2028-11-24 2029-11-30 2030-11-29",
        "",
    ),
    (
        "yearly on 29 February",
        "2028-02-29 2032-02-29 2036-02-29 2040-02-29 2044-02-29",
        "",
    ),
    (
        "first monday of the year",
        "2027-01-04 2028-01-03 2029-01-01 2030-01-07 2031-01-06",
        "",
    ),
    (
        "last day of the year",
        "2026-12-31 2027-12-31 2028-12-31 2029-12-31 2030-12-31",
        "",
    ),
    (
        "last weekday of the year",
        "2026-12-31 2027-12-31 2028-12-29 2029-12-31 2030-12-31",
        "",
    ),
    (
        "yearly on the 20th monday of the year",
        "2026-05-18 2027-05-17 2028-05-15 2029-05-14 2030-05-20",
        "",
    ),
    ("every 2 years", "2026-01-07 2028-01-07 2030-01-07 2032-01-07 2034-01-07", ""),
    (
        "every 2 years on the 1st of march and june",
        "2026-03-01 06-01 2028-03-01 06-01 2030-03-01",
        "",
    ),
    ("0 9 * * 1-5", "2026-01-07 01-08 01-09 01-12 01-13", "09:00"),
    ("FREQ=MONTHLY;BYDAY=2TU", "2026-01-13 02-10 03-10 04-14 05-12", ""),
]


def days_of(text):
    """Read days of which the year is said where it changes."""
    found, year = [], ""
    for each in text.split():
        year = each[:4] if len(each) > len("mm-dd") else year
        found.append(date.fromisoformat(f"{year}-{each[-5:]}"))
    return found


@pytest.mark.parametrize(("typed", "days", "at"), HEARD, ids=[h[0] for h in HEARD])
def test_what_people_type_is_understood(typed, days, at):
    rule = cadence.read(typed, start=START)

    assert rule.next_days(NEW_YEAR) == days_of(days)
    assert rule.at == (time.fromisoformat(at) if at else time(17))
    assert rule.start == START


@pytest.mark.parametrize("typed", [heard[0] for heard in HEARD])
def test_what_was_typed_is_told_and_read_again_as_the_same(typed):
    rule = cadence.read(typed, start=START)

    assert same(cadence.read(rule.words, start=START), rule)
    assert "FREQ" not in rule.words


@pytest.mark.parametrize("typed", [heard[0] for heard in HEARD])
def test_capitals_and_spaces_change_nothing(typed):
    loud = f"\t {'   '.join(typed.upper().split(' '))}\n"

    assert cadence.read(loud, start=START) == cadence.read(typed, start=START)


def same(one, other):
    """Tell whether two rules have the same days for years."""
    return days_for_years(one) == days_for_years(other)


def days_for_years(rule):
    """Give the days of a rule for twelve years."""
    last = date(rule.start.year + 12, 1, 1)
    days = periods.series(rule.text, rule.start).since(rule.start)
    return [*itertools.takewhile(lambda day: day < last, days)]


TOLD = [
    # (rule, the words for it)
    ("FREQ=DAILY", "daily"),
    ("FREQ=DAILY;INTERVAL=90", "every 90 days"),
    ("FREQ=DAILY;BYDAY=MO", "weekly on Monday"),
    ("FREQ=DAILY;BYMONTHDAY=1", "monthly on the 1st"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "weekly on Monday, Wednesday and Friday"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "every 2 weeks on weekdays"),
    ("FREQ=WEEKLY;BYMONTH=3;BYDAY=SU", "weekly on Sunday in March"),
    ("FREQ=MONTHLY;BYDAY=2TU", "monthly on the 2nd Tuesday"),
    ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "monthly on the 2nd Tuesday"),
    ("FREQ=MONTHLY;BYDAY=-2FR", "monthly on the 2nd last Friday"),
    ("FREQ=MONTHLY;BYDAY=1MO,3WE", "monthly on the 1st Monday and the 3rd Wednesday"),
    ("FREQ=MONTHLY;BYDAY=MO", "weekly on Monday"),
    ("FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "monthly on the 1st, 15th and last day"),
    ("FREQ=MONTHLY;BYMONTHDAY=11,12,13,22,23", "monthly on the 11th, 12th, 13th, 22nd"),
    ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "monthly on the 30th or last day"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "monthly on the last weekday"),
    ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE", "quarterly on the 1st Wednesday"),
    ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1", "half-yearly on the 1st"),
    ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=1", "every 12 months on the 1st"),
    (
        "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1MO",
        "quarterly on the 1st Monday of January, April, July and October",
    ),
    ("FREQ=MONTHLY;BYMONTH=1,2;BYMONTHDAY=3", "monthly on the 3rd of January and Feb"),
    ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3", "yearly on the 3rd of March"),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU", "every 2 years on the last Sunday"),
    ("FREQ=YEARLY;BYDAY=20MO", "yearly on the 20th Monday of the year"),
    ("FREQ=YEARLY;BYMONTHDAY=1", "monthly on the 1st"),
    ("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1", "half-yearly on the 1st of January and"),
    # beyond words: it is told as it stands, which is read as well
    ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;W"),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=1", "FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=1"),
    ("FREQ=MONTHLY;BYDAY=MO,2TU", "FREQ=MONTHLY;BYDAY=MO,2TU"),
    ("FREQ=DAILY;INTERVAL=2;BYMONTHDAY=1", "FREQ=DAILY;INTERVAL=2;BYMONTHDAY=1"),
    ("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "FREQ=DAILY;INTERVAL=2;BYDAY=MO"),
]


@pytest.mark.parametrize(("text", "said"), TOLD)
def test_a_rule_is_told_in_words(text, said):
    assert recurrence.parse(text, start=date(2024, 1, 1)).words.startswith(said)


@pytest.mark.parametrize(("text", "start"), [*RULES, *((t, START) for t, _ in TOLD)])
def test_the_words_of_a_rule_are_read_as_the_same_days(text, start):
    rule = recurrence.parse(text, start=start)
    again = cadence.read(rule.words, start=start)

    assert same(again, rule), rule.words
    assert same(cadence.read(again.words, start=start), rule), again.words


@settings(max_examples=60)
@given(made_rules(), STARTS)
def test_the_words_of_any_rule_are_read_as_the_same_days(text, start):
    rule = ruled(text, start)
    assume(rule)

    assert same(cadence.read(rule.words, start=start), rule), rule.words


BEGUN_LATE = [
    # (what is typed, its start, the next five days)
    ("monthly", "2026-01-31", "2026-01-31 02-28 03-31 04-30 05-31"),
    ("monthly", "2028-01-30", "2028-01-30 02-29 03-30 04-30 05-30"),
    ("quarterly", "2026-11-30", "2026-11-30 2027-02-28 05-30 08-30 11-30"),
    ("half-yearly", "2026-08-31", "2026-08-31 2027-02-28 08-31 2028-02-29 08-31"),
    ("yearly", "2028-02-29", "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29"),
]


@pytest.mark.parametrize(("typed", "start", "days"), BEGUN_LATE)
def test_a_month_that_is_too_short_is_not_left_out(typed, start, days):
    begun = date.fromisoformat(start)
    rule = cadence.read(typed, start=begun)

    assert rule.next_days(NEW_YEAR) == days_of(days)
    assert same(cadence.read(rule.words, start=begun), rule)


REFUSED = [
    # (what is typed, what its refusal says)
    ("", "It does not say how often"),
    ("   ", "It does not say how often"),
    ("at 10:00", "It does not say how often"),
    ("never", "“never” was not understood"),
    ("whenever it suits", "“whenever it suits” was not understood"),
    ("every", "“every” was not understood"),
    ("every 2", "“every 2” was not understood"),
    ("every blue moon", "was not understood"),
    ("monthly on", "was not understood"),
    ("monthly on the 1st and monday", "was not understood"),
    ("monthly on the 0th", "was not understood"),
    ("weekly on monday please", "was not understood"),
    ("bimonthly", "“bimonthly” was not understood"),
    ("twice a week", "was not understood"),
    ("yearly on 24.12", "was not understood"),
    ("1 january and 2 july", "was not understood"),
    ("2026-03-01", "was not understood"),
    ("\N{ARABIC-INDIC DIGIT THREE} days", "was not understood"),
    ("every day \N{FIRE}", "was not understood"),
    ("@3 3rd", "was not understood"),
    ("mondays\u202e and\x07 tuesdays", "“mondays\ufffd and\ufffd tuesdays”"),
    ("<!channel> daily", "“<!channel> daily” was not understood"),
    # more than once a day: the next five
    ("every minute", "09:00, 09:01, 09:02, 09:03, 09:04 and so on"),
    ("every 5 minutes", "09:00, 09:05, 09:10, 09:15, 09:20 and so on"),
    ("every other hour", "09:00, 11:00, 13:00, 15:00, 17:00 and so on"),
    ("hourly", "09:00, 10:00, 11:00, 12:00, 13:00 and so on"),
    ("every second", "09:00, 09:00:01, 09:00:02"),
    ("every 9999 hours", "count in days"),
    ("every day at 9:00 and 17:00", "more than one time"),
    ("daily at 9am and 5pm", "more than one time"),
    # never, or hardly
    ("yearly on 30 february", "never come"),
    ("yearly on 31 april", "never come"),
    ("yearly on the 5th monday of february", "30 years"),
    ("every 0 days", "Every 0 of them is never"),
    ("0 weeks", "Every 0 of them is never"),
    ("every 999 days", "“INTERVAL=999” is not between 1 and 400"),
    ("every 400 years", "30 years"),
    ("monthly on the 32nd", "“BYMONTHDAY=32” is not between 1 and 31"),
    ("monthly on the 6th monday", "“BYDAY=6MO”: no month has that one"),
    # what may mean two things
    ("every 2nd tuesday", "say `every 2 weeks on tuesday`, or `the 2nd tuesday of"),
    ("every third friday", "each second week"),
    ("monthly on monday", "leaves open which one"),
    ("weekly on the 2nd tuesday", "counts days of a week: say `monthly`"),
    ("every 2 weeks on the 1st", "counts days of a week: say `monthly`"),
    ("last weekday and 1st friday of the month", "two kinds of days"),
    ("yearly on the last day of the quarter", "names a year and a quarter: keep one"),
    ("every 2 years on the last weekday of march and june", "one of each month"),
    ("every day at 9", "“at 9” is no time of day yet: say `at 9:00`"),
    # no clock
    ("every day at 25:00", "No clock shows “at 25:00”"),
    ("every day at 24:00", "No clock shows “at 24:00”"),
    ("every day at 9:75", "No clock shows “at 9:75”"),
    ("every day at 13pm", "No clock shows “at 13pm”"),
    ("0am daily", "No clock shows “0am”"),
    # hostile
    ("mon " * 2500, "longer than any rule"),
    ("9" * 199, "was not understood"),
    ("every " * 33, "was not understood"),
    ("every " + "9" * 150 + " days", "was not understood"),
    ("last " * 40, "was not understood"),
    ("FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "never come"),
    ("0 9 30 2 *", "never come"),
    ("*/5 * * * *", "00:00, 00:05, 00:10, 00:15, 00:20 and so on"),
]


@pytest.mark.parametrize(
    ("typed", "why"), REFUSED, ids=[f"{r[0]:.30}" for r in REFUSED]
)
def test_what_is_not_understood_is_refused_with_what_is_wrong(typed, why):
    with pytest.raises(NoRule) as refusal:
        cadence.read(typed, start=START)

    said = str(refusal.value)
    assert why in said
    assert isinstance(refusal.value, Invalid)
    assert refusal.value.field == "every"
    assert said.isprintable()
    assert "`" in said  # an example


@settings(max_examples=150)
@given(inputs.cadences, STARTS)
def test_whatever_is_typed_is_a_rule_or_a_refusal(typed, start):
    try:
        rule = cadence.read(typed, start=start)
    except NoRule:
        return
    assert len(rule.next_days(datetime.combine(start, time()), 2)) == 2
    assert same(cadence.read(rule.words, start=start), rule), rule.words


def test_a_time_stands_in_front_at_the_end_or_in_between():
    for typed in (
        "9:30 monthly on the 1st",
        "monthly on the 1st at 9:30",
        "monthly at 9.30 on the 1st",
        "monthly, 9:30 am, on the 1st",
    ):
        rule = cadence.read(typed, start=START)
        assert (rule.text, rule.at) == ("FREQ=MONTHLY;BYMONTHDAY=1", time(9, 30))


def test_what_was_set_stays_where_no_time_is_said():
    assert cadence.read("daily", start=START, at=time(8)).at == time(8)
    assert cadence.read("daily at 12am", start=START, at=time(8)).at == time(0)
    assert cadence.read("daily at 12pm", start=START, at=time(8)).at == time(12)


CLOCKS = [
    # (what is typed, the time of day that it is)
    ("17:00", "17:00"),
    ("5pm", "17:00"),
    (" 5  PM ", "17:00"),
    ("5 p.m.", "17:00"),
    ("17.00", "17:00"),
    ("9:30am", "09:30"),
    ("9.30 am", "09:30"),
    ("at 9:30", "09:30"),
    ("noon", "12:00"),
    ("midnight", "00:00"),
    ("12am", "00:00"),
    ("17", "17:00"),
    ("17h", "17:00"),
    ("1700", "17:00"),
]


@pytest.mark.parametrize(("typed", "told"), CLOCKS)
def test_a_time_of_day_is_read_as_people_write_it(typed, told):
    assert spoken.time_of_day(typed).isoformat("minutes") == told


@pytest.mark.parametrize(
    "typed",
    ["", "5", "24:00", "13pm", "noon or so", "9:5", "5pm and 6pm", "every day at 9:00"],
)
def test_what_is_no_single_time_of_day_is_none(typed):
    assert spoken.time_of_day(typed) is None


SKIPPING = [
    # (what is typed, the day that not every month has, what has a day in each)
    ("monthly on the 31st", "31st", "monthly on the last day"),
    ("monthly on the 30th", "30th", "monthly on the 30th or last day"),
    ("monthly on the 29th", "29th", "monthly on the 29th or last day"),
    ("monthly on the 15th and 31st", "31st", "monthly on the 15th and last day"),
    ("quarterly on the 31st", "31st", "quarterly on the last day"),
    ("every 31st of april and may", "31st", "monthly on the last day of April and May"),
    ("FREQ=MONTHLY;BYMONTHDAY=31", "31st", "monthly on the last day"),
    ("yearly on 29 february", "", "yearly on the last day of February"),
]


@pytest.mark.parametrize(("typed", "day", "instead"), SKIPPING)
def test_what_leaves_out_months_or_years_says_what_would_not(typed, day, instead):
    found = cadence.skips(cadence.read(typed, start=START).text)
    assert (found.instead, found.leap) == (instead, not day)
    assert found.day == (day or "29th")
    other = cadence.read(found.instead, start=START)
    assert cadence.skips(other.text) is None
    assert other.words == instead


@pytest.mark.parametrize(
    "typed",
    [
        *("daily", "every monday", "monthly", "monthly on the 28th", "weekdays"),
        *("monthly on the last day", "monthly on the 31st or last day"),
        *("yearly on 24 december", "yearly on 31 may", "monthly on the 2nd tuesday"),
        *("quarterly on the last day", "monthly on the 2nd last day"),
    ],
)
def test_what_comes_in_every_month_or_year_of_its_own_leaves_out_nothing(typed):
    assert cadence.skips(cadence.read(typed, start=START).text) is None
