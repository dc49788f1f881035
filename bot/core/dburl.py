"""The address of the database, as people write it and as the engine takes it.

People write what their host prints (`postgres://…?sslmode=require`); SQLAlchemy wants
the driver in the scheme, and asyncpg takes `ssl` and few other options.
"""

import re

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
OPTIONS = {"host", "port", "ssl", "prepared_statement_cache_size"}
FORMS = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"


def translate(address: str) -> str:
    """Give *address* as SQLAlchemy takes it; ValueError says what to write instead."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise ValueError(f"is not a database address: write {FORMS}") from error
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        raise ValueError(f'names a database "{url.drivername}": write {FORMS}')
    url = url.set(drivername=driver)
    url = _sqlite(url) if driver.startswith("sqlite") else _postgres(url)
    return url.render_as_string(hide_password=False)


def sqlite_file(path: str) -> str:
    """Give the address of an SQLite file."""
    url = URL.create("sqlite+aiosqlite", database=path)
    return url.render_as_string(hide_password=False)


def _sqlite(url: URL) -> URL:
    if url.host:
        raise ValueError(
            "has two slashes: write sqlite:///FILE, or sqlite:////FOLDER/FILE"
        )
    if not url.database or ":memory:" in url.database:
        raise ValueError("keeps nothing: name a file, sqlite:///FILE")
    # three slashes and an absolute path are five in all: SQLite reads a host there
    return url.set(database=re.sub("^/+", "/", url.database))


def _postgres(url: URL) -> URL:
    mode = url.query.get("sslmode")
    url = url.difference_update_query(["sslmode"])
    if mode is not None:
        if mode not in SSL_MODES:
            raise ValueError(f"has an unknown sslmode: write {', '.join(SSL_MODES)}")
        url = url.update_query_dict({"ssl": mode})
    strange = sorted(set(url.query) - OPTIONS)
    if strange:
        raise ValueError(
            "has options that the driver doesn't take, leave them out: "
            + ", ".join(strange)
        )
    if not url.database:
        raise ValueError("names no database: end it with /NAME")
    return url
