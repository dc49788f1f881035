"""Alembic's way in: the connection comes from whoever runs the migration."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import LargeBinary
from sqlmodel.sql.sqltypes import AutoString

import bot.runtime.app  # noqa: F401 (imports every capability, so every table is known)
from bot import ledger
from bot.core import tables


def render_item(kind: str, thing: object, _: AutogenContext) -> str | bool:
    """Write our own types as what they are in the database."""
    if kind == "type" and isinstance(thing, AutoString | tables.Text):
        return "sa.String()"
    if kind == "type" and isinstance(thing, LargeBinary | ledger.Bytes):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(thing, tables.Instant):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_item=render_item,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
