"""Searching, and the document: what is found, and that nothing becomes markup."""

import json

import pytest
from markdown_it import MarkdownIt

from bot import postmortems
from bot.core import render
from bot.postmortems.index import around
from tests.postmortems.conftest import resolved, write, written

HOSTILE = "# H **b** [l](https://evil.example) | a | <b> & `c` ![i](x)"


async def exported(scene, who):
    """Give PM-1 as data, and as Markdown."""
    whose = {"workspace": scene.bot.installations.every()[0].id, "actor": who.id}
    async with scene.bot.transactions.look(**whose) as work:
        found = await postmortems.numbered(work, 1)
        told = await postmortems.export(work, found)
        zone = work.policy.business.zone
    read = postmortems.readable(told, zone)
    return told, render.document(postmortems.MARKDOWN, **read)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("canary", True),
        ("CANARY flags", True),
        ("orders third", True),
        ("pm-1", True),
        ("inc-1", True),
        ("checkout", True),
        ("rollback", True),  # in an action item
        ("canary zebra", False),  # every word has to stand in it
        ("100%", False),
        ("_", False),
    ],
)
async def test_words_are_found_wherever_they_stand(edge, query, found):
    dana = edge.person("dana")
    room = await resolved(edge, dana)
    await written(edge, dana, room)
    await dana.types("#general", "/postmortem add PM-1 train: practise a rollback")
    await dana.types("#general", f"/postmortem search {query}")
    assert ("PM-1 · INC-1 · checkout 500s" in dana.told) is found
    assert ("Nothing was found" in dana.told) is not found


async def test_words_are_found_on_both_engines_and_by_a_form(scene, dana, room):
    await write(dana, room, "lessons", learned="Grüße aus Zürich: FLAGS need a canary")
    await scene.settled()
    await dana.types("#general", "/postmortem search zürich flags")
    assert "Grüße aus Zürich" in dana.told
    await dana.types("#general", "/postmortem search")
    await dana.modal("Search postmortems")
    await dana.submits(query="canary")
    view = await dana.modal("Search postmortems")
    assert "PM-1 · INC-1" in str(view["blocks"])
    await dana.presses("Show")
    await scene.settled()


def test_what_stands_around_a_word_is_shown():
    text = f"{'x ' * 100}the pool was full {'y ' * 200}"

    shown = around(text, ["pool"])

    assert "the pool was full" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 200


async def test_the_document_holds_every_section(scene, dana, room):
    await written(scene, dana, room)
    await dana.types(
        "#general", "/postmortem add PM-1 gate: a canary @dana by 2099-01-05"
    )
    told, text = await exported(scene, dana)
    for heading in (
        "# PM-1: checkout 500s",
        "## Summary",
        "## Root cause",
        "### Five whys",
        "## Timeline",
        "## Action items",
        "## Lessons",
    ):
        assert f"{heading}\n" in text
    assert "1. a bad flag" in text
    assert "gate to add" in text
    assert "**dana** resolved it by a fix: rolled the deploy back" in text
    assert "acknowledged it" in text
    assert json.loads(json.dumps(told)) == told
    assert told["actions"][0]["kind"] == "gate"


async def test_the_document_is_the_same_each_time(scene, dana, room):
    await written(scene, dana, room)
    assert await exported(scene, dana) == await exported(scene, dana)


async def test_nothing_typed_becomes_markup_in_the_document(scene, dana, room):
    await write(dana, room, "lessons", learned=HOSTILE, share=HOSTILE)
    await write(dana, room, "summary", what=HOSTILE, affected=HOSTILE)
    await write(dana, room, "cause", trigger=HOSTILE, factors=HOSTILE, why1=HOSTILE)
    await dana.types("#general", f"/postmortem add PM-1 gate: {HOSTILE}")
    _, text = await exported(scene, dana)
    parsed = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<a " not in parsed
    assert "<img" not in parsed
    assert "<b>" not in parsed
    assert parsed.count("<h1>") == 1


async def test_what_is_struck_or_only_ours_is_not_on_the_timeline(scene, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await dana.types("#general", "/incident note INC-1 a note that was wrong")
    await dana.presses("Strike through", channel="#general")
    await dana.types("#general", "/incident note INC-1 a note that was right")
    await dana.types("#general", "/incident resolve INC-1 fix: rolled it back")
    await scene.settled()
    told, _ = await exported(scene, dana)
    lines = [line["text"] for line in told["timeline"]]
    assert "noted: a note that was right" in lines
    assert "noted: a note that was wrong" not in lines
    assert "It started" in lines
    assert lines.index("It started") < lines.index("noted: a note that was right")


async def test_markdown_is_shown_to_be_copied(scene, dana, room):
    await written(scene, dana, room)
    await dana.types("#general", "/postmortem export PM-1")
    view = await dana.modal("Export PM-1")
    assert "## Root cause" in str(view["blocks"])
    assert await scene.slack.violations() == []
