"""Tidying what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import tidy
from bot.core.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  two\t words\n", "two words"),
        ("\u202eevil\u202c", "evil"),
        ("a\u200db", "a\u200db"),  # joiners hold emoji together
        ("\x00\x07", ""),
    ],
)
def test_a_line_is_what_can_be_read_of_it(typed, expected):
    assert tidy.line(typed) == expected


def test_several_lines_stay_several():
    assert tidy.text(" one \n\n two\u202e \n") == "one\n\n two"


@given(st.text())
def test_tidying_twice_changes_nothing(typed):
    assert tidy.line(tidy.line(typed)) == tidy.line(typed)
    assert tidy.text(tidy.text(typed)) == tidy.text(typed)


@pytest.mark.parametrize(
    ("typed", "least", "sentence"),
    [
        ("", 1, "Say something."),
        (" \u202e ", 1, "Say something."),
        ("too short", 10, "Say why, in 10 characters or more."),
        ("a        b", 10, "Say why, in 10 characters or more."),
        ("x" * 3001, 1, "Keep it to 3000 characters."),
    ],
)
def test_words_that_say_too_little_or_too_much_are_refused(typed, least, sentence):
    with pytest.raises(Invalid) as refused:
        tidy.words(typed, "reason", least=least)
    assert str(refused.value) == sentence
    assert refused.value.field == "reason"


def test_words_that_say_enough_pass():
    assert tidy.words(" good enough ", "reason", least=10) == "good enough"
