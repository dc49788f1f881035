"""When each home is shown again. Pure: values in, values out.

Slack takes a hundred views a minute. Moments lie on a grid, and each is given to one
home: however many homes there are and however often something changes, no more are
shown than there are moments. Every other moment is for those whom a change concerns.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from math import floor

STEP = 0.7
"""Seconds between two moments: 85 a minute, where Slack takes 100."""
CLOSE = 2
"""How many moments ahead somebody's turn is left as it is: it may have begun."""


def plan(
    people: Sequence[str],
    first: Collection[str],
    planned: Mapping[str, datetime],
    now: datetime,
) -> dict[str, datetime]:
    """Give when the homes of *people* are shown: those of *first* before the others.

    Who is *planned* already is shown then what holds then; only who is among *first* is
    moved forward.
    """
    taken = {_index(due) for due in planned.values()}
    made = {}
    for person in sorted(people, key=lambda one: one not in first):
        mine = planned.get(person)
        if mine and (person not in first or _index(mine) <= _index(now) + CLOSE):
            continue
        moment = next(_free(now, taken, lane=person not in first))
        if mine is None or moment < _index(mine):
            taken.add(moment)
            made[person] = datetime.fromtimestamp(moment * STEP, UTC)
    return made


def _free(now: datetime, taken: Collection[int], *, lane: bool) -> Iterator[int]:
    """Give the moments after *now* that are nobody's, of one of both kinds."""
    ahead = count(floor(now.timestamp() / STEP) + 1)
    return (at for at in ahead if at % 2 == lane and at not in taken)


def _index(moment: datetime) -> int:
    return round(moment.timestamp() / STEP)
