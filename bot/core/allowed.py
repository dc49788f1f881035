"""What a value of the policy may be: each kind is read, or refused with a sentence."""

import re
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

SEVERITIES = ("1", "2", "3", "4")


class Weekday(StrEnum):
    """A day of the week as the policy writes it."""

    MON = "mon"
    """Monday."""
    TUE = "tue"
    """Tuesday."""
    WED = "wed"
    """Wednesday."""
    THU = "thu"
    """Thursday."""
    FRI = "fri"
    """Friday."""
    SAT = "sat"
    """Saturday."""
    SUN = "sun"
    """Sunday."""


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("must say something")
    return text.strip()


def _person(text: str) -> str:
    if text and not re.fullmatch(r"[UW][A-Z0-9]{2,}", text):
        raise ValueError(f'"{text:.40}" is not a person\'s id such as "U0123ABCD"')
    return text


def _someone(text: str) -> str:
    if not text:
        raise ValueError('must name somebody, by an id such as "U0123ABCD"')
    return _person(text)


def _channel(text: str) -> str:
    if text and not re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        raise ValueError(f'"{text:.40}" is not a channel\'s id such as "C0123ABCD"')
    return text


def _contact(text: str) -> str:
    if text and not re.fullmatch(r"[UWCG][A-Z0-9]{2,}", text):
        raise ValueError(f'"{text:.40}" is no id of a person or a channel')
    return text


def _severity(key: object) -> int:
    if key not in SEVERITIES:
        raise ValueError(f"is not a severity: there are {', '.join(SEVERITIES)}")
    return int(str(key))


def _wall(given: object) -> object:
    if isinstance(given, time):
        return given
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9](:00)?", str(given)):
        raise ValueError(f'"{given!s:.40}" is not a time of day such as "09:00"')
    return time.fromisoformat(str(given))


def _some(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    if not days:
        raise ValueError("must name at least one day")
    return days


def _room(name: str) -> str:
    if not re.fullmatch(r"([a-z0-9_-]|\{number\}|\{slug\}){1,60}", name):
        raise ValueError(
            "may hold a-z, 0-9, - and _, {number} and {slug}, nothing else"
        )
    if "{number}" not in name:
        raise ValueError("must hold {number}: no two rooms may have one name")
    return name


def _key(key: object) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", str(key)):
        raise ValueError("may hold a-z, 0-9 and _, and begins with a letter")
    return str(key)


def _signer(text: str) -> str:
    return _key(text) if text else text


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>|]+", text):
        raise ValueError(f'"{text:.40}" is not a link such as "https://example.com"')
    return text


def _emoji(name: str) -> str:
    if not re.fullmatch(r"[^\s:<>]{1,100}", name):
        raise ValueError(f'"{name:.40}" is not an emoji\'s name such as "pushpin"')
    return name


Said = Annotated[str, AfterValidator(_said)]
Person = Annotated[str, AfterValidator(_person)]
People = tuple[Annotated[str, AfterValidator(_someone)], ...]
Channel = Annotated[str, AfterValidator(_channel)]
Contact = Annotated[str, AfterValidator(_contact)]
Wall = Annotated[time, BeforeValidator(_wall)]
Days = Annotated[tuple[Weekday, ...], AfterValidator(_some)]
Degree = Annotated[int, BeforeValidator(_severity)]
Key = Annotated[str, BeforeValidator(_key)]
Emoji = Annotated[str, AfterValidator(_emoji)]
Signer = Annotated[str, AfterValidator(_signer)]
Link = Annotated[str, AfterValidator(_link)]
RoomName = Annotated[str, AfterValidator(_room)]


class Table(BaseModel):
    """One table of the policy: nothing in it changes, nothing unknown is in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
