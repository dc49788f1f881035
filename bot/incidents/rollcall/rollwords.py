"""How a roll call is typed: a question, if it ends with one, then who is asked. Pure.

`Are you on xz 5.6? Payments, Checkout @dana, Data #data`; a comma and a new line are
the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

QUESTION = re.compile(
    r"(?P<question>.*?\?)(?:\s*[:,-])?(?:\s+|$)(?P<rest>.*)", re.DOTALL
)
CONTACT = re.compile(
    r"<@(?P<person>[UW][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|(?<!\S)@(?P<handle>\S.*)$"
    r"|(?<!\S)#(?P<place>\S+)"
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One who is asked, and who answers: an id, a handle, or the name of a channel."""

    name: str
    contact: str = ""
    handle: str = ""
    place: str = ""


def parted(words: str) -> tuple[str, str]:
    """Give the question that *words* begin with, empty if they do not; and the rest."""
    found = QUESTION.fullmatch(words.strip())
    if found is None:
        return "", words.strip()
    return found["question"].strip(), found["rest"].strip()


def pieces(words: str, read: Callable[[str], str] = str) -> Iterator[Piece]:
    """Give each who is asked; *read* makes plain text of what Slack marks up."""
    for said in re.split(r"[,\n]", words):
        found = CONTACT.search(said)
        if found is None:
            name, contact = read(said), {}
        else:
            name = read(f"{said[: found.start()]} {said[found.end() :]}")
            contact = found.groupdict(default="")
        if name.strip() or contact:
            yield Piece(
                name=" ".join(name.split()),
                contact=contact.get("person", "") or contact.get("channel", ""),
                handle=contact.get("handle", "").strip(),
                place=contact.get("place", ""),
            )
