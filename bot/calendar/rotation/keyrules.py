"""What a key of the inventory is, how its fields are read, when it is rotated. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.core import recurrence, secretive, tidy
from bot.core.errors import Conflict, Forbidden, Invalid, Missing

CARD = "calendar.keys"  # what lists the keys, and has their buttons
NAME, LIVES, HOW, WHAT = 100, 300, 1000, 1500  # characters
WEEK = timedelta(days=7)  # how long before its expiry a key is asked for
MONTH = 365.25 / 12  # days
LATEST = 28  # a day that every month has
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?)?")


class KeyState(StrEnum):
    """Where a key stands."""

    ACTIVE = "active"
    """It is in use, and known to nobody who should not know it."""
    COMPROMISED = "compromised"
    """Somebody may know it who should not: it is rotated at once."""
    RETIRED = "retired"
    """It is used no more; what was done with it stays in the record."""


class Worth(StrEnum):
    """What is lost when it is known to others."""

    HIGH = "high"
    """Data of customers, money, or the way into what has those."""
    LOW = "low"
    """Something that can be borne until it is noticed."""


class NoSuchKey(Missing):
    """There is no key “{name}” in the inventory.{hint}"""  # noqa: D400, D415 (the hint ends it)


class Held(Conflict):
    """A key is past what was asked; the list shows where it stands."""

    def __init__(self, **details: object) -> None:
        """Have the list shown below."""
        super().__init__(**details)
        self.card = (CARD, "")


class KeyRetired(Held):
    """{name} is retired. `/rotation edit {name}` brings it back."""


class KeyCompromised(Held):
    """{name} is known to be compromised already: {ref} asks for its rotation."""


class RotatingAlready(Held):
    """{name} is being rotated already: `/rotation confirm {ref}` once it is done."""


class NotRotating(Held):
    """No rotation of {name} is open. `/rotation start {name}` opens one now."""


class NotCompromised(Held):
    """{name} is not compromised any more: nothing was changed."""


class OfAKey(Conflict):
    """{title} follows its key: `/rotation edit` changes it, and when it comes."""


class NotYourReport(Forbidden):
    """{who} can take that back: ask them. Until then {ref} is to be done."""


class NotYoursToEnd(Forbidden):
    """{who} can say that it is not compromised: ask them, or rotate it: {ref}."""


class CannotWait(Conflict):
    """{ref} can't wait, the key is compromised: rotate it now, or give it to others."""


class TooLateToTakeBack(Conflict):
    """That can't be taken back any more: {why}. `/ops skip {ref} why` ends it."""


@dataclass(frozen=True, kw_only=True)
class KeyDraft:
    """What somebody says of a key. Days are as typed: a zone makes moments of them."""

    name: str
    kind: str
    lives: str
    owners: tuple[str, ...] = ()
    value: Worth = Worth.HIGH
    how: str = ""
    rotated: str = ""
    expires: str = ""


def _name(text: str) -> str:
    said = _line("name", text, NAME)
    if not any(character.isalnum() for character in said):
        raise Invalid("name", "Say what the key is called, such as Stripe API key")
    return said


def _kind(text: str) -> str:
    said = re.sub(r"[\s-]+", "_", text.strip().casefold())
    if not said:
        raise Invalid("kind", "Say which kind of key it is")
    return said


def _lives(text: str) -> str:
    said = _line("lives", text, LIVES)
    if not said:
        example = "such as: vault, payments/stripe; read by checkout"
        raise Invalid("lives", f"Say where it lives, {example}")
    return said


def _owner(text: str) -> str:
    return " ".join(text.split())


def _value(text: str) -> Worth:
    said = text.casefold().strip()
    try:
        return Worth(said) if said else Worth.HIGH
    except ValueError:
        raise Invalid("value", f"“{said[:20]}” is neither high nor low") from None


def _how(text: str) -> str:
    return _line("how", text, HOW)


def _line(field: str, text: str, most: int) -> str:
    said = tidy.line(text)
    secretive.refuse(field, said)
    if len(said) > most:
        raise Invalid(field, f"It may have {most} characters, this has {len(said)}")
    return said


def _rotated(text: str) -> str:
    return _day("rotated", text)


