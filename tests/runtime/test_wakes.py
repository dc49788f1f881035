"""Wakes: what one process commits, another hears of; and finds, when it heard nothing.

Slack is answered by a `web` process and worked for by a `worker`, both beside one
PostgreSQL; the poll that finds lost wake-ups is switched off where it would hide one.
"""

import asyncio

import asyncpg
import pytest

from bot.runtime import hearing, relay, wakes
from tests import person

NEVER = 3600.0
HEARS = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE query ILIKE 'LISTEN%' AND state = 'idle' AND datname = current_database()"
)


@pytest.fixture
async def two(postgres_url, start):
    """Start a `web` and a `worker` beside a strict Slack; give the worker's scene."""
    async with (
        start(postgres_url, web=False) as worker,
        start(postgres_url, worker=False),
    ):
        yield worker


@pytest.fixture
async def server(postgres_url):
    """Give a connection to the same PostgreSQL, as its administrator has one."""
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


async def listener(server, other_than=None):
    """Wait for the worker's own connection; give its process id."""

    async def look():
        found = await server.fetchval(HEARS)
        return found if found != other_than else None

    return await person.eventually(look, "the worker listens")


async def declares(scene, title):
    """Declare through the `web` process; wait until the `worker` has shown it."""
    dana = scene.person("dana")
    await dana.types("#general", f"/incident declare sev2 {title}")
    assert f"declared: SEV-2 {title}" in dana.answer
    await dana.sees("#incidents", title)


async def test_the_worker_hears_what_the_web_committed(two, server, monkeypatch):
    await listener(server)
    monkeypatch.setattr(relay, "POLL", NEVER)
    await declares(two, "one")
    await declares(two, "two")


async def test_it_listens_anew_when_its_connection_was_lost(
    two, server, monkeypatch, logs
):
    before = await listener(server)
    monkeypatch.setattr(relay, "POLL", NEVER)
    await server.execute("SELECT pg_terminate_backend($1)", before)
    await listener(server, other_than=before)
    await declares(two, "after that")


async def test_the_poll_finds_what_no_wake_up_told_of(two, server, monkeypatch):
    monkeypatch.setattr(hearing, "AGAIN", NEVER)
    monkeypatch.setattr(two.bot.wakes, "_heard", None)
    await server.execute("SELECT pg_terminate_backend($1)", await listener(server))
    await declares(two, "found by itself")


async def test_many_commits_wake_once(two, server, monkeypatch):
    heard = []
    monkeypatch.setattr(wakes, "GATHER", 0.5)
    await server.add_listener(wakes.CHANNEL, lambda *_: heard.append(1))
    texts = [f"/incident note INC-1 {turn}" for turn in range(8)]
    await declares(two, "noted a lot")
    await asyncio.gather(
        *(two.person("dana").types("#general", text) for text in texts)
    )

    async def look():
        return heard

    await person.eventually(look, "somebody was woken")
    assert len(heard) < len(texts)


async def test_on_sqlite_there_is_nobody_to_wake(edge):
    await edge.person("dana").types("#general", "/incident declare sev2 checkout 500s")
    assert edge.bot.wakes._pending is None
    await asyncio.wait_for(edge.bot.wakes.run(), 1)
