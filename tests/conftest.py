import asyncio
import gc
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import zlib
from pathlib import Path

import asyncpg
import hypothesis
import pytest
import structlog

from bot.core import dburl, engines, patience
from bot.core.db import Database
from bot.core.tables import metadata
from bot.runtime import acquaintances, schema
from bot.runtime.commands import doctor
from tests import compiled, factories


def _stopped(sign, frame):
    signal.default_int_handler(sign, frame)


for name in list(os.environ):
    if name.startswith(("SLACK_", "LONGWATCH_", "DATABASE_URL")):
        del os.environ[name]
LEFT_OUT = ("skipped", "xfailed", "xpassed")
ENGINES = ("sqlite", "postgres")
EACH = ("core", "ledger", "runtime", "vault", "workspaces")
"""Where the engine itself is what is tested: these run on both, always."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 (bytes)

# What tests write is kept in memory where there is room: disks stall.
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run")

# A machine that stalls for seconds is no finding: who waits in this process has time.
patience.IN_ALL = 50.0
engines.WAIT = engines.STATEMENT = acquaintances.PATIENCE = 5.0
doctor.BOUND = 60.0
compiled.share()
# With Python's own handler in place each loop sets another, which costs a text of all
# that the test was given.
signal.signal(signal.SIGINT, _stopped)
# No example is judged by how long it, or finding it, took.
hypothesis.settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.filter_too_much,
    ],
)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser):
    said = "count a skip, and a failure that was expected, as a failure"
    parser.addoption("--whole", action="store_true", help=said)
    said = "play each flow on both engines, not on the one that its name chooses"
    parser.addoption("--both", action="store_true", help=said)


def pytest_collection_modifyitems(config, items):
    """Play a flow on one engine, half of them on each, unless both are asked for."""
    if config.getoption("--both") or any("::" in named for named in config.args):
        return
    left_out = [item for item in items if _elsewhere(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not _elsewhere(item)]


def _elsewhere(item):
    """Tell whether an item is a flow that is played on the other engine."""
    chosen = getattr(item, "callspec", None) and item.callspec.params.get("database")
    each = "db" in item.fixturenames or item.path.parent.name in EACH
    if chosen is None or each:
        return False
    name = item.nodeid.replace(chosen, "")
    return chosen != ENGINES[zlib.crc32(name.encode()) % len(ENGINES)]


def pytest_collection_finish():
    """Leave what was collected alone: looking through it took a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session):
    """Fail a run of which something was left out, if the whole was asked for."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("--whole"):
        return
    left_out = [kind for kind in LEFT_OUT if reporter.stats.get(kind)]
    if left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _own_logs():
    """Take back what a command that ran in this process did to its logging."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    """Migrate one SQLite file, for every test to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(schema.upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server():
    with factories.postgres() as server:
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server):
    """Migrate one PostgreSQL database, for every test to empty."""
    postgres_server.psql("CREATE DATABASE tests")
    url = postgres_server.get_uri("tests")
    asyncio.run(schema.upgrade(dburl.translate(url)))
    return url


@pytest.fixture
def sqlite_url(migrated_sqlite, tmp_path):
    shutil.copy(migrated_sqlite, tmp_path / "longwatch.db")
    return f"sqlite:///{tmp_path / 'longwatch.db'}"


@pytest.fixture
async def postgres_url(migrated_postgres):
    connection = await asyncpg.connect(migrated_postgres)
    emptied = (f"DELETE FROM {table};" for table in metadata.tables)  # noqa: S608 (ours)
    await connection.execute(
        f"SET session_replication_role = replica; {' '.join(emptied)}"
    )
    await connection.close()
    return migrated_postgres


@pytest.fixture(params=ENGINES)
def database(request):
    """Give the address of an empty, migrated database, once on each engine."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def db(database):
    """Open an empty, migrated database, once on each engine."""
    opened = Database(dburl.translate(database))
    yield opened
    await opened.close()


@pytest.fixture
async def scene(database, tmp_path):
    async with factories.scene(database, tmp_path / "home") as made:
        yield made


@pytest.fixture
def slack(scene):
    return scene.slack


@pytest.fixture
def dana(scene):
    return scene.person("dana")


@pytest.fixture
def ana(scene):
    return scene.person("ana")
