"""Whose homes follow: they are surfaces, and their turns timers, in the queue."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.core.queue import LIVE, Effect, Timer
from bot.core.work import Work

HOME = "home"  # what every home is about: the index by subject finds them all
MOST = 1000
FOLLOW = "home.follow"


def key(person: str) -> str:
    """Give the key of somebody's home, and of its turn."""
    return f"home:{person}"


async def followers(work: Work, since: datetime) -> Sequence[str]:
    """Give who opened their home *since* then, the latest first."""
    query = (
        select(Effect.place)
        .where(Effect.about == HOME, Effect.kind == HOME)
        .where(col(Effect.state).in_(LIVE), Effect.since > since)
        .order_by(col(Effect.since).desc(), col(Effect.seq).desc())
        .limit(MOST)
    )
    return [str(person) for person in (await work.session.exec(query)).all()]


async def planned(work: Work) -> dict[str, datetime]:
    """Give when the homes are shown again that are to be."""
    query = select(Timer.args, Timer.due).where(
        Timer.verb == FOLLOW, col(Timer.due).is_not(None), col(Timer.state).in_(LIVE)
    )
    found = (await work.session.exec(query)).all()
    return {args["person"]: due for args, due in found if due}
