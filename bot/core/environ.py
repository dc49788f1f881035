"""How one variable of the environment is read: text in, a checked value out.

A reader raises ValueError with the rest of a sentence that begins with the variable's
name and says what to do. What may be secret is never repeated in it.
"""

import math
import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import SecretStr

from bot.core import dburl

APP = "longwatch"
PORTS = range(1, 65536)


def readable(given: object) -> object:
    """Let through what can be written; bytes that are no UTF-8 came as surrogates."""
    try:
        str(given).encode()
    except UnicodeEncodeError as error:
        raise ValueError("holds bytes that are no UTF-8: write it anew") from error
    return given


def port(text: str) -> int:
    """Read a TCP port."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) not in PORTS:
        raise ValueError(f'must be a whole number from 1 to 65535, not "{text:.20}"')
    return int(text)


def host(text: str) -> str:
    """Read what to listen on: a name or a number."""
    if not re.fullmatch(r"[A-Za-z0-9.:_%-]+", text):
        raise ValueError(
            "must be the name or number of an interface, such as 127.0.0.1"
        )
    return text


def seconds(text: str | float) -> float:
    """Read a length of time in seconds."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f'must be a number of seconds above 0, not "{text!s:.20}"')
    return number


def secret(what: str, prefix: str = "") -> Callable[[str], SecretStr]:
    """Make a reader of secrets that begin with *prefix*; none is ever repeated."""

    def read(text: str) -> SecretStr:
        if not text.startswith(prefix):
            raise ValueError(f"must begin with {prefix}: copy the {what}")
        if len(text) <= len(prefix) or re.search(r"\s", text):
            raise ValueError(f"is incomplete or holds a space: copy the {what} again")
        return SecretStr(text)

    return read


def plain(what: str) -> Callable[[str], str]:
    """Make a reader of one word that is no secret."""
    hidden = secret(what)
    return lambda text: hidden(text).get_secret_value()


def address(text: str, example: str = "https://longwatch.example.com") -> str:
    """Read an http(s) URL with nothing after its path."""
    try:
        parts = urlsplit(text)
        fits = bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if (
        not fits
        or parts.scheme not in {"http", "https"}
        or parts.query
        or parts.fragment
    ):
        raise ValueError(f"must be an address such as {example}")
    return text.rstrip("/")


def base(text: str) -> str:
    """Read the address that method names are added to: it ends with a slash."""
    return f"{address(text, 'https://slack.com/api/')}/"


def public(text: str) -> str:
    """Read where Slack sends requests to: by https, or on this machine."""
    read = address(text)
    if not (read.startswith("https://") or _near(read)):
        raise ValueError(
            "must begin with https://, such as https://longwatch.example.com: Slack "
            "sends nothing over plain http"
        )
    return read


def _near(url: str) -> bool:
    """Tell whether *url* is of this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def loopback(text: str) -> str:
    """Read an http URL of this machine: whoever pushes the clock must sit on it."""
    try:
        near = _near(address(text))
    except ValueError:
        near = False
    if not near or urlsplit(text).scheme != "http":
        raise ValueError(
            "must be an http address of this machine, such as "
            "http://127.0.0.1:3001/clock: only the playground needs it"
        )
    return text.rstrip("/")


def _path(text: str | Path) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~somebody who has no home here
        raise ValueError(
            "begins with ~ and a person unknown here: write it out"
        ) from error


def _seen(path: Path) -> Path:
    """Give *path* if it can be looked at, be it there or not."""
    try:
        path.exists()
    except OSError as error:
        raise ValueError(f"can't be looked at: {path}: {error.strerror}") from error
    return path


def folder_to_be(text: str | Path) -> Path:
    """Read a folder that may yet have to be made."""
    path = _path(text)
    if _seen(path).exists() and not path.is_dir():
        raise ValueError(f"must be a folder, {path} is not one")
    if path == path.parent:
        raise ValueError("must be a folder of its own, not the root of all")
    return path


def folder(text: str) -> Path:
    """Read a folder that exists."""
    if not (path := _seen(_path(text))).is_dir():
        raise ValueError(f"must be a folder that exists, {path} is none")
    return path


def file(text: str) -> Path:
    """Read a file that exists."""
    if not (path := _seen(_path(text))).is_file():
        raise ValueError(f"must be a file that exists, {path} is none")
    return path


def keys(text: str) -> str:
    """Read a key file, `env:NAME` or the URL of a key management service."""
    if text.startswith("env:"):
        if not re.fullmatch(r"env:[A-Za-z_][A-Za-z0-9_]*", text):
            raise ValueError("must name a variable after env:, such as env:MASTER_KEY")
        return text
    return text if "://" in text else str(_path(text))


def database(text: str) -> SecretStr:
    """Read the database's address as SQLAlchemy takes it."""
    return SecretStr(dburl.translate(text))


def own_database(data: dict[str, Any]) -> SecretStr:
    """Keep the data in a file of the data folder unless told otherwise."""
    return SecretStr(dburl.sqlite_file(str(data["home"] / f"{APP}.db")))


def own_keys(data: dict[str, Any]) -> str:
    """Keep the key in the user's configuration folder, never in the data folder.

    Where both are one folder, as on macOS, it stands beside that folder.
    """
    name = f"{APP}.key"
    path = platformdirs.user_config_path(APP, appauthor=False) / name
    home: Path = data["home"]
    among = path.resolve().is_relative_to(home.resolve())
    return str(home.with_name(name) if among else path)


def own_home() -> Path:
    """Keep data in the user's data folder unless told otherwise."""
    return platformdirs.user_data_path(APP, appauthor=False)
