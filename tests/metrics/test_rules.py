"""How each metric is computed: on its definition, at its edges, and without data."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import policy
from bot.metrics import rules, terms
from bot.metrics.periods import Period, union
from bot.metrics.rules import Case, Follow, Made
from bot.metrics.terms import Key

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY, HOUR, MINUTE = terms.DAY, terms.HOUR, terms.MINUTE
PERIOD = Period(start=NOON - 10 * DAY, end=NOON)
BEGUN = NOON - 100 * DAY


def ago(**time):
    return NOON - timedelta(**time)


def case(number=1, **more):
    started = more.pop("started", ago(days=5))
    detected = more.pop("detected", started)
    given = {
        "id": str(number),
        "ref": f"INC-{number}",
        "private": False,
        "severity": 1,
        "user_facing": True,
        "surface": "",
        "started_at": started,
        "detected_at": detected,
        "acknowledged_at": more.pop("acknowledged", None),
        "resolved_at": more.pop("resolved", None),
    }
    return Case(**{**given, **more})


def lasting(number, start, length, **more):
    """Make an incident that was detected at once, and resolved after *length*."""
    return case(number, started=start, resolved=start + length, **more)


def refs(made):
    return [one.ref for one in made]


# Minutes that are taken of a period of ten days.
DOWN = [
    ("nothing happened", [], 0),
    ("an hour", [lasting(1, ago(days=5), HOUR)], 60),
    ("two after each other", [lasting(n, ago(days=n), HOUR) for n in (3, 5)], 120),
    (
        "two at the same time count once",
        [
            lasting(1, ago(hours=10), 2 * HOUR),
            lasting(2, ago(hours=9), 2 * HOUR),
        ],
        180,
    ),
    (
        "one within another counts once",
        [lasting(1, ago(hours=10), 4 * HOUR), lasting(2, ago(hours=9), HOUR)],
        240,
    ),
    ("one that touches another", [lasting(n, ago(hours=n), HOUR) for n in (4, 5)], 120),
    ("began before the period", [lasting(1, ago(days=11), 2 * DAY)], 1440),
    ("was over before it", [lasting(1, ago(days=12), DAY)], 0),
    ("ended as it began", [lasting(1, ago(days=11), DAY)], 0),
    ("is still open", [case(1, started=ago(hours=3))], 180),
    ("is open since before", [case(1, started=ago(days=30))], 14400),
    ("took no time", [lasting(1, ago(days=1), timedelta(0))], 0),
    ("SEV-2 is bad too", [lasting(1, ago(days=1), HOUR, severity=2)], 60),
    ("SEV-3 is not", [lasting(1, ago(days=1), HOUR, severity=3)], 0),
    ("nobody saw it", [lasting(1, ago(days=1), HOUR, user_facing=False)], 0),
    (
        "from its start, not from when it was noticed",
        [case(1, started=ago(hours=4), detected=ago(hours=2), resolved=ago(hours=1))],
        180,
    ),
]


@pytest.mark.parametrize(
    ("cases", "down"), [row[1:] for row in DOWN], ids=[row[0] for row in DOWN]
)
def test_availability_takes_off_the_minutes_in_which_users_were_hit(cases, down):
    found = rules.availability(cases, PERIOD, BEGUN)

    assert found.denominator == 14400
    assert found.numerator == pytest.approx(14400 - down)
    assert found.value == pytest.approx(100 * (1 - down / 14400))
    assert (found.p50, found.p90) == (None, None)


def test_availability_names_what_took_it_with_its_minutes():
    one, other = lasting(7, ago(days=11), 2 * DAY), lasting(8, ago(days=1), HOUR)
    found = rules.availability([one, other], PERIOD, BEGUN)

    assert [(each.ref, each.amount) for each in found.upper] == [
        ("INC-7", 1440),
        ("INC-8", 60),
    ]
    assert found.lower == ()


# When the first incident was declared -> whether ten days have data.
RECORDED = [
    ("nothing is on record", None, False),
    ("only after the period", NOON + MINUTE, False),
    ("at its last moment", NOON, True),
    ("less than a day before its end", ago(days=1) + MINUTE, True),
    ("within it", ago(days=1), True),
    ("long before", BEGUN, True),
]


@pytest.mark.parametrize(
    ("since", "known"),
    [row[1:] for row in RECORDED],
    ids=[row[0] for row in RECORDED],
)
def test_availability_is_never_a_hundred_percent_without_a_record(since, known):
    found = rules.availability([], PERIOD, since)

    assert found.value == (100 if known else None)
    assert found.denominator == (14400 if known else None)


# When the record began -> whether ten days, or one, are held against their target.
JUDGED = [
    (ago(minutes=5), False),
    (ago(days=1) + MINUTE, False),
    (ago(days=1), True),
    (BEGUN, True),
]


@pytest.mark.parametrize(("since", "judged"), JUDGED)
def test_availability_is_judged_from_a_day_on_record_on(since, judged):
    day = Period(start=ago(days=1), end=NOON)

    assert rules.availability([], PERIOD, since).judged is judged
    assert rules.availability([], day, since).judged is judged


def test_time_to_acknowledge_counts_from_the_detection():
    found = rules.acknowledge(
        [
            case(
                1,
                started=ago(hours=9),
                detected=ago(hours=5),
                acknowledged=ago(hours=5) + 10 * MINUTE,
            ),
            case(2, started=ago(hours=3), acknowledged=ago(hours=3) + 20 * MINUTE),
            case(3, started=ago(hours=2)),  # nobody has answered
        ],
        PERIOD,
    )

    assert (found.numerator, found.denominator, found.value) == (30, 2, 15)
    assert refs(found.made) == ["INC-1", "INC-2"]


def test_an_incident_is_in_the_period_in_which_it_was_acknowledged():
    before = case(1, started=ago(days=11), acknowledged=ago(days=10))
    after = case(2, started=ago(days=11), acknowledged=ago(days=10) + MINUTE)
    now = case(3, started=ago(hours=1), acknowledged=NOON)

    assert refs(rules.acknowledge([before, after, now], PERIOD).made) == [
        "INC-2",
        "INC-3",
    ]
    assert refs(rules.acknowledge([before, after, now], PERIOD.before).made) == [
        "INC-1"
    ]


def test_time_to_resolve_is_that_of_what_was_resolved_in_the_period():
    found = rules.resolve(
        [
            lasting(1, ago(days=11), 2 * DAY),  # all of its time
            lasting(2, ago(days=12), DAY),  # in the period before
            lasting(3, ago(hours=5), HOUR, severity=4, user_facing=False),
            case(4, started=ago(days=30)),  # goes on
        ],
        PERIOD,
    )

    assert refs(found.made) == ["INC-1", "INC-3"]
    assert (found.numerator, found.value) == (2880 + 60, 1470)


def test_time_to_resolve_has_a_middle_and_an_end():
    lengths = (10, 20, 30, 40, 100)
    cases = [
        lasting(n, ago(days=1), minutes * MINUTE) for n, minutes in enumerate(lengths)
    ]
    found = rules.resolve(cases, PERIOD)

    assert (found.value, found.p50, found.p90) == (40, 30, pytest.approx(76))


def test_one_value_is_its_own_middle_and_end():
    found = rules.resolve([lasting(1, ago(days=1), HOUR)], PERIOD)

    assert (found.value, found.p50, found.p90) == (60, 60, 60)


def test_time_between_failures_is_the_rest_of_the_period():
    found = rules.between(
        [
            lasting(1, ago(days=11), 2 * DAY),  # its time, but no failure of this one
            lasting(2, ago(days=5), 6 * HOUR, severity=4),  # users saw it
            lasting(3, ago(days=5), 12 * HOUR),
            lasting(4, ago(days=2), 6 * HOUR),
            lasting(5, ago(days=1), DAY, user_facing=False),
        ],
        PERIOD,
    )

    assert found.numerator == 240 - 24 - 12 - 6
    assert (found.denominator, found.value) == (3, 66)
    assert refs(found.lower) == ["INC-2", "INC-3", "INC-4"]
    assert refs(found.upper) == ["INC-1", "INC-2", "INC-3", "INC-4"]


def test_a_failure_that_took_no_time_is_one():
    found = rules.between([lasting(1, ago(days=1), timedelta(0))], PERIOD)

    assert (found.value, refs(found.made)) == (240, ["INC-1"])


def test_a_failure_that_goes_on_counts_with_its_time():
    found = rules.between([case(1, started=ago(days=4))], PERIOD)

    assert (found.numerator, found.denominator) == (6 * 24, 1)


@pytest.mark.parametrize(
    "found",
    [
        rules.acknowledge([], PERIOD),
        rules.resolve([case(1)], PERIOD),
        rules.between([lasting(1, ago(days=11), 5 * DAY)], PERIOD),
        rules.between([case(1, user_facing=False)], PERIOD),
        rules.proportion(Key.PATCHES, [], []),
        rules.follow_ups([], NOON),
        *(rules.unknown(key) for key in Key),
    ],
    ids=lambda one: one.key,
)
def test_no_data_is_no_figure(found):
    assert (found.value, found.numerator, found.denominator) == (None, None, None)
    assert (found.made, found.p50, found.p90) == ((), None, None)


def made(*ids):
    return [Made(id=id_, ref=id_) for id_ in ids]


def test_a_share_counts_only_what_was_due():
    found = rules.proportion(Key.PATCHES, made("a", "b", "x"), made("a", "b", "c"))

    assert (found.numerator, found.denominator) == (2, 3)
    assert found.value == pytest.approx(66.6667, abs=1e-4)
    assert refs(found.upper) == ["a", "b"]


def test_nothing_done_is_nought_and_all_is_a_hundred():
    due = made("a", "b")

    assert rules.proportion(Key.PATCHES, [], due).value == 0
    assert rules.proportion(Key.BACKUPS, due, due).value == 100


def follow(number, added, done=None):
    return Follow(
        id=str(number),
        ref=f"AI-{number}",
        private=False,
        incident="1",
        surface="",
        added_at=added,
        done_at=done,
    )


def test_action_items_are_as_old_as_they_are_open():
    items = [
        follow(1, ago(days=4)),
        follow(2, ago(days=10), ago(days=1)),  # done
        follow(3, ago(days=8)),
        follow(4, NOON + MINUTE),  # not there yet
        follow(5, ago(days=6), NOON + MINUTE),  # done later
    ]
    found = rules.follow_ups(items, NOON)

    assert refs(found.made) == ["AI-1", "AI-3", "AI-5"]
    assert (found.numerator, found.value, found.p50) == (18, 6, 6)


moments = st.integers(0, 30 * 24 * 3600).map(lambda s: ago(seconds=s))
spans = st.tuples(moments, moments).map(sorted)


@given(st.lists(spans, max_size=12))
def test_what_overlaps_counts_once_however_it_lies(drawn):
    parts = [Period(start=start, end=end) for start, end in drawn]
    edges = sorted({moment for pair in drawn for moment in pair})
    covered = sum(
        (
            end - start
            for start, end in pairwise(edges)
            if any(one.start <= start and end <= one.end for one in parts)
        ),
        timedelta(0),
    )

    assert union(parts) == covered
    assert union(reversed(parts)) == covered


@given(st.lists(st.tuples(spans, st.booleans()), max_size=10))
def test_availability_lies_between_nought_and_a_hundred(drawn):
    cases = [
        case(number, started=start, resolved=end if over else None)
        for number, ((start, end), over) in enumerate(drawn)
    ]
    found = rules.availability(cases, PERIOD, BEGUN)

    assert 0 <= found.value <= 100 + 1e-9


@given(st.lists(spans, min_size=1, max_size=10))
def test_two_periods_that_follow_each_other_share_no_incident(drawn):
    cases = [lasting(n, start, end - start) for n, (start, end) in enumerate(drawn)]
    whole = Period(start=PERIOD.before.start, end=PERIOD.end)
    parts = [rules.resolve(cases, one).made for one in (PERIOD.before, PERIOD)]

    assert sorted(refs(parts[0]) + refs(parts[1])) == sorted(
        refs(rules.resolve(cases, whole).made)
    )


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_a_percentile_lies_among_the_values(values, share):
    found = rules.percentile(values, share)

    assert min(values) <= found <= max(values)
    assert rules.percentile(values, 0) == min(values)
    assert rules.percentile(values, 1) == max(values)


AIMS = policy.load().of("W").metrics
# Each metric as it is just missed, and as it is just met.
TARGETS = [
    (Key.AVAILABILITY, 99.9, 99.91),
    (Key.MTTA, 15, 14.9),
    (Key.MTTR, 240, 239),
    (Key.MTBF, 720, 721),
    (Key.SATISFACTION, 4.5, 4.6),
    (Key.BACKUPS, 99.99, 100),
    (Key.PATCHES, 95, 95.1),
    (Key.FOLLOW_UPS, 30, 29),
    (Key.NUDGES, 168, 167.9),
]


@pytest.mark.parametrize(("key", "missed", "met"), TARGETS)
def test_a_target_is_met_by_more_or_less_than_it(key, missed, met):
    target = terms.target(key, AIMS)

    assert target.met(missed) is False
    assert target.met(met) is True
    assert target.met(None) is None


def test_every_metric_has_a_target_and_a_definition():
    assert {key for key, *_ in TARGETS} == {*Key} == {*terms.ABOUT}
    assert all(terms.ABOUT[key].definition.endswith(".") for key in Key)
