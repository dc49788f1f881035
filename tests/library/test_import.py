"""`longwatch import`: a folder of Markdown, all of it or none, again and again."""

import pytest
from sqlmodel import select

from bot.core import dburl
from bot.core.db import Database
from bot.library import store
from tests.ledger.scene import Scene
from tests.runtime.commands import environment, install, run

AUTH = "title: Auth, ours\nsurfaces: auth\nowner: U0ANA\n\nCall Ana.\n"
CACHE = "title: Cache\nwords: redis\n\n- look at evictions\n"


@pytest.fixture
async def place(database, tmp_path):
    """Install a workspace, and make a folder for files."""
    environ = environment(database, tmp_path)
    workspace = await install(database, tmp_path, team="T0ACME")
    folder = tmp_path / "runbooks"
    (folder / "deep").mkdir(parents=True)
    return environ, workspace, folder


def put(folder, **files):
    for name, text in files.items():
        (folder / f"{name.replace('__', '/')}.md").write_text(text)


async def kept(environ, workspace, home):
    """Give what is in the database, by name: version and text."""
    opened = Database(dburl.translate(environ["DATABASE_URL"]))
    try:
        scene = Scene(database=opened, home=home, workspace=workspace)
        async with scene.look() as work:
            rows = (await work.session.exec(select(store.Document))).all()
            return {row.slug: (row.version, row.text, row.owner) for row in rows}
    finally:
        await opened.close()


async def test_a_folder_is_brought_in_and_only_what_changed_again(place, tmp_path):
    environ, workspace, folder = place
    put(folder, auth=AUTH, deep__cache=CACHE)
    ran = await run(environ, "import", str(folder))
    assert (ran.code, ran.out) == (
        0, "auth: written\ncache: written\n2 files: 2 written\n",
    )  # fmt: skip
    put(folder, auth=AUTH.replace("Call Ana.", "Call Ana, then Dana."))
    ran = await run(environ, "import", str(folder))
    assert ran.out.endswith("2 files: 1 revised, 1 unchanged\n")
    assert await kept(environ, workspace, tmp_path / "home") == {
        "auth": (2, "Call Ana, then Dana.", "U0ANA"),
        "cache": (1, "- look at evictions", ""),
    }
    ran = await run(environ, "import", str(folder), "--json")
    said = {"auth": "unchanged", "cache": "unchanged"}
    assert ran.said == {"ok": True, "documents": said}


async def test_with_one_mistake_nothing_is_brought_in(place, tmp_path):
    environ, workspace, folder = place
    put(folder, auth=AUTH, deep__cache="title: Cache\nkind: poem\n\nx")
    ran = await run(environ, "import", str(folder))
    assert ran.code == 1
    assert "cache.md:2: “poem” is no kind" in ran.err
    assert "Nothing was brought in." in ran.err
    assert await kept(environ, workspace, tmp_path / "home") == {}
    ran = await run(environ, "import", str(folder), "--json")
    assert (ran.code, ran.said["ok"]) == (1, False)
    assert ran.said["mistakes"][0]["line"] == 2


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "There is no Markdown file (*.md) in"),
        ({"a": CACHE, "deep__A": CACHE}, "have one name"),
    ],
)
async def test_a_folder_that_can_not_be_is_refused(place, files, says):
    environ, _, folder = place
    put(folder, **files)
    ran = await run(environ, "import", str(folder))
    assert ran.code == 1
    assert says in ran.err


async def test_what_is_no_text_is_said(place):
    environ, _, folder = place
    (folder / "picture.md").write_bytes(b"\xff\xfe\x00")
    ran = await run(environ, "import", str(folder))
    assert ran.code == 1
    assert "picture.md:1: it is not text in UTF-8" in ran.err


OLD = "title: Old\nkind: plan\nstate: retired\nsince: 2026-01-31\ninstead: new\n\nx"
NEW = "title: New\nkind: decision-record\n\nx"
OLDER = "title: Older\nkind: adr\nsuperseded_by: new.md\n\nx"


async def stands(environ, workspace, home):
    opened = Database(dburl.translate(environ["DATABASE_URL"]))
    try:
        scene = Scene(database=opened, home=home, workspace=workspace)
        async with scene.look() as work:
            rows = (await work.session.exec(select(store.Document))).all()
            return {row.slug: (row.kind, row.state, row.superseded_by) for row in rows}
    finally:
        await opened.close()


async def test_files_say_how_they_stand_in_any_order(place, tmp_path):
    environ, workspace, folder = place
    put(folder, a_old=OLD, b_older=OLDER, new=NEW)
    ran = await run(environ, "import", str(folder))
    assert ran.code == 0
    assert await stands(environ, workspace, tmp_path / "home") == {
        "a-old": ("plan", "tombstoned", ""),
        "b-older": ("decision record", "superseded", "new"),
        "new": ("decision record", "current", ""),
    }
    ran = await run(environ, "import", str(folder))
    assert ran.out.endswith("3 files: 3 unchanged\n")


async def test_a_file_that_names_a_successor_that_is_not_there_is_said(place, tmp_path):
    environ, workspace, folder = place
    put(folder, a=OLDER, b=CACHE)
    ran = await run(environ, "import", str(folder))
    assert ran.code == 1
    assert "a: There is no other document “new”. Nothing was brought in." in ran.err
    assert await stands(environ, workspace, tmp_path / "home") == {}
