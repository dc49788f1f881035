"""Blameless: a cause is told by roles, so names in it are noticed. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

LEAST = 3  # letters of a part of a name that is looked for by itself
SOMEBODY = "a responder"


def forms_of(name: str) -> list[str]:
    """Give how somebody called *name* is written: whole, with an @, by a part."""
    parts = [part for part in name.split() if len(part) >= LEAST and part != name]
    return [name, *(part for part in parts if part[:1].isupper())]


def patterns(people: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """Give what is looked for, the longest first, and the role to say instead.

    *people* are roles by name. A whole name counts in any case, a part of one only as
    it is written: “Will” is somebody, “will” may be a word.
    """
    found: dict[str, str] = {}
    for name, role in people.items():
        for form in forms_of(name):
            found.setdefault(form, role)
    longest = sorted(found, key=lambda form: (-len(form), form))
    return [(_pattern(form, whole=form in people), found[form]) for form in longest]


def _pattern(form: str, *, whole: bool) -> re.Pattern[str]:
    flags = re.IGNORECASE if whole else re.NOFLAG
    return re.compile(rf"(?<![\w@])@?{re.escape(form)}(?!\w)", flags)


def named(texts: Sequence[str], people: Mapping[str, str]) -> list[str]:
    """Give the names that stand in *texts*, as they are written there."""
    every = [pattern for pattern, _ in patterns(people)]
    found = [m[0] for text in texts for one in every for m in one.finditer(text)]
    return list(dict.fromkeys(found))


def instead(text: str, people: Mapping[str, str]) -> str:
    """Give *text* with the roles in place of the names."""
    for pattern, role in patterns(people):
        text = pattern.sub(role.replace("\\", r"\\"), text)
    return text


def texts(content: Mapping[str, Any]) -> list[str]:
    """Give every text of a section."""
    found: list[str] = []
    for value in content.values():
        found.extend(value if isinstance(value, list) else [str(value)])
    return found


def reworded(content: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, Any]:
    """Give the *content* of a section with the roles in place of the names."""
    return {
        name: [instead(one, people) for one in value]
        if isinstance(value, list)
        else instead(str(value), people)
        for name, value in content.items()
    }
