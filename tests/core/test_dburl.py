import pytest
from sqlalchemy.engine import make_url

from bot.core import dburl

TRANSLATED = [
    # what a person writes, what the engine takes
    ("sqlite:///longwatch.db", "sqlite+aiosqlite:///longwatch.db"),
    ("sqlite:////data/longwatch.db", "sqlite+aiosqlite:////data/longwatch.db"),
    ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:///x.db"),
    # each name that hosts give PostgreSQL
    ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ("postgresql://u:p@h:5433/d", "postgresql+asyncpg://u:p@h:5433/d"),
    ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg://u@h/d"),
    # a password keeps its escapes
    ("postgres://u:p%40%2F@h/d", "postgresql+asyncpg://u:p%40%2F@h/d"),
    # sslmode is called ssl by the driver
    ("postgres://u@h/d?sslmode=require", "postgresql+asyncpg://u@h/d?ssl=require"),
    (
        "postgres://u@h/d?sslmode=verify-full",
        "postgresql+asyncpg://u@h/d?ssl=verify-full",
    ),
    ("postgres://u@h/d?sslmode=disable", "postgresql+asyncpg://u@h/d?ssl=disable"),
    # a socket instead of a host
    ("postgresql://u@/d?host=/run/s", "postgresql+asyncpg://u@/d?host=%2Frun%2Fs"),
]

REFUSED = [
    # what a person writes, what the sentence says
    ("", "write sqlite:///FILE"),
    ("longwatch.db", "write sqlite:///FILE"),
    ("mysql://u@h/d", '"mysql"'),
    ("postgres+psycopg://u@h/d", '"postgres+psycopg"'),
    ("postgres://u@h:port/d", "is not a database address"),
    # in memory, nothing survives and no second connection sees it
    ("sqlite://", "name a file"),
    ("sqlite:///:memory:", "name a file"),
    ("sqlite:///file::memory:?cache=shared", "name a file"),
    # one slash too few makes the file a host
    ("sqlite://longwatch.db", "two slashes"),
    ("postgres://u@h", "names no database"),
    ("postgres://u@h/d?sslmode=yes", "unknown sslmode"),
    ("postgres://u@h/d?sslmode=require&sslmode=disable", "unknown sslmode"),
    # the driver would stop at the first connection instead
    ("postgres://u@h/d?channel_binding=require", "leave them out: channel_binding"),
    ("postgres://u@h/d?b=1&a=2&sslmode=require", "leave them out: a, b"),
]


@pytest.mark.parametrize(("written", "taken"), TRANSLATED)
def test_an_address_is_translated_for_the_driver(written, taken):
    assert dburl.translate(written) == taken


@pytest.mark.parametrize(("_written", "taken"), TRANSLATED)
def test_a_translated_address_stays_as_it_is(_written, taken):
    assert dburl.translate(taken) == taken


@pytest.mark.parametrize(("written", "said"), REFUSED)
def test_an_address_that_can_not_work_is_refused(written, said):
    with pytest.raises(ValueError, match=said.replace("+", r"\+")):
        dburl.translate(written)


@pytest.mark.parametrize("written", [written for written, _ in TRANSLATED])
def test_the_driver_takes_every_option_that_is_left(written):
    url = make_url(dburl.translate(written))

    _, options = url.get_dialect()().create_connect_args(url)

    assert not set(options) - {
        *("user", "password", "host", "port", "database", "ssl"),
        *("check_same_thread", "uri"),
    }


def test_a_file_of_any_name_is_found_again():
    address = dburl.sqlite_file("/data of ours/é/longwatch.db")

    assert make_url(address).database == "/data of ours/é/longwatch.db"
