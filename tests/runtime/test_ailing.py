"""A database that can't be written to, and a server that lets nobody in: all say so."""

import contextlib
import resource
import sqlite3
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from sqlalchemy import make_url

from bot.core import complaints
from bot.runtime import observe, tasks
from tests import factories, person
from tests.runtime.commands import run, spawn
from tests.runtime.test_health import asks

FULL = "the database: its disk is full"
ENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
READ_ONLY = "the database: it can only be read"


async def pragma(scene, words):
    """Say something to the one connection that writes."""
    async with scene.bot.database.write.connect() as connection:
        return (await connection.exec_driver_sql(f"PRAGMA {words}")).scalar()


async def waits_for(url):
    async with aiohttp.request("GET", f"{url}/readyz") as answer:
        assert answer.status in (200, 503)
        said = await answer.json()
    assert (answer.status == 503) == bool(said["waits_for"])
    return said["waits_for"]


async def doctor(environ, check="database"):
    ran = await run(environ, "doctor", "--json")
    (found,) = [one for one in ran.said["findings"] if one["check"] == check]
    assert ran.code == 0 or found["mend"] or found["state"] != "wrong"
    return found


async def test_a_full_disk_is_said_wherever_one_looks(edge, monkeypatch, logs):
    dana = edge.person("dana")
    pages = await pragma(edge, "page_count")
    await pragma(edge, f"max_page_count = {pages}")

    async def refused():  # the pages that are there fill first
        await dana.types("#general", "/incident declare sev2 " + "checkout 500s " * 9)
        return dana.told.startswith(
            "Nothing was done: the disk of the database is full"
        )

    await person.eventually(refused, "the disk is full")
    assert "make room" in dana.told
    assert await waits_for(edge.url) == [FULL]
    told = await asks(dana)
    assert told.startswith("Longwatch needs attention")
    assert "Nothing can be done: the database can't be written to, its disk" in told
    assert "Traceback" not in logs.getvalue()
    assert "a task failed" not in logs.getvalue()
    await pragma(edge, "max_page_count = 1000000")
    monkeypatch.setattr(complaints, "LATELY", 0)
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    assert "declared" in dana.told
    assert await waits_for(edge.url) == []


async def test_a_disk_with_hardly_any_room_is_as_good_as_full(
    edge, sqlite_url, tmp_path, monkeypatch
):
    environ = factories.environment(sqlite_url, tmp_path / "home", edge.slack.url)
    assert (await doctor(environ))["state"] == "ok"
    monkeypatch.setattr(complaints, "ROOM", 1 << 80)
    assert await waits_for(edge.url) == [FULL]
    found = await doctor(environ)
    assert found["state"] == "wrong"
    assert "can't be written to: its disk is full" in found["sentence"]


@pytest.mark.parametrize("journal", ["delete", "wal"])
async def test_a_file_that_can_only_be_read_is_said(
    sqlite_url, tmp_path, slack, journal
):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    file.chmod(0o444)
    environ = factories.environment(sqlite_url, tmp_path / "home", slack.url)
    ran = await spawn(environ, "run", obeying=True)
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    assert "Nothing was done: the database can only be read." in ran.err
    ran = await spawn(environ, "doctor", obeying=True)
    assert ran.code == 1
    assert f"The database at {file} can't be written to: it can only" in ran.out
    for made in file.parent.glob(f"{file.name}*"):  # its log took its mode over
        made.chmod(0o600)
    assert (
        "WRONG        database"
        not in (await spawn(environ, "doctor", obeying=True)).out
    )


async def test_a_disk_that_fails_is_said(edge, monkeypatch, logs):
    """The commit fails: this process may not have the log of SQLite grow."""
    dana = edge.person("dana")
    log = Path(f"{edge.bot.database.write.url.database}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    await edge.settled()
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        await dana.types("#general", "/incident declare sev2 checkout 500s")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert dana.told.startswith("Nothing was done: the disk of the database fails.")
    assert await waits_for(edge.url) == ["the database: its disk fails"]
    monkeypatch.setattr(complaints, "LATELY", 0)
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told
    assert "Traceback" not in logs.getvalue()


@contextlib.contextmanager
def read_only(server, url):
    """Let nobody write to the database at *url*, as a server that stands by."""
    name = make_url(url).database
    server.psql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    server.psql(f"{ENDS} WHERE datname = '{name}'")
    try:
        yield
    finally:
        server.psql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        server.psql(f"{ENDS} WHERE datname = '{name}'")


async def test_a_server_that_lets_nobody_write_is_said(
    postgres_url, postgres_server, tmp_path, monkeypatch
):
    async with factories.scene(postgres_url, tmp_path / "home") as scene:
        dana = scene.person("dana")
        with read_only(postgres_server, postgres_url):

            async def told():
                return await waits_for(scene.url) == [READ_ONLY]

            await person.eventually(told, "it says that it can only read")

            async def refused():
                await dana.types("#general", "/incident declare sev2 checkout 500s")
                return dana.told.startswith("Nothing was done: the database can only")

            await person.eventually(refused, "it says so to who declares")

        async def well():
            return await waits_for(scene.url) == []

        monkeypatch.setattr(complaints, "LATELY", 0)
        await person.eventually(well, "it can write again")


@contextlib.contextmanager
def closed(server, url):
    """Let nobody into the database at *url*, who is in it neither."""
    name = make_url(url).database
    server.psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.psql(f"{ENDS} WHERE datname = '{name}'")
    try:
        yield
    finally:
        server.psql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_a_server_that_lets_nobody_in_is_away(
    postgres_url, postgres_server, tmp_path, logs
):
    async with factories.scene(postgres_url, tmp_path / "home") as scene:
        dana = scene.person("dana")
        with closed(postgres_server, postgres_url):
            with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
                await asyncpg.connect(postgres_url)
            assert await waits_for(scene.url) == ["the database"]
            await dana.types("#general", "/incident declare sev2 checkout 500s")
            assert "The database is busy or away" in dana.told
        assert await waits_for(scene.url) == []
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        assert "declared" in dana.told
        await scene.settled()
    assert "Traceback" not in logs.getvalue()


async def test_a_half_without_a_worker_measures_what_waits(
    postgres_url, start, monkeypatch
):
    monkeypatch.setattr(tasks, "SOON", 0.1)
    async with start(postgres_url, worker=False) as web:
        observe.depth.set(0)
        dana = web.person("dana")
        await dana.types("#general", "/incident declare sev2 checkout 500s")

        async def measured():
            async with aiohttp.request("GET", f"{web.url}/metrics") as answer:
                said = await answer.text()
            return "longwatch_outbox_depth 0.0" not in said

        await person.eventually(measured, "what waits is measured")
