"""Links in Markdown: found where they are links, and led to where a file is now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import linking

MOVED = {"old.md": "_archive/old.md", "a/deep.md": "_archive/a/deep.md"}
SPACED = {"my old (1).md": "_archive/my old (1).md", "ü.md": "_archive/ü.md"}


def led(text, at="README.md", to=None):
    moved = {**MOVED, **SPACED}
    return linking.rewritten(
        text, at=at, to=to or at, moved=lambda place: moved.get(place, place)
    )


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[x](old.md)", "[x](_archive/old.md)"),
        ("![x](old.md)", "![x](_archive/old.md)"),
        ("[x](./old.md#part-2)", "[x](_archive/old.md#part-2)"),
        ("[x](old.md?plain=1#L3)", "[x](_archive/old.md?plain=1#L3)"),
        ('[x](old.md "Old")', '[x](_archive/old.md "Old")'),
        ("[x]( old.md )", "[x]( _archive/old.md )"),
        ("[x](<old.md>)", "[x](<_archive/old.md>)"),
        ("[x](/old.md)", "[x](/_archive/old.md)"),
        ("[a long\nlabel](a/deep.md)", "[a long\nlabel](_archive/a/deep.md)"),
        ("[![x](old.md)](old.md)", "[![x](_archive/old.md)](_archive/old.md)"),
        ("[x]: old.md", "[x]: _archive/old.md"),
        ('> [x]: old.md#a "Old"\r\n', '> [x]: _archive/old.md#a "Old"\r\n'),
        ("[x]: <old.md>", "[x]: <_archive/old.md>"),
        ('<a class="b" href="old.md">', '<a class="b" href="_archive/old.md">'),
        ("<img src='old.md'/>", "<img src='_archive/old.md'/>"),
        # written with escapes, and written so again
        ("[x](my%20old%20(1).md)", "[x](_archive/my%20old%20%281%29.md)"),
        ("[x](<my old (1).md>)", "[x](<_archive/my old (1).md>)"),
        (r"[x](my%20old%20\(1\).md)", "[x](_archive/my%20old%20%281%29.md)"),
        ("[x](ü.md)", "[x](_archive/ü.md)"),
        ("[x](%C3%BC.md)", "[x](_archive/ü.md)"),
        # two in a line, and text around them that stays
        ("[b](old.md)-[c](a/deep.md)", "[b](_archive/old.md)-[c](_archive/a/deep.md)"),
    ],
)  # fmt: skip
def test_a_link_follows_its_file(text, after):
    assert led(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "[x](other.md) [y](old.mdx) [z](old.md/more)",
        "[x](https://old.md) [y](mailto:old.md) [z](//old.md) [w](#old.md)",
        "`[x](old.md)` and ``a ` [x](old.md)``",
        "```\n[x](old.md)\n```",
        "~~~ text\n[x](old.md)\n```\n[x](old.md)\n~~~",
        "````\n```\n[x](old.md)\n````",
        "- item\n  ```md\n  [x](old.md)\n  ```",
        r"\[x\](old.md)",
        "[x] (old.md)",
        "[x](old.md is gone)",
        "[^1]: old.md",
        "[x]: old.md is gone",
        "old.md",
        "",
    ],
)
def test_what_is_no_link_to_it_stays(text):
    assert led(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a lone ` then [x](old.md)",
        "`a\n\nb` [x](old.md)",
        r"\`[x](old.md)`",
        "```\ncode\n```\n[x](old.md)",
        "`` ` `` [x](old.md)",
        "``` not a fence ``` [x](old.md)",
    ],
)
def test_what_only_looks_like_code_is_none(text):
    assert "](_archive/old.md)" in led(text)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[x](b.md)", "[x](../../a/b.md)"),
        ("[x](../b.md#c)", "[x](../../b.md#c)"),
        ("![x](img/y.png)", "![x](../../a/img/y.png)"),
        ("[x](../../outside.md)", "[x](../../../outside.md)"),
        ("[x](../old.md)", "[x](../old.md)"),
        ("[x](deep.md)", "[x](deep.md)"),
        ("[x](../pics/)", "[x](../../pics/)"),
        ("[x](.)", "[x](../../a)"),
        ("[x](/b.md)", "[x](/b.md)"),
        ("[x](#here)", "[x](#here)"),
        ("[x](https://x.y/z.md)", "[x](https://x.y/z.md)"),
    ],
)
def test_a_file_that_moves_takes_its_links_along(text, after):
    assert led(text, at="a/deep.md", to="_archive/a/deep.md") == after


@given(st.text(max_size=300))
def test_any_text_stays_where_nothing_moves(text):
    kept = linking.rewritten(text, at="a.md", to="a.md", moved=lambda place: place)
    assert kept == text


@given(st.text("[]()<>`~\\! \n#:a./", max_size=200))
def test_any_signs_are_read(text):
    every = [text[link.start : link.end] for link in linking.links(text)]
    assert every == [link.written for link in linking.links(text)]


@pytest.mark.parametrize("sign", ["`", "[", "](", "[x](a(b", "<a ", "```\n", "` `` "])
def test_a_long_text_of_one_sign_is_read_in_a_moment(sign):
    assert list(linking.links(sign * 20_000)) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("See [the cache](cache.md#x), ok.", "See the cache (gone), ok."),
        ("![a](cache.md#x)", "a (gone)"),
        ('[a](<cache.md#x> "t") [b](other.md)', "a (gone) [b](other.md)"),
        ("`[a](cache.md#x)`", "`[a](cache.md#x)`"),
        ("[a]: cache.md#x", "[a]: cache.md#x"),
        ("[a](cache.md#x)[b](cache.md#x)", "a (gone)b (gone)"),
        ("](cache.md#x)", "](cache.md#x)"),
        ("no link", "no link"),
    ],
)
def test_a_known_link_is_shown_by_its_words_and_a_note(text, after):
    assert linking.relabelled(text, {"cache.md#x": " (gone)"}) == after


@given(st.text("[]()<>`! \nx", max_size=200))
def test_any_text_can_be_relabelled(text):
    notes = {link.written: "" for link in linking.links(text)}
    assert len(linking.relabelled(text, notes)) <= len(text)
