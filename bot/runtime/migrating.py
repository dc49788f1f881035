"""Migrating, by Alembic. Loaded only when there is something to migrate."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(scripts: Path, connection: Connection | None = None) -> Config:
    """Give Alembic's configuration, for the folder *scripts* and a *connection*."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, scripts: Path) -> None:
    """Bring the database to the newest migration in *scripts*."""
    command.upgrade(configuration(scripts, connection), "head")


def check(connection: Connection, scripts: Path) -> None:
    """Raise Alembic's CommandError when the tables are not what the code says."""
    command.check(configuration(scripts, connection))
