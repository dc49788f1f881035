"""SQLite near: its thread and the loop never use one connection at once."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core import dburl, engines
from bot.core.db import Database

AT_ONCE = 0.2  # seconds in which what does not wait has ended


@pytest.fixture
async def near(sqlite_url):
    """Give a connection as the engine that writes makes it."""
    path = sqlite_url.removeprefix("sqlite:///")
    options = {"timeout": 30, "check_same_thread": False, "isolation_level": None}
    connection = await engines._connect(path, **options)
    yield connection
    await connection.close()


@contextlib.contextmanager
def held(sqlite_url):
    """Hold the lock of SQLite, as another process does."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def began(connection):
    """Give a task that waits for the lock; its thread has begun to."""
    waiting = asyncio.create_task(connection.execute(engines.BEGIN[False]))
    await asyncio.wait({waiting}, timeout=AT_ONCE)
    assert not waiting.done()
    return waiting


async def test_what_does_not_wait_is_done_at_once(near, sqlite_url):
    with held(sqlite_url):
        found = await (await near.execute("SELECT 42")).fetchone()
        assert found == (42,)
        assert near._asked is None


@pytest.mark.parametrize("asks", ["close", "rollback", "execute", "cursor"])
async def test_whoever_comes_after_one_who_was_cancelled_waits_for_the_thread(
    near, sqlite_url, asks
):
    """A connection that two threads use at once takes the process with it."""
    with held(sqlite_url) as other:
        waiting = await began(near)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        given = ("SELECT 1",) if asks == "execute" else ()
        asked = asyncio.create_task(_does(getattr(near, asks)(*given)))
        await asyncio.wait({asked}, timeout=AT_ONCE)
        assert not asked.done()
        other.execute("ROLLBACK")
        await asked


async def _does(asked):
    """Await what is awaited, enter what is entered."""
    if hasattr(asked, "__aenter__") and not asyncio.iscoroutine(asked):
        async with asked:
            return
    await asked


async def test_a_bug_of_whoever_was_cancelled_is_nobody_elses(near, sqlite_url):
    with held(sqlite_url) as other:
        waiting = await began(near)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        other.execute("ROLLBACK")
    await near.rollback()
    assert not near.in_transaction
    assert await (await near.execute("SELECT 42")).fetchone() == (42,)


async def test_who_is_cancelled_while_waiting_for_the_lock_leaves_it_usable(sqlite_url):
    database = Database(dburl.translate(sqlite_url))
    await database.answers()
    with held(sqlite_url) as other:

        async def write():
            async with database.writing("w") as session:
                await session.execute(text("SELECT 1"))

        waiting = asyncio.create_task(write())
        await asyncio.wait({waiting}, timeout=AT_ONCE)
        waiting.cancel()
        await asyncio.wait({waiting}, timeout=AT_ONCE)
        other.execute("ROLLBACK")
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    await database.answers()
    await database.close()
