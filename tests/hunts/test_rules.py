"""What a hunt and a report may be, and where to hunt next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.hunts import rules
from bot.hunts.rules import WEIGHTS, Draft, Seen, Severity

HOW = "stop the worker between two writes and look"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("a week", 7), ("one week", 7), ("2 weeks", 14), ("2w", 14), ("5d", 5),
        ("5 days", 5), (" 1 Day ", 1), ("an hour", 1 / 24), ("36h", 1.5),
    ],
)  # fmt: skip
def test_a_length_is_read(text, days):
    assert rules.length(text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["", "soon", "week", "5", "5m", "-1d", "1.5d", "٣d"])
def test_what_is_no_length_is_none(text):
    assert rules.length(text) is None


@pytest.mark.parametrize(
    ("asked", "box"),
    [(None, 7), (timedelta(days=1), 1), (timedelta(days=28), 28)],
)
def test_a_box_is_a_week_unless_something_is_said(asked, box):
    week, month = timedelta(days=7), timedelta(days=28)
    assert rules.box(asked, week, month) == timedelta(days=box)


@pytest.mark.parametrize(
    "asked", [timedelta(minutes=59), timedelta(days=28, seconds=1), timedelta()]
)
def test_a_box_is_neither_a_moment_nor_a_season(asked):
    with pytest.raises(Invalid) as wrong:
        rules.box(asked, timedelta(days=7), timedelta(days=28))
    assert wrong.value.field == "box"


@pytest.mark.parametrize("text", ["", " \u200b ", "!!!", "x" * 121])
def test_what_is_no_scope_is_refused(text):
    with pytest.raises(Invalid) as wrong:
        rules.scope(text)
    assert wrong.value.field == "scope"


@pytest.mark.parametrize(
    ("text", "severity"),
    [("High", "high"), (" crit ", "critical"), ("med", "medium"), ("minor", "low")],
)
def test_a_severity_is_read(text, severity):
    assert rules.severity(text) == severity


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "?!"}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"severity": ""}, "severity"),
        ({"severity": "sev1"}, "severity"),
        ({"reproducer": ""}, "reproducer"),
        # long enough, and no sentence
        ({"reproducer": "x" * 40}, "reproducer"),
        ({"reproducer": "it is so sad"}, "reproducer"),
        ({"reproducer": "\n" * 40 + "a b c d"}, "reproducer"),
        ({"reproducer": "a bc " * 700}, "reproducer"),
        ({"area": "x" * 81}, "area"),
    ],
)
def test_a_report_lacks_nothing(said, field):
    whole = {"title": "A write is lost", "severity": "high", "reproducer": HOW}
    with pytest.raises(Invalid) as wrong:
        rules.draft(Draft(**{**whole, **said}))
    assert wrong.value.field == field


def test_a_report_is_tidied():
    given_ = Draft(title=" A \n write\u202e ", severity="HIGH", reproducer=f"\n{HOW} ")
    said = rules.draft(given_)
    assert (said.title, said.severity, said.reproducer) == ("A write", "high", HOW)


def seen(*pairs):
    return [Seen(area=area, weight=weight) for area, weight in pairs]


def test_where_most_was_found_comes_first():
    found = seen(("vault", 1), ("Audit  writes", 4), ("vault", 4), ("audit writes", 8))
    first, second = rules.proposals(found, [], 5)
    assert (first.area, first.weight, first.count) == ("Audit  writes", 12, 2)
    assert (second.area, second.weight, second.count) == ("vault", 5, 2)


def test_what_was_hunted_lately_rests():
    found = seen(("vault", 8), ("billing", 1), ("", 8), (" ", 8))
    proposed = rules.proposals(found, ["VAULT "], 5)
    assert [one.area for one in proposed] == ["billing"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([*WEIGHTS.values()]))),
    st.sets(st.sampled_from("abcd")),
)
def test_proposals_are_in_order_and_leave_nothing_out(pairs, hunted):
    proposed = rules.proposals(seen(*pairs), hunted, 10)
    weights = [one.weight for one in proposed]
    assert weights == sorted(weights, reverse=True)
    assert {one.area for one in proposed} == {area for area, _ in pairs} - hunted
    left = [weight for area, weight in pairs if area not in hunted]
    assert sum(weights) == sum(left)


def test_a_worse_one_weighs_more():
    assert [rules.of_incident(n) for n in (1, 2, 3, 4)] == [*WEIGHTS.values()]
    assert [*WEIGHTS] == [*Severity]


def test_scopes_are_the_same_however_they_are_written():
    assert rules.same("Audit  writes", "audit writes ")
    assert not rules.same("audit writes", "audit reads")
