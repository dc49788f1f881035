"""The order in which a transaction takes its locks, watched where SQLite has none.

Everywhere: counter, things by id, surfaces by key, timers by key, ledger head. A thing
that is locked already costs nothing; a row that is new can be waited for by nobody.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState

from bot.core import queue
from bot.core.db import Fenced

COUNTER, THING, SURFACE, TIMER, HEAD = range(5)
UPSERTS = {"counters": COUNTER, "outbox": SURFACE, "timers": TIMER}
HEADS = {"ledger_logs", "ledger_keys"}
WRONG: list[str] = []


def _take(info: dict[str, Any], rank: int, key: str) -> None:
    held = info.setdefault("locks", [])
    lock = (rank, key)
    if lock in held:
        return
    if held and max(held) > lock:
        WRONG.append(f"locks out of order: {lock} after {max(held)}")
    held.append(lock)


def _selected(state: ORMExecuteState) -> Any:
    """Note which rows a locking SELECT gave."""
    locking = getattr(state.statement, "_for_update_arg", None)
    if not state.is_select or locking is None or state.execution_options.get("seen"):
        return None
    info = state.session.connection().info
    frozen = state.invoke_statement(execution_options={"seen": True}).freeze()
    for row in frozen().scalars().all():
        table = row.__tablename__
        rank = HEAD if table in HEADS else THING
        _take(info, rank, str(getattr(row, "id", table)))
    return frozen()


def _executed(
    connection: Connection, clause: Any, many: Any, one: Any, *_: Any
) -> None:
    """Note which rows an upsert waits for."""
    if not isinstance(clause, Insert) or clause.table.name not in UPSERTS:
        return
    rank = UPSERTS[clause.table.name]
    for row in many or ([one] if one else [{}]):
        if row.get("kind") not in queue.ONCE:
            _take(connection.info, rank, str(row.get("key", "")))


def _begun(connection: Connection) -> None:
    connection.info["locks"] = []


def watch(engine: Any) -> None:
    """Watch what is executed on *engine*."""
    event.listen(engine, "begin", _begun)
    event.listen(engine, "before_execute", _executed)


def install() -> None:
    """Watch what sessions lock, in this whole process."""
    event.listen(Fenced, "do_orm_execute", _selected)
