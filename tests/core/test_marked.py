"""Markdown read into pieces: what is meant is seen, the rest is text as it stands."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import marked
from bot.core.marked import Span


def kinds(text):
    return [(one.kind, one.level, len(one.lines)) for one in marked.pieces(text)]


def read(text):
    """Give the words of each line of each piece."""
    return [
        "".join(span.text for span in line)
        for piece in marked.pieces(text)
        for line in piece.lines
    ]


def test_a_document_is_headings_paragraphs_lists_quotations_and_code():
    text = (
        "# Head #\nsome words\nthat go on\n\n1. one\n2. two\n   goes on\n"
        "- a\n  - b\n\n> said\n> twice\n\n```sh\nrm *x*\n```\n---\nend"
    )
    assert kinds(text) == [
        ("heading", 0, 1), ("text", 0, 1), ("numbers", 0, 2), ("bullets", 0, 1),
        ("bullets", 1, 1), ("quote", 0, 1), ("code", 0, 1), ("text", 0, 1),
    ]  # fmt: skip
    assert read(text) == [
        "Head", "some words that go on", "one", "two goes on", "a", "b",
        "said twice", "rm *x*", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("plain", (Span(text="plain"),)),
        ("a **b** c", (Span(text="a "), Span(text="b", bold=True), Span(text=" c"))),
        ("*i*", (Span(text="i", italic=True),)),
        ("_i_", (Span(text="i", italic=True),)),
        ("~~s~~", (Span(text="s", strike=True),)),
        ("`*c*`", (Span(text="*c*", code=True),)),
        ("snake_case_name", (Span(text="snake_case_name"),)),
        ("2 * 3 * 4", (Span(text="2 * 3 * 4"),)),
        ("**open", (Span(text="**open"),)),
        (r"\*no\*", (Span(text="*no*"),)),
        ("[a](https://x.example/b)", (Span(text="a", link="https://x.example/b"),)),
        (
            "see https://x.example/b.",
            (
                Span(text="see "),
                Span(text="https://x.example/b", link="https://x.example/b"),
                Span(text="."),
            ),
        ),
        ("[a](javascript:alert)", (Span(text="[a](javascript:alert)"),)),
        ("<b>&amp;</b>", (Span(text="<b>&amp;</b>"),)),
        ("<@U0ANA> <!channel>", (Span(text="<@U0ANA> <!channel>"),)),
        ("![p](x.png)", (Span(text="![p](x.png)"),)),
    ],
)
def test_within_a_line_signs_mean_what_they_mean(line, spans):
    assert marked.spans(line) == spans


@pytest.mark.parametrize("text", ["", "\n\n", "---", "```\n```", "- \n", "#"])
def test_what_says_nothing_is_nothing_or_itself(text):
    assert all(line for line in read(text))


def test_code_that_is_not_closed_goes_on_to_the_end():
    assert kinds("```\na\n\nb") == [("code", 0, 1)]


@given(st.text("#->`*_~[]()!\\ \n\t1.ahttps:/<@|é🔥", max_size=300))
def test_any_text_is_read_and_no_piece_is_empty(text):
    for piece in marked.pieces(text):
        assert piece.kind in {"heading", "text", "bullets", "numbers", "quote", "code"}
        for line in piece.lines:
            assert line
            assert all(span.text and len(span.text) <= 3000 for span in line)
            assert all(not s.link or s.link.startswith("http") for s in line)


@pytest.mark.parametrize(
    "made",
    [
        "**",
        "*a",
        "_a",
        "`",
        "[",
        "[a](",
        "~~",
        "- ",
        "# ",
        "> ",
        " ",
        "```\n",
        "http://",
    ],
)
def test_no_text_takes_long_to_read(made):
    text = (made * 40_000)[:40_000]
    begun = time.perf_counter()
    marked.pieces(text)
    marked.pieces("\n".join(text[at : at + 2900] for at in range(0, 40_000, 2900)))
    assert time.perf_counter() - begun < 10
