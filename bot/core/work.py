"""A unit of work: who, where, when, in which transaction, and what came of it.

Invariants:
* `begin` is the only place that commits
* state, records, queue rows and ledger entries commit together, or nothing does
* locks are taken in one order: counter, things by id, queue rows by key, ledger head
* no network inside: what Slack must be told is a row, and the relay's business
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import BindParameter, Select, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from bot.core import inbox, queue
from bot.core.db import Database, insert_all
from bot.core.facts import Fact, Record, row
from bot.core.policy import Policy
from bot.core.queue import Priority
from bot.core.tables import Scoped

Thing = TypeVar("Thing", bound=Scoped)
Query = TypeVar("Query", bound=Select[Any])


class Sealer(Protocol):
    """What seals secrets: the vault, handed in by the composition root."""

    def seal(self, workspace: str, place: str, row: str, secret: bytes) -> bytes:
        """Seal *secret* for one *row* of one *place* (`table.column`)."""

    def open(self, workspace: str, place: str, row: str, sealed: bytes) -> bytes:
        """Open what was sealed for exactly this place."""


class People(Protocol):
    """Who is who in a workspace: handed in by the composition root."""

    async def may(self, work: "Work", user: str, role: str) -> bool:
        """Tell whether *user* holds *role* in the whole workspace."""

    async def names(self, work: "Work", users: list[str]) -> dict[str, str]:
        """Give how people call *users*, by id."""

    async def holders(self, work: "Work", role: str) -> list[str]:
        """Give the ids of those who hold *role*, a few at the most."""

    async def permalink(self, work: "Work", channel: str, ts: str) -> str:
        """Give the address of a message; without a *ts*, that of the channel."""


class Repeated(Exception):
    """The request was carried out before; here is what it was answered."""

    def __init__(self, answer: dict[str, Any] | None) -> None:
        """Keep the first *answer*, None for an empty one."""
        super().__init__("a repeated request")
        self.answer = answer


@dataclass
class Work:
    """Handed to every verb; nothing else reaches the clock or the database."""

    session: AsyncSession
    workspace: str
    actor: str
    now: datetime
    policy: Policy
    sealer: Sealer
    people: People
    because: str | None = None
    respond: Mapping[str, Any] | None = None
    said: dict[str, Any] | None = None
    records: list[Record] = field(default_factory=list)
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    timers: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def lock(self, kind: type[Thing], *ids: str) -> list[Thing]:
        """Load rows of *kind* to change them, in the order of their ids.

        One that was loaded before is read anew: it may have changed until it was ours.
        """
        found = await self.session.exec(_locked(kind), params={"ids": ids})
        return list(found)

    def record(self, fact: Fact, *, at: datetime | None = None) -> Record:
        """Note *fact*: it is ledgered, counted and reacted to with the transaction."""
        record = Record(
            workspace=self.workspace,
            name=fact.name,
            about=fact.about,
            at=at or self.now,
            actor=self.actor,
            because=self.because,
            policy=self.policy.digest,
            data=fact.data(),
        )
        self.records.append(record)
        return record

    def tell(
        self,
        record: Record,
        *,
        to: str,
        priority: Priority = Priority.INCIDENT,
        thread: str | None = None,
        after: str | None = None,
    ) -> None:
        """Have *record* told once, in the words of the template of its name.

        *to* is a channel's or person's id, or the key of a room of ours.
        """
        self.want(
            "message",
            record.name,
            record.id,
            key=f"{record.id}:{to}:{thread or ''}",
            priority=priority,
            after=after,
            detail={"thread": thread} if thread else {},
            **_where(to),
        )

    def show(self, card: str, about: str, *, to: str, **more: Any) -> None:  # noqa: ANN401 (columns of a row)
        """Have the *card* about a thing follow its state: posted once, then edited."""
        self.want("card", card, about, key=f"{card}:{about}", **_where(to), **more)

    def want(self, kind: str, name: str, about: str, **columns: Any) -> None:  # noqa: ANN401 (columns of a row)
        """Raise what is wanted of one effect; see `bot.core.queue.Effect`."""
        key = columns.pop("key", f"{kind}:{about}")
        given: dict[str, Any] = {"kind": kind, "name": name, "about": about}
        given |= {"workspace": self.workspace, "key": key, "since": self.now}
        given |= {"asker": self.actor}
        self.effects[key] = {**given, **columns}

    def reply(
        self,
        name: str,
        about: str,
        kind: str = "reply",
        *,
        replaces: bool = False,
        **more: Any,  # noqa: ANN401 (columns of a row)
    ) -> None:
        """Have the asker told, and nobody else, in the words of template *name*.

        What draws charts is of the *kind* "report": pictures take their time. What
        *replaces* the message of the button that was pressed is the next page of it.
        """
        key = f"reply:{name}:{about}:{self.actor}:{self.now.timestamp()}"
        how = {"replaces": True} if replaces else {}
        detail = {"respond": {**self.respond, **how}} if self.respond else {}
        self.want(kind, name, about, key=key, place=self.actor, detail=detail, **more)

    def later(
        self,
        verb: str,
        *,
        key: str,
        at: datetime,
        because: Record | None = None,
        **args: str,
    ) -> None:
        """Have *verb* called at a time; the same *key* moves the earlier call.

        It follows from the record *because*, else from the last one of this work.
        """
        reason = because or next(reversed(self.records), None)
        self.timers[key] = {
            "workspace": self.workspace,
            "key": key,
            "verb": verb,
            "args": args,
            "due": at,
            "because": reason.id if reason else self.because,
        }

    def forget(self, key: str) -> None:
        """Call off what `later` set under *key*, if it has not happened."""
        self.timers[key] = {"workspace": self.workspace, "key": key, "verb": ""}


def locking(query: Query, of: type[Scoped] | None = None) -> Query:
    """Have *query* lock its rows, and load them as they are once they are locked.

    Where it joins tables, only the rows of the table *of* are locked.
    """
    fresh = query.execution_options(populate_existing=True)
    return fresh.with_for_update(of=of)


@cache
def _locked(kind: type[Thing]) -> SelectOfScalar[Thing]:
    key = col(kind.id)  # type: ignore[attr-defined] # every thing has an id
    these: BindParameter[Any] = bindparam("ids", expanding=True)
    return locking(select(kind).where(key.in_(these)).order_by(key))


def _where(to: str) -> dict[str, Any]:
    """Tell a room of ours (a key, with a colon) from an id of Slack's."""
    return {"parent": to, "lane": to} if ":" in to else {"place": to, "lane": to}


