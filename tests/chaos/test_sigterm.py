"""SIGTERM, as a platform sends it: what was begun is ended, what waits is not lost."""

import asyncio

import pytest

from tests.chaos import database
from tests.chaos.flows import LINE
from tests.chaos.stage import Stage, stage
from tests.person import eventually

pytestmark = pytest.mark.slow

WHO = {"method": "users.info", "kind": "pause", "when": "before"}
MARKED = ("conversations.create", "chat.postMessage")
TOGETHER, APART = ("run",), ("web", "worker")


@pytest.fixture(params=[TOGETHER, APART], ids="+".join)
def commands(request):
    return request.param


@pytest.fixture
def bases(commands, request):
    """Make databases: one process has SQLite, two have PostgreSQL."""
    return request.getfixturevalue("sqlite" if commands is TOGETHER else "postgres")


@pytest.fixture
async def made(commands, bases, tmp_path):
    """Start a bot that will be ended."""
    async with stage(bases("ended"), tmp_path / "ended", *commands) as made:
        await made.start()
        yield made


async def asked_to_end(made: Stage, name: str) -> asyncio.Task[int]:
    """Send a process SIGTERM, and wait until it takes nothing more."""
    process = made.processes[name]
    ending = asyncio.create_task(process.ends())

    async def look():
        return not await process.answers("healthz")

    await eventually(look, f"`{name}` takes nothing more")
    return ending


async def unmarked(made: Stage) -> list[str]:
    """Give the effects that somebody still holds."""
    query = "SELECT key FROM outbox WHERE state = 'claimed'"
    return [row["key"] for row in await database.rows(made.database, query)]


async def test_a_request_under_way_is_answered_and_what_follows_is_done(
    made, rehearsed
):
    web, dana = next(iter(made.processes)), made.dana
    await made.slack.post("faults", [WHO])
    asking = asyncio.create_task(LINE.act(dana))
    await made.slack.paused()
    ending = await asked_to_end(made, web)
    await made.slack.resume()

    assert await asking
    assert "INC-1 declared" in dana.answer
    assert await ending == 0

    await made.start(web)
    await made.quiet()
    await made.complete(1, rehearsed)
    await made.blameless()


async def test_a_call_under_way_is_ended_and_marked(made, rehearsed):
    worker = list(made.processes)[-1]
    for number, method in enumerate(MARKED, 1):
        await made.slack.fault(method, "pause", when="after")
        assert await LINE.act(made.dana)
        await made.slack.paused()
        ending = await asked_to_end(made, worker)
        await made.slack.resume()
        assert await ending == 0
        assert await unmarked(made) == []

        await made.start(worker)
        await made.quiet()
        await made.complete(number, rehearsed)
    await made.blameless()


async def test_a_call_that_never_ends_is_looked_for_by_the_next_life(made, rehearsed):
    worker, since = list(made.processes)[-1], len(made.records)
    await made.slack.fault("chat.postMessage", "silence", seconds=60, do=True)
    assert await LINE.act(made.dana)
    await made.hit(since)
    assert await (await asked_to_end(made, worker)) == 0
    assert await unmarked(made) == []

    await made.start(worker)
    await made.quiet()
    await made.complete(1, rehearsed)
    await made.blameless()
