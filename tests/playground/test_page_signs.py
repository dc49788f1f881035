"""The signs of our templates are signs on the page, with a font for them or without."""

import re

import pytest

from bot.core import render
from tests.playground.page_scene import mrkdwn, posts

HERE = render.FOLDER.parent / "bot" / "playground" / "page"
BODY = ".message-body"
NAME = re.compile(r"(?<![\w:]):([a-z][a-z0-9_+-]*):(?!\w)|emoji\(\"([a-z_]+)\"")
CIRCLE = re.compile(r"(?:large_)?\w+_circle")


def used():
    """Give every name of an emoji that stands in a template."""
    files = render.FOLDER.rglob("*.j2")
    found = {name for file in files for name in NAME.findall(file.read_text("utf-8"))}
    return {one or other for one, other in found}


def table(name):
    """Read one of the tables of the page's script: names, and what each stands for."""
    script = (HERE / "static" / "emoji.js").read_text("utf-8")
    pairs = re.search(rf"const {name} = `\n([^`]+)`", script)[1]
    return dict(pair.split(" ") for pair in re.split(r"[|\n]", pairs.strip()))


def test_every_emoji_of_a_template_is_in_the_table():
    names = used()
    assert {"x", "white_check_mark", "performing_arts", "red_circle"} <= names
    assert names - table("TABLE").keys() == set()


def test_every_emoji_of_a_template_has_a_picture_where_no_font_draws_it():
    dots = {name for name in used() if CIRCLE.fullmatch(name)}
    icons = table("ICONS")
    assert used() - dots - icons.keys() == set()
    sprite = (HERE / "templates" / "_icons.html.j2").read_text("utf-8")
    assert [one for one in icons.values() if f'id="i-{one}"' not in sprite] == []


@pytest.mark.browser
async def test_none_of_them_is_written_out_on_the_page(page, api):
    names = sorted(used())
    said = " ".join(f":{name}:" for name in names)
    section = {"type": "section", "text": mrkdwn(f"{said} all")}
    await posts(api, text="x", blocks=[section])
    shown = page.locator(f"{BODY}:has-text('all')")
    await shown.wait_for()
    assert await shown.get_by_role("img").count() == len(names)
    assert ":" not in await shown.inner_text()