Hook = Callable[[Work], Awaitable[None]]
Begin = Callable[..., AbstractAsyncContextManager[Work]]
After = Callable[[Coroutine[Any, Any, Any]], None]


@dataclass(frozen=True, kw_only=True)
class Transactions:
    """Where work begins and ends: the only place that commits."""

    database: Database
    clock: Callable[[], datetime]
    policy: Callable[[str], Policy]
    sealer: Sealer
    people: People
    react: Callable[[Work], None] = lambda _: None
    before_commit: tuple[Hook, ...] = ()
    after_commit: tuple[Callable[[Work], None], ...] = ()

    @asynccontextmanager
    async def begin(
        self,
        *,
        workspace: str,
        actor: str,
        key: str | None = None,
        because: str | None = None,
        respond: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[Work]:
        """Run one transaction.

        *key* names the request: a second one with it raises Repeated. *because* is the
        record that a call to ourselves follows from. *respond* is Slack's address for
        answers to the asker.
        """
        async with self.database.writing(workspace) as session:
            work = self._work(session, workspace, actor)
            work.because, work.respond = because, respond
            if key is not None:
                await self._take(work, key)
            yield work
            await self._finish(work, key)
        for hook in self.after_commit:
            hook(work)

    @asynccontextmanager
    async def look(self, *, workspace: str, actor: str) -> AsyncIterator[Work]:
        """Run one transaction that only reads: it never waits for a writer."""
        async with self.database.reading(workspace) as session:
            yield self._work(session, workspace, actor)

    def _work(self, session: AsyncSession, workspace: str, actor: str) -> Work:
        return Work(
            session=session,
            workspace=workspace,
            actor=actor,
            now=self.clock(),
            policy=self.policy(workspace),
            sealer=self.sealer,
            people=self.people,
        )

    async def _take(self, work: Work, key: str) -> None:
        connection = await work.session.connection()
        seen = {"workspace": work.workspace, "key": key, "at": work.now}
        if not await inbox.first_time(connection, seen):
            raise Repeated(await inbox.answered(connection, work.workspace, key))

    async def _finish(self, work: Work, key: str | None) -> None:
        """Write what the verbs collected, in the order of the locks."""
        self.react(work)
        await work.session.flush()
        connection = await work.session.connection()
        await insert_all(work.session, Record, [row(r) for r in work.records])
        await queue.want(connection, _in_order(work.effects))
        await queue.schedule(connection, [work.timers[k] for k in sorted(work.timers)])
        if key is not None and work.said is not None:
            await inbox.answer(connection, work.workspace, key, work.said)
        for hook in self.before_commit:
            await hook(work)


def _in_order(effects: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Put surfaces first, in the order of their locks, then messages as they came."""
    surfaces = [key for key, row in effects.items() if row["kind"] not in queue.ONCE]
    messages = [key for key in effects if effects[key]["kind"] in queue.ONCE]
    return [effects[key] for key in (*sorted(surfaces), *messages)]
