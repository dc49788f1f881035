"""Keys brought in, from the command line and from Slack: all of them or none."""

import re

import pytest

from bot.calendar.rotation import keyimport, keystore
from bot.core import dburl, tabular
from bot.core.db import Database
from tests.calendar import keeping
from tests.ledger.scene import Scene
from tests.runtime.commands import environment, install, run

HEAD = "name,kind,lives,owner,value,rotated,expires,how\n"
TWO = (
    f"{HEAD}Stripe key,secret,vault,security_lead,high,2026-10-10,,by hand\n"
    "Mail token,token,vault,U0ANA,low,,2099-03-01,\n"
)
TOML = """\
[[keys]]
name = "Stripe key"
kind = "secret"
lives = "another vault"
rotated = 2026-01-01
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
    """Give what is in the database: what it is called, where it lives, when rotated."""
    opened = Database(dburl.translate(environ["DATABASE_URL"]))
    try:
        scene = Scene(database=opened, home=home, workspace=workspace)
        async with scene.look() as work:
            return [
                (
                    row.name,
                    row.lives,
                    row.value,
                    row.rotated_at and row.rotated_at.date(),
                )
                for row in await keystore.every(work)
            ]
    finally:
        await opened.close()


async def test_a_file_is_brought_in_and_only_what_changed_again(place):
    environ, workspace, folder = place
    ran = await run(environ, "import", put(folder, "keys.csv", TWO))
    said = "Stripe key: added\nMail token: added\n2 keys: 2 added\n"
    assert (ran.code, ran.out) == (0, said)
    ran = await run(environ, "import", str(folder / "keys.csv"), "--json")
    assert ran.said == {
        "ok": True,
        "keys": {"Stripe key": "unchanged", "Mail token": "unchanged"},
    }
    ran = await run(environ, "import", put(folder, "more.TOML", TOML))
    assert ran.out.endswith("1 key: 1 changed\n")
    ((_, *mail), (_, lives, value, rotated)) = await kept(
        environ, workspace, folder / "home"
    )
    assert mail == ["vault", "low", None]
    assert (lives, value) == ("another vault", "high")
    assert str(rotated) == "2026-10-10", "an earlier day is no news"
    assert (await run(environ, "ledger", "verify")).code == 0


@pytest.mark.parametrize(
    ("row", "line", "told"),
    [
        ("Bad,zzz,vault", 4, "kind: “zzz” is no kind of key"),
        ("Bad,secret,vault,@nobody", 4, "owner: I know nobody"),
        ("Bad,token,vault", 4, "expires: Say when it expires"),
        ("Bad,secret,vault,,,2099-01-01", 4, "rotated: That day has not come"),
        ("Bad,secret,vault,,,,soon", 4, "expires: “soon” is no day"),
        (
            "Bad,secret,xoxb-17653672481-198",
            4,
            "lives: That looks like a token of Slack",
        ),
        ("stripe key,secret,vault", 4, "name: it stands in line 2 already"),
    ],
)
async def test_with_one_mistake_nothing_is_brought_in(place, row, line, told):
    environ, workspace, folder = place
    file = put(folder, "keys.csv", f"{TWO}{row}\n")
    ran = await run(environ, "import", file)
    assert ran.code == 1
    assert f"keys.csv:{line}: {told}" in ran.err
    assert "xoxb" not in ran.err
    assert "Nothing was brought in." in ran.err
    assert await kept(environ, workspace, folder / "home") == []


async def test_a_file_that_is_neither_of_services_nor_of_keys_is_said(place):
    environ, _, folder = place
    ran = await run(environ, "import", put(folder, "a.toml", "[[keys]\n"))
    assert ran.code == 1
    ran = await run(environ, "import", put(folder, "keys.txt", TWO))
    assert "no file of services, keys or findings" in ran.err
    (folder / "k.csv").write_bytes(HEAD.encode() + b"\xff\n")
    ran = await run(environ, "import", str(folder / "k.csv"))
    assert "it is not text in UTF-8" in ran.err


async def pastes(who, text):
    await who.types("#general", "/rotation import")
    await who.modal("Paste a file")
    await who.submits(file=text)


async def test_a_file_is_pasted_in_slack(scene, dana):
    await pastes(dana, TWO.replace("U0ANA", "@dana"))
    await dana.no_modal()
    await dana.sees("#general", "The file is in the inventory: 2 added.")
    key = await keeping.key(scene, "Mail token")
    assert (key.owners, key.value) == (["U0DANA"], "low")
    await pastes(dana, TOML)
    await dana.sees("#general", "The file is in the inventory: 1 changed.")
    await pastes(dana, TOML)
    await dana.sees("#general", "The file is in the inventory: 1 unchanged.")


async def test_mistakes_are_told_beside_the_field_and_nothing_is_lost(scene, dana):
    await pastes(dana, f"{TWO}Bad,zzz,vault\nWorse,yyy,vault\n")
    told = (await dana.modal())["errors"]["file"]
    assert "Line 3: owner" in told or "Line 4: kind: “zzz”" in told
    assert "Line 5: kind: “yyy” is no kind" in told
    assert told.endswith("Nothing was brought in.")
    assert await keeping.keys(scene) == {}


async def test_what_is_retired_is_not_brought_back_by_a_file(scene, dana):
    await pastes(dana, TOML)
    await dana.no_modal()
    await dana.types("#general", "/rotation retire Stripe key nobody uses it now")
    await pastes(dana, TOML)
    assert "Stripe key is retired" in (await dana.modal())["errors"]["file"]


HOSTILE = [
    # (a file, the line of its first mistake, what is said)
    ("", 1, "the first line names the columns"),
    ("name,kind\na,b", 1, "it has no column lives"),
    ("name,kind,lives,password\n", 1, "“password” is no column"),
    (f"{HEAD}", 1, "there is no key below the first line"),
    (f'{HEAD}a,secret,"v', 2, "it is no CSV"),
    (f"{HEAD}a,secret,v,,,,,,,x", 2, "more cells than the 8 columns"),
    ("[[keys]]\nname = 1", 2, "name is written in quotes"),
    ("[[keys]]\nname = 'a'\nsecret = 'b'", 1, "“secret” is none of"),
    ("[keys]\na = 1", 1, "it is no TOML of keys"),
    ("[[keys]]\n[[services]]", 1, "it is no TOML of keys"),
    ("x" * (tabular.BIGGEST + 1), 1, "it has more than"),
    (HEAD + "a,secret,v\n" * (tabular.MOST + 1), tabular.MOST + 2, "a file may have"),
    ("x = " + "[" * 5000, 1, ""),
]


@pytest.mark.parametrize(("text", "line", "told"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_told_where_it_is_wrong(text, line, told):
    kind = "toml" if text[:1] in "[x" and "=" in text else ""
    with pytest.raises(tabular.Unreadable) as wrong:
        keyimport.entries(text, kind)
    first = wrong.value.mistakes[0]
    assert first.line == line
    assert told in first.problem


@pytest.mark.parametrize(
    ("text", "kind", "ours"),
    [
        (TWO, "csv", True),
        (TWO.replace(",", ";"), "csv", True),
        (HEAD.replace("name", '"Key"').replace("lives", "Where"), "csv", True),
        ("name,owner,standby,rpo,rto\n", "csv", False),
        (TOML, "toml", True),
        (TOML, "", True),
        ("[[services]]\nname = 'a'", "toml", False),
        ("", "csv", False),
        ("\ufeff" + TWO, "csv", True),
    ],
)
def test_a_file_is_known_by_its_table_or_its_columns(text, kind, ours):
    assert keyimport.holds(text, kind) is ours


ALL_WRONG = (
    f"{HEAD}Stripe key,secret,vault,security_lead,high,2026-10-10,,\n"
    "Mail token,secrit,vault,,,,,\n"
    "Site key,secret,vault,@ghost,,yesterdayish,,\n"
    "Last key,secret,vault,,huge,,,\n"
)


async def test_what_is_wrong_in_any_way_is_told_at_once(place):
    environ, _, folder = place
    ran = await run(environ, "import", put(folder, "keys.csv", ALL_WRONG))
    assert ran.code
    said = ran.out + ran.err
    for line, what in ((3, "kind"), (4, "owner"), (4, "rotated"), (5, "value")):
        assert re.search(rf"\b{line}\b.*{what}", said), (line, what, said)


def test_a_list_of_owners_is_refused_with_an_owner_as_example():
    text = TOML + 'owner = ["@ana"]\n'
    with pytest.raises(tabular.Unreadable, match='such as owner = "@dana"'):
        keyimport.entries(text)
