import asyncio
import shutil

import pytest

from bot.core import dburl
from bot.runtime import schema

pytest.register_assert_rewrite("tests.chaos.failing", "tests.chaos.stage")


@pytest.fixture
def sqlite(migrated_sqlite, tmp_path):
    """Make databases: migrated SQLite files, by name."""

    def made(name):
        path = tmp_path / f"{name}.db"
        shutil.copy(migrated_sqlite, path)
        return f"sqlite:///{path}"

    return made


@pytest.fixture(scope="session")
def template(postgres_server):
    """Migrate one PostgreSQL database, to be copied."""
    postgres_server.psql("CREATE DATABASE chaos")
    asyncio.run(schema.upgrade(dburl.translate(postgres_server.get_uri("chaos"))))


@pytest.fixture
def postgres(postgres_server, template):
    """Make databases: migrated ones of one PostgreSQL server, by name."""
    names = []

    def made(name):
        names.append(f"chaos_{name}")
        postgres_server.psql(f"CREATE DATABASE {names[-1]} TEMPLATE chaos")
        return postgres_server.get_uri(names[-1])

    yield made
    for name in names:
        postgres_server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def rehearsed(migrated_sqlite, tmp_path_factory):
    """Give how a declare in one line goes while nothing fails."""
    from tests.chaos import flows, stage  # noqa: PLC0415 (rewritten above, before its import)

    home = tmp_path_factory.mktemp("rehearsed")
    shutil.copy(migrated_sqlite, home / "longwatch.db")
    url = f"sqlite:///{home / 'longwatch.db'}"
    return asyncio.run(stage.rehearse(flows.LINE, url, home / "home"))


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request):
    """Make databases, on each engine once."""
    return request.getfixturevalue(request.param)
