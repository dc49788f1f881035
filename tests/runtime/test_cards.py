"""Rendering for the relay: many rows in one look, each with its own fate."""

from types import SimpleNamespace

from sqlalchemy import select
from structlog.testing import capture_logs

from bot.core.errors import Busy
from bot.core.queue import OUTBOX, State
from bot.runtime import outcomes
from bot.workspaces import Configured
from tests import person

SAID = {"announcements": "C0INCIDENTS", "ops": "C0OPS", "fallback": "U0ANA"}
JOINS = ("join:before", "join:between", "join:after")


async def test_what_can_not_be_rendered_holds_no_other_row_up(scene):
    (known,) = scene.bot.installations.every()
    with capture_logs() as logged:
        async with scene.bot.transactions.begin(
            workspace=known.id, actor="U0DANA"
        ) as work:
            record = work.record(Configured(about=known.id, **SAID))
            work.want("message", "tests.unknown", record.id, key="lost", place="C0OPS")
            for key in JOINS:
                join = {"key": key, "place": "C0OPS"}
                work.want("join", "workspaces.channel", "C0OPS", **join)

        async def look():
            query = select(OUTBOX.c.key, OUTBOX.c.error, OUTBOX.c.applied)
            async with scene.bot.database.crossing() as connection:
                rows = {row.key: row for row in await connection.execute(query)}
            joined = all(rows[key].applied for key in JOINS)
            return rows["lost"].error if joined else None

        assert await person.eventually(look, "the others are done") == "bug"
    failed = [line["key"] for line in logged if line["event"] == "effect failed"]
    assert set(failed) == {"lost"}


def test_an_effect_that_met_a_busy_database_is_tried_again_soon():
    row = SimpleNamespace(
        first_try=1.0, applied=0, channel=None, ts=None, detail={}, tries=3,
        unknown=False,
    )  # fmt: skip
    found = outcomes.failed(row, Busy(), now=100.0, settle=6.0)
    assert found.changes["state"] is State.WAITING
    assert 100.0 < found.changes["not_before"] < 103.0
    assert found.changes["tries"] == 3
    assert found.trouble is None
