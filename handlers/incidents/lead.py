"""Leading: acknowledge, assign, severity, phase, times."""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from bot import incidents, workspaces
from bot.core import walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Work
from bot.incidents import TIMES, Incident, Phase
from bot.workspaces import Called

PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
OFFERED = "Slack offers names once you type an @"
NAMED = re.compile(rf"\b({'|'.join(TIMES)})\b", re.IGNORECASE)


async def acknowledge(work: Work, found: Incident, words: str = "") -> Record:
    """Answer for it."""
    del words
    return await incidents.acknowledge(work, found)


async def named(work: Work, words: str) -> tuple[str, str]:
    """Give who is named, and the other words; `me` is whoever asks."""
    person = PERSON.search(words)
    if person is not None and PERSON.search(words, person.end()):
        raise Invalid("commander", "Name one person: nobody was given a role")
    if person is not None:
        return person[1], f"{words[: person.start()]} {words[person.end() :]}".strip()
    pieces = words.split()
    if "me" in map(str.casefold, pieces):
        return work.actor, " ".join(p for p in pieces if p.casefold() != "me")
    at = next((p for p in pieces if p.startswith("@")), None) if pieces[1:] else None
    name = (at or words).removeprefix("@")
    called = (await workspaces.called(work, [name]))[name]
    if called.person is None:
        raise Invalid("commander", unclear(name[:40], called))
    return called.person, " ".join(p for p in pieces if p != at) if at else ""


def unclear(name: str, called: Called) -> str:
    """Say why *name* is nobody's, and what to do."""
    if called.several:
        return f"Several people are called @{name}. {OFFERED}"
    hint = f"Did you mean @{called.near[0]}?" if called.near else OFFERED
    return f"I know nobody called @{name}. {hint}"


async def severity(work: Work, found: Incident, words: str) -> Record:
    """Change the severity; what follows it is the reason."""
    known = {n: severity.name for n, severity in work.policy.severities.items()}
    first, _, rest = words.partition(" ")
    rated = incidents.leading(words, known)
    number, reason = incidents.severity(first), rest
    if number is None and rated:
        number, first, reason = rated[0].number, rated[0].said, rated[1]
    if number is None:
        names = ", ".join(known.values())
        raise Invalid("severity", f"“{first[:20]}” is no severity. There are {names}")
    return await incidents.reclassify(work, found, number, reason)


def rates(words: str) -> bool:
    """Tell `1 all regions are down` from `7 sev1`: a severity from an incident."""
    first, _, rest = words.partition(" ")
    other = rest[:1].isalpha() and incidents.severity(rest.partition(" ")[0])
    return incidents.severity(first) is not None and not other


async def severity_form(work: Work, found: Incident, form: Form) -> Record:
    """Change the severity to what was chosen."""
    number = int(form.choice("severity") or found.severity)
    return await incidents.reclassify(work, found, number, form.text("reason"))


async def phase(work: Work, found: Incident, words: str) -> Record:
    """Move to the phase that is named, or to the next one."""
    return await incidents.move(work, found, _phase(found, words.casefold().strip()))


async def phase_form(work: Work, found: Incident, form: Form) -> Record:
    """Move to the phase that was chosen."""
    return await incidents.move(work, found, Phase(form.choice("phase") or found.phase))


async def times(work: Work, found: Incident, words: str) -> Record:
    """Put times right: `started 14:05`, or several: `started 14:05 detected 14:09`."""
    zone = await workspaces.zone(work, work.actor)
    before, *pieces = NAMED.split(words)
    given = {
        name.casefold(): walls.parse_when(said.strip(" ,;"), now=work.now, zone=zone)
        for name, said in zip(pieces[::2], pieces[1::2], strict=True)
    }
    lost = [said.strip(" ,;") for said in pieces[1::2] if said.strip(" ,;")]
    unread = next(filter(walls.untimely, lost), "")
    if unread:
        raise Invalid("started", f"“{unread[:40]}” is no time of day")
    if before.strip() or not given or None in given.values():
        known = ", ".join(TIMES)
        raise Invalid("started", f"Say which of {known}, and when")
    return await incidents.retime(work, found, given)


async def times_form(work: Work, found: Incident, form: Form) -> Record:
    """Put the times right."""
    given = {name: form.moment(name) for name in TIMES}
    return await incidents.retime(work, found, given)


async def severities(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give what the severity form needs."""
    del found
    return {"severities": incidents.severities(work.policy)}


def _phase(found: Incident, word: str) -> Phase:
    if word == "next":
        after = incidents.PHASES.index(found.phase) + 1
        return incidents.PHASES[min(after, len(incidents.PHASES) - 1)]
    known = [one for one in Phase if word and one.value.startswith(word)]
    if len(known) != 1:
        names = [one.value for one in Phase]
        near = difflib.get_close_matches(word, names, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}"
        raise Invalid("phase", f"“{word[:20]}” is no phase. {hint}")
    return known[0]
