"""The policy: every number and name that a team may choose, as data.

Invariants:
* a policy is whole: what ships (`defaults.toml` and those beside it) < the file < its
  table for the workspace < what the workspace chose in Slack; tables merge, lists
  replace
* a policy is never half right: it is read without a mistake or not at all
* its digest stands on every record decided under it
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.core import canon, mistakes
from bot.core.errors import Refused
from bot.core.mistakes import Mistake, Source
from bot.core.terms import Policy, Severity

__all__ = [
    "BadPolicy",
    "Mistake",
    "Policies",
    "Policy",
    "Severity",
    "check",
    "load",
]

DEFAULTS = Path(__file__).with_name("defaults.toml")
SHIPPED = (
    DEFAULTS,
    Path(__file__).with_name("routines.toml"),
    Path(__file__).with_name("keys.toml"),
)
Layer = Mapping[str, Any]


class BadPolicy(Refused):
    """The policy can't be used.{lines}"""  # noqa: D400, D415  the list ends it

    def __init__(self, found: list[Mistake]) -> None:
        """Name every mistake that was *found*."""
        super().__init__(lines="".join(f"\n  {mistake}" for mistake in found))
        self.mistakes = found


@dataclass(frozen=True, kw_only=True)
class Policies:
    """The policy of every workspace, made from what ships and one file."""

    base: Layer
    tables: Mapping[str, Layer]
    _made: dict[str, tuple[str, Policy]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(
        self, workspace: str, stored: Layer | None = None, *, team: str | None = None
    ) -> Policy:
        """Give the policy of *workspace*; *stored* is what it chose in Slack.

        A table of the file may be called by our id or by *team*, Slack's. Raise
        `BadPolicy` where *stored* doesn't fit: try a choice here before keeping it.
        """
        key = canon.digest([stored, team])
        made = self._made.get(workspace)
        if made is None or made[0] != key:
            made = key, self._make((team, workspace), stored or {})
            self._made[workspace] = made
        return made[1]

    def _make(self, names: tuple[str | None, ...], stored: Layer) -> Policy:
        whole = self.base
        for layer in (*(self.tables.get(name or "", {}) for name in names), stored):
            whole = _merge(whole, layer)
        if refused := _refused(whole):
            nowhere = Source("")  # Slack's forms have no lines
            raise BadPolicy([nowhere.mistake(*wrong) for wrong in refused])
        return Policy.model_validate(whole)


def load(path: Path | None = None) -> Policies:
    """Read what ships and the file at *path*; raise `BadPolicy` with all mistakes."""
    if path is None:
        return Policies(base=_defaults(), tables={})
    if found := check(path):
        raise BadPolicy(found)
    own, tables = _split(tomllib.loads(_text(path)))
    return Policies(base=_merge(_defaults(), own), tables=tables)


def check(path: Path) -> list[Mistake]:
    """Find every mistake in the file at *path*, in the order of its lines."""
    try:
        source = Source(_text(path))
    except OSError as error:
        reason = f"can't be read: {error.strerror}"
        return [Mistake(line=0, key=str(path), sentence=reason)]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [Mistake(line=line, key="", sentence="is not UTF-8 text")]
    broken = source.syntax()
    return [broken] if broken else sorted(_wrong(source))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


@cache
def _defaults() -> Layer:
    return {key: held for file in SHIPPED for key, held in _read(file).items()}


def _read(file: Path) -> Layer:
    return tomllib.loads(_text(file))


def _split(read: dict[str, Any]) -> tuple[Layer, Mapping[str, Layer]]:
    """Part a file into what holds everywhere and the tables of workspaces."""
    own = {key: held for key, held in read.items() if key != "workspace"}
    return own, read.get("workspace", {})


def _merge(under: Layer, over: Layer) -> Layer:
    """Lay *over* upon *under*: tables merge, anything else replaces."""
    merged = dict(under)
    for key, held in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(held, Mapping):
            merged[key] = _merge(below, held)
        else:
            merged[key] = held
    return merged


@cache
def _schema() -> mistakes.Schema:
    return Policy.model_json_schema()


def _refused(layer: Layer) -> list[tuple[mistakes.Where, str]]:
    """Give where *layer* is no policy, and what to write instead."""
    try:
        Policy.model_validate(layer)
    except ValidationError as error:
        return mistakes.told(error, _schema())
    return []


def _wrong(source: Source) -> Iterator[Mistake]:
    """Check what holds everywhere, then each workspace for what it adds."""
    own, tables = _split(tomllib.loads(source.text))
    base = _merge(_defaults(), own)
    common = _refused(base)
    for path, sentence in common:
        yield source.mistake(path, sentence)
    if not isinstance(tables, Mapping):
        yield source.mistake(("workspace",), "must hold tables: [workspace.ID]")
        return
    for name, table in tables.items():
        at = ("workspace", name)
        if not isinstance(table, Mapping):
            yield source.mistake(at, f"must be a table: [workspace.{name}]")
            continue
        for path, sentence in _refused(_merge(base, table)):
            if (path, sentence) not in common:
                yield source.mistake(at + path, sentence)
