"""The inbox, the counters and the pauses: taken once, however many ask at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import inbox, pauses, policy
from bot.core.counters import next_number
from bot.core.work import Repeated, Transactions

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
NOW = 1_800_000_000.0
HERE, THERE = "here", "there"


@pytest.fixture
def transactions(db):
    policies = policy.load()
    return Transactions(
        database=db,
        clock=lambda: NOON,
        policy=policies.of,
        sealer=None,  # nothing is sealed here
        people=None,  # nobody is asked for
    )


async def test_a_request_runs_once_and_its_repeat_gets_the_same_answer(transactions):
    async with transactions.begin(workspace=HERE, actor="U1", key="k") as work:
        work.said = {"text": "done"}
    for _ in range(2):
        with pytest.raises(Repeated) as repeated:
            async with transactions.begin(workspace=HERE, actor="U1", key="k"):
                raise AssertionError("it ran again")
        assert repeated.value.answer == {"text": "done"}


async def test_a_request_without_an_answer_is_repeated_without_one(transactions):
    async with transactions.begin(workspace=HERE, actor="U1", key="k"):
        pass
    with pytest.raises(Repeated) as repeated:
        async with transactions.begin(workspace=HERE, actor="U1", key="k"):
            raise AssertionError("it ran again")
    assert repeated.value.answer is None


async def test_a_refused_request_may_be_made_again(transactions):
    with pytest.raises(ZeroDivisionError):
        async with transactions.begin(workspace=HERE, actor="U1", key="k"):
            raise ZeroDivisionError
    async with transactions.begin(workspace=HERE, actor="U1", key="k") as work:
        work.said = {"text": "done"}


async def test_a_request_of_another_workspace_is_another_one(transactions):
    for workspace in (HERE, THERE):
        async with transactions.begin(workspace=workspace, actor="U1", key="k") as work:
            work.said = {"text": workspace}


async def test_of_many_at_once_one_runs_and_all_hear_the_same(transactions):
    ran = []

    async def ask(turn):
        try:
            async with transactions.begin(workspace=HERE, actor="U1", key="k") as work:
                ran.append(turn)
                work.said = {"turn": turn}
        except Repeated as repeated:
            return repeated.answer
        return {"turn": turn}

    heard = await asyncio.gather(*(ask(turn) for turn in range(6)))
    assert len(ran) == 1
    assert heard == [{"turn": ran[0]}] * 6


async def test_what_was_not_taken_has_no_answer(db):
    async with db.crossing() as connection:
        await inbox.answer(connection, HERE, "nobody's", {"text": "lost"})
        assert await inbox.answered(connection, HERE, "nobody's") is None


async def test_numbers_have_no_gap_and_no_double(transactions):
    async def ask(workspace, *, fails=False):
        async with transactions.begin(workspace=workspace, actor="U1") as work:
            number = await next_number(work, "things")
            if fails:
                raise ZeroDivisionError
            return number

    first = await asyncio.gather(*(ask(HERE) for _ in range(5)))
    with pytest.raises(ZeroDivisionError):
        await ask(HERE, fails=True)
    then = await asyncio.gather(*(ask(HERE) for _ in range(5)))
    assert sorted([*first, *then]) == [*range(1, 11)]
    assert await ask(THERE) == 1


async def test_each_kind_of_thing_has_numbers_of_its_own(transactions):
    async with transactions.begin(workspace=HERE, actor="U1") as work:
        taken = [await next_number(work, name) for name in ("a", "b", "a", "b", "b")]
    assert taken == [1, 1, 2, 2, 3]


async def test_what_rests_is_kept_for_every_worker_until_it_is_over(db):
    posts, rooms = (HERE, "chat.postMessage", "C1"), (HERE, "conversations.create", "")
    async with db.crossing() as connection:
        await pauses.add(connection, [])
        await pauses.add(connection, [(posts, NOW + 30), (rooms, NOW + 10)])
        await pauses.add(connection, [(posts, NOW + 60)])
    async with db.crossing() as connection:
        assert await pauses.present(connection, now=NOW) == {
            posts: NOW + 60,
            rooms: NOW + 10,
        }
        assert await pauses.present(connection, now=NOW + 30) == {posts: NOW + 60}
        assert await pauses.present(connection, now=NOW + 60) == {}


async def test_what_a_work_collects_is_written_with_it_or_not_at_all(transactions, db):
    async def collect(*, fails):
        async with transactions.begin(workspace=HERE, actor="U1") as work:
            work.want("message", "tests.said", "x", key=f"m{fails}")
            work.later("tests.do", key=f"t{fails}", at=NOON + timedelta(hours=1))
            if fails:
                raise ZeroDivisionError

    await collect(fails=False)
    with pytest.raises(ZeroDivisionError):
        await collect(fails=True)
    async with db.crossing() as connection:
        for table in ("outbox", "timers"):
            found = await connection.exec_driver_sql(f"SELECT key FROM {table}")  # noqa: S608 (our own names)
            assert [one.key for one in found] == [
                f"{'m' if table == 'outbox' else 't'}False"
            ]
