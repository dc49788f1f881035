"""What commands work with: the database, the vault and transactions, with no bot.

They run beside a bot or without one; nothing here makes a key or migrates.
"""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import ledger, vault, workspaces
from bot.core import policy, settings
from bot.core.db import Database
from bot.core.errors import Missing, Refused
from bot.core.policy import Policies, Policy
from bot.core.settings import Settings
from bot.core.work import Transactions
from bot.runtime import schema
from bot.runtime.clock import Clock
from bot.workspaces import Workspace

ACTOR = "cli"


class NoLedger(Missing):
    """There is no ledger here yet: no workspace is installed."""


class NoSuchWorkspace(Missing):
    """There is no workspace {wanted}. These are installed: {known}."""


class SeveralWorkspaces(Refused):
    """There are several workspaces, {known}: name one with --workspace."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A workspace as people know it: by its name and Slack's id, if it is installed."""

    workspace: str
    """Our own id."""
    name: str | None = None
    team: str | None = None
    """Slack's id, that of the org where all of it is one workspace."""

    def __str__(self) -> str:
        """Give `Acme (T0123ABCD, 01992f…)`, or our id alone."""
        known = ", ".join(filter(None, (self.team, self.workspace)))
        name = " ".join((self.name or "").split())
        return f"{name} ({known})" if name else self.workspace


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a command works with."""

    given: Settings
    transactions: Transactions
    ids: list[str]
    """The workspaces it is about, also those of which only checkpoints are kept."""
    installed: Sequence[Workspace]

    @property
    def only(self) -> str:
        """Give the one installed workspace that it is about, or refuse to choose."""
        here = [each for each in self.installed if each.id in self.ids]
        if len(here) > 1:
            raise SeveralWorkspaces(known=_listed(here))
        return here[0].id if here else self.ids[0]

    @property
    def about(self) -> list[Named]:
        """Give the workspaces that it is about, as people know them."""
        known = {each.id: of(each) for each in self.installed}
        return [known.get(id_, Named(workspace=id_)) for id_ in self.ids]


@asynccontextmanager
async def opened(
    wanted: str | None, *, given: Settings | None = None
) -> AsyncIterator[Opened]:
    """Open the database and the vault for *wanted*, or for every workspace."""
    given = given or settings.load(os.environ, slack=False)
    async with database(given) as found:
        async with found.reading(vault.SYSTEM) as session:
            known = await workspaces.installed(session)
        ids = _ids(known, given.home, wanted)
        transactions = Transactions(
            database=found,
            clock=await _clock(given),
            policy=chosen(policy.load(given.policy), known),
            sealer=await _unlocked(given, found, ids),
            people=workspaces.Directory(),
            before_commit=(ledger.Logs().append,),
        )
        yield Opened(given=given, transactions=transactions, ids=ids, installed=known)


async def _unlocked(
    given: Settings, found: Database, ids: Sequence[str]
) -> vault.Vault:
    """Open the vault for the installation and for the workspaces *ids*."""
    sealer = vault.Vault(vault.read(given.keys, data=given.home, make=False))
    async with found.reading(vault.SYSTEM) as session:
        for id_ in (vault.SYSTEM, *ids):
            with suppress(vault.Damaged):  # verification tells what can't be opened
                await sealer.unlock(session, id_, make=False)
    return sealer


async def _clock(given: Settings) -> Clock:
    clock = Clock()
    if given.clock:
        await clock.catch_up(given.clock)
    return clock


@asynccontextmanager
async def database(given: Settings) -> AsyncIterator[Database]:
    """Open a database that is at the newest migration."""
    await schema.require(given.database_url)
    found = Database(given.database_url)
    try:
        yield found
    finally:
        await found.close()


async def installed(given: Settings) -> Sequence[Workspace]:
    """Give the workspaces that are installed."""
    async with database(given) as found, found.reading(vault.SYSTEM) as session:
        return await workspaces.installed(session)


def chosen(policies: Policies, every: Sequence[Workspace]) -> Callable[[str], Policy]:
    """Give each workspace's policy, with what it chose in Slack."""
    known = {each.id: each for each in every}

    def of(id_: str) -> Policy:
        found = known.get(id_)
        if found is None:
            return policies.of(id_)
        return policies.of(id_, found.settings, team=found.team_id)

    return of


def named(every: Sequence[Workspace], wanted: str | None) -> list[Workspace]:
    """Give *every* workspace, or the one called *wanted*: by our id or Slack's."""
    found = [each for each in every if wanted is None or wanted in _names(each)]
    if wanted is not None and not found:
        raise NoSuchWorkspace(wanted=wanted, known=_listed(every) or "none")
    return found


def _ids(every: Sequence[Workspace], home: Path, wanted: str | None) -> list[str]:
    """Find the workspaces: those installed, and those whose checkpoints are kept."""
    known = {id_: Named(workspace=id_) for id_ in ledger.kept_workspaces(home)}
    known |= {each.id: of(each) for each in every}
    if not known:
        raise NoLedger
    names = {id_: {id_} for id_ in known} | {each.id: _names(each) for each in every}
    found = [id_ for id_ in known if wanted is None or wanted in names[id_]]
    if not found:
        shown = ", ".join(map(str, known.values()))
        raise NoSuchWorkspace(wanted=wanted, known=shown)
    return sorted(found)


def of(workspace: Workspace) -> Named:
    """Name a workspace that is installed."""
    slacks = workspace.team_id or workspace.enterprise_id
    return Named(workspace=workspace.id, name=workspace.name, team=slacks)


def _listed(every: Sequence[Workspace]) -> str:
    return ", ".join(str(of(each)) for each in every)


def _names(workspace: Workspace) -> set[str | None]:
    return {workspace.id, workspace.team_id, workspace.enterprise_id}
