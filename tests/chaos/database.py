"""Looking into the bot's database from outside, as an operator would."""

import contextlib
import sqlite3
from typing import Any

import asyncpg

Row = dict[str, Any]

SQLITE = "sqlite:///"


async def rows(database: str, query: str) -> list[Row]:
    """Read from the database at *database*, whoever else has it open."""
    if database.startswith(SQLITE):
        path = database.removeprefix(SQLITE)
        with contextlib.closing(
            sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        ) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(query)]
    connection = await asyncpg.connect(database)
    try:
        return [dict(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def write(database: str, *statements: str) -> None:
    """Change the database at *database* in one transaction."""
    if database.startswith(SQLITE):
        with contextlib.closing(sqlite3.connect(database.removeprefix(SQLITE))) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()
        return
    connection = await asyncpg.connect(database)
    try:
        async with connection.transaction():
            for statement in statements:
                await connection.execute(statement)
    finally:
        await connection.close()


async def waiting(database: str) -> list[str]:
    """Give the keys of the effects that are still to come, by themselves."""
    outbox = await rows(
        database, "SELECT key, parent, state, applied, wanted FROM outbox"
    )
    due = {row["key"]: row for row in outbox if row["applied"] < row["wanted"]}
    stuck = {key for key, row in due.items() if row["state"] in {"dead", "released"}}
    unsaid = {row["key"] for row in outbox if not row["applied"]}
    while (
        held := {key for key, row in due.items() if row["parent"] in stuck & unsaid}
        - stuck
    ):
        stuck |= held
    return sorted(due.keys() - stuck)


async def incidents(database: str) -> dict[int, str]:
    """Give every incident's id, by its number."""
    found = await rows(database, "SELECT id, number FROM incidents")
    return {row["number"]: row["id"] for row in found}


async def lost(database: str, about: str) -> bool:
    """Tell whether the bot can't know that a line about a thing was shown."""
    query = f"""SELECT key FROM outbox WHERE about LIKE '{about}%'
        AND state = 'released' AND error IS NOT NULL"""  # noqa: S608 (an id of ours)
    return bool(await rows(database, query))


async def recorded(database: str, about: str) -> list[str]:
    """Give the names of the facts about a thing, in order."""
    query = f"SELECT name FROM records WHERE about = '{about}' ORDER BY at, id"  # noqa: S608 (an id of ours)
    return [row["name"] for row in await rows(database, query)]
