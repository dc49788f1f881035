"""Cards: the metrics as people read them, and what one of them is made of."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from bot import incidents
from bot.core import roles
from bot.core.errors import Refused
from bot.core.roles import Role
from bot.core.work import Work
from bot.metrics import measure, periods, words
from bot.metrics.measure import Compared, Report
from bot.metrics.rules import Made
from bot.metrics.terms import ABOUT, Key

REPORT = "metrics.report"
NAMED = 20  # incidents that are listed
SEP = "|"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One metric in words."""

    key: Key
    title: str
    value: str
    verdict: str
    trend: str
    spread: str = ""


@dataclass(frozen=True, kw_only=True)
class Named:
    """One thing that a figure is made of, as whoever looks may know it."""

    said: str
    part: str
    incident: str
    duty: str = ""


def asked(words: str) -> tuple[str, str]:
    """Read `[90d] [surface]`, in this order or the other; what is left out is usual.

    A first word that begins with a digit is meant as a period: it is read, or refused.
    """
    first, _, rest = words.strip().partition(" ")
    if first[:1].isdigit():
        return periods.spelled(first), rest.strip()
    other, _, last = words.strip().rpartition(" ")
    if periods.WRITTEN.fullmatch(last):
        return periods.spelled(last), other.strip()
    return periods.USUAL, words.strip()


def kept(text: str, surface: str) -> str:
    """Write what a button keeps of a report."""
    return f"{text}{SEP}{surface}"


def read(about: str) -> tuple[str, str]:
    """Read what a button kept."""
    text, _, surface = about.partition(SEP)
    return periods.spelled(text), surface


async def shown(work: Work, about: str) -> dict[str, Any] | None:
    """Give the report that is meant, to whoever asked; None where it can't be."""
    try:
        return await told(work, *read(about))
    except Refused:
        return None


async def told(work: Work, text: str, surface: str) -> dict[str, Any]:
    """Give the report of a period in words."""
    await roles.require(work, Role.MEMBER)
    made = await measure.report(work, text, surface)
    begun = made.recorded
    return {
        "period": periods.words(made.text),
        "surface": made.surface,
        "keeps": kept(made.text, made.surface),
        "lines": [_line(one) for one in made.metrics],
        "surfaces": [
            (name, words.said(one.key, one.metric.value), words.verdict(one))
            for name, one in made.surfaces.items()
            if one.metric.value is not None
        ],
        "others": [
            (periods.words(other), kept(other, made.surface))
            for other in periods.OFFERED
            if other != made.text
        ],
        "everywhere": kept(made.text, ""),
        "recorded": begun,
        "known": any(one.metric.value is not None for one in made.metrics),
        "within": bool(begun and begun > made.period.start),
        "charts": made.charts if begun else (),
    }


async def how(work: Work, name: Key, text: str, surface: str) -> dict[str, Any]:
    """Give how one metric comes about: its definition, and what it is made of."""
    await roles.require(work, Role.MEMBER)
    made = await measure.report(work, text, surface)
    one, about = made.of(name), ABOUT[name]
    named, hidden = await _named(work, made, one)
    return {
        "figure": _line(one),
        "definition": about.definition,
        "period": periods.words(made.text),
        "surface": made.surface,
        "upper": words.counted(one.metric.numerator or 0, about.upper),
        "lower": words.counted(one.metric.denominator or 0, about.lower),
        "known": one.metric.value is not None,
        "since": None if one.metric.judged else made.recorded,
        "without": about.without,
        "named": named[:NAMED],
        "more": max(0, len(named) - NAMED),
        "hidden": hidden,
    }


def _line(one: Compared) -> Line:
    known = (("p50", one.metric.p50), ("p90", one.metric.p90))
    spread = [f"{end} {words.said(one.key, at)}" for end, at in known if at is not None]
    return Line(
        key=one.key,
        title=ABOUT[one.key].title,
        value=words.said(one.key, one.metric.value),
        verdict=words.verdict(one),
        trend=words.trend(one),
        spread=", ".join(spread),
    )


async def _named(work: Work, made: Report, one: Compared) -> tuple[list[Named], int]:
    """Give what may be named, the largest first, and how many may not.

    Of a share, what is missing from it comes first.
    """
    done = {part.id for part in one.metric.upper}
    parts = sorted(
        one.metric.made,
        key=lambda part: (
            part.id in done,
            -(part.amount or 0),
            len(part.ref),
            part.ref,
        ),
    )
    open_ones = [part for part in parts if part.incident not in made.masked]
    few = {part.incident for part in open_ones[:NAMED] if part.incident}
    known = {row.id: row for row in await incidents.these(work, sorted(few))}
    named = [_name(one.key, part, known, done) for part in open_ones]
    return named, len(parts) - len(open_ones)


def _name(
    key: Key, part: Made, known: dict[str, incidents.Incident], done: Container[str]
) -> Named:
    behind = known.get(part.incident)
    of = f"{behind.ref} " if behind and behind.ref != part.ref else ""
    title = f"{of}{behind.title}" if behind else part.title
    return Named(
        said=f"{part.ref} · {title}" if title else part.ref,
        part=words.part(key, part.amount, done=part.id in done),
        incident=part.incident,
        duty=part.duty,
    )
