"""What an edition of the digest can be given, filled with any words."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from bot.core.fit import cut
from bot.digest import rules
from bot.digest.rules import Line, Part
from bot.metrics import Chart

Contexts = Iterator[dict[str, Any]]


def line(words: str, number: int, *, late: bool) -> Line:
    """Make a line of what people typed, and of our own words."""
    return Line(
        what=cut(f"OPS-{number} · {words}", rules.WHAT),
        why="security · due Mon 30 Nov",
        label="Confirm…",
        does="calendar.confirm",
        value="01b2",
        late=late,
    )


def part(words: str, number: int, lines: int) -> Part:
    """Make a part of so many lines."""
    return Part(
        title=f"{number} duties overdue",
        lines=[line(words, at, late=bool(at % 2)) for at in range(lines)],
        more=lines * 20,
        lists="/ops due",
    )


def chart() -> Chart:
    """Make a small chart."""
    parts = tuple(f"{at:02} Nov" for at in range(7))
    series = (("users saw it", (1.0,) * 7), ("users did not", (0.0,) * 7))
    return Chart(title="Incidents", counts="incidents", parts=parts, series=series)


def editions(words: str) -> Contexts:
    """Give editions: a quiet week, a week with something, and one with everything."""
    for kind, count, flag in product(rules.Kind, (0, 1, 10), (False, True)):
        charts = [chart()] * min(count, 2)
        parts = [part(words, at, min(count, 9)) for at in range(count)]
        yield {
            "kind": kind.value,
            "day": "Mon 30 Nov",
            "late": flag,
            "preview": not flag,
            "quiet": not count,
            "next": line(words, 1, late=False) if flag else None,
            "parts": rules.fit(parts, len(charts)),
            "charts": charts,
            "wanted": flag,
        }
