"""Rules: what an edition is made of, and how it fits in one message. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.errors import Invalid
from bot.core.fit import cut
from bot.core.waits import Wait

MOST = 45  # blocks of one message
LINES = 5  # lines of one part
BESIDE = 5  # blocks around the parts: the head, what is said of it, its buttons
WHAT = 120  # characters of what people typed
SEP = "|"
LATE = "late"


class Kind(StrEnum):
    """Whom an edition is for."""

    PERSONAL = "personal"
    """One person: what waits for them."""
    LEADS = "leads"
    """Whoever leads: what waits for them, and how it goes."""
    TEAM = "team"
    """Everybody, in a channel."""


WORDS = {
    "": Kind.PERSONAL,
    "me": Kind.PERSONAL,
    "mine": Kind.PERSONAL,
    "lead": Kind.LEADS,
    "trends": Kind.LEADS,
    "all": Kind.TEAM,
    "channel": Kind.TEAM,
    **{kind.value: kind for kind in Kind},
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what is meant, what is to say of it, and the button that goes on."""

    what: str
    why: str
    label: str
    does: str
    value: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """Lines of one kind under a title, and the command that lists the others."""

    title: str
    lines: Sequence[Line] = ()
    more: int = 0
    lists: str = ""
    light: bool = False
    """Whether a week with nothing else is a quiet one."""

    @property
    def blocks(self) -> int:
        """Give how many blocks it takes."""
        return 1 + len(self.lines)

    def cut(self, most: int) -> "Part":
        """Leave out all but the first lines."""
        left = len(self.lines) - most
        if left <= 0:
            return self
        return replace(self, lines=self.lines[:most], more=self.more + left)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a row says of the edition it shows."""

    kind: Kind
    week: str = ""
    late: bool = False

    @property
    def about(self) -> str:
        """Write it as a row keeps it."""
        return SEP.join((self.kind, self.week, LATE if self.late else ""))


def asked(words: str) -> Kind:
    """Read which edition somebody wants to see; refuse what is none."""
    said = words.casefold().strip()
    if said not in WORDS:
        there = "`personal`, `leads` and `team`"
        raise Invalid(
            "edition", f"There is no “{said[:20]}” edition: there are {there}"
        )
    return WORDS[said]


def read(about: str) -> Asked:
    """Read what a row keeps."""
    kind, _, rest = about.partition(SEP)
    week, _, late = rest.partition(SEP)
    return Asked(kind=Kind(kind), week=week, late=late == LATE)


def fit(parts: Sequence[Part], charts: int = 0) -> list[Part]:
    """Leave out lines until it all fits: the first of each part stay longest."""
    kept = [part.cut(LINES) for part in parts]
    room = MOST - BESIDE - 2 * charts
    for most in range(LINES, 0, -1):
        kept = [part.cut(most) for part in kept]
        if sum(part.blocks for part in kept) <= room:
            break
    return kept


def quiet(parts: Sequence[Part]) -> bool:
    """Tell whether there is nothing that anybody would have to look at."""
    return all(part.light for part in parts)


def waiting(wait: Wait, now: datetime, said: str, name: str = "") -> Line:
    """Make a line of what waits; *said* is when it is due, *name* whose it is."""
    late = wait.late or bool(wait.due and wait.due < now)
    due = f"{'was due' if late else 'due'} {said}" if wait.due else ""
    return Line(
        what=cut(wait.what, WHAT),
        why=" · ".join(filter(None, (wait.why, due, name))),
        label=wait.label,
        does=wait.does,
        value=wait.value,
        late=late,
    )
