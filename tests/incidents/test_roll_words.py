"""How a roll call is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents import Piece, parted, pieces

LINES = [
    ("Payments", [Piece(name="Payments")]),
    ("Payments, Checkout", [Piece(name="Payments"), Piece(name="Checkout")]),
    ("Payments,\n Checkout\n", [Piece(name="Payments"), Piece(name="Checkout")]),
    ("Check  out <@U0ANA|ana>", [Piece(name="Check out", contact="U0ANA")]),
    ("<@U0ANA> Checkout", [Piece(name="Checkout", contact="U0ANA")]),
    ("Data <#C0OPS|ops>", [Piece(name="Data", contact="C0OPS")]),
    ("Data <#C0OPS|>", [Piece(name="Data", contact="C0OPS")]),  # a private channel
    ("Data @ana", [Piece(name="Data", handle="ana")]),
    ("Data @Gus Marsh", [Piece(name="Data", handle="Gus Marsh")]),
    ("Data #ops", [Piece(name="Data", place="ops")]),
    ("C# team", [Piece(name="C# team")]),
    ("mail@home", [Piece(name="mail@home")]),
    ("<@U0ANA>", [Piece(name="", contact="U0ANA")]),  # refused where it is read
    (" , ,\n", []),
]
QUESTIONS = [
    ("Payments, Checkout", ("", "Payments, Checkout")),
    ("Are you on xz? Payments", ("Are you on xz?", "Payments")),
    (
        "So, are you on xz?: Payments",
        ("So, are you on xz?", "Payments"),
    ),
    ("Are you on xz?\nPayments", ("Are you on xz?", "Payments")),
    ("Are you on xz?", ("Are you on xz?", "")),
    ("a?b", ("", "a?b")),
]


@pytest.mark.parametrize(("words", "read"), LINES)
def test_who_is_asked_is_read(words, read):
    assert list(pieces(words)) == read


@pytest.mark.parametrize(("words", "read"), QUESTIONS)
def test_a_question_comes_first(words, read):
    assert parted(words) == read


@given(st.text())
def test_anything_can_be_read(words):
    question, rest = parted(words)
    assert not question or question.endswith("?")
    for piece in pieces(rest):
        assert piece.name == " ".join(piece.name.split())
        assert len(piece.name) <= len(words)
