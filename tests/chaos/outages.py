"""Ways in which a database is away for a while: locked, frozen, stopped."""

import contextlib
import signal
import sqlite3
from collections.abc import Iterator

from tests.chaos.database import SQLITE


@contextlib.contextmanager
def locked(url: str) -> Iterator[None]:
    """Have another process's kind of connection hold the SQLite file for itself."""
    other = sqlite3.connect(url.removeprefix(SQLITE), isolation_level=None)
    with contextlib.closing(other):
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextlib.contextmanager
def frozen(server) -> Iterator[None]:
    """Have the PostgreSQL server and all that it runs stand still: nothing answers."""
    master = server.get_postmaster_info().process
    every = [master, *master.children(recursive=True)]
    for process in every:
        process.suspend()
    try:
        yield
    finally:
        for process in reversed(every):
            if process.is_running():
                process.resume()


@contextlib.contextmanager
def stopped(server) -> Iterator[None]:
    """Have the PostgreSQL server end, and start again afterwards."""
    master = server.get_postmaster_info().process
    master.send_signal(signal.SIGINT)
    master.wait(30)
    try:
        yield
    finally:
        server.ensure_postgres_running()
