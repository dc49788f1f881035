"""Blameless: a cause is told by roles, so names in it are noticed. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 3  # letters of a part of a name that is looked for by itself
MOST = 500  # people who were not there whose names are looked for
SOMEBODY = "a responder"
MENTION = r"<@(?P<id>[UW]\w+)(?:\|[^<>]*)?>"
UPPER = "".join(filter(str.isupper, map(chr, range(0x530))))
"""Capitals of the Latin, Greek and Cyrillic letters."""
SHOUTED = rf"[{UPPER}\d]{{2,}}(?!\w)"
SURNAME = rf"(?:[ ](?!{SHOUTED})[{UPPER}](?:\w|['\u2019-](?!s\b)(?=\w))*)?"
"""What follows a first name: “Okafor”, “O'Brien”, but no “AWS”."""


@dataclass(frozen=True, kw_only=True)
class People:
    """Whose names are looked for.

    `roles` are, by their names and mentions, those who were there; `others` are names
    of people who were not: these count only whole and of two words or more, or with
    an @ before them.
    """

    roles: Mapping[str, str]
    others: Collection[str] = ()


def parts_of(name: str) -> list[str]:
    """Give the parts of a name by which its owner is called too."""
    parts = [part for part in name.split() if len(part) >= LEAST and part != name]
    return [part for part in parts if part[:1].isupper()]


def pattern(text: str, people: People) -> tuple[re.Pattern[str], list[str]]:
    """Give what is looked for in *text*, the longest first, and the role of each.

    A whole name counts in any case, a part of one only as it is written: “Will” is
    somebody, “will” may be a word. Only what may stand in *text* is looked for.
    """
    said = _plain(text)
    forms = [one for one in _forms(people) if _plain(one[0]) in said]
    forms.sort(key=lambda one: -len(one[0]))
    sources = [rf"(?P<n{number}>{one[1]})" for number, one in enumerate(forms)]
    named = rf"(?<![\w@])(?:{'|'.join(sources)})(?!\w)"
    every = [MENTION, named] if sources else [MENTION]
    return re.compile("|".join(every)), [role for *_, role in forms]


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _forms(people: People) -> Iterator[tuple[str, str, str]]:
    """Give each form of each name, how it is looked for, and the role."""
    roles = [(name, role) for name, role in people.roles.items() if name.strip()]
    for name, role in roles:
        yield name, f"@?{_whole(name)}", role
    for name, role in roles:
        for part in parts_of(name):
            yield part, f"@?{re.escape(part)}", role
    for name in filter(str.strip, people.others):
        at = "@?" if len(name.split()) > 1 else "@"
        yield name, f"{at}{_whole(name)}", SOMEBODY


def _whole(name: str) -> str:
    """Give how a name is found; one of one word takes a surname along."""
    words = [re.escape(word) for word in name.split()]
    whole = r"\s+".join(words)
    return f"(?i:{whole})" + (SURNAME if len(words) == 1 else "")


def named(texts: Sequence[str], people: People) -> list[str]:
    """Give the names that stand in *texts*, as they are written there."""
    found = [m[0] for one in texts for m in pattern(one, people)[0].finditer(one)]
    return list(dict.fromkeys(found))


def instead(text: str, people: People) -> str:
    """Give *text* with the roles in place of the names."""
    looked_for, roles = pattern(text, people)

    def role(found: re.Match[str]) -> str:
        if found["id"]:
            return people.roles.get(f"<@{found['id']}>", SOMEBODY)
        return roles[int(str(found.lastgroup)[1:])]

    return looked_for.sub(role, text)


def texts(content: Mapping[str, Any]) -> list[str]:
    """Give every text of a section."""
    found: list[str] = []
    for value in content.values():
        found.extend(value if isinstance(value, list) else [str(value)])
    return found


def reworded(content: Mapping[str, Any], people: People) -> dict[str, Any]:
    """Give the *content* of a section with the roles in place of the names."""
    return {
        name: [instead(one, people) for one in value]
        if isinstance(value, list)
        else instead(str(value), people)
        for name, value in content.items()
    }
