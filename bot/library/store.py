"""Documents in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, col, select

from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.library.rules import Kind, Sheet, State

MANY = 500  # documents of a workspace that are looked at, the newest first


class Document(Scoped, table=True):
    """One document as it stands; what it said before is in its versions."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("workspace", "slug"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(description="what a file or a person calls it by")
    kind: Kind = Field(sa_type=cast("Any", Text(Kind)))
    state: State = Field(sa_type=cast("Any", Text(State)))
    title: str
    text: str
    owner: str = ""
    surfaces: list[str] = Field(default_factory=list, sa_type=JSON)
    words: list[str] = Field(default_factory=list, sa_type=JSON)
    severities: list[int] = Field(default_factory=list, sa_type=JSON)
    version: int = 0
    due: datetime | None = Field(
        default=None, sa_type=Instant, description="when it is to be looked through"
    )
    asked_at: datetime | None = Field(
        default=None, sa_type=Instant, description="when its owner was reminded first"
    )
    changed_at: datetime = Field(sa_type=Instant)


class Version(Scoped, table=True):
    """What a document said: one row for each edit, for ever."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("workspace", "document", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    document: str
    number: int
    title: str
    text: str
    by: str
    at: datetime = Field(sa_type=Instant)


async def get(work: Work, id_: str) -> Document | None:
    """Load one to look at it."""
    return await work.session.get(Document, (id_,))


async def lock(work: Work, id_: str) -> Document | None:
    """Load one to change it."""
    return next(iter(await work.lock(Document, id_)), None)


async def by_slug(work: Work, slug: str) -> Document | None:
    """Find the one that is called *slug*."""
    query = select(Document).where(Document.slug == slug)
    return (await work.session.exec(query)).one_or_none()


async def every(work: Work) -> Sequence[Document]:
    """Give the documents of the workspace, the newest first."""
    query = select(Document).order_by(col(Document.id).desc()).limit(MANY)
    return (await work.session.exec(query)).all()


async def owned(work: Work, person: str) -> Sequence[Document]:
    """Give those whose owner was reminded to look them through."""
    query = select(Document).where(
        Document.owner == person, col(Document.asked_at).is_not(None)
    )
    return (await work.session.exec(query.order_by(col(Document.due)))).all()


async def versions(work: Work, document: str) -> Sequence[Version]:
    """Give what a document has said, the newest first."""
    query = select(Version).where(Version.document == document)
    return (await work.session.exec(query.order_by(col(Version.number).desc()))).all()


def sheet(row: Document) -> Sheet:
    """Give a row as a value."""
    return Sheet(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        state=row.state,
        title=row.title,
        text=row.text,
        owner=row.owner,
        surfaces=tuple(row.surfaces),
        words=tuple(row.words),
        severities=tuple(row.severities),
        version=row.version,
        due=row.due,
    )
