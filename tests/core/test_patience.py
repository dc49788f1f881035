"""Patience: the waits of one request end together, and only those."""

import pytest
from sqlmodel import select

from bot.core import patience
from bot.core.errors import Busy
from bot.runtime.tasks import Tasks


async def writes(db):
    async with db.writing("w-1") as session:
        return (await session.exec(select(1))).one()


async def test_a_request_whose_time_is_over_does_nothing_and_is_told_so(db):
    with patience.limited(0), pytest.raises(Busy):
        await writes(db)
    assert await writes(db) == 1


async def test_what_time_was_used_up_for_is_not_given_again(db):
    with patience.limited(0.001):
        for _ in range(2):
            with pytest.raises(Busy):
                await writes(db)
        assert patience.left() < patience.IN_ALL


async def test_what_runs_beside_the_answer_has_time(db):
    done = []

    async def beside():
        done.append(await writes(db))

    tasks = Tasks()
    with patience.limited(0):
        tasks.after(beside())
        await tasks.drain()
    assert done == [1]


async def test_a_request_has_its_time_again_once_another_has_ended(db):
    with patience.limited(0):
        assert patience.left() <= 0
    assert patience.left() == float("inf")
    with patience.limited():
        assert await writes(db) == 1
