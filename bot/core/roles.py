"""Roles: who may do what, decided when the button is pressed, from the database."""

from enum import StrEnum
from typing import Protocol

from bot.core.errors import Forbidden
from bot.core.work import Work


class Role(StrEnum):
    """What a person can be."""

    ADMIN = "admin"
    """Runs Longwatch in this workspace; may do everything."""
    COMMANDER = "commander"
    """Leads the incident; whoever declared it, while nobody does."""
    SECURITY = "security"
    """Answers for a security incident: its commander, or the team's security lead."""
    CONTAINMENT = "containment"
    """Contains one: the security lead; while nobody is, whoever leads the incident."""
    MEMBER = "member"
    """Belongs to the workspace: not a guest, not from another company."""


SECURITY = (Role.SECURITY, Role.CONTAINMENT)


class Led(Protocol):
    """A thing that somebody leads."""

    commander: str | None
    declarer: str


class NotYours(Forbidden):
    """{who} can do that. Ask them, or have yourself named commander."""


class SecurityOnly(Forbidden):
    """{who} can do that: ask one of them."""


ANYBODY = "an admin of this Slack, or somebody whom `admins` in the policy names"


class AdminsOnly(Forbidden):
    """{who} can do that: ask one of them."""


class MembersOnly(Forbidden):
    """Only members of the workspace can do that, guests can't."""


async def require(work: Work, role: Role, *, of: Led | None = None) -> None:
    """Let the actor go on only with *role* (in the thing *of*), or refuse."""
    lead = work.policy.people.security_lead if role in SECURITY else ""
    alone = role is Role.CONTAINMENT and bool(lead)  # leading gives no right to it
    leads = of is not None and work.actor == (of.commander or of.declarer)
    if _is_clock(work.actor) or (leads and not alone) or (lead and work.actor == lead):
        return
    if role is Role.MEMBER and await work.people.may(work, work.actor, Role.MEMBER):
        return
    if await work.people.may(work, work.actor, Role.ADMIN):
        return
    if role is Role.MEMBER:
        raise MembersOnly
    if of is None:
        raise AdminsOnly(who=await _admins(work))
    if alone:
        raise SecurityOnly(who=await _secure(work, lead))
    raise NotYours(who=await _who(work, of, lead))


async def _secure(work: Work, lead: str) -> str:
    """Name those who contain a security incident."""
    admins = await work.people.holders(work, Role.ADMIN)
    names = await work.people.names(work, [lead, *admins])
    said = ", ".join(names[user] for user in admins)
    rest = f" ({said})" if said else ""
    return f"Only the security lead ({names[lead]}) or an admin{rest}"


async def _admins(work: Work) -> str:
    """Name a few who run Longwatch here."""
    admins = await work.people.holders(work, Role.ADMIN)
    names = (await work.people.names(work, admins)).values()
    return f"Only an admin of Longwatch ({', '.join(names) or ANYBODY})"


async def _who(work: Work, of: Led, security: str) -> str:
    """Name those who could do it; *security* is the security lead, where they can."""
    leader = [of.commander or of.declarer]
    admins = await work.people.holders(work, Role.ADMIN)
    names = await work.people.names(work, [*leader, *admins, security])
    said = [names[user] for user in dict.fromkeys(leader + admins)]
    title = "the commander" if of.commander else "whoever declared it"
    rest = f" or an admin ({', '.join(said[1:])})" if said[1:] else " or an admin"
    also = f", the security lead ({names[security]})" if security else ""
    return f"Only {title} ({said[0]}){also}{rest}"


def _is_clock(actor: str) -> bool:
    """Tell a call of the clock's, or of a reaction, from a person's."""
    return actor.startswith("clock")
