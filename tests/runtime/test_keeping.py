"""What is kept outside the database: lost, unwritable or spoilt, it is said."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.runtime import chores
from tests import factories
from tests.runtime.commands import run, spawn
from tests.runtime.test_health import asks, line


@pytest.fixture
def environ(edge, sqlite_url, tmp_path):
    made = factories.environment(sqlite_url, tmp_path / "home", edge.slack.url)
    return made | {"PORT": edge.url.rpartition(":")[2], "LONGWATCH_CALL_TIMEOUT": "1"}


async def found(environ, check, **how):
    """Give what doctor says of one thing: its state and its sentence."""
    ask = spawn if how else run
    ran = await ask(environ, "doctor", "--json", **how)
    (one,) = [each for each in ran.said["findings"] if each["check"] == check]
    assert one["state"] == "ok" or one["mend"]
    assert ran.code == (not ran.said["well"])
    return one["state"], one["sentence"]


async def signed(edge):
    """Wait for a signature: the alarm of the bot may be at it too."""
    await edge.settled()
    await chores.sign(edge.bot)


async def test_a_data_folder_that_is_lost_is_said_for_ever(
    edge, environ, tmp_path, logs
):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await signed(edge)
    ran = await run(environ, "ledger", "verify")
    assert (ran.code, ": proven\n" in ran.out) == (0, True)
    state, sentence = await found(environ, "ledger")
    many = (await run(environ, "ledger", "verify", "--json")).said["workspaces"][0]
    size = many["entries"]
    assert (state, sentence) == ("ok", f"Harbour: {size} of {size} entries signed.")
    shutil.rmtree(tmp_path / "home")
    await signed(edge)
    assert "nothing is kept from before" in logs.getvalue()
    ran = await run(environ, "ledger", "verify")
    assert f": proven from entry {size} on\n" in ran.out
    assert f"Proof begins at entry {size}, 20" in ran.out
    assert ": nothing is kept from before." in ran.out
    said = (await run(environ, "ledger", "verify", "--json")).said
    assert said["workspaces"][0]["begun"]["size"] == size
    assert f"proof begins at entry {size}, 20" in line(await asks(dana), "Ledger")
    state, sentence = await found(environ, "ledger")
    assert state == "unchecked"
    assert f"Harbour: Proof begins at entry {size}, 20" in sentence


async def test_a_database_older_than_its_checkpoints_is_said(
    edge, environ, sqlite_url, tmp_path
):
    await signed(edge)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    older = file.with_name("older.db")
    with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(older)) as then:
        now.backup(then)
    await edge.person("dana").types("#general", "/incident declare sev2 checkout 500s")
    await signed(edge)
    environ["DATABASE_URL"] = f"sqlite:///{older}"
    state, sentence = await found(environ, "ledger")
    assert state == "wrong"
    assert "Harbour: the ledger does not fit the checkpoint that is kept" in sentence


async def test_a_data_folder_that_can_not_be_written_to_is_said(environ, tmp_path):
    assert await found(environ, "home") == (
        "ok",
        f"Longwatch can write to {tmp_path}/home.",
    )
    (tmp_path / "home").chmod(0o500)
    state, sentence = await found(environ, "home", obeying=True)
    (tmp_path / "home").chmod(0o700)
    assert state == "wrong"
    assert f"Longwatch can't write to {tmp_path}/home: no checkpoint" in sentence


async def test_a_signer_that_can_not_keep_its_note_says_which_file(
    edge, tmp_path, logs
):
    await signed(edge)
    folder = tmp_path / "home" / "checkpoints"
    shutil.rmtree(folder)
    folder.write_text("")
    await edge.person("dana").types("#general", "/incident declare sev2 checkout 500s")
    await signed(edge)
    folder.unlink()
    assert "the ledger can't be signed" in logs.getvalue()
    assert f"{folder}/" in logs.getvalue()
    assert "can't be used: Not a directory." in logs.getvalue()
    assert "busy or away" not in logs.getvalue()


@pytest.fixture
def spoilt(environ, tmp_path):
    """Give a folder with a template that can't be used."""
    file = tmp_path / "own" / "incidents" / "list.msg.j2"
    file.parent.mkdir(parents=True)
    file.write_text('{% set text %}Open{% endset %}\n{% if "oops" %}\n')
    environ["LONGWATCH_TEMPLATES"] = str(tmp_path / "own")
    return file


async def test_a_template_that_can_not_be_used_is_said(environ, spoilt):
    state, sentence = await found(environ, "templates")
    assert state == "wrong"
    assert f"The template {spoilt} can't be used: line 2: " in sentence
    spoilt.write_text("{% set text %}{{ 1 | frobnicate }}{% endset %}\n")
    assert (
        "line 1: No filter named 'frobnicate'" in (await found(environ, "templates"))[1]
    )
    spoilt.write_bytes(b"\xff")
    assert (await found(environ, "templates"))[0] == "wrong"
    spoilt.write_text("{% set text %}Open{% endset %}\n")
    assert (await found(environ, "templates"))[0] == "ok"


async def test_a_bot_does_not_start_with_such_a_template(environ, spoilt, tmp_path):
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/another.db"
    ran = await spawn(environ, "run")
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    assert f"The template {spoilt} can't be used: line 2: " in ran.err


async def test_a_clock_that_does_not_answer_is_said(environ):
    assert (await found(environ, "pushed clock"))[0] == "ok"
    environ["LONGWATCH_CLOCK"] = "http://127.0.0.1:1/clock"
    state, sentence = await found(environ, "pushed clock")
    assert state == "wrong"
    assert "no clock answers at http://127.0.0.1:1/clock" in sentence
    del environ["LONGWATCH_CLOCK"]
    assert (await found(environ, "pushed clock"))[0] == "ok"


async def test_a_person_to_fall_back_on_who_is_gone_is_said(edge, environ):
    assert (await found(environ, "fallback"))[0] == "ok"
    await edge.slack.post("person", id="U0ANA", deleted=True)
    state, sentence = await found(environ, "fallback")
    assert (state, "U0ANA" in sentence) == ("wrong", True)
    assert sentence.endswith("in Harbour, is deactivated.")
    policy = Path(environ["LONGWATCH_POLICY"])
    policy.write_text(policy.read_text().replace("U0ANA", "U0NOBODY"))
    state, sentence = await found(environ, "fallback")
    assert (state, "is unknown there" in sentence) == ("wrong", True)
    policy.write_text("")
    assert (await found(environ, "fallback"))[0] == "unchecked"
