"""How bad: a severity as people type it: `sev 1`, `SEV-1`, `p1`, `S1`, a policy's name.

It is a word of its own at the beginning, at the end or between commas. `s3` counts only
beside a comma or a colon: it is a well-known service, and 3 is what holds without it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TYPED = (
    r"[\[(]?(?:sev(?:erity)?[- ]?(?P<sev>[0-9]{1,3})"
    r"|(?P<letter>[ps])-?(?P<digit>[0-9]))[\])]?"
)
ALWAYS = re.IGNORECASE | re.DOTALL
BEGINNING = re.compile(r"[\s:,;.!]*(?:[-\u2013\u2014]\s+)?")
ENDING = re.compile(r"\s+[-\u2013\u2014]$")
SERVICE = 3
Names = Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What was typed as a severity; `number` is None where there is no such one."""

    said: str
    number: int | None


def leading(text: str, names: Names) -> tuple[Grade, str] | None:
    """Take a severity off the beginning of *text*; *names* are the policy's."""
    form = rf"(?:{TYPED}|{_named(names)})(?P<rest>[.!]?(?:[\s:,;].*)?)"
    if not (found := re.fullmatch(form, text, ALWAYS)):
        return None
    rest = found["rest"]
    grade = _grade(found, names, set_off=rest[:1] in {"", ":", ",", ";"})
    return (grade, BEGINNING.sub("", rest, count=1)) if grade else None


def trailing(text: str, names: Names) -> tuple[Grade, str] | None:
    """Take a severity off the end of *text*; a policy's name only after a comma."""
    form = rf"(?P<head>|.*?[\s,;])(?:{TYPED}|(?<=[,;] ){_named(names)})[.!]?"
    if not (found := re.fullmatch(form, text, ALWAYS)):
        return None
    head = found["head"].rstrip()
    grade = _grade(found, names, set_off=head[-1:] in {",", ";"})
    return (grade, ENDING.sub("", head)) if grade else None


def between(text: str, names: Names) -> tuple[Grade, str] | None:
    """Take a severity out of *text* that stands between two commas."""
    form = rf"(?P<head>.*?)[,;]\s*(?:{TYPED}|{_named(names)})(?P<tail>\s*[,;].*)"
    if not (found := re.fullmatch(form, text, ALWAYS)):
        return None
    grade = _grade(found, names, set_off=True)
    return (grade, found["head"] + found["tail"].lstrip()) if grade else None


def _named(names: Names) -> str:
    longest = sorted(names.values(), key=len, reverse=True)
    return rf"(?P<name>{'|'.join(re.escape(name) for name in longest)})"


def _grade(found: re.Match[str], names: Names, *, set_off: bool) -> Grade | None:
    if name := found["name"]:
        called = {known.casefold(): number for number, known in names.items()}
        number = called[name.casefold()]
        return Grade(said=names[number], number=number)
    if found["sev"]:
        number = int(found["sev"])
        return _known(f"SEV-{number}", number, names)
    letter, number = found["letter"].upper(), int(found["digit"])
    if letter == "S" and not set_off and (number == SERVICE or number not in names):
        return None
    return _known(f"{letter}{number}", number, names)


def _known(said: str, number: int, names: Names) -> Grade:
    return Grade(said=said, number=number if number in names else None)
