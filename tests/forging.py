"""An attacker in the database: rows that are changed behind the record's back.

What a statement changes stands for as long as the block lasts, and is put back after:
one scene is attacked in every way, one after the other.
"""

import contextlib

from sqlalchemy import text

from bot.core.tables import metadata


@contextlib.asynccontextmanager
async def forged(scene, table, statement):
    """Change a table by a statement of an attacker's, until the block ends."""
    rows = metadata.tables[table]
    async with scene.bot.database.crossing() as connection:
        before = (await connection.execute(rows.select())).mappings().all()
        assert (await connection.execute(text(statement))).rowcount > 0
    yield
    async with scene.bot.database.crossing() as connection:
        await connection.execute(rows.delete())
        await connection.execute(rows.insert(), [dict(row) for row in before])
