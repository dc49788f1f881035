"""What a bug hunt is, what is found in one, and where to hunt next. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.core import tidy
from bot.core.errors import Conflict, Forbidden, Invalid, Missing

CARD = "hunts.hunt"  # the live board of a hunt
DEFECT = "hunts.defect"  # what shows a defect, and has its buttons
REPORT = "hunts.report"  # what came of a hunt
SCOPE, TITLE, AREA, WHY = 120, 150, 80, 500  # characters
REPRODUCER = 20  # characters that a reproducer has at least: a sentence
SENTENCE = 4  # words that it has at least
REASON = 10  # characters that a reason has at least
HUNT = re.compile(r"(?:hunt[- ]?)#?([0-9]{1,6})", re.IGNORECASE)
DEF = re.compile(r"(?:def[- ]?)#?([0-9]{1,6})", re.IGNORECASE)


class Kind(StrEnum):
    """What a hunt keeps to."""

    AREA = "area"
    """One part of what is run: audit-ledger writes."""
    LAYER = "layer"
    """One thing wherever it is done: boundary validation in every method."""


class State(StrEnum):
    """Where a hunt stands."""

    RUNNING = "running"
    """Defects are looked for."""
    ENDED = "ended"
    """It is over, and was reported on."""


class Severity(StrEnum):
    """How bad a defect is."""

    CRITICAL = "critical"
    """Data is lost or open to strangers, or nothing works."""
    HIGH = "high"
    """A major part does not do what it should."""
    MEDIUM = "medium"
    """It is wrong, and there is a way around it."""
    LOW = "low"
    """It is wrong, and hardly anybody minds."""


WEIGHTS = {
    Severity.CRITICAL: 8, Severity.HIGH: 4, Severity.MEDIUM: 2, Severity.LOW: 1,
}  # fmt: skip
AS = {
    **{one.value: one for one in Severity},
    "crit": Severity.CRITICAL,
    "med": Severity.MEDIUM,
    "minor": Severity.LOW,
}
"""How a severity is typed."""


class Found(StrEnum):
    """Where a defect stands."""

    REPORTED = "reported"
    """Somebody found it; nobody has judged it."""
    CONFIRMED = "confirmed"
    """It is real, and to be mended."""
    REJECTED = "rejected"
    """It is no defect, and why is said."""
    DUPLICATE = "duplicate"
    """Another one is the same."""


class NoSuchHunt(Missing):
    """There is no such hunt here. `/ops hunt list` shows those there are."""


class WhichHunt(Missing):
    """Say which hunt you mean: {known}."""


class NoHunt(Missing):
    """No bug hunt runs. `/ops hunt start` begins one."""


class NoSuchDefect(Missing):
    """There is no such defect here. `/ops hunt show` lists those of a hunt."""


class NoOther(Missing):
    """No other defect stands that {ref} could be: confirm it, or reject it."""


class Known(Conflict):
    """It is past what was asked; the present card says where it stands."""

    def __init__(self, card: str, about: str, **details: object) -> None:
        """Name the card that shows the present state."""
        super().__init__(**details)
        self.card = (card, about)


class AlreadyHunted(Known):
    """{ref} hunts for that already: join it."""


class HuntOver(Known):
    """{ref} is over: nothing was changed."""


class AlreadyIn(Known):
    """You hunt in {ref} already."""


class ExtendedOnce(Known):
    """{ref} was given more time once: end it, and start another one."""


class Judged(Known):
    """{ref} is {state} already: nothing was changed."""


class NotJudged(Known):
    """{ref} was not judged yet: nothing was changed."""


class NotAHunter(Forbidden):
    """Only who hunts in {ref}, or is its {lead}, can do that. Join the hunt first."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A hunt as somebody starts it."""

    kind: Kind
    scope: str
    box: timedelta | None = None
    hunters: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A defect as somebody reports it; `link` is the message that it was said in."""

    title: str
    severity: str
    reproducer: str
    area: str = ""
    link: str = ""


def scope(text: str) -> str:
    """Let what is hunted pass, or refuse it."""
    said = _within("scope", text, SCOPE)
    if not any(character.isalnum() for character in said):
        example = "audit-ledger writes, or boundary validation in every method"
        raise Invalid("scope", f"Say what is hunted, such as: {example}")
    return said


def box(asked: timedelta | None, usual: timedelta, longest: timedelta) -> timedelta:
    """Let a time box pass, or refuse it."""
    given = usual if asked is None else asked
    if not timedelta(hours=1) <= given <= longest:
        problem = f"A hunt lasts from an hour to {longest.days} days"
        raise Invalid("box", f"{problem}: say for example 5d")
    return given


LENGTH = re.compile(r"(a|an|one|[0-9]{1,3}) ?(hour|day|week|h|d|w)s?", re.IGNORECASE)
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def length(text: str) -> timedelta | None:
    """Read how long something lasts: `a week`, `5d`; None if it is no such."""
    found = LENGTH.fullmatch(text.strip())
    if found is None:
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    return UNITS[found[2][0].casefold()] * count


def draft(given: Draft) -> Draft:
    """Let a report pass: with a title, how bad it is, and how to see it."""
    title = _within("title", given.title, TITLE)
    if not any(character.isalnum() for character in title):
        raise Invalid("title", "Say in a few words what is wrong")
    return Draft(
        title=title,
        severity=severity(given.severity).value,
        reproducer=reproducer(given.reproducer),
        area=_within("area", given.area, AREA),
        link=given.link,
    )


def reproducer(text: str) -> str:
    """Let pass what shows a defect to somebody else: a sentence at the least."""
    said = tidy.text(text)
    if len(said) > tidy.TEXT:
        raise Invalid("reproducer", f"Keep it to {tidy.TEXT} characters")
    if len(tidy.line(said)) < REPRODUCER or len(said.split()) < SENTENCE:
        how = "Say how somebody else sees it, in a sentence at the least"
        raise Invalid("reproducer", f"{how}: what to do, and what happens")
    return said


def severity(text: str) -> Severity:
    """Read how bad it is."""
    said = text.strip().casefold()
    if said not in AS:
        wrong = f"“{said[:20]}” is no severity" if said else "Say how bad it is"
        raise Invalid("severity", f"{wrong}: critical, high, medium or low")
    return AS[said]


def reason(text: str, field: str = "reason") -> str:
    """Let a reason pass that says something."""
    said = tidy.words(text, field, least=REASON)
    if len(said) > WHY:
        raise Invalid(field, f"Keep it to {WHY} characters")
    return said


def _within(field: str, text: str, most: int) -> str:
    said = tidy.line(text)
    if len(said) > most:
        raise Invalid(field, f"It may have {most} characters, this has {len(said)}")
    return said


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A defect, or an incident, at some place: how much it weighs."""

    area: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Where to hunt next: what it weighs, and how many it is from."""

    area: str
    weight: int
    count: int


def proposals(
    seen: Iterable[Seen], hunted: Iterable[str], most: int
) -> Sequence[Proposal]:
    """Give the places where most was found, the weightiest first.

    What was *hunted* lately is left out: a place rests before it is hunted again.
    """
    resting = {_key(one) for one in hunted}
    weights, counts, names = Counter[str](), Counter[str](), dict[str, str]()
    for one in seen:
        key = _key(one.area)
        if key and key not in resting:
            weights[key] += one.weight
            counts[key] += 1
            names.setdefault(key, one.area)
    order = sorted(weights, key=lambda key: (-weights[key], key))
    return [
        Proposal(area=names[key], weight=weights[key], count=counts[key])
        for key in order[:most]
    ]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def same(one: str, other: str) -> bool:
    """Tell whether two scopes are the same, however they are written."""
    return _key(one) == _key(other)


def of_incident(severity: int) -> int:
    """Give what an incident of a severity weighs: 1 is the worst of 4."""
    return 1 << max(0, 4 - severity)
