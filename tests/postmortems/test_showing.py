"""`/postmortem show PM-1`: all sections and all buttons, however much was written."""

import pytest

from bot.core import fit, render
from bot.postmortems.rules import LINE, TEXT, WHYS
from tests.conformance.samples import postmortem_card
from tests.postmortems.conftest import resolved, write

WORDS = "wörds " * (TEXT // 6)
SHORT = "Shortened to fit here: `/postmortem export PM-4242` gives all of it."


def shown(words):
    """Give the blocks of each card, of the least and of the most that there can be."""
    cards = postmortem_card(words)
    return [render.card("postmortems.postmortem", **one)["blocks"] for one in cards]


@pytest.mark.parametrize("words", [WORDS, "x" * TEXT, "\N{FIRE}" * TEXT, "<&>" * 1000])
def test_however_much_is_written_nothing_is_cut_off_at_the_end(words):
    for blocks in shown(words):
        assert fit.MORE not in blocks
        assert blocks[-1]["type"] == "actions"
        assert "Export…" in str(blocks[-1])
        assert SHORT in str(blocks[-3])
        assert all(f"*{one}*" in str(blocks) for one in ("Summary", "Root cause"))
        assert all(f"*{one}*" in str(blocks) for one in ("Action items", "Lessons"))


def test_a_text_is_cut_at_the_end_of_a_word():
    assert "wörds…" in str(shown(WORDS))
    assert "wör…" not in str(shown(WORDS))
    assert f"{'x' * 699}…" in str(shown("x" * TEXT))
    assert f"A {'x' * 697}…" in str(shown("A " + "x" * TEXT)), "one space is no end"


def test_of_many_action_items_it_says_how_many_more_there_are():
    assert "… and 90 more" in str(shown("few words"))


def test_what_is_short_stands_there_whole():
    context = next(postmortem_card("few words"))
    blocks = render.card("postmortems.postmortem", **context)["blocks"]
    assert "Shortened" not in str(blocks)
    assert "…" not in str([one for one in blocks if one["type"] == "rich_text"])


async def test_long_sections_are_all_shown_with_the_way_to_all_of_it(edge):
    dana = edge.person("dana")
    room = await resolved(edge, dana)
    whys = {f"why{at}": "w" * LINE for at in range(1, WHYS + 1)}
    await write(dana, room, "summary", what="s" * TEXT, affected="a" * TEXT)
    await write(dana, room, "cause", trigger="t" * TEXT, **whys)
    await write(dana, room, "lessons", learned="l" * TEXT, share="f" * TEXT)
    await edge.settled()
    await dana.types("#general", "/postmortem show PM-1")
    for letter in "satlf":
        assert f"{letter * 699}…" in dana.told
    assert "/postmortem export PM-1 gives all of it" in dana.told.replace("`", "")
    await dana.presses("Export…", channel="#general", message=dana.said)
    await dana.modal("Export PM-1")
    assert await edge.slack.violations() == []
