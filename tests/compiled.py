"""Statements compiled once for all bots of a test process, not once for each.

Every test starts a bot on a database of its own, and each engine would compile the same
statements anew: a third of what the tests took.
"""

from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

from bot.core import engines

_KEPT: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}
_create = engines.create_async_engine


def _sharing(url: str, **options: Any) -> AsyncEngine:
    """Make an engine that compiles as the first one of its kind did."""
    made = _create(url, **options)
    engine = made.sync_engine
    kept = _KEPT.get(engine.dialect.name)
    # what no server has answered yet knows nothing of it
    if kept is None or getattr(kept[0], "server_version_info", None) is None:
        _KEPT[engine.dialect.name] = engine.dialect, engine._compiled_cache
        return made
    engine.dialect, engine._compiled_cache = kept
    engine.pool._dialect = engine.dialect
    return made


def share() -> None:
    """Have all engines that are made from now on share what they compile."""
    engines.create_async_engine = _sharing
