"""Facts: what happened, in the past tense, and the record they are kept in."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field

from bot.core.tables import Instant, Scoped, new_id


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that happened.

    Its `name` is its template, ledger kind, metric label and reaction key. Fields
    are only ever added, with a default: years of records are read back through them.
    """

    name: ClassVar[str]
    about: str

    def data(self) -> dict[str, Any]:
        """Give what it says, without what it is about."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: _plain(value) for key, value in own.items() if key != "about"}


def _plain(value: object) -> object:
    """Write moments as text: records are kept as JSON."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


class Record(Scoped, table=True):
    """One fact as it was recorded: the words of people, which can be erased."""

    __tablename__ = "records"
    __table_args__ = (Index(None, "workspace", "about", "at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    about: str
    at: datetime = Field(sa_type=Instant)
    actor: str
    because: str | None = Field(default=None, description="the record it follows from")
    policy: str = Field(description="digest of the policy it was decided under")
    data: dict[str, Any] = Field(sa_type=JSON)


def row(record: Record) -> Mapping[str, Any]:
    """Give *record* as the columns of its table."""
    return record.model_dump(exclude={"workspace"})


def told(record: Record) -> SimpleNamespace:
    """Give *record* as templates read it: what it says, who did it, and when."""
    return SimpleNamespace(
        id=record.id,
        name=record.name,
        about=record.about,
        at=record.at,
        by=record.actor,
        **record.data,
    )
