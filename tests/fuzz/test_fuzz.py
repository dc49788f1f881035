"""A short part of the fuzzing; `make fuzz` goes on for as long as you like."""

import pytest

from tests.fuzz.__main__ import one_round
from tests.fuzz.targets import TARGETS, Target, router


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_holds_whatever_it_meets(name):
    assert one_round(TARGETS[name], 1)


def test_the_whole_bot_holds_whatever_it_meets():
    with router() as target:
        assert one_round(target, 1)


def test_what_breaks_is_a_finding():
    def breaks(something):
        assert "<" not in something

    with pytest.raises(AssertionError):
        one_round(Target(given=TARGETS["typed text"].given, holds=breaks), 1)
