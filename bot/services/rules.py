"""What a service is, how its fields are read, and when it enters Operate. Pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.core import tidy
from bot.core.errors import Conflict, Invalid, Missing

CARD = "services.service"  # what shows a service, and has its buttons
TITLE, SURFACE, PLAN, PROOF, REASON = 80, 80, 500, 1000, 500  # characters
LONGEST = timedelta(days=366)
LENGTH = re.compile(
    r"([0-9]{1,5})\s*"
    r"(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])[\s,]*"
)
STEPS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LINK = re.compile(r"https?://[^\s<>|\"@]+\.[^\s<>|\"@]+", re.IGNORECASE)


class Standby(StrEnum):
    """What stands ready to take over."""

    HOT = "hot"
    """A second one runs, with the same data: it takes over by itself."""
    WARM = "warm"
    """A second one is there, and has to be brought up to date and switched on."""
    COLD = "cold"
    """It is built anew from backups."""


class Criterion(StrEnum):
    """What has to be proven before a service enters Operate."""

    DEPLOYMENT = "deployment"
    """It was deployed to production, and that succeeded."""
    VALIDATION = "validation"
    """What was checked after the deployment passed."""
    MONITORING = "monitoring"
    """It is watched, and somebody is alerted."""
    DOCUMENTATION = "documentation"
    """What a release needs to be used and run is published."""


SAID = {
    Criterion.DEPLOYMENT: "Production deployment succeeded",
    Criterion.VALIDATION: "Post-deployment validation passed",
    Criterion.MONITORING: "Monitoring and alerting active",
    Criterion.DOCUMENTATION: "Release documentation published",
}
BEGINS = {
    "deploy": Criterion.DEPLOYMENT,
    "production": Criterion.DEPLOYMENT,
    "valid": Criterion.VALIDATION,
    "post-deploy": Criterion.VALIDATION,
    "monitor": Criterion.MONITORING,
    "alert": Criterion.MONITORING,
    "doc": Criterion.DOCUMENTATION,
    "release": Criterion.DOCUMENTATION,
}


class NoSuchService(Missing):
    """There is no service called “{name}”.{hint}"""  # noqa: D400, D415 (the hint ends it)


class Known(Conflict):
    """A service is past what was asked; the present card says where it stands."""

    def __init__(self, *, service: str, **details: object) -> None:
        """Name the service whose card shows the present state."""
        super().__init__(**details)
        self.card = (CARD, service)


class AlreadyRetired(Known):
    """{title} is retired: nothing was changed. Bring it back first."""


class NotRetired(Known):
    """{title} is not retired: nothing was changed."""


class NotProven(Known):
    """Nothing proves that of {title}: there is nothing to withdraw."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody says of a service; `rpo` and `rto` are seconds."""

    title: str
    owner: str
    standby: Standby
    rpo: int
    rto: int
    surface: str = ""
    runbook: str = ""
    plan: str = ""


def _title(text: str) -> str:
    said = tidy.line(text)
    if not any(character.isalnum() for character in said):
        raise Invalid("name", "Say what the service is called, such as Checkout")
    return _short("name", said, TITLE)


def _surface(text: str) -> str:
    return _short("surface", tidy.line(text), SURFACE)


def _plan(text: str) -> str:
    return _short("plan", tidy.line(text), PLAN)


