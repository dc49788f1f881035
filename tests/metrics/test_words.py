"""Figures, periods and names as people read and type them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import metrics
from bot.core.errors import Invalid
from bot.metrics import cards, periods, words
from bot.metrics.measure import Compared
from bot.metrics.rules import Metric
from bot.metrics.terms import Key, Sense, Target

# What is typed -> days, and how a button writes it.
PERIODS = [
    ("90d", 90, "90d"),
    ("1d", 1, "1d"),
    ("12w", 84, "12w"),
    ("1y", 365, "1y"),
    (" 30D ", 30, "30d"),
    ("007d", 7, "7d"),
    ("2 weeks", 14, "2w"),
    ("1825d", 1825, "1825d"),
]


@pytest.mark.parametrize(("typed", "days", "short"), PERIODS)
def test_a_period_is_read(typed, days, short):
    assert periods.length(typed) == timedelta(days=days)
    assert periods.spelled(typed) == short


@pytest.mark.parametrize(
    "typed", ["", "d", "90", "-1d", "0d", "1826d", "6y", "9h", "1.5d", "٣d", "1dd"]
)
def test_a_period_that_is_none_is_refused_with_an_example(typed):
    with pytest.raises(Invalid, match="write `30d`"):
        periods.length(typed)


def test_a_period_ends_now():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    period = periods.until(now, "30d")

    assert (period.start, period.end) == (datetime(2026, 1, 30, tzinfo=UTC), now)
    assert period.before.end == period.start
    assert period.before.length == period.length
    assert not period.holds(period.start)
    assert period.holds(now)
    assert not period.holds(None)


ASKED = [
    ("", ("90d", "")),
    ("30d", ("30d", "")),
    ("billing", ("90d", "billing")),
    ("12w search engine", ("12w", "search engine")),
    ("search engine 12w", ("12w", "search engine")),
]


@pytest.mark.parametrize(("typed", "asked"), ASKED)
def test_a_period_and_a_surface_come_in_any_order(typed, asked):
    assert cards.asked(typed) == asked


@pytest.mark.parametrize("surface", ["", "a", "a|b", "<!channel>"])
def test_a_button_keeps_what_is_asked(surface):
    assert cards.read(cards.kept("30d", surface)) == ("30d", surface)


# A value in the unit of its metric, as people read it.
SAID = [
    (Key.AVAILABILITY, None, "no data"),
    (Key.AVAILABILITY, 100, "100 %"),
    (Key.AVAILABILITY, 99.99996, "99.999 %"),  # it is not all
    (Key.AVAILABILITY, 99.9, "99.9 %"),
    (Key.AVAILABILITY, 0, "0 %"),
    (Key.PATCHES, 66.66666, "66.666 %"),
    (Key.MTTA, 0, "0 minutes"),
    (Key.MTTA, 1, "1 minute"),
    (Key.MTTA, 12.54, "12.5 minutes"),
    (Key.MTTR, 60, "1 h"),
    (Key.MTTR, 220, "3 h 40 min"),
    (Key.MTTR, 3000, "2 days 2 h"),
    (Key.MTTR, 2880, "2 days"),
    (Key.MTBF, 1234.56, "1,234.6 hours"),
    (Key.SATISFACTION, 4.5, "4.5 of 5"),
    (Key.SATISFACTION, 5, "5 of 5"),
    (Key.SATISFACTION, 4.256, "4.26 of 5"),
    (Key.NUDGES, 31.24, "31.2 hours"),
    (Key.FOLLOW_UPS, 1, "1 day"),
    (Key.FOLLOW_UPS, 30.04, "30 days"),
]


@pytest.mark.parametrize(("key", "value", "said"), SAID)
def test_a_value_is_said(key, value, said):
    assert words.said(key, value) == said


def compared(now, then, key=Key.MTTR):
    target = Target(sense=Sense.BELOW, value=240)
    if key is Key.AVAILABILITY:
        target = Target(sense=Sense.ABOVE, value=99.9)
    return Compared(
        metric=Metric(key=key, value=now),
        before=Metric(key=key, value=then),
        target=target,
    )


# Now, then -> what is said of the trend.
TRENDS = [
    (60, 120, "better than in the period before (2 h)"),
    (120, 60, "worse than in the period before (1 h)"),
    (60, 60, "as in the period before (1 h)"),
    (60, 60.01, "as in the period before (1 h)"),
    (60, None, ""),
    (None, 60, "1 h in the period before"),
    (None, None, ""),
]


@pytest.mark.parametrize(("now", "then", "said"), TRENDS)
def test_a_trend_is_said(now, then, said):
    assert words.trend(compared(now, then)) == said


def test_what_is_on_record_too_shortly_is_no_target_met_and_no_trend():
    early = Metric(key=Key.AVAILABILITY, value=100, judged=False)
    whole = compared(100, 99.5, Key.AVAILABILITY)
    one = Compared(metric=early, before=whole.before, target=whole.target)

    assert (one.met, one.better) == (None, None)
    said = "target: above 99.9 %, not judged: on record for less than a day"
    assert words.verdict(one) == said
    assert words.trend(one) == "99.5 % in the period before"
    one = Compared(metric=whole.metric, before=early, target=whole.target)
    assert one.met is True
    assert words.trend(one) == "100 % in the period before"


def test_more_is_better_where_it_is():
    one = compared(99.95, 99.5, Key.AVAILABILITY)

    assert words.trend(one).startswith("better")
    assert words.verdict(one) == "target met: above 99.9 %"
    assert words.verdict(compared(241, 1)) == "target missed: below 4 h"
    assert words.verdict(compared(None, 1)) == "target: below 4 h"


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("mttr", Key.MTTR),
        ("MTTR", Key.MTTR),
        ("avail", Key.AVAILABILITY),
        ("follow-up age", Key.FOLLOW_UPS),
        ("support", Key.SATISFACTION),
        ("Patch compliance", Key.PATCHES),
        ("patch_compliance", Key.PATCHES),
        ("Mean time to acknowledge (MTTA)", Key.MTTA),
        ("mean time to resolve", Key.MTTR),
    ],
)
def test_a_metric_is_named_by_how_its_name_begins(word, key):
    assert metrics.key(word) is key


NAMED = [
    # what is typed -> the metric, and what follows its name
    ("Patch compliance 30d billing", Key.PATCHES, "30d billing"),
    ("PATCH COMPLIANCE", Key.PATCHES, ""),
    ("mttr search engine", Key.MTTR, "search engine"),
    ("mean time between failures (MTBF) 1y", Key.MTBF, "1y"),
    ("nudge to done", Key.NUDGES, ""),
    ("backup success rate", Key.BACKUPS, "rate"),  # no surface: refused later
]


@pytest.mark.parametrize(("typed", "key", "rest"), NAMED)
def test_what_follows_the_name_of_a_metric_is_the_period_and_surface(typed, key, rest):
    assert metrics.meant(typed) == (key, rest)


# Of each metric one thing that it is made of.
SINGLE = [
    (Key.MTTA, "upper", "1 minute from detected to acknowledged, added up"),
    (Key.MTTR, "lower", "1 incident resolved"),
    (Key.MTBF, "lower", "1 such incident that started"),
    (Key.SATISFACTION, "lower", "1 answer"),
    (Key.BACKUPS, "upper", "1 backup verified"),
    (Key.PATCHES, "upper", "1 patch duty done in time"),
    (Key.PATCHES, "lower", "1 patch duty due"),
    (Key.FOLLOW_UPS, "lower", "1 open action item"),
    (Key.NUDGES, "lower", "1 duty confirmed"),
]


@pytest.mark.parametrize(("key", "part", "said"), SINGLE)
def test_what_there_is_one_of_is_no_plural(key, part, said):
    what = getattr(metrics.ABOUT[key], part)
    assert words.counted(1, what) == said
    assert words.counted(2, what) == f"2 {what}"
    assert words.counted(0.5, what) == f"0.5 {what}"
