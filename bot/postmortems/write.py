"""Writing: each section by its form, and never over what somebody else just wrote."""

from collections.abc import Mapping
from typing import Any

from bot import approvals, incidents, workspaces
from bot.core import roles, times
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import Incident
from bot.postmortems import blameless, change, facts, find, index, review, rules, store
from bot.postmortems.rules import EMPTY, WRITABLE, Part
from bot.postmortems.store import Postmortem, Section


def begun(part: Part, incident: Incident) -> dict[str, Any]:
    """Give what the record already says for a section."""
    if part is not Part.SUMMARY:
        return dict(EMPTY[part])
    said = [incident.title, incident.summary]
    if incident.resolution:
        said.append(f"Resolved by a {incident.outcome}: {incident.resolution}")
    what = "\n".join(filter(None, said))
    return {**EMPTY[part], "what": what[: rules.TEXT]}


def lasted(incident: Incident) -> str:
    """Give how long it took, from its start to its end."""
    if incident.resolved_at is None:
        return ""
    return times.human(incident.resolved_at - incident.started_at)


async def section(work: Work, found: Postmortem, part: Part) -> Section:
    """Give a section as it is now."""
    return (await store.sections(work, found.id))[part]


async def require_writable(work: Work, found: Postmortem) -> None:
    """Let through who may write, while it can be written."""
    await roles.require(work, Role.MEMBER)
    if found.status not in WRITABLE:
        raise rules.NotWritable(ref=found.ref, state=found.status, card=found.id)


async def write(
    work: Work, found: Postmortem, part: Part, given: Mapping[str, Any], version: int
) -> Record:
    """Keep what was written, unless somebody wrote since *version* was opened."""
    await require_writable(work, found)
    kept = await section(work, found, part)
    content = rules.tidy(part, given)
    if kept.version != version:
        by = (await work.people.names(work, [kept.by]))[kept.by]
        raise rules.Overtaken(version=kept.version, now=kept.content, who=by)
    if content == kept.content:
        rules.require_written(part, content)
        raise rules.AlreadySo(ref=found.ref, state="written so", card=found.id)
    kept.content, kept.version = content, version + 1
    kept.by, kept.at = work.actor, work.now
    await review.void(work, found, approvals.EDITED)
    await index.renew(work, found)
    said = {"part": part.value, "version": kept.version, "content": content}
    return change.record(work, found, facts.Written, **said)


async def people(work: Work, found: Postmortem) -> blameless.People:
    """Give whose names are looked for: the people of an incident, and all others."""
    incident = await find.incident_of(work, found)
    held = incidents.staffed(work, incident)
    roles_of = {
        incident.holder(key): f"the {role.name.lower()}" for key, role in held.items()
    }
    ids = {*await incidents.members(work, incident.id), *filter(None, roles_of)}
    ids |= {found.owner, incident.declarer} - {""}
    people = [one for one in sorted(ids) if one[0] in "UW"]
    names = await work.people.names(work, people)
    called = {one: roles_of.get(one, blameless.SOMEBODY) for one in people}
    return blameless.People(
        roles={
            **{names[one]: called[one] for one in people if names[one] != one},
            **{f"<@{one}>": called[one] for one in people},
        },
        others=await workspaces.names(work, people, blameless.MOST),
    )
