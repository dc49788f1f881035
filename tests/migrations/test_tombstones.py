"""What was retired before there was an archive: renamed, dated, archived in time."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from tests.migrations.test_migrations import moving, tables

pytestmark = pytest.mark.house

RETIRED = datetime(2026, 1, 31, 12, tzinfo=UTC)


def named(connection):
    return {table.name: table for table in tables(connection)}


def kept(number, state):
    return {
        "workspace": "W", "id": str(number), "slug": f"d{number}", "kind": "runbook",
        "state": state, "title": "t", "text": "x", "owner": "", "surfaces": [],
        "words": [], "severities": [], "version": 1, "changed_at": RETIRED,
    }  # fmt: skip


def before(connection):
    """Keep one document that holds and one that is retired, as they were kept."""
    with moving(connection) as history:
        history.migrate_up_before("0014")
    table = named(connection)["documents"]
    connection.execute(insert(table), [kept(1, "current"), kept(2, "retired")])


async def test_the_word_changes_and_the_clock_goes_on(within):
    def act(connection):
        before(connection)
        with moving(connection) as history:
            history.migrate_up_one()
        known = named(connection)
        documents = select(known["documents"]).order_by("id")
        return [
            [row._mapping for row in connection.execute(query)]
            for query in (documents, select(known["timers"]))
        ]

    (holds, gone), (timer,) = await within(act)
    assert (holds["state"], holds["since"], holds["instead"]) == ("current", None, "")
    assert (gone["state"], str(gone["since"])) == ("tombstoned", "2026-01-31")
    due = timer["due"].replace(tzinfo=UTC)
    assert (timer["verb"], due) == ("library.archive", RETIRED + timedelta(days=180))
    args = timer["args"]
    assert (json.loads(args) if isinstance(args, str) else args) == {"document": "2"}


async def test_the_way_back_keeps_every_document(within):
    def act(connection):
        before(connection)
        with moving(connection) as history:
            history.migrate_up_one()
            history.migrate_down_one()
        known = named(connection)
        states = select(known["documents"].c.state).order_by(known["documents"].c.id)
        timers = connection.execute(select(known["timers"])).all()
        return list(connection.execute(states).scalars()), timers

    assert await within(act) == (["current", "retired"], [])
