"""What is read of a key, and when it is rotated: pure."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.rotation import keyrules
from bot.calendar.rotation.keyrules import KeyDraft, Worth
from bot.core import policy, recurrence
from bot.core.errors import Invalid
from bot.core.recurrence import Rule

POLICY = policy.load().of("W")
QUARTERLY = POLICY.routines["kek_rotation"].every
YEARLY = POLICY.routines["low_value_secrets"].every
MONTHS = [
    # (the rule of the kind, how many months are between two rotations)
    (QUARTERLY, 3),
    (YEARLY, 12),
    ("FREQ=MONTHLY;BYDAY=1MO", 1),
    ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1", 2),
    ("FREQ=MONTHLY;BYMONTH=3,9;BYMONTHDAY=1", 6),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYMONTHDAY=1", 24),
]


def days(rule, begin, most=6):
    """Give the days on which a series falls, from the day after it began."""
    after = datetime.combine(begin, time.max)
    return Rule(text=rule, start=begin).next_days(after, most)


@pytest.mark.parametrize(("rule", "months"), MONTHS)
@pytest.mark.parametrize(
    "begin", [date(2026, 1, 5), date(2024, 2, 29), date(2026, 10, 31)]
)
def test_a_series_is_counted_from_a_day_in_whole_months(rule, months, begin):
    found = days(keyrules.series(rule, begin), begin)
    first = begin.replace(day=min(begin.day, 28))
    assert found == [first + relativedelta(months=months * n) for n in range(1, 7)]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_nothing_is_due_later_than_its_cadence_says(begin):
    for rule, months in MONTHS[:3]:
        found = days(keyrules.series(rule, begin), begin, 2)
        latest = begin + relativedelta(months=months)
        assert latest - timedelta(days=3) <= found[0] <= latest


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_series_is_a_rule_that_can_be_read_and_said(begin):
    for rule, _ in MONTHS:
        series = keyrules.series(rule, begin)
        assert recurrence.parse(series, start=begin).text == series
        assert Rule(text=series, start=begin).words


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY"])
def test_what_comes_more_often_than_monthly_stays_as_it_is(rule):
    assert keyrules.series(rule, date(2026, 1, 5)) == rule


def test_without_a_rule_there_is_no_series():
    assert keyrules.series("", date(2026, 1, 5)) == ""
    assert keyrules.first("", date(2026, 1, 5)) == date(2026, 1, 5)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_series_begins_with_its_first_day_and_goes_on_from_there(begin):
    for rule, _ in MONTHS:
        series = keyrules.series(rule, begin)
        first = keyrules.first(series, begin)
        again = Rule(text=series, start=first)
        after = datetime.combine(begin, time.max)
        assert again.next_days(after, 4) == days(series, begin, 4)
        assert first > begin


LINES = [
    # (what is typed, the name, the fields)
    ("Stripe key", "Stripe key", {}),
    (
        "Stripe key kind secret lives vault, a/b owner @dana value low",
        "Stripe key",
        {"kind": "secret", "lives": "vault, a/b", "owner": "@dana", "value": "low"},
    ),
    ("A Kind: kek LIVES= here", "A", {"kind": "kek", "lives": "here"}),
    ("kind kind kek", "kind", {"kind": "kek"}),
    (
        "A kind kek lives here how by hand, owner of it knows, kind of",
        "A",
        {"kind": "kek", "lives": "here", "how": "by hand, owner of it knows, kind of"},
    ),
    ("", "", {}),
]


@pytest.mark.parametrize(("typed", "name", "said"), LINES)
def test_a_line_is_a_name_and_fields(typed, name, said):
    assert keyrules.line(typed) == (name, said)


def test_a_field_stands_in_a_line_once():
    with pytest.raises(Invalid, match="“kind” stands there twice"):
        keyrules.line("A kind kek kind secret")


READ = [
    # field, what is typed, and what is understood
    ("name", "  Stripe   key ", "Stripe key"),
    ("kind", "Vault Key", "vault_key"),
    ("value", "", Worth.HIGH),
    ("value", " LOW ", Worth.LOW),
    ("rotated", "", ""),
    ("rotated", "never", ""),
    ("rotated", "2026-11-27", "2026-11-27"),
    ("expires", "2026-11-27T14:05:33", "2026-11-27 14:05"),
    ("expires", "2026-11-27 14:05", "2026-11-27 14:05"),
    ("how", "", ""),
]


@pytest.mark.parametrize(("field", "typed", "understood"), READ)
def test_a_field_is_read(field, typed, understood):
    assert keyrules.read({field: typed}) == ({field: understood}, [])


REFUSED = [
    # field, what is typed, and what is said of it
    ("name", "!!!", "Say what the key is called"),
    ("name", "x" * 101, "It may have 100 characters, this has 101"),
    ("kind", " ", "Say which kind"),
    ("lives", "", "Say where it lives"),
    ("lives", "y " * 200, "It may have 300 characters"),
    ("value", "medium", "neither high nor low"),
    ("rotated", "2026-02-30", "is no day such as"),
    ("rotated", "27.11.2026", "is no day such as"),
    ("expires", "2026-11-27 25:00", "is no day such as"),
    ("how", "z " * 600, "It may have 1000 characters"),
    ("expires", "AKIAIOSFODNN7EXAMPLE", "looks like an access key of AWS"),
]


@pytest.mark.parametrize(("field", "typed", "said"), REFUSED)
def test_a_field_that_is_wrong_is_refused_beside_it(field, typed, said):
    _, (wrong,) = keyrules.read({field: typed})
    assert wrong.field == field
    assert said in str(wrong)


def test_a_draft_is_whole_or_refused_beside_its_first_mistake():
    given_ = {"name": "A", "kind": "kek", "lives": "here"}
    assert keyrules.drafted(given_, ("ciso",)) == KeyDraft(
        name="A", kind="kek", lives="here", owners=("ciso",)
    )
    with pytest.raises(Invalid) as refused:
        keyrules.drafted({"name": "A"}, ())
    assert refused.value.field == "kind"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("short", "Say why, in 10 characters"),
        ("a " * 1000, "Keep it to 1500 characters"),
        ("it was xoxb-17653672481-19874698323", "a token of Slack"),
    ],
)
def test_what_happened_says_something_and_never_the_key(what, said):
    with pytest.raises(Invalid, match=said):
        keyrules.told(what)


def test_names_are_compared_however_they_are_written():
    assert keyrules.slugged("Stripe  API-Key") == keyrules.slugged("stripe api key")
    assert keyrules.slugged("\N{FULLWIDTH LATIN CAPITAL LETTER A}") == "a"


@pytest.mark.parametrize("key", POLICY.keys)
def test_every_kind_that_ships_can_be_done(key):
    kind = POLICY.keys[key]
    for low in (False, True):
        routine = POLICY.routines[kind.follows(low=low)]
        assert routine.kind == "rotation"
        assert routine.runbook
    assert 4 <= len(kind.steps) <= 10
    assert len(set(kind.steps)) == len(kind.steps)
    assert kind.severity in (1, 2)
    assert not kind.asks or kind.asks.endswith("?")


def test_the_moments_of_a_rotation_have_their_zone():
    at = datetime(2026, 11, 27, tzinfo=UTC)
    assert at - keyrules.WEEK == datetime(2026, 11, 20, tzinfo=UTC)
