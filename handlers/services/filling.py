"""What the forms of a service show: the fields as they stand, and the menus."""

from collections.abc import Mapping
from typing import Any

from bot import library, services, workspaces
from bot.core.errors import Invalid
from bot.core.work import Work
from bot.services import Criterion, Service

OPTIONS = 100  # of one menu of Slack's


async def empty(work: Work, given: Mapping[str, str]) -> dict[str, Any]:
    """Give the form of a new service, with what was understood so far."""
    try:
        owner = await services.owner(work, given.get("owner", "me"))
    except Invalid:
        owner = work.actor
    return await _fields(work, given, owner)


async def _fields(work: Work, given: Mapping[str, str], owner: str) -> dict[str, Any]:
    """Give what the form shows: the fields as they are typed, and its menus."""
    shown = await services.owner_of(work, owner)
    handles = await workspaces.handles(work)
    teams = [(one.name, key, "") for key, one in work.policy.signoff.items()]
    teams += [(f"@{handle}", id_, "") for id_, handle in handles.items()]
    teams.sort(key=lambda one: one[1] != owner)
    return {
        "given": given,
        "person": shown.person,
        "team": "" if shown.person else owner,
        "teams": teams[:OPTIONS],
        "runbooks": await _runbooks(work, given.get("runbook", "")),
        "surfaces": work.policy.surfaces.names,
        "kept": "",
    }


async def _runbooks(work: Work, chosen: str) -> list[tuple[str, str, str]]:
    """Give the documents that can be chosen, the one that is first."""
    every = [
        (one.title, one.slug, "")
        for one in await library.sheets(work)
        if one.state.holds or one.slug == chosen
    ]
    if chosen and chosen not in [slug for _, slug, _ in every]:
        every.append((chosen, chosen, ""))
    return sorted(every, key=lambda one: one[1] != chosen)[:OPTIONS]


async def edited(work: Work, found: Service, more: str = "") -> dict[str, Any]:
    """Give the form with what is said of a service now."""
    del more  # of the value of a button
    _require_run(found)
    context = await _fields(work, services.fields_of(found), found.owner)
    return {**context, "kept": f"{found.id}:{found.version}"}


async def proving(work: Work, found: Service, first: str) -> dict[str, Any]:
    """Give the form of a proof: the criterion that is named, else the first missing."""
    _require_run(found)
    known = await services.proofs(work, found)
    missing = [one for one, _ in services.lacking(known)]
    named = services.chosen(first) if first else None
    at = named or next(iter(missing), Criterion.DEPLOYMENT)
    counts = (str(known[one].number if one in known else 0) for one in Criterion)
    return {
        "service": found,
        "criteria": [
            (said, one.value, "missing" if one in missing else "proven already")
            for one, said in services.SAID.items()
        ],
        "chosen": at.value,
        "proof": known[at].text if at in known else "",
        "kept": f"{found.id}:{'-'.join(counts)}",
    }


async def withdrawing(work: Work, found: Service, first: str = "") -> dict[str, Any]:
    """Give the form that asks which proof holds no longer, and why."""
    _require_run(found)
    known = await services.proofs(work, found)
    proven = [one for one in Criterion if one in known]
    named = services.chosen(first) if first else next(iter(proven), None)
    if named not in proven:
        raise services.NotProven(service=found.id, title=found.title)
    return {
        "service": found,
        "criteria": [(services.SAID[one], one.value, "") for one in proven],
        "chosen": named.value,
    }


async def retiring(work: Work, found: Service, more: str = "") -> dict[str, Any]:
    """Give the form that asks why it is run no more."""
    del work, more
    _require_run(found)
    return {"service": found}


def _require_run(found: Service) -> None:
    if found.retired:
        raise services.AlreadyRetired(service=found.id, title=found.title)
