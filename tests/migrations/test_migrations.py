"""From nothing to head and back, over rows, on both engines."""

from datetime import UTC, datetime

import pytest
from alembic.config import Config
from pytest_alembic import runner
from pytest_alembic.config import Config as Options
from pytest_alembic.tests import default
from sqlalchemy import (
    JSON,
    DateTime,
    LargeBinary,
    MetaData,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError

from bot.runtime import schema

pytestmark = pytest.mark.house

# Whatever later migrations do, the check before a release must notice this one.
ADDED = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("incidents") as table:
        table.add_column(sa.Column("mood", sa.String(), nullable=False{default}))


def downgrade():
    with op.batch_alter_table("incidents") as table:
        table.drop_column("mood")
"""


def moving(connection, scripts=schema.SCRIPTS):
    """Give the way through the history in *scripts*."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    return runner(Options(alembic_config=config), connection)


def tables(connection):
    """Give every table there is but Alembic's own."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection, table):
    """Put two rows into *table*, a value in every column."""
    rows = [
        {column.name: value(column, number) for column in table.columns}
        for number in (1, 2)
    ]
    connection.execute(insert(table), rows)


def value(column, number):
    kind = column.type
    if isinstance(kind, JSON):
        return {"number": number}
    if isinstance(kind, DateTime):
        moment = datetime(2026, 11, 24, 14, number, tzinfo=UTC)
        return moment if kind.timezone else moment.replace(tzinfo=None)
    if isinstance(kind, LargeBinary):
        return b"%d" % number
    return bool(number % 2) if kind.python_type is bool else kind.python_type(number)


def counted(connection):
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar()
        for table in tables(connection)
    }


def climb(connection, scripts=schema.SCRIPTS):
    """Go up migration by migration, and fill what is new at each."""
    with moving(connection, scripts) as history:
        while history.migrate_up_one():
            known = counted(connection)
            for table in tables(connection):
                if not known[table.name]:
                    fill(connection, table)


def remains(connection):
    """Name everything of ours that is in the database."""
    found = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if connection.dialect.name == "postgresql":
        functions = (
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        found |= set(connection.exec_driver_sql(functions).scalars())
    else:
        names = "SELECT name FROM sqlite_master WHERE sql IS NOT NULL"
        found |= set(connection.exec_driver_sql(names).scalars()) - {"alembic_version"}
    return found


def add(scripts, default=""):
    head = schema.head()
    file = scripts / "versions" / "9999_mood.py"
    file.write_text(ADDED.format(head=head, default=default))
    return scripts


@pytest.mark.parametrize(
    "check",
    [
        default.test_single_head_revision,
        default.test_upgrade,
        default.test_model_definitions_match_ddl,
        default.test_up_down_consistency,
    ],
    ids=lambda check: check.__name__,
)
async def test_the_history_holds(within, check):
    def act(connection):
        with moving(connection) as history:
            check(history)

    await within(act)


async def test_a_change_of_the_tables_without_a_migration_is_noticed(within):
    def act(connection):
        with moving(connection) as history:
            history.migrate_up_to("heads")
            connection.exec_driver_sql("DROP INDEX ix_outbox_due")
            default.test_model_definitions_match_ddl(history)

    with pytest.raises(Exception, match="out of sync"):
        await within(act)


async def test_every_migration_runs_over_rows(within):
    def act(connection):
        climb(connection)
        return counted(connection)

    many = await within(act)

    assert "incidents" in many
    assert set(many.values()) == {2}


async def test_a_migration_that_forgets_the_rows_is_noticed(within, scripts):
    with pytest.raises(DBAPIError):
        await within(climb, add(scripts))


async def test_a_migration_that_thinks_of_the_rows_is_not(within, scripts):
    added = add(scripts, default=", server_default='calm'")

    await within(climb, added)

    moods = "SELECT DISTINCT mood FROM incidents"
    found = await within(lambda connection: connection.exec_driver_sql(moods).scalars())
    assert list(found) == ["calm"]


async def test_going_down_leaves_no_trace_whatever_was_there(within):
    def act(connection):
        climb(connection)
        with moving(connection) as history:
            history.migrate_down_to("base")
        return remains(connection)

    assert await within(act) == set()
