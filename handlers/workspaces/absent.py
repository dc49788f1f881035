"""Reading who is away, from when until when, and who stands in."""

import re
from datetime import date

from bot import workspaces
from bot.core import walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.work import Work
from handlers.incidents.lead import named

COVER = re.compile(r"[,;]?\s*\b(?:cover(?:ed)?(?: by)?|instead)\b:?\s*", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s+(.+?)(?=\s+(?:until|till|to|through)\b|$)", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:until|till|to|through)\s+(.+)$", re.IGNORECASE)
EXAMPLE = "/ops away until friday cover @dana"


async def away(work: Work, words: str) -> Record:
    """Note who is away: `@sam from monday until 2026-12-31 cover @dana`."""
    said, *rest = COVER.split(words, maxsplit=1)
    cover = (await named(work, rest[0]))[0] if rest and rest[0].strip() else ""
    first, last = FROM.search(said), UNTIL.search(said)
    person = FROM.sub(" ", UNTIL.sub(" ", said)).strip(" ,;")
    who = (await named(work, person))[0] if person else work.actor
    begins = await _day(work, who, first[1] if first else "today")
    if last is None:
        raise Invalid("until", f"Say until when, such as `{EXAMPLE}`")
    return await workspaces.away(
        work, who, begins, await _day(work, who, last[1]), cover
    )


async def _day(work: Work, who: str, said: str) -> date:
    today = await workspaces.today(work, who)
    day = walls.parse_day(said.strip(" ,;."), today=today)
    if day is None:
        raise Invalid("until", f"“{said[:40]}” is no day such as friday or 2026-12-31")
    return day
