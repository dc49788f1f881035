"""What happens to documents. Only added to: years of records are read through these."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Written(Fact):
    """A document was written, or brought in from a file."""

    name = "library.written"
    title: str
    kind: str
    state: str
    slug: str
    digest: str
    superseded_by: str = ""
    instead: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class Revised(Fact):
    """A document was changed: its text, or what is said about it."""

    name = "library.revised"
    title: str
    kind: str
    state: str
    slug: str
    digest: str
    version: int
    superseded_by: str = ""
    instead: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class Retired(Fact):
    """A document holds no longer: it is kept, and offered no more."""

    name = "library.retired"
    title: str
    superseded_by: str = ""
    instead: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class Superseded(Fact):
    """Another document holds in the place of one."""

    name = "library.superseded"
    title: str
    superseded_by: str
    by_title: str


@dataclass(frozen=True, kw_only=True)
class Archived(Fact):
    """A document that was long retired left the lists; it is found where one looks."""

    name = "library.archived"
    title: str


@dataclass(frozen=True, kw_only=True)
class Reviewed(Fact):
    """Somebody looked a document through: it still holds."""

    name = "library.reviewed"
    title: str
    due: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewDue(Fact):
    """Its owner was reminded to look a document through."""

    name = "library.review_due"
    title: str
    due: datetime
    late: bool = False
