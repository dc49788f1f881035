"""A word after a command's own that is nearly one of its words gets a suggestion."""

import pytest

from bot.core.verbs import Misspelt, spelt

# What is typed after /ops -> the word it was, and what was meant.
MISSPELT = [
    ("release withdrawl v2.3", "/ops release withdraw"),
    ("release lsit", "/ops release list"),
    ("release hook nwe", "/ops release hook new"),
    ("cycle clsoe because the drill is booked for monday", "/ops cycle close"),
    ("sanity lsit", "/ops sanity list"),
    ("hunt fuond high Lost write: stop it", "/ops hunt found"),
    ("finding triag FND-1 it is reachable", "/ops finding triage"),
    ("finding Lst", "/ops finding list"),
    ("maintenance freez friday 18:00 to monday 8:00", "/ops maintenance freeze"),
    ("maintenance windows ad billing", "/ops maintenance windows add"),
    ("library histroy zzz", "/ops library history"),
    ("service withdrew Checkout monitoring why", "/ops service withdraw"),
    ("recovery strat DRILL-3", "/ops recovery start"),
    ("digest persnal", "/ops digest personal"),
    ("digest of", "/ops digest off"),
    ("metrics hwo mttr", "/ops metrics how"),
]


async def test_what_is_nearly_a_word_of_the_command_is_answered_with_it(scene, dana):
    for typed, meant in MISSPELT:
        await dana.types("#general", f"/ops {typed}")
        assert f"Did you mean `{meant}`?" in dana.answer, typed
    await dana.types("#general", "/rotation cnofirm Stripe key")
    assert "Did you mean `/rotation confirm`?" in dana.answer


async def test_what_has_such_a_name_is_found_by_it(scene, dana):
    said = "surface billing owner @dana rpo 1h rto 4h warm"
    await dana.types("#general", f"/ops service add Starter {said}")
    await dana.types("#general", "/ops recovery Starter")
    await scene.settled()
    await dana.types("#general", "/ops finding add high retires no session @dana")
    await scene.settled()
    for typed in ("service Starter", "recovery Starter", "finding retires"):
        await dana.types("#general", f"/ops {typed}")
        assert "Did you mean" not in dana.answer, typed


@pytest.mark.parametrize("words", ["", "banana", "list", "LIST all", "x" * 3000])
def test_what_is_right_or_far_off_is_let_pass(words):
    spelt(words, "/ops thing", ("lists", "list"))


def test_letters_in_another_order_are_the_same_word():
    with pytest.raises(Misspelt, match="Did you mean `/ops hunt end`"):
        spelt("ned it held", "/ops hunt", ("find", "end"))
