"""`longwatch ledger` and `longwatch keys`, as a person or a program runs them."""

import base64
import re
import shutil

import pytest

from bot import vault, workspaces
from bot.ledger import kept, notes
from bot.vault.keys import PREFIX
from tests.ledger.scene import Scene, kek
from tests.runtime.commands import environment, run, spawn

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
def environ(database, tmp_path):
    """Give what a person who keeps this installation has in the environment."""
    return environment(database, tmp_path)


def named(scene, team="T1"):
    """Give what people know a workspace by."""
    return f"Acme ({team}, {scene.workspace})"


async def installed(scene, team="T1"):
    said = workspaces.Installation(
        team_id=team,
        name="Acme",
        url="https://acme.slack.com/",
        bot_user="U0BOT",
        bot_id="B0BOT",
        token="xoxb-not-a-real-token",
    )
    async with scene.begin() as work:
        await workspaces.install(work, said)
    return scene


@pytest.fixture
async def signed(scene):
    """Give a workspace of six entries, five of them signed."""
    await installed(scene)
    await scene.grow(4)
    await scene.sign()
    await scene.grow(1)
    return scene


async def edit(scene, seq):
    await scene.attack(
        "UPDATE ledger_entries SET leaf = leaf || 'x' WHERE workspace = :w"
        " AND seq = :seq",
        seq=seq,
    )


async def test_verify_tells_a_person_that_all_is_well(signed, environ):
    ran = await run(environ, "ledger", "verify")
    assert ran.code == 0
    numbers = "6 entries, 5 of them signed; 2 checkpoints checked; 0 fields erased"
    assert ran.err == ""
    assert ran.out.splitlines() == [
        f"{named(signed)}: proven",
        f"  {numbers}",
        "The rest is signed within a minute, while a worker runs.",
    ]


async def test_verify_tells_a_program_that_all_is_well(signed, environ):
    ran = await run(environ, "ledger", "verify", "--json")
    assert ran.code == 0
    assert ran.said == {
        "proven": True,
        "workspaces": [
            {
                "workspace": signed.workspace,
                "name": "Acme",
                "team": "T1",
                "proven": True,
                "entries": 6,
                "checkpoints": 2,
                "covered": 5,
                "erased": 0,
                "begun": None,
                "unsigned": 1,
                "findings": [],
                "unlisted": 0,
            }
        ],
    }


async def test_verify_says_what_is_wrong_and_where_and_what_to_do(signed, environ):
    await edit(signed, 3)
    ran = await run(environ, "ledger", "verify")
    assert ran.code == 1
    told = ran.out.splitlines()
    assert told[0] == f"{named(signed)}: NOT proven: 1 finding"
    assert told[2] == "  Entry 3 was edited: it is not what was entered there."
    assert told[3].startswith("What to do: Don't repair it")


async def test_a_finding_is_data_for_a_program(signed, environ):
    await edit(signed, 3)
    ran = await run(environ, "ledger", "verify", "--json")
    assert ran.code == 1
    (found,) = ran.said["workspaces"]
    (finding,) = found["findings"]
    assert (ran.said["proven"], found["proven"]) == (False, False)
    assert (finding["kind"], finding["seq"]) == ("edited", 3)
    assert finding["sentence"]
    assert finding["advice"]


async def test_each_workspace_is_verified_or_the_one_that_is_named(signed, environ, db):
    other = Scene(database=db, home=signed.home, sealer=signed.sealer)
    await other.install()
    await installed(other, team="T2")
    await other.sign()
    await edit(signed, 3)
    every = (await run(environ, "ledger", "verify", "--json")).said["workspaces"]
    proven = {each["workspace"]: each["proven"] for each in every}
    assert proven == {signed.workspace: False, other.workspace: True}
    for name in (other.workspace, "T2"):
        ran = await run(environ, "ledger", "verify", "--json", "--workspace", name)
        assert ran.code == 0
        assert [each["workspace"] for each in ran.said["workspaces"]] == [
            other.workspace
        ]


async def test_a_workspace_that_was_wiped_is_verified_all_the_same(signed, environ):
    for table in ("ledger_entries", "ledger_logs", "ledger_checkpoints", "records"):
        await signed.attack(f"DELETE FROM {table} WHERE workspace = :w")
    await signed.attack("DELETE FROM workspaces WHERE id = :w")
    ran = await run(environ, "ledger", "verify", "--json")
    assert ran.code == 1
    (found,) = ran.said["workspaces"]
    assert found["workspace"] == signed.workspace
    assert (found["name"], found["team"]) == (None, None)
    assert [finding["kind"] for finding in found["findings"]] == ["older"]


