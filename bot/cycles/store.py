"""Releases, cycles and audits in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, col, select

from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.cycles.rules import GOING, State

_GOING = text("state IN ('open', 'ending')")
_STANDING = text("withdrawn_at IS NULL")


class Release(Scoped, table=True):
    """One release; `slug` is the same however its version is written.

    Of those that stand, one has it: what was withdrawn leaves it to another one.
    """

    __tablename__ = "releases"
    __table_args__ = (
        Index(None, "workspace", "at"),
        Index(None, "workspace", "cycle"),
        Index(
            "uq_releases_standing",
            "workspace",
            "slug",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str
    version: str
    service: str = Field(default="", description="its id, if it is one service's")
    major: bool = False
    notes: str = ""
    cycle: str
    by: str
    at: datetime = Field(sa_type=Instant)
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", description="why it was withdrawn")

    @property
    def stands(self) -> bool:
        """Tell whether it was not withdrawn."""
        return self.withdrawn_at is None


class Cycle(Scoped, table=True):
    """One cycle; of a workspace one is open at a time."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(
            "uq_cycles_going",
            "workspace",
            unique=True,
            sqlite_where=_GOING,
            postgresql_where=_GOING,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    title: str
    state: State = Field(default=State.OPEN, sa_type=cast("Any", Text(State)))
    release: str = Field(default="", description="the one that opened it")
    opened_by: str
    opened_at: datetime = Field(sa_type=Instant)
    ending_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    proofs: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    exceptions: list[str] = Field(default_factory=list, sa_type=JSON)
    reason: str = ""
    shown: str = Field(default="", description="what its card says, in a few digits")

    @property
    def ref(self) -> str:
        """Give what people call it."""
        return f"CYC-{self.number}"

    @property
    def going(self) -> bool:
        """Tell whether it is not over."""
        return self.state in GOING


class Audit(Scoped, table=True):
    """One sanity audit: what was wrong when it was made."""

    __tablename__ = "sanity_audits"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        Index(None, "workspace", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    number: int
    clean: bool
    wrong: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    document: str
    by: str
    at: datetime = Field(sa_type=Instant)

    @property
    def ref(self) -> str:
        """Give what people call it."""
        return f"SAN-{self.number}"


class Hook(Scoped, table=True):
    """A way in for the machines that release: of its token only the hash is kept."""

    __tablename__ = "release_hooks"
    __table_args__ = (UniqueConstraint("workspace", "digest"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    digest: str
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


async def release(work: Work, id_: str) -> Release | None:
    """Load a release to look at it."""
    return await work.session.get(Release, (id_,))


async def lock_release(work: Work, id_: str) -> Release | None:
    """Load a release to change it."""
    return next(iter(await work.lock(Release, id_)), None)


async def by_slug(work: Work, slug: str) -> Release | None:
    """Find the release that is called so, and was not withdrawn."""
    query = select(Release).where(
        Release.slug == slug, col(Release.withdrawn_at).is_(None)
    )
    return (await work.session.exec(query)).one_or_none()


async def called(work: Work, end: str) -> Sequence[Release]:
    """Give the releases whose slug ends so, of whatever service, the newest first."""
    query = select(Release).where(col(Release.slug).endswith(end, autoescape=True))
    return (await work.session.exec(query.order_by(col(Release.at).desc()))).all()


async def releases(work: Work, most: int, cycle: str = "") -> Sequence[Release]:
    """Give the newest releases: those that stand of one *cycle*, or all."""
    query = select(Release).order_by(col(Release.at).desc(), col(Release.id).desc())
    if cycle:
        query = query.where(Release.cycle == cycle, col(Release.withdrawn_at).is_(None))
    return (await work.session.exec(query.limit(most))).all()


async def cycle(work: Work, id_: str) -> Cycle | None:
    """Load a cycle to look at it."""
    return await work.session.get(Cycle, (id_,))


async def lock(work: Work, id_: str) -> Cycle | None:
    """Load a cycle to change it."""
    return next(iter(await work.lock(Cycle, id_)), None)


async def numbered(work: Work, number: int) -> Cycle | None:
    """Find the cycle with this number."""
    query = select(Cycle).where(Cycle.number == number)
    return (await work.session.exec(query)).one_or_none()


async def going(work: Work) -> Cycle | None:
    """Give the cycle that is not over, if there is one."""
    query = select(Cycle).where(col(Cycle.state).in_(GOING))
    return (await work.session.exec(query)).one_or_none()


async def cycles(work: Work, most: int) -> Sequence[Cycle]:
    """Give the newest cycles."""
    query = select(Cycle).order_by(col(Cycle.number).desc())
    return (await work.session.exec(query.limit(most))).all()


async def audit(work: Work, id_: str) -> Audit | None:
    """Load an audit to look at it."""
    return await work.session.get(Audit, (id_,))


async def audits(work: Work, most: int) -> Sequence[Audit]:
    """Give the newest audits."""
    query = select(Audit).order_by(col(Audit.number).desc())
    return (await work.session.exec(query.limit(most))).all()


async def hook(work: Work) -> Hook | None:
    """Give the way in that is open, if there is one."""
    query = select(Hook).where(col(Hook.revoked_at).is_(None))
    return (await work.session.exec(query)).first()


async def lock_hook(work: Work, id_: str) -> Hook | None:
    """Load a way in to change it."""
    return next(iter(await work.lock(Hook, id_)), None)


async def hook_of(work: Work, digest: str) -> Hook | None:
    """Find the way in whose token has this hash."""
    query = select(Hook).where(Hook.digest == digest)
    return (await work.session.exec(query)).one_or_none()