def _owner(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        example = "@dana, @a-user-group, or a role such as sre_lead"
        raise Invalid("owner", f"Say who owns it: {example}")
    return said


def _standby(text: str) -> Standby:
    try:
        return Standby(text.casefold().strip())
    except ValueError:
        known = "It is hot, warm or cold"
        wrong = f"“{text.strip()[:20]}” is no standby class. " if text.strip() else ""
        raise Invalid("standby", f"{wrong}{known}") from None


def _short(field: str, said: str, most: int) -> str:
    if len(said) > most:
        raise Invalid(field, f"It may have {most} characters, this has {len(said)}")
    return said


def objective(field: str, text: str) -> int:
    """Read how long something may take by the clock, in seconds: `1h`, `90 min`."""
    said = " ".join(text.casefold().split())
    if not re.fullmatch(f"(?:{LENGTH.pattern})+", said) and said != "0":
        wrong = f"“{said[:20]}” is no length of time" if said else "It has to be said"
        raise Invalid(field, f"{wrong}. Write it as 15m, 1h 30m or 2d, by the clock")
    found = sum(int(one[1]) * STEPS[one[2][0]] for one in LENGTH.finditer(said))
    if found > LONGEST.total_seconds():
        raise Invalid(field, "It may be a year at the most")
    return found


def _rpo(text: str) -> int:
    return objective("rpo", text)


def _rto(text: str) -> int:
    found = objective("rto", text)
    if not found:
        raise Invalid("rto", "Nothing is usable again in no time: write 1m or more")
    return found


READERS: Mapping[str, Callable[[str], Any]] = {
    "name": _title,
    "surface": _surface,
    "owner": _owner,
    "standby": _standby,
    "rpo": _rpo,
    "rto": _rto,
    "runbook": tidy.line,
    "plan": _plan,
}
KEYS = tuple(READERS)
NEEDED = ("name", "owner", "standby", "rpo", "rto")


def read(said: Mapping[str, str]) -> tuple[dict[str, Any], list[Invalid]]:
    """Read the fields that are *said*; give what was understood, and what is wrong."""
    found, wrong = dict[str, Any](), list[Invalid]()
    for key in said:
        try:
            found[key] = READERS[key](said[key])
        except Invalid as problem:
            wrong.append(problem)
    return found, wrong


def draft(said: Mapping[str, str]) -> Draft:
    """Read all the fields of a service, or refuse beside the first that is wrong."""
    found, wrong = read({key: said.get(key, "") for key in KEYS})
    if wrong:
        raise wrong[0]
    return drafted(found)


def drafted(found: Mapping[str, Any]) -> Draft:
    """Make a draft of fields as `read` gave them."""
    rest = {key: value for key, value in found.items() if key != "name"}
    return Draft(title=found["name"], **rest)


def fields_of(service: Any) -> dict[str, str]:  # noqa: ANN401 (a row or a draft)
    """Give the fields of a service as they are typed."""
    said = {f.name: getattr(service, f.name) for f in fields(Draft)}
    lengths = {name: short(said[name]) for name in ("rpo", "rto")}
    return {"name": said.pop("title"), **said, **lengths}


def short(seconds: int) -> str:
    """Write a length of time as it is typed, all of it: `1d 2h 30m`, `0`."""
    parts = []
    for letter in reversed(STEPS):
        count, seconds = divmod(seconds, STEPS[letter])
        parts += [f"{count}{letter}"] if count else []
    return " ".join(parts) or "0"


def slugged(title: str) -> str:
    """Give the name by which a service is known once, however it is written."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "-".join(re.findall(r"\w+", plain))


def criterion(text: str) -> Criterion | None:
    """Read which criterion is meant; None if it is none."""
    said = text.casefold().strip(":,")
    found = (one for start, one in BEGINS.items() if said.startswith(start))
    return next(found, None)


def chosen(text: str) -> Criterion:
    """Read which criterion is meant, or refuse."""
    found = criterion(text)
    if found is None:
        known = ", ".join(Criterion)
        raise Invalid("criterion", f"“{text[:30]}” is none of {known}")
    return found


def proof(text: str) -> str:
    """Let a proof pass: some words, or a link."""
    said = tidy.line(text)
    if not said:
        raise Invalid("proof", "Say how it is proven: a link, or a sentence")
    return _short("proof", said, PROOF)


def reason(text: str) -> str:
    """Let a reason pass."""
    said = tidy.line(text)
    if not said:
        raise Invalid("reason", "Say why, for whoever looks for it later")
    return _short("reason", said, REASON)


def link(text: str) -> str:
    """Give *text* if it is an address of the web, and nothing else."""
    return text if LINK.fullmatch(text) else ""


def missing(proven: Collection[Criterion]) -> tuple[Criterion, ...]:
    """Give the criteria that are not proven, in their order."""
    return tuple(one for one in Criterion if one not in proven)


def line(text: str) -> tuple[str, dict[str, str]]:
    """Read `Checkout surface billing owner @dana rpo 1h rto 4h warm` into fields.

    A name begins it; then each word that names a field begins its value. `hot`, `warm`
    and `cold` stand for themselves.
    """
    name, said = list[str](), dict[str, list[str]]()
    into, stray = name, list[str]()
    for word in text.split():
        key = word.casefold().rstrip(":=")
        if name and key in KEYS:
            if key in said:
                raise Invalid(key, f"“{key}” stands there twice")
            into = said.setdefault(key, [])
        elif name and key in list(Standby) and said.get("standby", []) == []:
            said["standby"], into = [word], stray
        else:
            into.append(word)
    if stray:
        raise Invalid("standby", f"“{' '.join(stray)[:40]}” was not understood")
    return " ".join(name), {key: " ".join(words) for key, words in said.items()}
