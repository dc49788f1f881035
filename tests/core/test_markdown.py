"""What somebody typed is text in Markdown: held against a parser of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.core import markdown

PARSER = MarkdownIt("gfm-like", {"linkify": False})
PLAIN = {"inline", "paragraph_open", "paragraph_close"}
QUOTE = PLAIN | {"blockquote_open", "blockquote_close"}
HOSTILE = [
    "*bold* _it_ **b** __b__ ~~gone~~ `code` ```",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quote",
    "---",
    "===",
    "***",
    "| a | b |",
    "<script>alert(1)</script>",
    "<!-- gone",
    "[link](https://evil.example)",
    "![image](https://evil.example)",
    "<https://evil.example>",
    "&copy; &#60; &amp;",
    "\\",
    "\\*",
    "[1]: https://evil.example",
    "$$x$$",
    "    code",
    "```\ncode\n```",
    "title\n===",
    "title\n---",
    "a\n\n    code\n- b",
    "| a | b |\n|---|---|\n| c | d |",
    "- [ ] task",
    "term\n: what it is",
]
TYPED = (
    st.text(alphabet=st.sampled_from("ab1 *_#-+=>|<[]()!`~&;:.\\\n\t$\u202e"))
    | st.text()
)


def types(text):
    tokens = PARSER.parse(text)
    inner = [child.type for token in tokens for child in token.children or ()]
    return {token.type for token in tokens}, set(inner)


def read(text):
    """Give what a reader sees of *text*, line by line."""
    seen = []
    for token in PARSER.parse(text):
        for child in token.children or ():
            broken = child.type in ("hardbreak", "softbreak")
            seen.append("\n" if broken else child.content)
        seen.append("\n" if token.type == "inline" else "")
    return words("".join(seen))


def words(text):
    return markdown._clean(text.replace("\N{NO-BREAK SPACE}", " ")).split()


@given(TYPED)
@pytest.mark.parametrize("before", ["", "| "])
def test_a_line_is_text_and_nothing_else(before, typed):
    line = markdown.line(typed)
    assert "\n" not in line
    blocks, inside = types(before + line)
    assert blocks <= PLAIN
    assert inside <= {"text", "text_special"}
    assert read(line) == words(typed)


@given(TYPED)
@example("a\\\n\n    b")
def test_a_quotation_is_text_line_by_line(typed):
    blocks, inside = types(markdown.quote(typed))
    assert blocks <= QUOTE
    assert inside <= {"text", "text_special", "hardbreak"}
    assert read(markdown.quote(typed)) == words(typed)


@given(TYPED)
def test_what_is_struck_is_struck_and_nothing_else(typed):
    blocks, inside = types(markdown.quote(typed, strike=True))
    assert blocks <= QUOTE
    assert inside <= {"text", "text_special", "hardbreak", "s_open", "s_close"}
    assert read(markdown.quote(typed, strike=True)) == words(typed)


@pytest.mark.parametrize("typed", HOSTILE)
def test_markup_that_was_typed_is_shown_as_it_was_typed(typed):
    for made, allowed in ((markdown.line, PLAIN), (markdown.quote, QUOTE)):
        blocks, inside = types(made(typed))
        assert blocks <= allowed
        assert inside <= {"text", "text_special", "hardbreak"}
        assert read(made(typed)) == words(typed)


def test_lines_of_a_quotation_stay_lines_and_keep_their_indent():
    quoted = markdown.quote("Traceback:\n  File a.py\n\n\tboom  \n")
    assert quoted == (
        "> Traceback:\\\n> \N{NO-BREAK SPACE}\N{NO-BREAK SPACE}File a.py\n>\n> "
        + "\N{NO-BREAK SPACE}" * 4
        + "boom"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://a.example/b", "see https\\://a.example/b"),
        ("WWW.a.example", "WWW\\.a.example"),
        ("ratio 3://4, awww.", "ratio 3://4, awww."),
    ],
)
def test_an_address_is_text_and_reads_as_it_was_typed(text, written):
    assert markdown.unlinked(text) == written
    assert " ".join(read(written)) == text