async def test_a_workspace_that_is_not_there_is_refused(signed, environ):
    ran = await run(environ, "ledger", "verify", "--workspace", "T9")
    assert ran.code == 1
    assert "no workspace T9" in ran.err
    assert named(signed) in ran.err


async def test_where_nothing_is_installed_nothing_is_proven(environ):
    ran = await run(environ, "ledger", "verify")
    assert ran.code == 1
    assert "no ledger here yet" in ran.err


@pytest.mark.usefixtures("signed")
async def test_a_lost_key_file_is_refused_and_none_is_made(environ, tmp_path):
    (tmp_path / "config" / "kek").unlink()
    for words in (("ledger", "verify"), ("ledger", "checkpoint"), ("keys", "list")):
        ran = await run(environ, *words)
        assert ran.code == 1
        assert "There is no key in" in ran.err
    assert list((tmp_path / "config").iterdir()) == []


@pytest.mark.usefixtures("signed")
async def test_a_wrong_key_is_refused(environ):
    wrong = PREFIX + base64.b64encode(kek(seed=8).secret).decode()
    ran = await run(
        environ | {"LONGWATCH_KEYS": "env:WRONG", "WRONG": wrong}, "ledger", "verify"
    )
    assert ran.code == 1
    assert kek().id in ran.err
    assert kek(seed=8).id in ran.err


async def test_a_data_key_that_was_altered_is_a_finding(signed, environ):
    await signed.attack(
        "UPDATE data_keys SET wrapped = :blob WHERE purpose = 'openings'",
        blob=bytes(60),
    )
    ran = await run(environ, "ledger", "verify", "--json")
    (found,) = ran.said["workspaces"]
    assert [finding["kind"] for finding in found["findings"]] == ["locked"]
    assert found["covered"] == 5
    listed = await run(environ, "keys", "list", "--json")
    assert listed.code == 1
    (wrong,) = [key for key in listed.said["data_keys"] if key["problem"]]
    assert (wrong["workspace"], wrong["purpose"]) == (signed.workspace, "openings")


async def test_checkpoint_signs_the_rest_and_shows_the_note(signed, environ):
    ran = await run(environ, "ledger", "checkpoint")
    assert ran.code == 0
    file = kept.path(signed.home, signed.workspace)
    note = kept.newest(file)
    assert ran.out.startswith(f"{named(signed)}: 6 entries signed\nKept in {file}")
    assert note in ran.out
    assert notes.checkpoint(note, kept.trusted(signed.home)).size == 6
    after = await run(environ, "ledger", "verify", "--json")
    assert after.said["workspaces"][0]["unsigned"] == 0


async def test_checkpoint_gives_a_program_the_note(signed, environ):
    (found,) = (await run(environ, "ledger", "checkpoint", "--json")).said["workspaces"]
    file = kept.path(signed.home, signed.workspace)
    assert found == {
        "workspace": signed.workspace,
        "name": "Acme",
        "team": "T1",
        "entries": 6,
        "note": kept.newest(file),
        "file": str(file),
        "begun": None,
        "problem": None,
    }


async def test_one_ledger_that_can_not_be_signed_keeps_no_other_back(
    signed, environ, db
):
    other = Scene(database=db, home=signed.home, sealer=signed.sealer)
    await other.install()
    await installed(other, team="T2")
    await edit(signed, 5)
    ran = await run(environ, "ledger", "checkpoint", "--json")
    assert ran.code == 1
    found = {each["workspace"]: each for each in ran.said["workspaces"]}
    assert "was altered" in found[signed.workspace]["problem"]
    assert found[other.workspace]["entries"] == 1
    told = await run(environ, "ledger", "checkpoint")
    assert f"{named(signed)}: The ledger was altered" in told.out


async def test_a_ledger_that_was_emptied_is_not_signed(signed, environ):
    for table in ("ledger_entries", "ledger_logs", "ledger_checkpoints"):
        await signed.attack(f"DELETE FROM {table} WHERE workspace = :w")
    ran = await run(environ, "ledger", "checkpoint")
    assert ran.code == 1
    assert "has 0 entries, its checkpoint 5" in ran.out
    shutil.rmtree(signed.home)  # now it looks like one that has not begun
    ran = await run(environ, "ledger", "checkpoint")
    assert (ran.code, ran.out) == (0, f"{named(signed)}: nothing to sign yet\n")


