"""What is done with one finding, as it is typed and as it is filled in."""

import re
from collections.abc import Mapping
from typing import Any

from bot import findings, services, workspaces
from bot.core import walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Work
from bot.findings import Finding, Verdict

OPTIONS = 100  # of one menu of Slack's
UNTIL = re.compile(r"^(?:until|till|to|by)\s+", re.IGNORECASE)
BECAUSE = re.compile(r"^(?:because|since|as|:|;|,|-)\s*", re.IGNORECASE)
VERDICTS = re.compile(
    r"^(?P<false>false[ _-]?positive|false|fp)\b|^(?P<same>duplicate|dup|known)\b",
    re.IGNORECASE,
)
LONGEST = 3  # words that name a day


async def triage(work: Work, one: Finding, words: str) -> Record:
    """Judge it: what follows says how."""
    return await findings.triage(work, one, words)


async def triage_form(work: Work, one: Finding, form: Form) -> Record:
    """Judge it by what was filled in."""
    return await findings.triage(work, one, form.text("note"))


async def fix(work: Work, one: Finding, words: str) -> Record:
    """Say how it was mended: a link, or words."""
    return await findings.fix(work, one, words)


async def fix_form(work: Work, one: Finding, form: Form) -> Record:
    """Say how it was mended by what was filled in."""
    return await findings.fix(work, one, form.text("fix"))


async def close(work: Work, one: Finding, words: str) -> Record:
    """Say how it was verified."""
    return await findings.close(work, one, words)


async def close_form(work: Work, one: Finding, form: Form) -> Record:
    """Say how it was verified by what was filled in."""
    return await findings.close(work, one, form.text("verified"))


async def reopen(work: Work, one: Finding, words: str) -> Record:
    """Open it again: what follows says why."""
    return await findings.reopen(work, one, BECAUSE.sub("", words))


async def reopen_form(work: Work, one: Finding, form: Form) -> Record:
    """Open it again for the reason that was filled in."""
    return await findings.reopen(work, one, form.text("reason"))


async def decline(work: Work, one: Finding, words: str) -> Record:
    """Say that it is none: `false positive …` or `duplicate FND-3 …`."""
    found = VERDICTS.search(words)
    if found is None:
        problem = "Begin with “false positive” or “duplicate”, then say what shows it"
        raise Invalid("verdict", problem)
    verdict = Verdict.FALSE_POSITIVE if found["false"] else Verdict.DUPLICATE
    said = BECAUSE.sub("", words[found.end() :].strip())
    return await findings.decline(work, one, verdict, said)


async def decline_form(work: Work, one: Finding, form: Form) -> Record:
    """Say that it is none by what was filled in."""
    verdict = Verdict(form.choice("verdict") or Verdict.FALSE_POSITIVE)
    return await findings.decline(work, one, verdict, form.text("reason"))


async def severity(work: Work, one: Finding, words: str) -> Record:
    """Say how bad it is: `high it can't be reached from outside`."""
    named, _, reason = words.partition(" ")
    return await findings.reclassify(
        work, one, findings.severity(named), BECAUSE.sub("", reason.strip())
    )


async def severity_form(work: Work, one: Finding, form: Form) -> Record:
    """Say how bad it is by what was filled in."""
    named = findings.severity(form.choice("severity") or "")
    return await findings.reclassify(work, one, named, form.text("reason"))


async def kind(work: Work, one: Finding, words: str) -> Record:
    """Say what kind it is: `defect nobody can use it from outside`."""
    named, _, reason = words.partition(" ")
    said = BECAUSE.sub("", reason.strip())
    return await findings.recast(work, one, findings.kind(named), said)


async def kind_form(work: Work, one: Finding, form: Form) -> Record:
    """Say what kind it is by what was filled in."""
    named = findings.kind(form.choice("kind") or "")
    return await findings.recast(work, one, named, form.text("reason"))


async def assign(work: Work, one: Finding, words: str) -> Record:
    """Name who mends it: `@dana`, `me`, a user group, or a role."""
    return await findings.assign(work, one, words)


async def assign_form(work: Work, one: Finding, form: Form) -> Record:
    """Name who mends it by what was picked."""
    return await findings.assign(work, one, owner(form))


def owner(form: Form) -> str:
    """Read the owner of a form: a person, or a team."""
    person, team = form.user("owner") or "", form.choice("team") or ""
    if person and team:
        raise Invalid("team", "Choose one: a person, or a role or user group")
    return person or team


async def excuse(work: Work, one: Finding, words: str) -> Record:
    """Ask that its risk be accepted: `until 2027-03-31 because …`."""
    zone = await workspaces.zone(work, work.actor)
    today = work.now.astimezone(zone).date()
    pieces = UNTIL.sub("", words).split()
    for count in range(min(LONGEST, len(pieces)), 0, -1):
        said = " ".join(pieces[:count]).rstrip(",;:")
        day = walls.parse_day(said, today=today)
        if day is not None:
            reason = BECAUSE.sub("", " ".join(pieces[count:]))
            return await findings.ask_exception(work, one, day, reason)
    problem = f"“{' '.join(pieces[:1])[:40]}” is no day such as 2027-03-31 or friday"
    raise Invalid("until", problem)


async def excuse_form(work: Work, one: Finding, form: Form) -> Record:
    """Ask that its risk be accepted by what was filled in."""
    day, reason = form.day("until"), form.text("reason")
    return await findings.ask_exception(work, one, day, reason)


async def whole(work: Work, one: Finding) -> Mapping[str, Any]:
    """Give all that is known of a finding."""
    return await findings.details(work, one)


async def declining(work: Work, one: Finding) -> Mapping[str, Any]:
    """Refuse at once who may not decide, before anything is filled in."""
    await findings.require_decider(work, one)
    return await whole(work, one)


async def closing(work: Work, one: Finding) -> Mapping[str, Any]:
    """Refuse at once who may not verify, before anything is filled in."""
    await findings.require_other(work, one)
    return await declining(work, one)


async def assigning(work: Work, one: Finding) -> Mapping[str, Any]:
    """Give the form who could mend it."""
    return {**await whole(work, one), "teams": await teams(work)}


async def teams(work: Work) -> list[tuple[str, str, str]]:
    """Give the roles and user groups that can own a finding."""
    handles = await workspaces.handles(work)
    found = [(one.name, key, "") for key, one in work.policy.signoff.items()]
    return [*found, *((f"@{h}", id_, "") for id_, h in handles.items())][:OPTIONS]


async def empty(work: Work, given: Mapping[str, str]) -> dict[str, Any]:
    """Give the form of a new finding, with what was understood so far."""
    said = given.get("owner", "")
    try:
        named = await services.owner(work, said, "finding") if said else ""
    except Invalid:
        named = ""
    shown = await services.owner_of(work, named) if named else None
    person = shown.person if shown else ""
    return {
        "given": given,
        "person": person,
        "team": "" if person else named,
        "teams": await teams(work),
        "surfaces": work.policy.surfaces.names,
    }
