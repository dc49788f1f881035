"""Finding the incident that somebody means, and hiding those they may not see.

A private incident of whose room somebody is no member answers like an unknown number.
"""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from bot.core.work import Work
from bot.incidents import listing, placed, rules, state, store
from bot.incidents.listing import Earlier
from bot.incidents.measuring import Happened, Milestones
from bot.incidents.rules import Status
from bot.incidents.store import Incident

REF = re.compile(r"((?:drill )?inc[- ]?|#)?(\d+)", re.IGNORECASE)
NAMED = re.compile(
    r"(?:(?P<marked>(?:(?:drill )?inc[- ]?|#)\d+)[:,;.]?|(?P<bare>\d+))"
    r"(?:\s+(?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
LARGEST = 10**9
GONE = " The button is of something that is gone."
Said = Callable[[str], bool]
Hidden = TypeVar("Hidden", Incident, Earlier, Milestones, Happened)
LIST = 15
RECENT = timedelta(hours=1)


def split(words: str) -> tuple[int | None, str]:
    """Take a number such as INC-42 off the beginning of *words*, if one is there."""
    found = NAMED.fullmatch(words)
    ref = REF.fullmatch(found["marked"] or found["bare"]) if found else None
    if not found or not ref:
        return None, words
    return int(ref[2]), (found["rest"] or "").strip()


def counts(words: str) -> bool:
    """Tell words that begin with a count, `3 of 5 are back`, from INC-3."""
    found = REF.fullmatch(words.partition(" ")[0])
    return found is not None and not found[1]


def names_one(words: str) -> bool:
    """Tell whether *words* are the number of an incident and nothing else."""
    return REF.fullmatch(words) is not None


async def meant(
    work: Work, words: str, channel: str, *, usage: str, said: Said | None = None
) -> tuple[Incident, str]:
    """Give the incident that is named, else the room's own, and the other words.

    *said* tells of words that begin with a number whether, in a room, all of them are
    said about its own incident.
    """
    number, rest = split(words)
    if number is None or (said and said(words)):
        own = await placed.by_channel(work, channel)
        if own is not None:  # Slack lets only its people type in a private room
            return own, words
        if number is None:
            raise rules.WhichIncident(usage=usage, hint=await some(work))
    return await numbered(work, number), rest


async def unknown(work: Work, words: str) -> rules.NoSuchIncident:
    """Give the refusal of *words* that should name an incident, and do not."""
    what = f"incident called “{rules.plain_line(words)[:20]}”"
    return rules.NoSuchIncident(what=what, hint=await some(work))


async def numbered(work: Work, number: int) -> Incident:
    """Give incident *number*, or refuse with what there is."""
    exists = number < LARGEST
    found = await store.by_number(work, number) if exists else None
    if found is None or not await visible(work, [found]):
        raise rules.NoSuchIncident(what=f"INC-{number}", hint=await some(work))
    return found


async def named(work: Work, words: str) -> Incident:
    """Give the incident that *words*, and nothing but them, are the number of."""
    number, rest = split(words.strip())
    if number is None or rest:
        raise await unknown(work, words)
    try:
        return await numbered(work, number)
    except state.UNREADABLE:
        raise state.Unreadable(ref=f"INC-{number}") from None


async def clicked(work: Work, id_: str, *, lock: bool = False) -> Incident:
    """Give the incident of a button, or refuse: it may be another workspace's."""
    found = await (_locked(work, id_) if lock else store.get(work, id_))
    if found is None or not await visible(work, [found]):
        raise rules.NoSuchIncident(what="such incident here", hint=GONE)
    return found


async def reference(work: Work, id_: str) -> str:
    """Give what people call the incident with this id; an empty text if none has it."""
    found = await store.get(work, id_)
    return found.ref if found else ""


async def visible(work: Work, incidents: Sequence[Hidden]) -> list[Hidden]:
    """Give those of *incidents* that the actor may see."""
    secret = [incident.id for incident in incidents if incident.private]
    if not secret or work.actor.startswith("clock"):
        return list(incidents)
    mine = await store.memberships(work, work.actor, secret)
    return [one for one in incidents if not one.private or one.id in mine]


async def open_ones(
    work: Work, most: int = LIST
) -> tuple[Sequence[Incident], set[str]]:
    """Give the open incidents, the most pressing first, and the ids to be masked.

    Those come last, by number: their place would tell how bad they are.
    """
    found = await listing.pressing(work, most + 1)
    seen = await visible(work, found)
    known = {incident.id for incident in seen}
    masked = [incident for incident in found if incident.id not in known]
    last = sorted(masked, key=lambda incident: incident.number)
    return [*seen, *last], {incident.id for incident in masked}


async def candidates(work: Work, among: Sequence[Status]) -> list[Incident]:
    """Give those in one of *among* that the actor may see, the newest first."""
    return await visible(work, await listing.listed(work, among, LIST))


async def lately(work: Work) -> tuple[list[Incident], dict[str, str]]:
    """Give those declared in the last hour that the actor may see, and their rooms."""
    found = await visible(work, await listing.recent(work, RECENT))
    return found, await placed.channels(work, [incident.id for incident in found])


async def _locked(work: Work, id_: str) -> Incident | None:
    return next(iter(await store.lock(work, id_)), None)


async def some(work: Work) -> str:
    """Name a few that there are."""
    every = [status for status in Status if status is not Status.RETRACTED]
    found = await visible(work, await listing.listed(work, every, listing.FEW))
    if not found:
        return " There is none yet: `/incident declare` opens the first."
    return " The latest: " + ", ".join(incident.ref for incident in found) + "."
