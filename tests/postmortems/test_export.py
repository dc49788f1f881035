"""`longwatch export PM-1`: a postmortem as people read it, and as programs do."""

import json

import pytest

from tests.postmortems.conftest import resolved, write, written
from tests.runtime.commands import run
from tests.runtime.test_export import Exports


@pytest.fixture
def exports(scene, tmp_path):
    return Exports(scene, tmp_path)


async def test_a_postmortem_is_written_as_markdown_and_as_data(
    scene, dana, room, exports, tmp_path
):
    await written(scene, dana, room)
    text = await exports.read("PM-1")
    assert text.startswith("# PM-1: checkout 500s\n")
    assert "1. a bad flag" in text
    told = await exports.told("pm-1")
    assert told["ref"] == "PM-1"
    assert told["incident"]["ref"] == "INC-1"
    assert told["cause"]["whys"] == ["a bad flag"]
    assert told["status"] == "draft"
    file = tmp_path / "pm.md"
    ran = await exports("PM-1", "--output", str(file))
    assert "PM-1 is in" in ran.out + ran.err
    assert file.read_text() == text


async def test_a_number_that_is_none_is_refused(scene, dana, room, exports):
    ran = await exports("PM-9")
    assert ran.code == 1
    assert "There is no PM-9. The latest: PM-1 (INC-1)." in ran.err


async def test_a_private_one_is_written_and_that_is_on_its_record(
    scene, dana, exports, tmp_path
):
    room = await resolved(scene, dana, "sev2 the books, private")
    await written(scene, dana, room)
    file = tmp_path / "pm.json"
    await exports("PM-1", "--json", "--output", str(file))
    assert json.loads(file.read_text())["private"] is True
    assert file.stat().st_mode & 0o077 == 0
    told = "\n**Private:** only for those who are in the room of INC-1.\n"
    assert told in await exports.read("PM-1")
    await dana.types("#general", "/incident timeline INC-1")
    assert "was exported by whoever runs Longwatch" in dana.told


async def test_a_postmortem_is_written_as_a_pdf_and_an_incident_is_not(
    scene, dana, room, exports, tmp_path
):
    await written(scene, dana, room)
    file = tmp_path / "pm.pdf"
    ran = await exports("PM-1", "--output", str(file))
    assert ran.code == 0, ran.err
    assert file.read_bytes().startswith(b"%PDF-")
    ran = await exports("INC-1", "--output", str(tmp_path / "inc.pdf"))
    assert ran.code == 1
    assert "only a postmortem has one" in ran.err


async def test_a_pdf_says_how_much_its_font_lacks(scene, dana, room, exports, tmp_path):
    lacking = "\N{LINEAR B SYLLABLE B008 A}"
    await write(dana, room, "summary", what="a fire", affected=lacking)
    ran = await exports("PM-1", "--output", str(tmp_path / "pm.pdf"))
    assert ran.code == 0
    assert "1 character is not in the font of this PDF" in ran.err
    assert "whole in the Markdown and JSON exports." in ran.err
    assert "missing the following glyphs" not in ran.err


@pytest.mark.parametrize("name", ["pm.docx", "pm.html", "pm.json.bak"])
async def test_an_ending_that_nothing_is_written_as_is_refused(tmp_path, name):
    file = tmp_path / name
    ran = await run({}, "export", "PM-1", "--output", str(file))
    assert ran.code == 2
    assert f".md, .json, .pdf or .csv, not in {file.suffix}." in ran.err
    assert not file.exists()


async def test_the_ending_of_a_file_says_what_is_in_it(
    scene, dana, room, exports, tmp_path
):
    for name, begins in (("PM", "# PM-1"), ("pm.MD", "# PM-1"), ("pm.json", "{")):
        ran = await exports("PM-1", "--output", str(tmp_path / name))
        assert (ran.code, ran.out) == (0, f"PM-1 is in {tmp_path / name}\n")
        assert (tmp_path / name).read_text().startswith(begins)
