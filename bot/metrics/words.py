"""Words: figures as people read them. Pure.

A figure is never rounded to what it is not: 99.9996 % is not shown as 100 %.
"""

import re
from collections.abc import Callable, Mapping
from math import floor

from bot.metrics.measure import Compared
from bot.metrics.terms import ABOUT, PERCENT, Key, Target

NOTHING = "no data"
SHORT = "not judged: on record for less than a day"
HOUR, DAY = 60, 24 * 60  # minutes
LONG = 48 * 60  # minutes, from which on days are told


def percent(value: float) -> str:
    """Write a share: cut, never rounded up, with three digits at the most."""
    return f"{floor(value * 1000 + 1e-6) / 1000:g} %" if value < 100 else "100 %"  # noqa: PLR2004 (all)


def minutes(value: float) -> str:
    """Write a time: `12.5 minutes`, `3 h 40 min`, `2 days 4 h`."""
    if value < HOUR:
        return _counted(value, "minute")
    if value < LONG:
        return _two(round(value), HOUR, "h", "min")
    days, rest = divmod(round(value / HOUR), 24)
    said = f"{days} days"
    return f"{said} {rest} h" if rest else said


def hours(value: float) -> str:
    """Write a number of hours."""
    return _counted(value, "hour")


def days(value: float) -> str:
    """Write a number of days."""
    return _counted(value, "day")


def marks(value: float) -> str:
    """Write a mark: `4.5 of 5`."""
    return f"{amount(value)} of 5"


SAID: Mapping[str, Callable[[float], str]] = {
    PERCENT: percent,
    "minutes": minutes,
    "hours": hours,
    "days": days,
    "of 5": marks,
}


def said(key: Key, value: float | None) -> str:
    """Write the value of a metric."""
    return NOTHING if value is None else SAID[ABOUT[key].unit](value)


def aim(key: Key, target: Target) -> str:
    """Write what is aimed at: `below 15 minutes`."""
    return f"{target.sense} {SAID[ABOUT[key].unit](target.value)}"


def verdict(one: Compared) -> str:
    """Say whether the target is met."""
    aimed = aim(one.key, one.target)
    if not one.metric.judged:
        return f"target: {aimed}, {SHORT}"
    if one.met is None:
        return f"target: {aimed}"
    return f"target {'met' if one.met else 'missed'}: {aimed}"


def trend(one: Compared) -> str:
    """Say how it was in the period before."""
    now, then = said(one.key, one.metric.value), said(one.key, one.before.value)
    if NOTHING in (now, then) or not one.comparable:
        return "" if then == NOTHING else f"{then} in the period before"
    if one.better is None or now == then:
        return f"as in the period before ({then})"
    word = "better" if one.better else "worse"
    return f"{word} than in the period before ({then})"


def amount(value: float) -> str:
    """Write a numerator or a denominator: with two digits, none where they are 0."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def counted(value: float, what: str) -> str:
    """Write how much there is of *what*: `1 patch duty done in time`."""
    said = amount(value)
    return f"{said} {_PLURAL.sub(_one, what, count=1) if said == '1' else what}"


def part(key: Key, value: float | None, *, done: bool = True) -> str:
    """Write how much one thing adds to a numerator."""
    if key is Key.PATCHES:
        return "done in time" if done else "not done in time"
    if value is None:
        return "counted"
    unit = "minutes" if key is Key.AVAILABILITY else ABOUT[key].unit
    taken = key in (Key.AVAILABILITY, Key.MTBF)
    return f"{SAID[unit](value)}{' taken off' if taken else ''}"


_PLURAL = re.compile(r"\b[a-z]+s\b")


def _one(many: re.Match[str]) -> str:
    """Give the word for one of many: `duty`, `incident`."""
    return re.sub("ie$", "y", many[0].removesuffix("s"))


def _counted(value: float, unit: str) -> str:
    shown = f"{value:,.1f}".removesuffix(".0")
    return f"{shown} {unit}{'' if shown == '1' else 's'}"


def _two(value: int, size: int, large: str, small: str) -> str:
    whole, rest = divmod(value, size)
    return f"{whole} {large} {rest} {small}" if rest else f"{whole} {large}"
