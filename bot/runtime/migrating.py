"""Migrating, by Alembic. Loaded only when there is something to migrate."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.runtime.schema import SCRIPTS


def configuration(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration, for a *connection*."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest migration."""
    command.upgrade(configuration(connection), "head")


def check(connection: Connection) -> None:
    """Raise Alembic's CommandError when the tables are not what the code says."""
    command.check(configuration(connection))
