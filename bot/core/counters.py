"""Counters: the next number of a kind of thing, without gaps or doubles."""

from sqlmodel import Field, select

from bot.core import queue
from bot.core.tables import Scoped
from bot.core.work import Work


class Counter(Scoped, table=True):
    """The last number given, per workspace and kind."""

    __tablename__ = "counters"

    workspace: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int


async def last(work: Work, name: str) -> int:
    """Give the number of *name* that was given last, or 0."""
    query = select(Counter.value).where(Counter.name == name)
    return (await work.session.exec(query)).one_or_none() or 0


async def next_number(work: Work, name: str) -> int:
    """Give the next number of *name*, locking its counter until the commit."""
    connection = await work.session.connection()
    table = queue.table(Counter)
    statement = queue.upsert(connection)(table).values(
        workspace=work.workspace, name=name, value=1
    )
    statement = statement.on_conflict_do_update(
        index_elements=["workspace", "name"], set_={"value": table.c.value + 1}
    ).returning(table.c.value)
    return int((await connection.execute(statement)).scalar_one())
