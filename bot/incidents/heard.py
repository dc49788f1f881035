"""What was said in the rooms of incidents, in the database: as it stands now.

A row may come before its message: somebody marks it, and Slack tells of that first.
Until the message itself is heard of, its `text` is not there.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, select

from bot.core.queue import table, upsert
from bot.core.tables import Instant, Scoped, new_id
from bot.core.work import Work, locking


class RoomMessage(Scoped, table=True):
    """One message of one room; `marks` says who has it on the timeline, and since when.

    A mark is `{"on": …, "at": …}` by a key that says what it is and whose.
    """

    __tablename__ = "room_messages"
    __table_args__ = (UniqueConstraint("workspace", "channel", "ts"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    channel: str
    ts: str
    thread_ts: str | None = None
    person: str = ""
    author: str = Field(default="", description="what no person wrote is called so")
    text: str | None = Field(default=None, description="none: it is not heard of yet")
    files: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, description="what Slack says of each"
    )
    edited_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    marks: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    entry: str | None = Field(
        default=None, description="what marks put on the timeline"
    )

    @property
    def marked(self) -> bool:
        """Tell whether anybody has it on the timeline."""
        return any(mark["on"] for mark in self.marks.values())

    @property
    def legible(self) -> bool:
        """Tell whether it says something, and was not deleted."""
        return bool((self.text or "").strip()) and self.deleted_at is None


MESSAGES = table(RoomMessage)


async def keep(work: Work, incident: str, channel: str, ts: str, **said: Any) -> bool:  # noqa: ANN401 (columns of a row)
    """Keep a message that nothing was heard of before; tell whether it was so."""
    row = RoomMessage(
        workspace=work.workspace, incident=incident, channel=channel, ts=ts, **said
    )
    connection = await work.session.connection()
    kept = await connection.execute(_keeping(upsert(connection)), row.model_dump())
    return kept.scalar() is not None


async def get(work: Work, channel: str, ts: str) -> RoomMessage | None:
    """Load one to look at it, if it is kept."""
    query = select(RoomMessage).where(
        RoomMessage.channel == channel, RoomMessage.ts == ts
    )
    return (await work.session.exec(query)).one_or_none()


async def lock(work: Work, channel: str, ts: str) -> RoomMessage:
    """Load one that is kept, to change it."""
    query = select(RoomMessage).where(
        RoomMessage.channel == channel, RoomMessage.ts == ts
    )
    return (await work.session.exec(locking(query))).one()


@cache
def _keeping(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    statement = insert(MESSAGES).on_conflict_do_nothing()
    return statement.returning(MESSAGES.c.id)
