"""Feeds: the calendar as other calendar programs read it (RFC 5545), by a secret link.

Of a link only the hash of its token is kept: whoever has the link reads the feed, until
somebody revokes it.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from bot.calendar import facts
from bot.core import roles, tokens
from bot.core.errors import Conflict, Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.tables import Instant, Scoped, new_id
from bot.core.work import Work

TEAM = "team"


class Feed(Scoped, table=True):
    """One link to a feed: whose duties it shows, and until when it works."""

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("digest"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    whose: str = Field(description="a person, a role, or the whole team")
    digest: str = Field(description="of the token")
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class NoFeed(Conflict):
    """There is no link to a feed of yours: `/ops feed` makes one."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A link as it is shown once."""

    token: str
    record: Record


async def make(work: Work, whose: str) -> Made:
    """Make a link to the duties of a person, a role or the team."""
    await roles.require(work, Role.MEMBER)
    known = work.policy.signoff
    if whose not in (TEAM, work.actor) and whose not in known:
        names = ", ".join(known)
        raise Invalid("whose", f"It is `mine`, `team` or a role: {names}")
    token = tokens.make(work.workspace)
    feed = Feed(
        workspace=work.workspace,
        whose=whose,
        digest=tokens.digest(token),
        made_by=work.actor,
        made_at=work.now,
    )
    work.session.add(feed)
    return Made(
        token=token, record=work.record(facts.FeedMade(about=feed.id, whose=whose))
    )


async def revoke(work: Work) -> Record:
    """Have every link that the actor made work no more."""
    await roles.require(work, Role.MEMBER)
    query = select(Feed).where(
        Feed.made_by == work.actor, col(Feed.revoked_at).is_(None)
    )
    found = await work.lock(
        Feed, *(f.id for f in (await work.session.exec(query)).all())
    )
    if not found:
        raise NoFeed
    for feed in found:
        feed.revoked_at = work.now
    return work.record(facts.FeedRevoked(about=work.actor, links=len(found)))


async def written(work: Work, whose: str, zone: ZoneInfo) -> bytes:
    """Write the feed of a person, a role or the team."""
    from bot.calendar import ical  # noqa: PLC0415 (loaded when somebody reads a feed)

    return await ical.written(work, whose, zone)


async def opened(work: Work, token: str) -> str:
    """Give whose feed a token opens in this workspace; empty where it opens none."""
    query = select(Feed).where(Feed.digest == tokens.digest(token))
    row = (await work.session.exec(query)).first()
    right = tokens.opens(token, row.digest if row is not None else None)
    return row.whose if row is not None and right and row.revoked_at is None else ""
