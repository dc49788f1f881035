"""What is wrong with the machine is a sentence and exit code 1, never a traceback."""

import asyncio
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from bot.runtime import schema
from tests import factories, ports, processes
from tests.runtime.commands import environment, install, spawn

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def environ(sqlite_url, tmp_path):
    """Give the environment of a bot that could start, where its Slack is away."""
    made = factories.environment(sqlite_url, tmp_path / "home", NOWHERE)
    return made | {"HOST": "127.0.0.1", "PORT": str(ports.free())}


@pytest.fixture
def taken():
    """Give a port at which something else listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield str(held.getsockname()[1])


async def refused(environ, *words, **how):
    """Run a command that refuses; give its sentence."""
    ran = await spawn(environ, *words, **how)
    assert ran.code == 1, ran.err
    assert "Traceback" not in ran.err
    assert '"level":"critical"' not in ran.err
    return ran.err


def file_of(environ):
    return Path(environ["DATABASE_URL"].removeprefix("sqlite:///"))


async def test_a_port_that_is_taken_is_said(environ, taken):
    environ["PORT"] = taken
    said = await refused(environ, "run")
    assert f"can't listen at 127.0.0.1:{taken}: Address already in use." in said
    assert "Set HOST and PORT" in said


async def test_a_host_that_is_unknown_is_said(environ):
    said = await refused(environ | {"HOST": "no.such.host.invalid"}, "run")
    assert "can't listen at no.such.host.invalid: " in said


async def test_a_worker_does_not_take_the_port_of_a_web(postgres_url, tmp_path, taken):
    """Only if PORT says so: a platform gives each a place of its own."""
    environ = factories.environment(postgres_url, tmp_path / "home", NOWHERE)
    with socket.socket() as web:
        web.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        web.bind(("127.0.0.1", 3001))
        web.listen()
        said = await refused(environ, "worker")
        assert "can't listen at 127.0.0.1:3001" in said
    assert f"at 127.0.0.1:{taken}: " in await refused(
        environ | {"PORT": taken}, "worker"
    )


@pytest.mark.parametrize("command", ["run", "doctor"])
async def test_a_home_that_can_not_be_looked_at_is_said(environ, tmp_path, command):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0)
    environ["LONGWATCH_HOME"] = str(shut / "home")
    ran = await spawn(environ, command, obeying=True)
    shut.chmod(0o700)
    said = f"{ran.out} {ran.err}"
    assert (ran.code, "Traceback" in said) == (1, False)
    assert f"LONGWATCH_HOME can't be looked at: {shut / 'home'}: Permission" in said


async def test_a_home_that_can_not_be_made_is_said(environ, tmp_path):
    (tmp_path / "shut").mkdir(mode=0o500)
    environ["LONGWATCH_HOME"] = str(tmp_path / "shut" / "home")
    said = await refused(environ, "run", obeying=True)
    assert f"{tmp_path / 'shut' / 'home'} can't be used: Permission denied." in said


async def test_a_key_that_can_not_be_made_is_said(environ, tmp_path):
    (tmp_path / "keys").mkdir(mode=0o500)
    environ["LONGWATCH_KEYS"] = str(tmp_path / "keys" / "kek")
    said = await refused(environ, "run", obeying=True)
    assert f"no key in {environ['LONGWATCH_KEYS']} yet, and none can be made" in said
    assert "Permission denied" in said


async def test_no_key_is_made_beside_sealed_data(environ, tmp_path):
    folder = Path(environ["LONGWATCH_KEYS"]).parent
    before = set(folder.iterdir())
    await install(environ["DATABASE_URL"], tmp_path, team="T1")
    said = await refused(environ, "run")
    assert f"There is no key in {environ['LONGWATCH_KEYS']}. Bring back" in said
    assert not Path(environ["LONGWATCH_KEYS"]).exists()
    assert {path.suffix for path in set(folder.iterdir()) - before} <= {".lock", ""}


async def test_a_key_that_can_not_be_read_is_not_missing(environ, tmp_path):
    given = environ | environment(environ["DATABASE_URL"], tmp_path)
    Path(given["LONGWATCH_KEYS"]).chmod(0)
    said = await refused(given, "run", obeying=True)
    assert f"The key file {given['LONGWATCH_KEYS']} can't be read: Permission" in said


@pytest.mark.parametrize("words", [("run",), ("db", "upgrade")])
async def test_a_database_of_another_program_is_said(environ, tmp_path, words):
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE incidents (title)")
    other.close()
    environ["DATABASE_URL"] = f"sqlite:///{file}"
    said = await refused(environ, *words)
    assert f"The database at {file} can't be migrated: table incidents alr" in said
    assert "Is it another program's?" in said


@pytest.mark.parametrize("words", [("run",), ("db", "upgrade")])
async def test_a_folder_that_is_not_there_is_said(environ, tmp_path, words):
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/missing/longwatch.db"
    said = await refused(environ, *words)
    assert f"There is no folder {tmp_path}/missing to keep the database in." in said
    assert "Make it, or put DATABASE_URL right." in said


async def test_five_slashes_are_as_good_as_four(environ, tmp_path):
    environ["DATABASE_URL"] = f"sqlite:////{tmp_path}/five.db"
    assert (await spawn(environ, "db", "upgrade")).code == 0
    assert (await spawn(environ, "db", "check")).code == 0
    assert (tmp_path / "five.db").exists()


async def test_what_is_made_is_for_its_owner_alone(environ, tmp_path):
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/home/own.db"
    assert (await spawn(environ, "db", "upgrade")).code == 0
    home = tmp_path / "home"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()} == {0o600}


async def test_a_second_process_on_one_file_is_refused(environ):
    command = f"{sys.executable} -m bot run"
    async with processes.serving(command, environ, Path.cwd()):
        said = await refused(environ, "run")
        assert f"Another process of Longwatch serves {file_of(environ)}" in said
    # killed, it holds nothing any more
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=os.environ | environ | {"PORT": "1", "HOST": "no.such.host.invalid"},
        stderr=subprocess.PIPE,
    )
    _, said = await ran.communicate()
    assert b"can't listen" in said


@pytest.fixture
async def kept(database, tmp_path):
    """Give the environment of an installation, on each engine."""
    await install(database, tmp_path, team="T1")
    return environment(database, tmp_path)


async def execute(url, words):
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute(words)
        connection.close()
        return
    connection = await asyncpg.connect(url)
    await connection.execute(words)
    await connection.close()


async def test_a_table_that_is_gone_is_said(kept):
    url = kept["DATABASE_URL"]
    await execute(url, "ALTER TABLE ledger_entries RENAME TO gone")
    try:
        ran = await spawn(kept, "ledger", "verify", "--json")
    finally:
        await execute(url, "ALTER TABLE gone RENAME TO ledger_entries")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "does not hold what Longwatch keeps there" in ran.said["refused"]
    assert "ledger_entries" in ran.said["refused"]
    assert ran.said["refused"] in ran.err


async def test_a_state_that_nobody_knows_is_said(kept):
    await execute(kept["DATABASE_URL"], "UPDATE data_keys SET state = 'odd'")
    ran = await spawn(kept, "ledger", "verify", "--json")
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    assert "holds a KeyState that nobody knows, 'odd'." in ran.said["refused"]


async def test_a_misuse_is_no_refusal(environ):
    assert (await spawn(environ, "ledger", "frobnicate", "--json")).code == 2


async def test_a_file_that_can_not_be_used_is_not_the_database(sqlite_url, tmp_path):
    await install(sqlite_url, tmp_path, team="T1")
    kept = environment(sqlite_url, tmp_path)
    ran = await spawn(kept, "ledger", "checkpoint")
    assert ran.code == 0
    ran = await spawn(kept, "ledger", "export", "/proc/x")
    assert ran.code == 1
    assert "/proc/x" in ran.err
    assert "can't be used: No such file or directory." in ran.err
    (tmp_path / "taken").write_text("")
    ran = await spawn(kept, "ledger", "export", str(tmp_path / "taken"))
    assert "taken" in ran.err
    assert "The database" not in ran.err
    shutil.rmtree(tmp_path / "home" / "checkpoints")
    (tmp_path / "home").chmod(0o500)
    ran = await spawn(kept, "ledger", "checkpoint", obeying=True)
    (tmp_path / "home").chmod(0o700)
    assert ran.code == 1
    assert f"{tmp_path}/home/checkpoints can't be used: Permission denied." in ran.out


async def test_a_start_warns_of_nothing(environ):
    said = await refused(environ | {"HOST": "no.such.host.invalid"}, "run")
    assert "unused" not in said
    assert '"level":"warning","logger"' not in said


@pytest.mark.parametrize("words", [("db", "upgrade"), ("db", "check")])
async def test_a_migration_is_told_to_a_program(environ, words):
    ran = await spawn(environ, *words, "--json")
    assert (ran.code, ran.said) == (0, {"migration": schema.head()})


async def test_what_is_refused_is_told_to_a_program(environ, tmp_path):
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/new.db"
    ran = await spawn(environ, "keys", "list", "--json")
    assert ran.code == 1
    assert ran.said["refused"].startswith("The database is at none")


async def test_before_the_first_start_no_key_is_missing(environ):
    ran = await spawn(environ, "keys", "list")
    assert ran.code == 0
    assert "There is no key yet: the first start makes them." in ran.out


async def test_the_workspaces_are_named_as_slack_names_them(sqlite_url, tmp_path):
    id_ = await install(sqlite_url, tmp_path, team="T0ACME")
    kept = environment(sqlite_url, tmp_path)
    said = await refused(kept, "ledger", "verify", "--workspace", "T0NOPE")
    known = f"These are installed: Acme (T0ACME, {id_})."
    assert f"There is no workspace T0NOPE. {known}" in said


async def test_a_workspace_of_which_only_checkpoints_are_kept_is_not_asked_for(
    sqlite_url, migrated_sqlite, tmp_path
):
    """The database was replaced, the data folder stayed."""
    gone = await install(sqlite_url, tmp_path, team="T1")
    kept = environment(sqlite_url, tmp_path)
    assert (await spawn(kept, "ledger", "checkpoint")).code == 0
    shutil.copy(migrated_sqlite, sqlite_url.removeprefix("sqlite:///"))
    here = await install(sqlite_url, tmp_path, team="T1")
    said = await refused(kept, "export", "INC-1")
    assert "--workspace" not in said
    assert "INC-1" in said
    ran = await spawn(kept, "ledger", "verify", "--json")
    assert {each["workspace"] for each in ran.said["workspaces"]} == {gone, here}


async def test_a_misspelt_address_of_slack_is_told_by_slacks(environ):
    said = await refused(environ | {"SLACK_API_URL": "slack"}, "run")
    assert "SLACK_API_URL must be an address such as https://slack.com/api/" in said


async def test_a_file_that_is_not_there_is_named_once(environ):
    ran = await spawn(environ, "policy", "check", "nofile.toml")
    assert ran.code == 1
    assert ran.out == "nofile.toml can't be read: No such file or directory\n"


async def test_doctor_says_that_a_folder_is_not_there(environ, tmp_path):
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/missing/longwatch.db"
    ran = await spawn(environ, "doctor")
    assert ran.code == 1
    assert f"database: There is no folder {tmp_path}/missing to keep" in ran.out