def _expires(text: str) -> str:
    return _day("expires", text)


def _day(field: str, text: str) -> str:
    said = text.strip()
    if said.casefold() in ("", "never", "unknown", "-"):
        return ""
    secretive.refuse(field, said)
    try:
        found = DAY.fullmatch(said)
        if not found:
            raise ValueError  # noqa: TRY301 (one sentence for both)
        date.fromisoformat(found[1]), time.fromisoformat(found[2] or "00:00")
    except ValueError:
        raise Invalid(field, f"“{said[:20]}” is no day such as 2026-11-27") from None
    return f"{found[1]} {found[2]}" if found[2] else found[1]


READERS: Mapping[str, Callable[[str], Any]] = {
    "name": _name,
    "kind": _kind,
    "lives": _lives,
    "owner": _owner,
    "value": _value,
    "rotated": _rotated,
    "expires": _expires,
    "how": _how,
}
KEYS = tuple(READERS)
NEEDED = ("name", "kind", "lives")


def read(said: Mapping[str, str]) -> tuple[dict[str, Any], list[Invalid]]:
    """Read the fields that are *said*; give what was understood, and what is wrong."""
    found, wrong = dict[str, Any](), list[Invalid]()
    for key in said:
        try:
            found[key] = READERS[key](said[key])
        except Invalid as problem:
            wrong.append(problem)
    return found, wrong


def drafted(said: Mapping[str, str], owners: tuple[str, ...]) -> KeyDraft:
    """Read all the fields of a key, or refuse beside the first that is wrong."""
    found, wrong = read({key: said.get(key, "") for key in KEYS})
    if wrong:
        raise wrong[0]
    return draft_of(found, owners)


def draft_of(found: Mapping[str, Any], owners: tuple[str, ...]) -> KeyDraft:
    """Make a draft of fields as `read` gave them."""
    known = {field.name for field in fields(KeyDraft)}
    return KeyDraft(**{k: v for k, v in found.items() if k in known}, owners=owners)


def told(text: str) -> str:
    """Let what happened to a key pass: some words, and nothing that is a key."""
    said = tidy.words(text, "what", least=10)
    secretive.refuse("what", said)
    if len(said) > WHAT:
        raise Invalid("what", f"Keep it to {WHAT} characters")
    return said


def slugged(name: str) -> str:
    """Give the name by which a key is known once, however it is written."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "-".join(re.findall(r"\w+", plain))


def series(rule: str, begin: date) -> str:
    """Give the rule *rule* as counted from a day: as often, and from that day on.

    Months are counted in whole ones. A month lacks the days past its 28th: what was
    rotated on one of those is due a little earlier, never later. What comes more often
    than monthly stays as it is.
    """
    if not rule:
        return ""
    days = recurrence.Rule(text=rule, start=begin).next_days(
        datetime.combine(begin, time()), 5
    )
    months = round((days[-1] - days[0]).days / (len(days) - 1) / MONTH)
    if months < 1:
        return rule
    on = min(begin.day, LATEST)
    if months == 12:  # noqa: PLR2004 (a year)
        return f"FREQ=YEARLY;BYMONTH={begin.month};BYMONTHDAY={on}"
    every = f";INTERVAL={months}" if months > 1 else ""
    return f"FREQ=MONTHLY{every};BYMONTHDAY={on}"


def first(rule: str, begin: date) -> date:
    """Give the day on which a series comes first that is counted from a day."""
    if not rule:
        return begin
    after = datetime.combine(begin, time.max)
    return recurrence.Rule(text=rule, start=begin).next_days(after, 1)[0]


def line(text: str) -> tuple[str, dict[str, str]]:
    """Read `Stripe key kind secret lives vault owner @dana value low` into fields.

    A name begins it; then each word that names a field begins its value. What follows
    `how` is all of it.
    """
    name, said = list[str](), dict[str, list[str]]()
    into = name
    for word in text.split():
        key = word.casefold().rstrip(":=")
        if not name or "how" in said or key not in KEYS[1:]:
            into.append(word)
            continue
        if key in said:
            raise Invalid(key, f"“{key}” stands there twice")
        into = said.setdefault(key, [])
    return " ".join(name), {key: " ".join(words) for key, words in said.items()}
