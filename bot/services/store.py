"""Services and their proofs in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.services.rules import Criterion, Standby

MANY = 1000  # services of a workspace that are looked at


class Service(Scoped, table=True):
    """One service as it is run; who owns it, and how fast it has to be back."""

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("workspace", "slug"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(description="its title, as it is compared")
    title: str
    surface: str = ""
    owner: str = Field(description="a person, a user group, or a role that signs off")
    standby: Standby = Field(sa_type=cast("Any", Text(Standby)))
    rpo: int = Field(description="seconds of data that may be lost")
    rto: int = Field(description="seconds until it is usable again")
    runbook: str = Field(default="", description="the name of a document")
    plan: str = ""
    version: int = 1
    entered_at: datetime | None = Field(default=None, sa_type=Instant)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", description="why it was retired")
    changed_at: datetime = Field(sa_type=Instant)

    @property
    def retired(self) -> bool:
        """Tell whether it is run no more."""
        return self.retired_at is not None


class Proof(Scoped, table=True):
    """How one criterion of one service was proven last; no text: it was withdrawn."""

    __tablename__ = "service_proofs"
    __table_args__ = (UniqueConstraint("workspace", "service", "criterion"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    service: str
    criterion: Criterion = Field(sa_type=cast("Any", Text(Criterion)))
    text: str
    by: str
    at: datetime = Field(sa_type=Instant)
    number: int = Field(default=1, description="how often it was proven, or withdrawn")


async def get(work: Work, id_: str) -> Service | None:
    """Load one to look at it."""
    return await work.session.get(Service, (id_,))


async def lock(work: Work, id_: str) -> Service | None:
    """Load one to change it."""
    return next(iter(await work.lock(Service, id_)), None)


async def by_slug(work: Work, slug: str) -> Service | None:
    """Find the one that is called so."""
    query = select(Service).where(Service.slug == slug)
    return (await work.session.exec(query)).one_or_none()


async def every(work: Work) -> Sequence[Service]:
    """Give the services of the workspace, by name."""
    query = select(Service).order_by(col(Service.slug)).limit(MANY)
    return (await work.session.exec(query)).all()


async def unproven(work: Work, owners: Sequence[str]) -> Sequence[Service]:
    """Give those of *owners* that are run and did not enter Operate."""
    query = select(Service).where(
        col(Service.owner).in_(owners),
        col(Service.entered_at).is_(None),
        col(Service.retired_at).is_(None),
    )
    return (await work.session.exec(query.order_by(col(Service.slug)))).all()


async def proofs(work: Work, services: Sequence[str]) -> Sequence[Proof]:
    """Give the proofs of some services, but those that were withdrawn."""
    query = select(Proof).where(col(Proof.service).in_(services), Proof.text != "")
    return (await work.session.exec(query)).all()


async def given(work: Work, service: str, criterion: Criterion) -> Proof | None:
    """Find how a criterion was proven last, though it was withdrawn."""
    query = select(Proof).where(Proof.service == service, Proof.criterion == criterion)
    return (await work.session.exec(query)).one_or_none()
