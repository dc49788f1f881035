"""The fence: whatever is asked of the database, it answers about one workspace."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.core.db import Strayed, insert_all
from bot.core.facts import Record
from bot.core.queue import Effect
from bot.core.tables import new_id

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HERE, THERE = "here", "there"


def record(**more):
    said = {"name": "tests.said", "about": "x", "at": NOON, "actor": "U1"}
    return Record(**{**said, "policy": "", "data": {"text": "hello"}, **more})


@pytest.fixture
async def two(db):
    """Give a database of two workspaces: a record of the same thing in each."""
    for workspace in (HERE, THERE):
        async with db.writing(workspace) as session:
            session.add(record(id=f"r-{workspace}"))
    return db


async def test_a_row_gets_the_workspace_that_it_is_written_in(two):
    async with two.reading(THERE) as session:
        (found,) = (await session.exec(select(Record))).all()
    assert (found.id, found.workspace) == ("r-there", THERE)


QUERIES = {
    "all": select(Record.id),
    "some": select(Record.id).where(Record.about == "x"),
    "by its id": select(Record.id).where(Record.id == "r-there"),
    "either": select(Record.id).where(
        (col(Record.id) == "r-there") | (col(Record.about) == "x")
    ),
    "counted": select(func.max(Record.id)),
    "ordered": select(Record.id).order_by(col(Record.id).desc()).limit(1),
    "below": select(Record.id).where(col(Record.id).in_(select(Record.id))),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_no_query_sees_over_the_fence(two, query):
    async with two.reading(HERE) as session:
        found = (await session.exec(query)).all()
    assert set(found) <= {"r-here", None}


async def test_an_alias_sees_no_further(two):
    other = aliased(Record)
    query = select(Record.id, col(other.id)).join(
        other, col(other.about) == Record.about
    )
    async with two.reading(HERE) as session:
        assert (await session.exec(query)).all() == [("r-here", "r-here")]


async def test_an_id_of_elsewhere_is_nothing_here(two):
    async with two.reading(HERE) as session:
        assert await session.get(Record, "r-there") is None
        assert await session.get(Record, "r-here") is not None


async def test_two_tables_are_fenced_at_once(two):
    async with two.writing(THERE) as session:
        session.add(Effect(key="k", kind="message", name="n", about="x", since=NOON))
    query = select(Effect.key).join(Record, col(Record.about) == Effect.about)
    async with two.reading(HERE) as session:
        assert (await session.exec(query)).all() == []
    async with two.reading(THERE) as session:
        assert (await session.exec(query)).all() == ["k"]


@pytest.mark.parametrize(
    "statement",
    [
        update(Record).values(actor="U2"),
        update(Record).where(col(Record.id) == "r-here").values(actor="U2"),
        delete(Record),
        insert(Record).values(id="r-new"),
    ],
    ids=["update", "update one", "delete", "insert"],
)
async def test_nothing_is_changed_past_the_fence(two, statement):
    with pytest.raises(TypeError, match="the fence"):
        async with two.writing(HERE) as session:
            await session.exec(statement)
    for workspace in (HERE, THERE):
        async with two.reading(workspace) as session:
            (kept,) = (await session.exec(select(Record))).all()
        assert kept.actor == "U1"


async def test_no_row_is_written_into_another_workspace(two):
    with pytest.raises(Strayed, match="Record of another workspace"):
        async with two.writing(HERE) as session:
            session.add(record(workspace=THERE))


async def test_no_row_moves_to_another_workspace(two):
    async def moves():
        async with two.writing(HERE) as session:
            (mine,) = (await session.exec(select(Record))).all()
            mine.workspace = THERE

    with pytest.raises(Strayed, match="Record of another workspace"):
        await moves()
    async with two.reading(HERE) as session:
        assert len((await session.exec(select(Record))).all()) == 1


async def test_a_row_that_was_carried_over_is_not_changed_there(two):
    async with two.reading(THERE) as session:
        (theirs,) = (await session.exec(select(Record))).all()
        session.expunge(theirs)
    theirs.actor = "U2"
    with pytest.raises(Strayed, match="Record of another workspace"):
        async with two.writing(HERE) as session:
            session.add(theirs)
    with pytest.raises(Strayed, match="Record of another workspace"):
        async with two.writing(HERE) as session:
            await session.delete(theirs)


async def test_many_rows_at_once_are_written_here_whatever_they_say(two):
    rows = [
        {**record().model_dump(), "id": new_id(), "workspace": THERE} for _ in range(3)
    ]
    async with two.writing(HERE) as session:
        await insert_all(session, Record, rows)
        await insert_all(session, Record, [])
    async with two.reading(HERE) as session:
        assert len((await session.exec(select(Record))).all()) == 4
    async with two.reading(THERE) as session:
        assert len((await session.exec(select(Record))).all()) == 1


async def test_one_fence_stands_inside_another(two):
    async with two.reading(HERE) as outer:
        async with two.reading(THERE) as inner:
            assert (await inner.exec(select(Record.id))).all() == ["r-there"]
        assert (await outer.exec(select(Record.id))).all() == ["r-here"]


async def test_what_was_refused_leaves_nothing_behind(two):
    async def fails():
        async with two.writing(HERE) as session:
            session.add(record(id="r-lost"))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    async with two.reading(HERE) as session:
        assert (await session.exec(select(Record.id))).all() == ["r-here"]


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 11, 26, 12), NOON.replace(tzinfo=None)],  # noqa: DTZ001 (that is the point)
)
async def test_a_moment_without_a_zone_is_refused(two, moment):
    with pytest.raises(Exception, match="a moment needs its zone"):
        async with two.writing(HERE) as session:
            session.add(record(at=moment))
