"""Enlisting: who is asked in a roll call, and which person or channel answers."""

from collections.abc import Sequence

from bot import workspaces
from bot.core.errors import Conflict, Invalid
from bot.core.rollcalls import Asks
from bot.core.work import Work
from bot.incidents import rules, store
from bot.incidents.lead import require_leader
from bot.incidents.rollcall.rollrows import RollRow
from bot.incidents.store import Incident

CARD = "incidents.rollcall"
LONGEST = 80  # characters of a name
MOST = 200  # who can be asked at once
PEOPLE = ("U", "W")  # how the ids of people begin


class Shown(Conflict):
    """A roll call is past what was asked; its card says how it stands."""

    def __init__(self, *, of: str, **details: object) -> None:
        """Name the incident *of* which it is."""
        super().__init__(**details)
        self.card = (CARD, of)


class AskedAlready(Shown):
    """{team} is on the roll call already: nothing was changed."""


async def enlist(
    work: Work, incident: Incident, rows: Sequence[Asks], known: Sequence[RollRow]
) -> list[RollRow]:
    """Make the rows, numbered on from those *known*; one named twice is one."""
    wanted = {row.name.casefold(): row for row in reversed([*map(_tidy, rows)])}
    there = {row.team.casefold(): row for row in known if row.removed_at is None}
    again = next((row for name, row in there.items() if name in wanted), None)
    if again:
        raise AskedAlready(team=again.team, of=incident.id)
    if not wanted:
        raise Invalid("rows", "Name who is asked, one in a line")
    if len(there) + len(wanted) > MOST:
        raise Invalid("rows", f"Ask at most {MOST}: ask some of them as one")
    contacts = await _contacts(work, incident, [*wanted.values()])
    made = [
        RollRow(
            workspace=work.workspace,
            incident=incident.id,
            number=number,
            team=row.name,
            contact=contacts[row.name],
        )
        for number, row in enumerate(reversed(wanted.values()), len(known) + 1)
    ]
    work.session.add_all(made)
    return made


def _tidy(row: Asks) -> Asks:
    name = rules.plain_line(row.name)
    if not any(character.isalnum() for character in name) or len(name) > LONGEST:
        raise Invalid("rows", f"“{name[:40]}” is no name of at most {LONGEST} letters")
    return Asks(name=name, contact=row.contact)


async def _contacts(
    work: Work, incident: Incident, rows: Sequence[Asks]
) -> dict[str, str]:
    """Give who answers for each; refuse whoever can't, or may not know of it."""
    usual = {one.name.casefold(): one.contact for one in work.policy.rollcall.rows}
    here = {m.person for m in await store.members(work, incident.id) if not m.left_at}
    found = {}
    for row in rows:
        found[row.name] = row.contact or usual.get(row.name.casefold(), "")
        if not incident.private or found[row.name] in here:
            continue
        if row.contact:
            raise Invalid("rows", await _outside(work, row))
        found[row.name] = ""  # whom only the policy names is not told
    people = sorted({row.contact for row in rows if row.contact[:1] in PEOPLE})
    fit = {work.actor, *await workspaces.fit(work, people)}
    unfit = next((person for person in people if person not in fit), None)
    if unfit:
        await require_leader(work, unfit, field="rows", does="answer")
    return found


async def _outside(work: Work, row: Asks) -> str:
    if row.contact[:1] not in PEOPLE:
        return f"It is private: no channel is told, leave the one of {row.name} out"
    who = (await work.people.names(work, [row.contact]))[row.contact]
    return f"It is private, and {who} is not in its room: bring them in first"
