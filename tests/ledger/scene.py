"""A workspace with a ledger, a data folder and an attacker: what these tests act on."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from typing import cast as typed

from sqlalchemy import text

from bot import ledger, vault
from bot.core import policy
from bot.core.db import Database
from bot.core.facts import Fact, Record
from bot.core.tables import new_id
from bot.core.work import Transactions
from bot.ledger.rules import Frontier

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COPIED = ("records", "ledger_logs", "ledger_entries", "ledger_checkpoints")


@dataclass(frozen=True, kw_only=True)
class Said(Fact):
    """Someone said something, with words of every kind."""

    name = "tests.said"
    title: str
    count: int = 3
    share: float = 0.5
    tags: tuple[str, ...] = ("one", "two")
    lead: str | None = None


def kek(seed: int = 7) -> vault.Kek:
    """Give a key-encryption key that is always the same."""
    return vault.Kek(secret=bytes((seed * 31 + at * 7) % 251 for at in range(32)))


@dataclass
class Scene:
    """One workspace; `attack` changes its database past every guard."""

    database: Database
    home: Path
    sealer: vault.Vault = field(default_factory=lambda: vault.Vault(kek()))
    workspace: str = field(default_factory=new_id)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.policies = policy.load()
        self.transactions = self.of(self.database)

    def of(self, database: Database) -> Transactions:
        return Transactions(
            database=database,
            clock=self.clock,
            policy=self.policies.of,
            sealer=self.sealer,
            people=typed("Any", None),  # nobody is asked for here
            before_commit=(ledger.Logs().append,),
        )

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def begin(self, actor: str = "U_ANA") -> Any:
        return self.transactions.begin(workspace=self.workspace, actor=actor)

    def look(self) -> Any:
        return self.transactions.look(workspace=self.workspace, actor="U_ANA")

    async def install(self) -> None:
        """Do what an installation does: keys of the vault, and the signing key."""
        async with self.begin() as work:
            await self.sealer.unlock(work.session, vault.SYSTEM)
            await self.sealer.unlock(work.session, self.workspace)
            await ledger.open_key(work)

    async def say(self, *titles: str) -> list[Record]:
        """Record one fact for each title, all in one transaction."""
        async with self.begin() as work:
            return [work.record(Said(about="inc-1", title=title)) for title in titles]

    async def grow(self, count: int) -> list[Record]:
        """Record *count* facts, each in a transaction of its own."""
        return [(await self.say(f"word {at}"))[0] for at in range(count)]

    async def sign(self) -> ledger.Checkpoint | None:
        async with self.begin() as work:
            return await ledger.checkpoint(work, home=self.home)

    async def verify(
        self, progress: Callable[[int, int], None] = lambda _done, _of: None
    ) -> ledger.Verification:
        async with self.look() as work:
            return await ledger.verify(work, home=self.home, progress=progress)

    async def found(self) -> list[str]:
        """Give the kinds of what verification finds."""
        return [finding.kind.value for finding in (await self.verify()).findings]

    async def attack(self, *statements: str, **values: Any) -> None:
        """Run SQL as the database's owner, past its guards; `:w` is the workspace."""
        async with self.database.crossing() as connection:
            for unguarded in await _unguarded(connection):
                await connection.execute(text(unguarded))
            for statement in statements:
                wanted = {"w": self.workspace, **values}
                named = {
                    name: wanted[name] for name in wanted if f":{name}" in statement
                }
                await connection.execute(text(statement), named)

    async def rows(self, query: str, **values: Any) -> Sequence[Mapping[str, Any]]:
        async with self.database.crossing() as connection:
            found = await connection.execute(
                text(query), {"w": self.workspace, **values}
            )
            return [dict(row) for row in found.mappings()]

    async def copy(self) -> dict[str, Sequence[Mapping[str, Any]]]:
        """Back up what this workspace has."""
        query = "SELECT * FROM {} WHERE workspace = :w"
        return {name: await self.rows(query.format(name)) for name in COPIED}

    async def restore(self, copy: dict[str, Sequence[Mapping[str, Any]]]) -> None:
        """Put back what `copy` gave, and nothing that came after it."""
        for name, rows in copy.items():
            await self.attack(f"DELETE FROM {name} WHERE workspace = :w")
            for found in rows:
                row = {name: _plain(value) for name, value in found.items()}
                names = ", ".join(row)
                marks = ", ".join(f":{column}" for column in row)
                await self.attack(
                    f"INSERT INTO {name} ({names}) VALUES ({marks})", **row
                )

    async def rebuild_head(self) -> None:
        """Make the head fit the entries as they are: what a careful attacker does."""
        rows = await self.rows(
            "SELECT leaf_hash FROM ledger_entries WHERE workspace = :w ORDER BY seq"
        )
        hashes = (bytes(row["leaf_hash"]) for row in rows)
        frontier = Frontier().extended(hashes)
        await self.attack(
            "UPDATE ledger_logs SET size = :n, frontier = :f WHERE workspace = :w",
            n=frontier.size,
            f=frontier.dump(),
        )


def _plain(value):
    """Give *value* as SQL takes it: PostgreSQL's driver reads JSON, and writes text."""
    return json.dumps(value) if isinstance(value, dict) else value


async def _unguarded(connection) -> list[str]:
    """Give what keeps the triggers from firing for the rest of the transaction."""
    if connection.dialect.name == "postgresql":
        return ["SET LOCAL session_replication_role = replica"]
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return [
        f"DROP TRIGGER {row.name}" for row in await connection.execute(text(triggers))
    ]
