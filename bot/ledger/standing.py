"""How the ledger stands: how much of it is signed, without proving all of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.errors import Refused
from bot.core.work import Work
from bot.ledger import kept, notes, store
from bot.ledger.kept import Begun
from bot.ledger.notes import BadNote, Verifier


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What can be said at once of a workspace's ledger."""

    entries: int
    signed: int
    """Entries that the newest checkpoint covers."""
    at: datetime | None
    """When it was signed; None before the first."""
    sound: bool | None
    """Whether its signature holds and fits; None where no trusted key is kept."""
    begun: Begun | None
    """Where proof begins, if not at the first entry."""

    @property
    def unsigned(self) -> int:
        """Count the entries that no checkpoint covers yet."""
        return max(0, self.entries - self.signed)


async def standing(work: Work, home: Path) -> Standing:
    """Look at the head and the newest checkpoint, and check its signature.

    What *home* keeps is read first: it is never newer than the database then.
    """
    try:
        trusted = kept.trusted(home)
        known = kept.newest(kept.path(home, work.workspace))
        begun = kept.begun(home, work.workspace)
    except Refused:
        trusted, known, begun = [], None, None
    head, newest = await store.head(work, lock=False), await store.newest(work)
    entries = head.size if head else 0
    return Standing(
        entries=entries,
        signed=newest.size if newest else 0,
        at=newest.at if newest else None,
        sound=_sound(newest, known, entries, trusted)
        if (newest or known) and trusted
        else None,
        begun=begun,
    )


def _sound(
    newest: store.Signed | None,
    known: str | None,
    entries: int,
    trusted: list[Verifier],
) -> bool:
    """Tell whether a trusted key signed *newest*, and nothing beyond what is there."""
    try:
        signed = notes.checkpoint(newest.note, trusted).size if newest else 0
        last = notes.checkpoint(known, trusted).size if known else 0
    except BadNote:
        return False
    said = newest.size if newest else 0
    return signed == said and max(last, said) <= entries
