"""What of incidents is in Slack: their rooms, and every effect of theirs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.core.queue import OUTBOX, Effect
from bot.core.work import Work
from bot.incidents.rules import OPEN
from bot.incidents.store import ROOM, Incident

IS_ROOM = and_(col(Effect.kind) == "room", col(Effect.key) == ROOM + col(Effect.about))
"""The room of an incident, and not one that it left."""


async def by_channel(work: Work, channel: str) -> Incident | None:
    """Find the one whose room *channel* is."""
    query = (
        select(Incident)
        .join(Effect, col(Effect.about) == Incident.id)
        .where(IS_ROOM, Effect.channel == channel)
    )
    return (await work.session.exec(query)).one_or_none()


async def channels(work: Work, ids: Sequence[str]) -> dict[str, str]:
    """Give the channels of the rooms that there are, by incident."""
    query = select(Effect.about, Effect.channel).where(
        IS_ROOM,
        col(Effect.about).in_(ids),
        col(Effect.channel).is_not(None),
    )
    return {about: str(channel) for about, channel in await work.session.exec(query)}


async def settled_rooms(work: Work, most: int) -> list[str]:
    """Give the channels of open or private incidents whose members are all in Slack."""
    invited, coming = aliased(Effect), aliased(Effect)
    same = and_(
        col(invited.about) == col(Effect.about),
        col(invited.parent) == col(Effect.key),
        col(invited.kind) == "members",
    )
    query = (
        select(Effect.channel)
        .join(Incident, col(Incident.id) == Effect.about)
        .join(invited, same)
        .where(IS_ROOM, col(Effect.channel).is_not(None))
        .where(or_(col(Incident.status).in_(OPEN), col(Incident.private)))
        .where(invited.applied >= invited.wanted)
        .where(
            ~exists().where(
                col(coming.workspace) == col(Effect.workspace),
                col(coming.parent) == col(Effect.key),
                col(coming.kind) == "members",
                col(coming.applied) < col(coming.wanted),
            )
        )
        .order_by(col(Incident.number).desc())
        .limit(most)
    )
    return [str(channel) for channel in (await work.session.exec(query)).all()]


async def left_out(work: Work, incident: str) -> set[str]:
    """Give those who belong in the room but could not be brought into it."""
    query = select(Effect.detail).where(Effect.key == f"members:{incident}")
    found = (await work.session.exec(query)).first() or {}
    return set(found.get("left_out", {}))


Shown = Row[Any]  # what a card needs of an effect
_EFFECTS = select(
    *(
        OUTBOX.c[name]
        for name in (
            *("key", "seq", "kind", "state", "error", "place", "channel", "ts"),
            *("tries", "detail"),
        )
    )
).where(
    OUTBOX.c.workspace == bindparam("here"),
    OUTBOX.c.about.in_(bindparam("abouts", expanding=True)),
    OUTBOX.c.kind != "reply",
)  # fmt: skip


async def effects(work: Work, incident: str) -> Sequence[Shown]:
    """Give what of an incident is in Slack, or should be, links included."""
    connection = await work.session.connection()
    links = [f"{incident}:{n}" for n, _ in enumerate(work.policy.room.bookmarks)]
    given = {"here": work.workspace, "abouts": [incident, *links]}
    return (await connection.execute(_EFFECTS, given)).all()
