"""Who is who: names, zones and rights, from what Slack last said of a person."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from bot.core import places, walls
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.times import Calendar
from bot.core.work import Work
from bot.workspaces import rules, store
from bot.workspaces.rules import Called

FEW = 3  # admins who are named


class Directory:
    """The people of a workspace, as core's roles ask for them."""

    async def may(self, work: Work, user: str, role: str) -> bool:
        """Tell whether *user* holds *role* in the whole workspace."""
        if role == Role.ADMIN and user in work.policy.people.admins:
            return True
        person = await store.rights(work.session, work.workspace, user)
        if role == Role.ADMIN:
            return bool(person and person.admin and not _outside(person))
        return not (person and (person.guest or _outside(person)))

    async def names(self, work: Work, users: list[str]) -> dict[str, str]:
        """Give how people call *users*; who is not known is called by id."""
        found = {p.id: p.name for p in await store.people(work.session, users)}
        return {user: found.get(user, user) for user in users}

    async def holders(self, work: Work, role: str) -> list[str]:
        """Give the ids of a few who hold *role*."""
        if role != Role.ADMIN:
            return []
        named = list(work.policy.people.admins)
        if named:
            return named[:FEW]
        return [person.id for person in await store.admins(work.session, FEW)]

    async def permalink(self, work: Work, channel: str, ts: str) -> str:
        """Give the address of a message, as Slack makes it: no call is needed.

        Without a *ts*, it is the address of the channel.
        """
        workspace = await work.session.get(store.Workspace, work.workspace)
        base = workspace.url if workspace else "https://slack.com/"
        place = f"{base.rstrip('/')}/archives/{channel}"
        return f"{place}/p{ts.replace('.', '')}" if ts else place


async def canvas(work: Work, file: str) -> str:
    """Give the address of a canvas, as Slack makes it: no call is needed."""
    workspace = await work.session.get(store.Workspace, work.workspace)
    if workspace is None or not workspace.url:
        return ""
    team = workspace.team_id or workspace.enterprise_id
    return f"{workspace.url.rstrip('/')}/docs/{team}/{file}"


async def fit(work: Work, users: Sequence[str]) -> list[str]:
    """Give those of *users* who are members: no guests, no apps, nobody gone.

    It says of many, in one reading, what `Directory.may` says of one.
    """
    found = {p.id: p for p in await store.people(work.session, users)} if users else {}
    unfit = {id_ for id_, p in found.items() if p.guest or _outside(p)}
    return [user for user in users if user not in unfit]


async def left(work: Work, user: str) -> bool:
    """Tell whether Slack said that *user* is there no more."""
    person = await work.session.get(store.Person, (work.workspace, user))
    return person is not None and person.deleted


async def known(work: Work, user: str) -> bool:
    """Tell whether *user* was ever described by Slack."""
    return await work.session.get(store.Person, (work.workspace, user)) is not None


async def introduce(work: Work, user: str, view: str) -> None:
    """Have Slack asked who *user* is, where it never said.

    The *view* of whoever asks gives `user`, and `then`: what is called with the answer.
    """
    if not await known(work, user):
        how = {"key": f"{view}:{user}", "priority": Priority.NUDGE}
        work.want("person", view, user, **how)


async def met(work: Work, user: str) -> str:
    """Keep what Slack said of somebody, as JSON; give who it is."""
    said = json.loads(user)
    await remember(work, said)
    return str(said["id"])


async def outside(work: Work, user: str) -> bool:
    """Tell whether Slack says that *user* is of another company, gone, or no person."""
    person = await store.rights(work.session, work.workspace, user)
    return bool(person and _outside(person))


async def stale(work: Work, before: datetime, most: int) -> list[str]:
    """Give the ids of those of whom Slack told nothing since *before*, oldest first."""
    return [person.id for person in await store.stale(work.session, before, most)]


async def remember(work: Work, user: Mapping[str, Any]) -> None:
    """Keep what Slack says of a person: no fact, it is Slack's to tell."""
    here = await work.session.get(store.Workspace, work.workspace)
    ours = filter(None, (here.team_id, here.enterprise_id) if here else ())
    await store.keep(work, vars(rules.profile(user, {*ours})))


def _outside(person: Any) -> bool:  # noqa: ANN401 (a row)
    return bool(person.stranger or person.deleted or person.bot)


async def called(work: Work, names: Iterable[str]) -> dict[str, Called]:
    """Find whom each of *names* calls, in one reading of the people."""
    people = {p.id: p.name for p in await store.members(work.session)}
    return {name: rules.called(name, people) for name in names}


async def names(work: Work, besides: Sequence[str], most: int) -> list[str]:
    """Give how people are called, those *besides* left out; whoever has left too."""
    return list(await store.names(work.session, besides, most))


async def zones(work: Work) -> dict[str, int]:
    """Count the members of the workspace, by the zone in which they live."""
    return await store.zones(work.session)


async def zone(work: Work, user: str) -> tzinfo:
    """Give the zone of *user*; UTC while it is not known."""
    person = await work.session.get(store.Person, (work.workspace, user))
    return walls.zone_or_utc(person.zone if person else None)


async def calendar(work: Work, user: str) -> Calendar:
    """Give the business days of *user*: the team's, on the clock where they live.

    Holidays are those of the country in whose zone their clock is, where the team has
    holidays at all and the policy says so.
    """
    team = work.policy.calendar
    person = await work.session.get(store.Person, (work.workspace, user))
    if person is None:
        return team
    lives = places.country(person.zone) if work.policy.duties.country_by_zone else ""
    moved = bool(team.country and lives) and lives != team.country
    country, region = (lives, "") if moved else (team.country, team.region)
    place = walls.zone_or_utc(person.zone)
    gone = tuple(
        (date.fromisoformat(one.first), date.fromisoformat(one.last))
        for one in await store.absences(work, [user])
    )
    return replace(team, zone=place, country=country, region=region, away=gone)
