"""Bringing services in, from the command line and from Slack: all of it or none."""

import pytest

from bot.core import dburl
from bot.core.db import Database
from bot.services import store
from tests.ledger.scene import Scene
from tests.runtime.commands import environment, install, run
from tests.services.registering import STRANGE, added, every

HEAD = "name,owner,standby,rpo,rto,surface,runbook,plan\n"
TWO = f"{HEAD}Checkout,sre_lead,warm,1h,4h,billing,billing,\nSearch,U0ANA,hot,0,1h,,,\n"
TOML = """\
[[services]]
name = "Search"
owner = "SRE lead"
standby = "cold"
rpo = "1d"
rto = "2d"
"""


@pytest.fixture
async def place(database, tmp_path):
    """Install a workspace, and make a folder for files."""
    environ = environment(database, tmp_path)
    workspace = await install(database, tmp_path, team="T0ACME")
    return environ, workspace, tmp_path


def put(folder, name, text):
    file = folder / name
    file.write_text(text)
    return str(file)


async def kept(environ, workspace, home):
    """Give what is in the database: what it is called, its owner, its objective."""
    opened = Database(dburl.translate(environ["DATABASE_URL"]))
    try:
        scene = Scene(database=opened, home=home, workspace=workspace)
        async with scene.look() as work:
            rows = await store.every(work)
            return [(row.title, row.owner, row.rpo, row.runbook) for row in rows]
    finally:
        await opened.close()


async def test_a_file_is_brought_in_and_only_what_changed_again(place):
    environ, workspace, folder = place
    ran = await run(environ, "import", put(folder, "ours.csv", TWO))
    said = "Checkout: added\nSearch: added\n2 services: 2 added\n"
    assert (ran.code, ran.out) == (0, said)
    ran = await run(environ, "import", put(folder, "more.TOML", TOML))
    assert ran.out.endswith("1 service: 1 changed\n")
    assert await kept(environ, workspace, folder / "home") == [
        ("Checkout", "sre_lead", 3600, "billing"),
        ("Search", "sre_lead", 86_400, ""),
    ]
    ran = await run(environ, "import", str(folder / "more.TOML"), "--json")
    assert ran.said == {"ok": True, "services": {"Search": "unchanged"}}
    assert (await run(environ, "ledger", "verify")).code == 0


MISTAKES = (
    ("Bad,sre_lead,warm,soon,4h", 4, "rpo: “soon” is no length of time"),
    ("Bad,@nobody,warm,1h,4h", 4, "owner: I know nobody"),
    ("Bad,sre_lead,warm,1h,4h,,zzz", 4, "runbook: There is no document called"),
    ("checkout,sre_lead,warm,1h,4h", 4, "name: it stands in line 2 already"),
)


async def test_with_one_mistake_nothing_is_brought_in(place):
    environ, workspace, folder = place
    for row, line, told in MISTAKES:
        file = put(folder, "ours.csv", f"{TWO}{row}\n")
        ran = await run(environ, "import", file)
        assert ran.code == 1
        assert f"ours.csv:{line}: {told}" in ran.err
        assert "Nothing was brought in." in ran.err
        assert await kept(environ, workspace, folder / "home") == []
        ran = await run(environ, "import", file, "--json")
        assert (ran.code, ran.said["ok"]) == (1, False)
        assert ran.said["mistakes"][0]["line"] == line


NO_FILES = (
    (
        "ours.txt",
        b"x",
        "is no folder of Markdown, and no file of services, keys or findings",
    ),
    ("ours.csv", b"\xff\xfe\x00", "it is not text in UTF-8"),
    ("ours.toml", b"[", "it is no TOML"),
    (None, b"", "There is no file, and no folder"),
)


async def test_what_is_no_file_of_services_is_said(place):
    environ, _, folder = place
    for name, held, told in NO_FILES:
        if name:
            (folder / name).write_bytes(held)
        ran = await run(environ, "import", str(folder / (name or "gone.csv")))
        assert ran.code == 1
        assert told in ran.err


async def pastes(who, text):
    await who.types("#general", "/ops service import")
    await who.modal("Paste a file")
    await who.submits(file=text)


async def test_a_file_is_pasted_in_slack(scene, dana):
    await pastes(dana, TWO.replace("U0ANA", "@dana"))
    await dana.no_modal()
    await dana.sees("#general", "The file is in the register: 2 added.")
    rows = {one.title: one for one in await every(scene)}
    assert (rows["Search"].owner, rows["Search"].rpo) == ("U0DANA", 0)
    await pastes(dana, TOML)
    await dana.sees("#general", "The file is in the register: 1 changed.")


async def test_mistakes_are_told_beside_the_field_and_nothing_is_lost(scene, dana):
    await pastes(dana, f"{TWO}Bad,@zzz,warm,1h,4h\nWorse,@yyy,hot,1h,4h\n")
    told = (await dana.modal())["errors"]["file"]
    assert "Line 4: owner: I know nobody" in told
    assert "Line 5: owner: I know nobody" in told
    assert told.endswith("Nothing was brought in.")
    assert await every(scene) == []
    await dana.submits(file=TWO.replace("U0ANA", "me"))
    await dana.no_modal()
    assert len(await every(scene)) == 2


async def test_of_many_mistakes_the_first_are_told(scene, dana):
    rows = "".join(f"S{n},me,tepid,1h,1h\n" for n in range(30))
    await pastes(dana, HEAD + rows)
    told = (await dana.modal())["errors"]["file"]
    assert "Line 6: standby" in told
    assert "Line 7" not in told
    assert "25 more" in told


async def test_a_retired_service_is_not_brought_back_by_a_file(scene, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops service retire checkout gone")
    await pastes(dana, TWO.replace("U0ANA", "me"))
    told = (await dana.modal())["errors"]["file"]
    assert "Line 2: name: Checkout is retired: bring it back first" in told
    assert [one.title for one in await every(scene)] == ["Checkout"]


async def test_what_is_pasted_is_words_whatever_it_looks_like(scene, dana):
    quoted = STRANGE.replace('"', '""')
    formula = "=HYPERLINK(1)"
    await pastes(dana, f'{HEAD}"{quoted}",me,hot,1h,1h,"{formula}",,"{quoted}"\n')
    await dana.no_modal()
    (row,) = await every(scene)
    assert row.surface == formula
    await dana.types("#general", "/ops service")
    assert "<!channel>" in dana.told
    assert "=HYPERLINK(1)" not in str(dana.said.raw.get("text"))
