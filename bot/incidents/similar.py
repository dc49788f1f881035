"""Similar earlier incidents: which are like one, by which words, at which surface.

Only incidents declared before it are looked at, the latest of them: what is found for
one does not change with those that come after it. Drills, and what was declined, merged
or taken back, are left out. So is a private one where whoever asks is not in its room:
not even what the words of others weigh tells of it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.core.policy import Policy
from bot.core.work import Work
from bot.incidents import find, likeness, listing, store
from bot.incidents.likeness import Text
from bot.incidents.listing import Earlier
from bot.incidents.state import plain
from bot.incidents.store import Incident

LATEST = 2000  # earlier incidents that are looked at
MOST = 3
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Similar:
    """An earlier incident that is like one, and why."""

    incident: Earlier
    score: float
    words: tuple[str, ...]
    surface: str

    def told(self, policy: Policy) -> dict[str, Any]:
        """Give it as JSON has it: names are stable, fields are only ever added."""
        found = self.incident
        return {
            "ref": found.ref,
            "id": found.id,
            "title": found.title,
            "severity": found.severity,
            "severity_name": policy.severities[found.severity].name,
            "status": found.status.value,
            "started_at": plain(found.started_at),
            "resolution": found.resolution,
            "score": self.score,
            "words": list(self.words),
            "surface": self.surface,
        }


async def similar(
    work: Work,
    incident: Incident,
    most: int = MOST,
    *,
    public: bool = False,
    causes: Mapping[str, str] = NOTHING,
) -> list[Similar]:
    """Give the *most* similar earlier incidents that the actor may see, likest first.

    With *public*, none that is private: for what others will read. *causes* holds what
    is known of root causes, by incident.
    """
    earlier = await listing.earlier(work, incident.number, LATEST)
    seen = {one.id: one for one in await _seen(work, earlier, public=public)}
    hits = await asyncio.to_thread(  # for a moment it would keep everybody waiting
        likeness.rank,
        _text(incident, causes),
        [_text(one, causes) for one in seen.values()],
    )
    return [
        Similar(
            incident=seen[hit.id], score=hit.score, words=hit.words, surface=hit.surface
        )
        for hit in hits[:most]
    ]


async def card(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what is similar to one, to the one person who asks."""
    found = await store.get(work, id_)
    if found is None or not await find.visible(work, [found]):
        return None
    return await finding(work, found)


async def finding(work: Work, found: Incident) -> dict[str, Any]:
    """Give what is shown of what is similar to *found*."""
    similars = await similar(work, found)
    return {"incident": found, "similars": similars, "policy": work.policy}


async def _seen(
    work: Work, earlier: Sequence[Earlier], *, public: bool
) -> Sequence[Earlier]:
    """Leave out what is private; the clock shows what it finds to anybody."""
    if public or work.actor.startswith("clock"):
        return [one for one in earlier if not one.private]
    return await find.visible(work, earlier)


def _text(incident: Incident | Earlier, causes: Mapping[str, str]) -> Text:
    return Text(
        id=incident.id,
        title=incident.title,
        summary=incident.summary,
        surface=incident.surface,
        resolution=incident.resolution,
        cause=causes.get(incident.id, ""),
    )


LIKE = {"incidents.similar": card}
