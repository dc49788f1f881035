"""What tables are made of: names for constraints, ids, moments, enums, a workspace."""

import json
from datetime import UTC, datetime
from enum import StrEnum

import uuid_utils
from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from bot.core import canon
from bot.core.errors import Refused

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """Make a row's id before the insert: a UUID of version 7, as text."""
    return str(uuid_utils.uuid7())


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in both engines; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Store in UTC, and without the zone where the engine knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Read as aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class Unreadable(Refused, ValueError):
    """The database holds a {kind} that nobody knows, {value!r}.

    Bring it back from a backup.
    """


class Text(TypeDecorator[StrEnum]):
    """An enum, kept as its text and read back as the enum."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        """Keep members of *kind*."""
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Store the member's value; another text is refused."""
        del dialect
        return None if value is None else self.kind(str(value)).value

    def process_result_value(self, value: object, dialect: Dialect) -> StrEnum | None:
        """Read the member; raise Unreadable when it is none that we wrote."""
        del dialect
        try:
            return None if value is None else self.kind(str(value))
        except ValueError:
            raise Unreadable(kind=self.kind.__name__, value=value) from None


class Names(TypeDecorator[dict[str, str]]):
    """A few texts by name, kept as one text, in the order of the names."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Store as JSON."""
        del dialect
        return None if value is None else canon.dumps(value).decode()

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> dict[str, str] | None:
        """Read them; raise Unreadable when it is nothing that we wrote."""
        del dialect
        try:
            read = None if value is None else json.loads(value)
        except ValueError:
            raise Unreadable(kind="Names", value=value) from None
        if read is not None and not isinstance(read, dict):
            raise Unreadable(kind="Names", value=value)
        return read


class Scoped(SQLModel):
    """The base of every table whose rows belong to one workspace."""

    workspace: str = Field(primary_key=False, nullable=False)
