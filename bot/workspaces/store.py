"""Workspaces and their people in the database, and every query on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Index,
    LargeBinary,
    Row,
    Table,
    UniqueConstraint,
    bindparam,
    func,
)
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.queue import table, upsert
from bot.core.tables import Instant, Scoped, new_id
from bot.core.work import Work, locking

MANY = 5000  # people among whom a name is looked for


class Workspace(SQLModel, table=True):
    """One installation: a Slack workspace, or a whole org."""

    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("team_id"), UniqueConstraint("enterprise_id"))

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str | None = None
    enterprise_id: str | None = None
    name: str
    url: str
    bot_user: str
    bot_id: str
    token: bytes = Field(sa_type=LargeBinary, description="sealed")
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    installed_at: datetime = Field(sa_type=Instant)


class Person(Scoped, table=True):
    """One person of a workspace, as Slack last described them."""

    __tablename__ = "people"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    zone: str = "UTC"
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    bot: bool = False
    admin: bool = False
    checked_at: datetime = Field(sa_type=Instant)


class Group(Scoped, table=True):
    """One user group, as Slack last described it."""

    __tablename__ = "user_groups"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    handle: str


class Grouped(Scoped, table=True):
    """One person of one user group."""

    __tablename__ = "user_group_people"

    workspace: str = Field(primary_key=True)
    user_group: str = Field(primary_key=True)
    person: str = Field(primary_key=True)


class Absence(Scoped, table=True):
    """Some days on which somebody is not there, the last included."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "workspace", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    person: str
    first: str
    last: str
    cover: str = Field(default="", description="who stands in")


PEOPLE, GROUPS, GROUPED = table(Person), table(Group), table(Grouped)


async def all_workspaces(session: AsyncSession) -> Sequence[Workspace]:
    """Give every workspace, the oldest installation first."""
    query = select(Workspace).order_by(col(Workspace.installed_at), col(Workspace.id))
    return (await session.exec(query)).all()


async def by_slack(
    session: AsyncSession, team: str | None, enterprise: str | None
) -> Workspace | None:
    """Find the workspace of Slack's *team*, or of the org it belongs to."""
    mine = [col(Workspace.team_id) == team] if team else []
    orgs = [col(Workspace.enterprise_id) == enterprise] if enterprise else []
    if not mine + orgs:
        return None
    query = select(Workspace).where(or_(*mine, *orgs))
    found = (await session.exec(query)).all()
    return next((w for w in found if w.team_id == team), next(iter(found), None))


async def keep(work: Work, profile: Mapping[str, Any]) -> None:
    """Keep what Slack says of a person, however many are told so at once."""
    connection = await work.session.connection()
    said = {**profile, "checked_at": work.now}
    statement = upsert(connection)(PEOPLE).values(workspace=work.workspace, **said)
    statement = statement.on_conflict_do_update(
        index_elements=["workspace", "id"], set_=said
    )
    await connection.execute(statement)


_RIGHTS = select_columns(
    *(PEOPLE.c[name] for name in ("admin", "bot", "deleted", "guest", "stranger"))
).where(
    PEOPLE.c.workspace == bindparam("here"),
    PEOPLE.c.id == bindparam("user"),
)


async def rights(session: AsyncSession, workspace: str, user: str) -> Row[Any] | None:
    """Give what decides what *user* may do; None for somebody who is not known."""
    connection = await session.connection()
    found = await connection.execute(_RIGHTS, {"here": workspace, "user": user})
    return found.first()


async def people(session: AsyncSession, ids: Sequence[str]) -> Sequence[Person]:
    """Give those of *ids* who are known."""
    query = select(Person).where(col(Person.id).in_(ids))
    return (await session.exec(query)).all()


async def members(session: AsyncSession) -> Sequence[Person]:
    """Give the people who are known and can lead: no guests, no bots, nobody gone."""
    gone = or_(col(Person.deleted), col(Person.guest), col(Person.stranger))
    query = select(Person).where(~gone, ~col(Person.bot)).limit(MANY)
    return (await session.exec(query)).all()


async def zones(session: AsyncSession) -> dict[str, int]:
    """Count the people who can lead, by the zone in which they live."""
    gone = or_(col(Person.deleted), col(Person.guest), col(Person.stranger))
    query = select(Person.zone, func.count()).where(~gone, ~col(Person.bot))
    found = (await session.exec(query.group_by(Person.zone))).all()
    return dict(found)


async def names(
    session: AsyncSession, besides: Sequence[str], most: int
) -> Sequence[str]:
    """Give the names of people, but of those *besides*: whom Slack told of last."""
    query = select(Person.name).where(~col(Person.bot), col(Person.id).not_in(besides))
    newest = query.order_by(col(Person.checked_at).desc(), col(Person.id)).limit(most)
    return (await session.exec(newest)).all()


async def groups(work: Work, *, lock: bool = False) -> Sequence[Group]:
    """Give the user groups, by handle."""
    query = select(Group).order_by(col(Group.handle), col(Group.id))
    return (await work.session.exec(locking(query) if lock else query)).all()


async def grouped(work: Work, ids: Sequence[str]) -> Sequence[Grouped]:
    """Give who is in the user groups *ids*."""
    query = select(Grouped).where(col(Grouped.user_group).in_(ids))
    order = query.order_by(col(Grouped.user_group), col(Grouped.person))
    return (await work.session.exec(order)).all()


async def groups_of(work: Work, person: str) -> list[str]:
    """Give the ids of the user groups that *person* is in."""
    query = select(Grouped.user_group).where(Grouped.person == person)
    return list((await work.session.exec(query)).all())


async def put(work: Work, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, those that are there already left out."""
    if rows:
        connection = await work.session.connection()
        statement = upsert(connection)(into).on_conflict_do_nothing()
        given = [{"workspace": work.workspace, **row} for row in rows]
        await connection.execute(statement, given)


async def stale(session: AsyncSession, before: datetime, most: int) -> Sequence[Person]:
    """Give those who were not looked up since *before*, the oldest first."""
    query = (
        select(Person)
        .where(col(Person.checked_at) < before)
        .order_by(col(Person.checked_at))
        .limit(most)
    )
    return (await session.exec(query)).all()


async def admins(session: AsyncSession, most: int) -> Sequence[Person]:
    """Give a few of those whom Slack calls admin."""
    query = (
        select(Person)
        .where(col(Person.admin), ~col(Person.deleted))
        .order_by(col(Person.name))
        .limit(most)
    )
    return (await session.exec(query)).all()


async def absences(work: Work, users: Sequence[str]) -> Sequence[Absence]:
    """Give when *users* are away, were away or will be."""
    query = select(Absence).where(col(Absence.person).in_(users))
    return (await work.session.exec(query.order_by(Absence.id))).all()
