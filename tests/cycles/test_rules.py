"""What a release is, how it is read, and what a quarter is: pure."""

from datetime import UTC, datetime

import pytest

from bot.core.errors import Invalid
from bot.cycles import rules
from bot.cycles.rules import Checked, Criterion, Draft

LINK = "https://example.com/notes"


@pytest.mark.parametrize(
    ("words", "draft"),
    [
        ("v2.3", Draft(version="v2.3")),
        ("v2.3 major", Draft(version="v2.3", major=True)),
        (f"v2.3 notes {LINK}", Draft(version="v2.3", notes=LINK)),
        (f"v2.3 {LINK} MAJOR", Draft(version="v2.3", notes=LINK, major=True)),
        (
            "2026-11 of Checkout API",
            Draft(version="2026-11", service="Checkout API"),
        ),
        ("v3 for Billing", Draft(version="v3", service="Billing")),
        ("1.0.0-rc.1+build.7", Draft(version="1.0.0-rc.1+build.7")),
    ],
)
def test_a_line_is_read(words, draft):
    assert rules.line(words) == draft


@pytest.mark.parametrize(
    "words",
    [
        "soon",  # no digit
        "v2.3 soon",  # a word that means nothing
        "v2.3 of",  # of what?
        "-v2",  # begins with a sign
        "v2.3 http://localhost",  # leads nowhere
        "v" + "1" * 60,  # too long
        "v2🔥",  # no letter, digit or sign of a version
    ],
)
def test_what_is_no_release_is_refused(words):
    with pytest.raises(Invalid):
        rules.line(words)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("v2.3", "2.3", True),
        ("V2.3", "v2.3", True),
        ("v2.3", "v2.30", False),
        ("version-2", "ersion-2", False),  # a v before no digit is a letter
    ],
)
def test_a_version_is_the_same_however_it_is_written(one, other, same):
    assert (rules.slug(one, "") == rules.slug(other, "")) is same
    assert rules.slug(one, "a") != rules.slug(one, "b")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Send an object"),
        ("v2", "Send an object"),
        ({}, "Say which version"),
        ({"version": 2}, "is a text"),
        ({"version": "v2", "notes": None}, "is a text"),
        ({"version": "v2", "major": "yes"}, "true or false"),
        ({"version": "v2", "majr": True}, "“majr” is none of"),
        ({"version": "v2", "notes": "javascript:1"}, "is no link"),
    ],
)
def test_what_a_program_sends_is_refused_with_what_is_wrong(given, said):
    with pytest.raises(Invalid, match=said):
        rules.posted(given)


def test_what_a_program_sends_is_read():
    given = {"version": "v2", "major": True, "notes": LINK, "service": "Checkout"}
    assert rules.posted(given) == Draft(**given)


@pytest.mark.parametrize(
    ("day", "begun", "before"),
    [
        ((2026, 1, 1), (2026, 1, 1), (2025, 10, 1)),
        ((2026, 3, 31), (2026, 1, 1), (2025, 10, 1)),
        ((2026, 4, 1), (2026, 4, 1), (2026, 1, 1)),
        ((2026, 12, 31), (2026, 10, 1), (2026, 7, 1)),
        ((2028, 2, 29), (2028, 1, 1), (2027, 10, 1)),
    ],
)
def test_a_quarter_and_the_one_before_are_found(day, begun, before):
    found = rules.quarter(datetime(*day, 13, 5, tzinfo=UTC))
    assert found == (datetime(*begun, tzinfo=UTC), datetime(*before, tzinfo=UTC))


def test_what_is_kept_of_criteria_is_read_again():
    every = [
        Checked(criterion=one, met=bool(place), why="so", ids=("OPS-1",) * place)
        for place, one in enumerate(Criterion)
    ]
    assert rules.read(rules.kept(every)) == every
    assert rules.read([{"criterion": "gone", "met": True, "why": "", "ids": []}]) == []
    assert rules.missing(every) == [every[0]]


@pytest.mark.parametrize("text", ["", "   ", "***", "a" * 81])
def test_a_cycle_needs_a_name(text):
    with pytest.raises(Invalid):
        rules.title(text)
