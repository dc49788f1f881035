"""Findings in the database: the tables, and every query on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Index, UniqueConstraint, case, or_, text
from sqlmodel import Field, col, func, select

from bot.core.queue import Effect
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work, locking
from bot.findings.rules import CARD, GOING, ORDER, OVER, Kind, Severity, State

_GOING = text("state IN ('open', 'triaged')")
PAGE = 500


class Finding(Scoped, table=True):
    """One finding: what it is, whose, by when, and how it ended."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("workspace", "ref"),
        UniqueConstraint("workspace", "fingerprint"),
        Index(None, "workspace", "state"),
        Index(
            "ix_findings_going",
            "workspace",
            "next_by",
            sqlite_where=_GOING,
            postgresql_where=_GOING,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ref: str = Field(description="what people call it by: FND-12")
    fingerprint: str = Field(description="by what it is known when it is seen again")
    kind: Kind = Field(sa_type=cast("Any", Text(Kind)))
    title: str
    severity: Severity = Field(sa_type=cast("Any", Text(Severity)))
    source: str
    reference: str = ""
    place: str = ""
    surface: str = ""
    owner: str = Field(default="", description="a person, a user group, or a role")
    state: State = Field(default=State.OPEN, sa_type=cast("Any", Text(State)))
    found_at: datetime = Field(sa_type=Instant)
    clock_at: datetime = Field(sa_type=Instant)
    turn: int = Field(default=1, description="how often its clock began")
    rested: int = Field(default=0, description="seconds that its clock stood still")
    triage_by: datetime | None = Field(default=None, sa_type=Instant)
    fix_by: datetime | None = Field(default=None, sa_type=Instant)
    next_by: datetime | None = Field(default=None, sa_type=Instant)
    triaged_at: datetime | None = Field(default=None, sa_type=Instant)
    note: str = ""
    fixed_at: datetime | None = Field(default=None, sa_type=Instant)
    fixed_by: str = ""
    fix: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str = ""
    verdict: str = ""
    reason: str = Field(default="", description="how it was verified, or why declined")
    asked_until: str = Field(default="", description="the day of the exception asked")
    asked_why: str = ""
    excepted_at: datetime | None = Field(default=None, sa_type=Instant)
    excepted_until: str = ""
    excepted_by: str = ""
    seen_at: datetime = Field(sa_type=Instant)
    seen: int = Field(default=1, description="how often it was seen")
    gone_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1

    @property
    def going(self) -> bool:
        """Tell whether its clock runs."""
        return self.state in GOING

    @property
    def subject(self) -> str:
        """Give what the calendar calls it by: each start of its clock is another."""
        return self.id if self.turn == 1 else f"{self.id}:{self.turn}"


class Scanner(Scoped, table=True):
    """Something that reports what it finds, and when it was heard last."""

    __tablename__ = "scanners"
    __table_args__ = (UniqueConstraint("workspace", "source"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    source: str
    heard_at: datetime = Field(sa_type=Instant)
    runs: int = 0
    new: int = 0
    gone: int = 0
    known: int = 0
    silent: bool = False
    retired: bool = False


class Hook(Scoped, table=True):
    """A way in for a scanner: of its token only the hash is kept."""

    __tablename__ = "finding_hooks"
    __table_args__ = (UniqueConstraint("workspace", "digest"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    called: str
    digest: str
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


RANK = case(
    *[(col(Finding.severity) == one, rank) for one, rank in ORDER.items()], else_=9
)


async def get(work: Work, id_: str) -> Finding | None:
    """Load one to look at it."""
    return await work.session.get(Finding, (id_,))


async def lock(work: Work, *ids: str) -> list[Finding]:
    """Load some to change them, locked in the order of their ids."""
    return await work.lock(Finding, *ids)


async def by_ref(work: Work, ref: str) -> Finding | None:
    """Find one by what people call it."""
    query = select(Finding).where(Finding.ref == ref)
    return (await work.session.exec(query)).one_or_none()


async def by_fingerprints(work: Work, known: Sequence[str]) -> dict[str, Finding]:
    """Find those that are known already, locked, by fingerprint."""
    query = select(Finding).where(col(Finding.fingerprint).in_(known))
    rows = await work.session.exec(locking(query.order_by(Finding.id)))
    return {one.fingerprint: one for one in rows.all()}


async def printed(work: Work, fingerprint: str) -> Finding | None:
    """Find the one with a fingerprint, to look at it."""
    query = select(Finding).where(Finding.fingerprint == fingerprint)
    return (await work.session.exec(query)).one_or_none()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed to."""

    states: tuple[State, ...]
    severity: Severity | None = None
    kind: Kind | None = None
    owners: tuple[str, ...] | None = None
    words: str = ""


async def listed(work: Work, wanted: Wanted, most: int) -> Sequence[Finding]:
    """Give findings, the worst first, then what is due first."""
    query = select(Finding).where(*_narrowed(wanted))
    due = (col(Finding.next_by).is_(None), col(Finding.next_by))
    order = query.order_by(RANK, *due, Finding.id).limit(most)
    return (await work.session.exec(order)).all()


async def many(work: Work, wanted: Wanted) -> int:
    """Count the findings of a list."""
    query = select(func.count()).select_from(Finding).where(*_narrowed(wanted))
    return int((await work.session.exec(query)).one())


def _narrowed(wanted: Wanted) -> list[Any]:
    found: list[Any] = [col(Finding.state).in_(wanted.states)]
    if wanted.severity is not None:
        found.append(col(Finding.severity) == wanted.severity)
    if wanted.kind is not None:
        found.append(col(Finding.kind) == wanted.kind)
    if wanted.owners is not None:
        found.append(col(Finding.owner).in_(wanted.owners))
    if wanted.words:
        fields = (Finding.title, Finding.reference, Finding.surface, Finding.place)
        said = wanted.words.casefold()
        parts = [func.lower(col(f)).contains(said, autoescape=True) for f in fields]
        found.append(or_(*parts))
    return found


async def counts(work: Work) -> dict[Severity, tuple[int, datetime]]:
    """Count what is not over, by severity, with when the oldest was found."""
    query = (
        select(Finding.severity, func.count(), func.min(col(Finding.clock_at)))
        .where(col(Finding.state).not_in(OVER))
        .group_by(col(Finding.severity))
    )
    rows = (await work.session.exec(query)).all()
    return {Severity(severity): (count, oldest) for severity, count, oldest in rows}


async def owners(work: Work) -> Sequence[str]:
    """Give who owns something that is not over: people, user groups, roles."""
    query = select(Finding.owner).where(col(Finding.state).not_in(OVER)).distinct()
    return (await work.session.exec(query)).all()


async def oldest(work: Work) -> Finding | None:
    """Give the one that is open for the longest time."""
    query = select(Finding).where(col(Finding.state).not_in(OVER))
    order = query.order_by(col(Finding.clock_at), Finding.id).limit(1)
    return (await work.session.exec(order)).first()


async def due_before(work: Work, at: datetime, most: int = PAGE) -> Sequence[Finding]:
    """Give those whose next step is due before a time, what is due first first."""
    query = select(Finding).where(
        col(Finding.state).in_(GOING), col(Finding.next_by) <= at
    )
    order = query.order_by(col(Finding.next_by), Finding.id).limit(most)
    return (await work.session.exec(order)).all()


async def first_due(work: Work) -> datetime | None:
    """Give when the first step of those that are not critical is due."""
    query = select(Finding.next_by).where(
        col(Finding.state).in_(GOING),
        col(Finding.next_by).is_not(None),
        col(Finding.severity) != Severity.CRITICAL,
    )
    order = query.order_by(col(Finding.next_by)).limit(1)
    return (await work.session.exec(order)).first()


async def unseen(work: Work, source: str, since: datetime) -> Sequence[Finding]:
    """Give those of a scanner that its run, begun at *since*, did not see, locked."""
    query = select(Finding).where(
        Finding.source == source,
        col(Finding.state).in_((*GOING, State.FIXED)),
        col(Finding.gone_at).is_(None),
        col(Finding.seen_at) < since,
    )
    return (await work.session.exec(locking(query.order_by(Finding.id)))).all()


async def scanner(work: Work, source: str) -> Scanner | None:
    """Find a scanner, locked."""
    query = select(Scanner).where(Scanner.source == source)
    return (await work.session.exec(locking(query))).one_or_none()


async def scanners(work: Work) -> Sequence[Scanner]:
    """Give the scanners that were heard, the one heard longest ago first."""
    query = select(Scanner).order_by(col(Scanner.heard_at))
    return (await work.session.exec(query)).all()


async def hooks(work: Work) -> Sequence[Hook]:
    """Give the ways in that are not shut."""
    query = select(Hook).where(col(Hook.revoked_at).is_(None))
    return (await work.session.exec(query.order_by(col(Hook.called)))).all()


async def hook(work: Work, id_: str) -> Hook | None:
    """Load a way in to change it."""
    return next(iter(await work.lock(Hook, id_)), None)


async def hook_of(work: Work, digest: str) -> Hook | None:
    """Find a way in by the hash of its token."""
    query = select(Hook).where(Hook.digest == digest)
    return (await work.session.exec(query)).one_or_none()


async def copies(work: Work, id_: str) -> Sequence[Effect]:
    """Give the rows of the cards that show a finding, wherever they are."""
    query = select(Effect).where(Effect.about == id_, Effect.name == CARD)
    query = query.where(Effect.kind == "card").order_by(col(Effect.key))
    return (await work.session.exec(query)).all()
