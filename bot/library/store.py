"""Documents in the database: the tables, and every query on them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import JSON, UniqueConstraint, text
from sqlmodel import Field, col, select

from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.library.rules import Kind, Sheet, State

HEAD = tuple(f.name for f in fields(Sheet) if f.name != "text")
EMPTY = text("''")  # for rows that an older version still writes
MANY = 5000  # documents of a workspace that are listed, the newest first
PAGE = 200  # texts that are held at once while all are looked through


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
    superseded_by: str = Field(
        default="",
        description="the name of another one",
        sa_column_kwargs={"server_default": EMPTY},
    )
    instead: str = Field(
        default="",
        description="what to use in place of what is gone",
        sa_column_kwargs={"server_default": EMPTY},
    )
    since: date | None = Field(default=None, description="the day it was retired")
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


READ: Any = [getattr(Document, name) for name in HEAD]


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


async def heads(work: Work) -> list[Sheet]:
    """Give what is said about each document, the newest first, without its text."""
    newest = select(*READ).order_by(col(Document.id).desc()).limit(MANY)
    return [_head(row) for row in await work.session.exec(newest)]


async def texts(work: Work) -> AsyncIterator[tuple[str, str]]:
    """Give the text of each document, by its name, a page at a time."""
    after = ""
    while True:
        query = select(Document.slug, Document.text).where(col(Document.slug) > after)
        page = (
            await work.session.exec(query.order_by(Document.slug).limit(PAGE))
        ).all()
        for slug, said in page:
            yield slug, said
        if len(page) < PAGE:
            return
        after = page[-1][0]


async def owned(work: Work, person: str) -> Sequence[Document]:
    """Give those whose owner was reminded to look them through."""
    query = select(Document).where(
        Document.owner == person, col(Document.asked_at).is_not(None)
    )
    return (await work.session.exec(query.order_by(col(Document.due)))).all()


async def versions(
    work: Work, document: str, before: int, many: int
) -> Sequence[Version]:
    """Give what a document has said before a version, the newest first."""
    query = select(Version).where(
        Version.document == document, col(Version.number) < before
    )
    newest = query.order_by(col(Version.number).desc()).limit(many)
    return (await work.session.exec(newest)).all()


def sheet(row: Document) -> Sheet:
    """Give a row as a value."""
    return replace(_head(row), text=row.text)


def _head(row: Any) -> Sheet:  # noqa: ANN401 (a document, or the columns of one)
    said = {name: getattr(row, name) for name in HEAD}
    lists = {name: tuple(said[name]) for name in ("surfaces", "words", "severities")}
    return Sheet(text="", **{**said, **lists})