async def test_export_writes_a_folder_for_each_workspace(signed, environ, tmp_path):
    ran = await run(environ, "ledger", "export", str(tmp_path / "out"))
    assert ran.code == 0
    folder = tmp_path / "out" / signed.workspace
    assert (folder / "checkpoint").exists()
    left_out = (
        "1 entry not signed yet, and left out; `longwatch ledger checkpoint` signs."
    )
    assert ran.out.splitlines() == [
        f"{named(signed)}: 5 entries in {folder}",
        f"  {left_out}",
    ]
    again = await run(environ, "ledger", "export", str(tmp_path / "out"))
    assert again.code == 1
    assert "is there already" in again.err


async def test_export_tells_a_program_where_it_is(signed, environ, tmp_path):
    ran = await run(environ, "ledger", "export", str(tmp_path / "out"), "--json")
    assert ran.said["workspaces"] == [
        {
            "workspace": signed.workspace,
            "name": "Acme",
            "team": "T1",
            "folder": str(tmp_path / "out" / signed.workspace),
            "entries": 5,
            "unsigned": 1,
            "checkpoints": 1,
        }
    ]


async def test_keys_are_listed_and_none_is_shown(signed, environ):
    ran = await run(environ, "keys", "list")
    assert ran.code == 0
    rows = [re.split(" {2,}", line) for line in ran.out.splitlines()]
    assert rows[0][:4] == ["key", "kind", "workspace", "purpose"]
    kinds = sorted((row[1], row[2], row[3]) for row in rows[1:])
    assert kinds == [
        ("data key", signed.workspace, "openings"),
        ("data key", signed.workspace, "secrets"),
        ("data key", vault.SYSTEM, "check"),
        ("data key", vault.SYSTEM, "secrets"),
        ("signing key", "-", "checkpoints"),
    ]
    for key in signed.sealer._keys.values():
        assert key.secret.hex() not in ran.out
    assert base64.b64encode(kek().secret).decode() not in ran.out


async def test_on_a_terminal_there_is_colour_a_table_and_progress(signed, environ):
    colours = environ | {"FORCE_COLOR": "1", "COLUMNS": "300"}
    verified = await run(colours, "ledger", "verify")
    assert verified.code == 0
    assert f"\x1b[32m{named(signed)}: proven" in verified.out
    assert f"Verifying {named(signed)}" in verified.err
    listed = await run(colours, "keys", "list")
    assert "\N{BOX DRAWINGS LIGHT VERTICAL} data key" in listed.out
    assert "\t" not in listed.out


async def test_a_signing_key_that_nobody_trusts_is_told(signed, environ):
    await signed.attack(
        "INSERT INTO ledger_keys (vkey, name, private, created)"
        " SELECT 'forged', 'else', private, created FROM ledger_keys"
    )
    ran = await run(environ, "keys", "list")
    assert ran.code == 1
    assert "forged: It is not trusted in" in ran.out


async def test_a_signing_key_that_is_gone_is_told(signed, environ):
    await signed.attack("DELETE FROM ledger_keys")
    ran = await run(environ, "keys", "list", "--json")
    assert ran.code == 1
    (key,) = ran.said["signing_keys"]
    assert key["trusted"]
    assert "ledger_keys" in key["problem"]


async def test_a_file_of_trusted_keys_that_was_spoilt_is_refused(signed, environ):
    (signed.home / kept.KEYS).write_text("nonsense")
    for words in (("keys", "list"), ("ledger", "export", "out")):
        ran = await run(environ, *words)
        assert ran.code == 1
        assert "is not what Longwatch wrote" in ran.err


@pytest.mark.parametrize(
    "words",
    [("ledger",), ("ledger", "prove"), ("ledger", "export"), ("keys", "list", "more")],
    ids=" ".join,
)
async def test_a_word_that_is_no_command_is_a_mistake_of_usage(environ, words):
    assert (await run(environ, *words)).code == 2


@pytest.mark.slow
async def test_the_program_itself_exits_as_promised(signed, environ):
    ran = await spawn(environ, "ledger", "verify")
    assert (ran.code, ran.err) == (0, "")
    assert "proven" in ran.out
    await edit(signed, 1)
    ran = await spawn(environ, "ledger", "verify")
    assert (ran.code, ran.err) == (1, "")
    ran = await spawn(environ, "ledger", "verify", "--workspace", "T9")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no workspace T9.")
