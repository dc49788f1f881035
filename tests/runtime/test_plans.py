"""Plans: what is done again and again reads no table from its beginning to its end."""

import contextlib
import re
import sqlite3

from sqlalchemy import event

from bot.core.tables import metadata

GROWING = (
    *("incidents", "incident_members", "records", "outbox", "timers", "inbox"),
    *("roll_calls", "roll_rows"),
)
READS = re.compile(r"(?:SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?(.*)")
READING = ("SELECT", "UPDATE", "DELETE", "WITH", "INSERT")
LATEST = re.compile(
    r"status IN \((?:\?, ){6}\?\).* ORDER BY incidents\.number DESC"
    r"|ORDER BY incidents\.declared_at\s+LIMIT",
    re.DOTALL,
)
"""The latest of all but those taken back, or the first: it stops at the first few."""
ONE_WORKSPACE = " (workspace=?)"
PARTIAL = {
    index.name
    for name in GROWING
    for index in metadata.tables[name].indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""The indexes that hold only what is under way, however much there has been."""


@contextlib.contextmanager
def statements(*engines):
    """Collect what is executed, with what it is given, each statement once."""
    found = {}

    def executes(_connection, _cursor, statement, parameters, _context, _many):
        if not _many:
            found.setdefault(statement, parameters)

    for engine in engines:
        event.listen(engine.sync_engine, "before_cursor_execute", executes)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine.sync_engine, "before_cursor_execute", executes)


def whole(file, statement, parameters):
    """Give the growing tables that *statement* reads from end to end."""
    with contextlib.closing(sqlite3.connect(file)) as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    read = [READS.match(detail) for *_, detail in plan]
    return sorted(one[0] for one in read if one and is_whole(*one.groups()))


def is_whole(table, index, rest):
    """Tell whether this reads all rows of a table, or all of one workspace."""
    narrow = index in PARTIAL or rest not in {"", ONE_WORKSPACE}
    return table in GROWING and not narrow


async def uses(edge):
    """Do what people do again and again, and let the clock do its part."""
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare")
    await dana.closes()
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    for verb in (
        "acknowledge",
        "list",
        "timeline INC-1",
        "update INC-1 better",
        "similar INC-1",
        "rollcall INC-1 Payments, Checkout @ana",
        "affected INC-1 Payments",
    ):
        await dana.types("#general", f"/incident {verb}")
    for words in ("health", "metrics", "metrics how mttr"):
        await dana.types("#ops", f"/ops {words}")
    await edge.forward(hours=2)


async def test_nothing_that_people_wait_for_reads_the_whole_history(edge):
    database = edge.bot.database
    with statements(database.read, database.write) as executed:
        await uses(edge)
    file = database.url.partition("///")[2]
    found = {
        statement: tables
        for statement, given in executed.items()
        if statement.startswith(READING)
        and not LATEST.search(statement)
        and (tables := whole(file, statement, given))
    }
    assert len(executed) > 40
    assert found == {}
