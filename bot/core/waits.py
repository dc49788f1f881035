"""Waits: what waits for one person, as any capability says it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One thing that waits for somebody, with the button that does it.

    `what` may hold what people typed; `why` is in our own words, said of the person
    *who* if there is one. `does` and `value` are the button's action and the id that it
    is about; `more` are further ones, each with its label, about the same.
    """

    what: str
    why: str
    label: str
    does: str
    value: str
    who: str = ""
    more: tuple[tuple[str, str], ...] = ()
    due: datetime | None = None
    late: bool = False


def in_order(waits: list[Wait]) -> list[Wait]:
    """Put first what is late, then what is due first, then what has no time."""
    return sorted(waits, key=lambda w: (not w.late, w.due is None, _epoch(w.due)))


def _epoch(due: datetime | None) -> float:
    return due.timestamp() if due else 0.0
