"""What is done to a workspace as a whole: install, configure, look up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core import backlog, digests, pauses, retries, roles
from bot.core.errors import Conflict, Invalid
from bot.core.facts import Fact
from bot.core.roles import Role
from bot.core.work import Sealer, Work
from bot.workspaces import store
from bot.workspaces.rules import Installation

TOKEN = "workspaces.token"  # noqa: S105 (a place, not a token)
CHANNELS = ("announcements", "ops", "approvals", "learning")  # chosen in Slack
PEOPLE = ("fallback", "security_lead")  # whom an admin names in Slack
GUEST = "Name a member of the workspace: guests, apps and whoever has left can't lead"
CANVASES = "canvases:write"  # the scope that lets Longwatch keep canvases
SERIAL = re.compile("[0-9]{1,18}")  # what fits into eight bytes


@dataclass(frozen=True, kw_only=True)
class Installed(Fact):
    """Longwatch was installed, or its token was renewed."""

    name = "workspaces.installed"
    scopes: str


@dataclass(frozen=True, kw_only=True)
class Configured(Fact):
    """An admin changed how Longwatch is set up here."""

    name = "workspaces.configured"
    announcements: str
    ops: str
    fallback: str
    approvals: str = ""
    learning: str = ""
    security_lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Revived(Fact):
    """Someone had a failed effect tried again, or gave it up."""

    name = "workspaces.revived"
    effect: str
    dropped: bool


@dataclass(frozen=True, kw_only=True)
class CallRefused(Fact):
    """A call that the clock or a fact made to a verb was refused."""

    name = "workspaces.call_refused"
    verb: str
    reason: str


class NotFailed(Conflict):
    """That was mended or given up already: there is nothing to try again."""


async def install(work: Work, installation: Installation) -> store.Workspace:
    """Keep an installation, a new one or one whose token or name changed."""
    found = await work.session.get(store.Workspace, work.workspace)
    workspace = found or store.Workspace(
        id=work.workspace,
        token=b"",
        installed_at=work.now,
        **_columns(installation),
    )
    renewed = not found or token(workspace, work.sealer) != installation.token
    for name, value in _columns(installation).items():
        setattr(workspace, name, value)
    if renewed:
        workspace.token = work.sealer.seal(
            work.workspace, TOKEN, workspace.id, installation.token.encode()
        )
        scopes = ",".join(installation.scopes)
        work.record(Installed(about=workspace.id, scopes=scopes))
    work.session.add(workspace)
    channels = work.policy.channels
    _join(work, *(getattr(channels, name) for name in CHANNELS))
    return workspace


def _columns(installation: Installation) -> dict[str, Any]:
    return {
        "team_id": installation.team_id,
        "enterprise_id": installation.enterprise_id,
        "name": installation.name,
        "url": installation.url,
        "bot_user": installation.bot_user,
        "bot_id": installation.bot_id,
        "scopes": list(installation.scopes),
    }


def token(workspace: store.Workspace, sealer: Sealer) -> str:
    """Open the token of *workspace*."""
    return sealer.open(workspace.id, TOKEN, workspace.id, workspace.token).decode()


async def configure(
    work: Work,
    *,
    channels: Mapping[str, str | None],
    people: Mapping[str, str | None],
) -> None:
    """Choose the `CHANNELS`, and the `PEOPLE`; what is left out is nobody."""
    await roles.require(work, Role.ADMIN)
    workspace = await work.session.get(
        store.Workspace, work.workspace, with_for_update=True
    )
    if workspace is None:
        raise LookupError(work.workspace)
    places = {name: channels.get(name) or "" for name in CHANNELS}
    named = {name: people.get(name) or "" for name in PEOPLE}
    lead = named["security_lead"]
    if lead and not await work.people.may(work, lead, Role.MEMBER):
        raise Invalid("security_lead", GUEST)
    chosen = {"channels": places, "people": named}
    workspace.settings = {**workspace.settings, **chosen}
    fact = Configured(about=workspace.id, **named, **places)
    work.record(fact)
    _join(work, *places.values())
    await digests.watch(work)


def _join(work: Work, *channels: str) -> None:
    """Join the channels that are chosen before the first post to them."""
    for channel in filter(None, channels):
        work.want("join", "workspaces.channel", channel, place=channel)


async def find(
    session: AsyncSession, team: str | None, enterprise: str | None
) -> store.Workspace | None:
    """Find the workspace of Slack's *team*, or of the org it belongs to."""
    return await store.by_slack(session, team, enterprise)


async def installed(session: AsyncSession) -> Sequence[store.Workspace]:
    """Give every workspace, the oldest installation first."""
    return await store.all_workspaces(session)


async def present(work: Work) -> dict[str, Any]:
    """Give how the workspace is set up now, for the form."""
    policy = work.policy
    people = {name: getattr(policy.people, name) for name in PEOPLE}
    return {"channels": policy.channels, **people}


def refuse_call(
    work: Work, verb: str, reason: str, about: str | None, room: str | None
) -> None:
    """Record that a call to *verb* was refused, and tell it in its *room*."""
    record = work.record(
        CallRefused(about=about or work.workspace, verb=verb, reason=reason)
    )
    if room:
        work.tell(record, to=room)


async def health(work: Work) -> dict[str, Any]:
    """Give how the queue stands, and whether the asker may mend what failed."""
    may = await work.people.may(work, work.actor, Role.MEMBER)
    chosen = work.policy.channels  # a room may be a private one's: it is not shown
    shown = tuple(getattr(chosen, name) for name in CHANNELS)
    return {"backlog": await backlog.of(work), "may": may, "shown": shown}


async def without(work: Work, now: float) -> str:
    """Give why the workspace has no canvases *now*, in Slack's word."""
    here = await work.session.get(store.Workspace, work.workspace)
    if here is not None and here.scopes and CANVASES not in here.scopes:
        return "missing_scope"
    return await pauses.without(work, pauses.CANVASES, now=now)


async def retry(work: Work, seq: str) -> None:
    """Try an effect once more that failed for good."""
    await _revive(work, seq, drop=False)


async def drop(work: Work, seq: str) -> None:
    """Give an effect up that failed for good."""
    await _revive(work, seq, drop=True)


async def _revive(work: Work, seq: str, *, drop: bool) -> None:
    await roles.require(work, Role.MEMBER)
    connection = await work.session.connection()
    found = SERIAL.fullmatch(seq) and await retries.revive(
        connection, work.workspace, int(seq), drop=drop
    )
    if not found:
        raise NotFailed
    await retries.show_again(connection, [(work.workspace, seq)])
    work.record(Revived(about=work.workspace, effect=seq, dropped=drop))
